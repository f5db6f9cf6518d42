"""`profile_list` in the event store follows the membership log: derived state, written after the log and checked at start.

This process remembers which version of each list the store holds. Nothing is remembered at start, so everything is compared
then; a version that was rolled back is never the row's again and is compared too.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from marketloop.events import facade as events
from marketloop.events.query.ast import InList
from marketloop.segments.membership import Ids, members_of
from marketloop.segments.models import Segment

_stored: dict[int, int] = {}


def publish(segment_id: int, *, before: int, after: int, added: Ids, removed: Ids) -> None:
    """Bring one change into the store; compares the whole list when the store does not stand at `before`."""
    if _stored.get(segment_id, before and -1) != before:
        _compare(segment_id, after)
    elif len(added) or len(removed):
        events.replace_list(segment_id, added, removed)
    _stored[segment_id] = after


def synchronise(rows: Iterable[Segment]) -> int:
    """Compare the lists that the store may hold otherwise; returns how many people had to be put right."""
    righted = 0
    for row in rows:
        if _stored.get(row.id) != row.version:
            righted += _compare(row.id, row.version)
            _stored[row.id] = row.version
    return righted


def withdraw(segment_id: int) -> None:
    """Take the list of an archived segment out of the store."""
    events.drop_list(segment_id)
    _stored.pop(segment_id, None)


def forget_all() -> None:
    """The store was replaced or emptied: compare every list again at its next use."""
    _stored.clear()


def _compare(segment_id: int, version: int) -> int:
    wanted = members_of(segment_id, version)
    there = events.matching_profiles(InList(list_id=segment_id))
    missing, surplus = np.setdiff1d(wanted, there), np.setdiff1d(there, wanted)
    if len(missing) or len(surplus):
        events.replace_list(segment_id, missing, surplus)
    return len(missing) + len(surplus)

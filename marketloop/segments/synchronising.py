"""`profile_list` in the event store follows the membership log: derived state, written after the log and checked at start.

This process remembers which version of each list the store holds. Nothing is remembered at start, so everything is compared
then; a version that was rolled back is never the row's again and is compared too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from marketloop.events import facade as events
from marketloop.events.query.ast import InList
from marketloop.segments.membership import Ids, members_of
from marketloop.segments.models import Segment

_stored: dict[int, int] = {}


@dataclass(frozen=True)
class ListChange:
    """One change of a list, from one version of its membership log to the next."""

    segment_id: int
    before: int
    after: int
    added: Ids
    removed: Ids


def publish(changes: Sequence[ListChange]) -> None:
    """Bring changes (one a list) into the store, in one write; compares a whole list where the store stands elsewhere."""
    expected = {one.segment_id for one in changes if _stored.get(one.segment_id, 0) == one.before}
    events.replace_lists(
        {one.segment_id: (one.added, one.removed) for one in changes if one.segment_id in expected}
    )
    for one in changes:
        if one.segment_id not in expected:
            _compare(one.segment_id, one.after)
        _stored[one.segment_id] = one.after


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

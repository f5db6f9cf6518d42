"""Keeping memberships right: the touched people are held against the segments again, named segments before those that name them.

Whoever changes memberships does it in a `turn`: one transaction that locks the one row of `Turn`. So two changes never cross,
and a full count (`counting`), which reads outside of any turn, learns through a `Watch` whom it has to look at once more.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

import numpy as np
from django.db import transaction

from marketloop.events import facade as events
from marketloop.identity import facade as identity
from marketloop.segments import membership
from marketloop.segments.changing import change_members, write_change
from marketloop.segments.definitions import definition_of, maintained, pending
from marketloop.segments.membership import EMPTY, KNOWN, Ids, as_ids, members_of
from marketloop.segments.models import Segment, Turn
from marketloop.segments.references import levels
from marketloop.segments.synchronising import ListChange, publish
from marketloop.segments.touches import union


class Watch:
    """People who were touched for one segment while its full count was reading."""

    def __init__(self, segment_id: int) -> None:
        self.segment_id = segment_id
        self._people: list[Ids] = []

    def add(self, people: Ids) -> None:
        """Somebody was touched."""
        self._people.append(people)

    def take(self) -> Ids:
        """Who was touched since the last call."""
        taken, self._people = self._people, []
        return union(taken)


_watches: list[Watch] = []


@contextlib.contextmanager
def watching(segment_id: int) -> Iterator[Watch]:
    """Collect whom others touch for this segment during the block."""
    watch = Watch(segment_id)
    _watches.append(watch)
    try:
        yield watch
    finally:
        _watches.remove(watch)


@contextlib.contextmanager
def turn() -> Iterator[Turn]:
    """One transaction in which memberships may change; others wait."""
    with transaction.atomic():
        Turn.objects.get_or_create(pk=1)
        yield Turn.objects.select_for_update().get(pk=1)


def look_again(rows: list[Segment], touched: Mapping[int, Ids]) -> int:
    """Within a turn: hold people (segment id → canonical ids) against their segments; returns how many entered or left.

    Who enters or leaves a segment is held against the segments that name it, in the same turn. Ranked segments wait for their
    next full count.
    """
    live = maintained(rows)
    waiting: dict[int, Ids] = {}
    for segment_id, people in touched.items():
        _touch(waiting, segment_id, people)
    references = {segment_id: definition_of(row).references for segment_id, row in live.items()}
    changed = 0
    for level in levels(references):
        due = [
            live[one]
            for one in level
            if one in waiting and not pending(live[one]) and not definition_of(live[one]).ranked
        ]
        changes = []
        for row, matched in zip(due, _answers(due, waiting), strict=True):
            change = _settle(row, waiting[row.id], matched)
            if change is not None:
                changes.append(change)
                moved = union([change.added, change.removed])
                changed += len(moved)
                for naming in (one for one, named in references.items() if row.id in named):
                    _touch(waiting, naming, moved)
        publish(changes)
    return changed


def _touch(waiting: dict[int, Ids], segment_id: int, people: Ids) -> None:
    """These people have to be held against the segment; a full count of it that is under way hears of them."""
    if len(people):
        waiting[segment_id] = union([waiting.get(segment_id, EMPTY), people])
        for watch in _watches:
            if watch.segment_id == segment_id:
                watch.add(people)


def look_at_dependents(rows: list[Segment], changed: Segment, moved: Ids) -> int:
    """Within a turn: hold people who came into or went out of one segment against the segments that name it."""
    naming = [one for one in maintained(rows).values() if changed.id in definition_of(one).references]
    return look_again(rows, {one.id: moved for one in naming})


def _answers(due: list[Segment], waiting: Mapping[int, Ids]) -> list[Ids]:
    """For each segment the touched people who fulfil it now; all in one statement over everybody touched."""
    conditions = [definition_of(row).condition for row in due]
    found = events.matching_each(conditions, union(waiting[row.id] for row in due))
    return [
        np.intersect1d(matched, waiting[row.id], assume_unique=True)
        for row, matched in zip(due, found, strict=True)
    ]


def _settle(row: Segment, touched: Ids, matched: Ids) -> ListChange | None:
    """Let in and out what differs, except in the store."""
    before = np.intersect1d(touched, members_of(row.id, row.version), assume_unique=True)
    return write_change(row, entered=np.setdiff1d(matched, before), left=np.setdiff1d(before, matched))


def tell_store_who_is_who(people: Ids) -> None:
    """Publish the aliases of merged and split people now: identity's own publication may come after the fact's event."""
    groups = identity.members_many(people.tolist())
    everybody = {one for group in groups.values() for one in group}
    events.set_aliases(identity.canonical_many(everybody).items())


def follow_merges(rows: list[Segment], people: Ids) -> Ids:
    """Within a turn: where a person has gone over into another, memberships go with them; returns each one's canonical id.

    No facts: the person was in and stays in. Whether the joined person still fulfils the condition is looked at afterwards.
    """
    canonical = identity.canonical_many(people.tolist())
    gone = {one: other for one, other in canonical.items() if one != other}
    if gone:
        absorbed = as_ids(list(gone))
        for row in rows:
            members = members_of(row.id, row.version)
            left = np.intersect1d(absorbed, members, assume_unique=True)
            heirs = as_ids([gone[one] for one in left.tolist()])
            change_members(row, entered=np.setdiff1d(heirs, members), left=left, tell=False)
    return np.array([canonical[one] for one in people.tolist()], dtype=np.int64)


def follow_splits(rows: list[Segment], pairs: tuple[tuple[int, int], ...]) -> None:
    """Within a turn: a restored person keeps the memberships that the joined person had (no facts); looked at afterwards."""
    for kept, restored in pairs:
        if identity.canonical(restored) != restored:
            continue
        for row in rows:
            members = members_of(row.id, row.version)
            if _has(members, kept) and not _has(members, restored):
                change_members(row, entered=as_ids([restored]), tell=False)


def _has(members: Ids, person: int) -> bool:
    at = int(np.searchsorted(members, person))
    return at < len(members) and int(members[at]) == person


def note_known(state: Turn, people: Ids) -> Ids:
    """Within a turn: remember these people; returns those who were never held against the segments before."""
    fresh = np.setdiff1d(people, members_of(KNOWN, state.known_version))
    if len(fresh):
        state.known_version, _ = membership.change(KNOWN, state.known_version, added=fresh, removed=EMPTY)
        state.save()
    return fresh

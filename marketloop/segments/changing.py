"""One change of one segment: membership log, size history and facts in the caller's transaction, then the store."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from marketloop.facts.audiences import SegmentEntered, SegmentLeft
from marketloop.platform import clock, ids, outbox
from marketloop.segments import membership, synchronising
from marketloop.segments.contracts import PREFIX
from marketloop.segments.membership import EMPTY, Ids
from marketloop.segments.models import Segment, SegmentHistory
from marketloop.segments.synchronising import ListChange

PEOPLE_PER_FACT = 5_000
HOUR_MS = 3_600_000


def change_members(row: Segment, *, entered: Ids = EMPTY, left: Ids = EMPTY, tell: bool = True) -> int:
    """Let people in and out, here and in the store; returns how many. `entered` holds nobody who is in, `left` only those
    who are.

    `tell=False` makes no facts: the person stays, only the id that stands for them changes (merge, undo).
    """
    change = write_change(row, entered=entered, left=left, tell=tell)
    if change is not None:
        synchronising.publish([change])
    return len(entered) + len(left)


def write_change(
    row: Segment, *, entered: Ids = EMPTY, left: Ids = EMPTY, tell: bool = True
) -> ListChange | None:
    """`change_members` without the store: the caller publishes what it returns (None: nothing to do)."""
    if not len(entered) and not len(left):
        return None
    before = row.version
    row.version, members = membership.change(row.id, before, added=entered, removed=left)
    row.size, row.refreshed_at = len(members), clock.now()
    Segment.objects.filter(id=row.id).update(
        version=row.version, size=row.size, refreshed_at=row.refreshed_at
    )
    note_size(row, entered=len(entered) if tell else 0, left=len(left) if tell else 0)
    if tell:
        outbox.record_many([*_facts(SegmentLeft, row, left), *_facts(SegmentEntered, row, entered)])
    return ListChange(row.id, before, row.version, entered, left)


def note_size(row: Segment, *, entered: int = 0, left: int = 0) -> None:
    """Keep the size in the history of the present hour."""
    hour = clock.now_ms() // HOUR_MS * HOUR_MS
    points = SegmentHistory.objects.filter(segment_id=row.id, hour_ms=hour)
    if not points.update(size=row.size, entered=F("entered") + entered, left=F("left") + left):
        SegmentHistory.objects.create(
            segment_id=row.id, hour_ms=hour, size=row.size, entered=entered, left=left
        )


def _facts(
    fact: type[SegmentEntered] | type[SegmentLeft], row: Segment, people: Ids
) -> Iterator[SegmentEntered | SegmentLeft]:
    for start in range(0, len(people), PEOPLE_PER_FACT):
        yield fact(
            profile_ids=tuple(people[start : start + PEOPLE_PER_FACT].tolist()),
            segment=ids.encode(PREFIX, row.id),
            segment_id=row.id,
        )

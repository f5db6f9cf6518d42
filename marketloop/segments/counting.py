"""Full counts: whole conditions over everybody, for new and changed segments, and on demand.

The reading takes its time outside of any transaction; its result is then written in slices, and whoever was touched meanwhile
is looked at once more. A segment with a new condition is pending until its last slice: nothing else changes its membership.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from marketloop.events import facade as events
from marketloop.platform import clock
from marketloop.segments.changing import change_members, note_size
from marketloop.segments.definitions import definition_of, pending, standing_rows
from marketloop.segments.evaluation import Watch, look_at_dependents, turn, watching
from marketloop.segments.membership import Ids, members_of
from marketloop.segments.models import Segment
from marketloop.segments.references import levels
from marketloop.segments.touches import union

SLICE = 20_000
"""People that may enter or leave in one transaction."""


@dataclass
class Count:
    """One segment being counted: the row as it was read, whom it should hold, who was touched since."""

    row: Segment
    watch: Watch
    target: Ids


def count_fully(segment_id: int) -> int:
    """Bring a segment's membership to what its condition says now; returns how many entered or left.

    Does nothing for a static or archived one. A definition that changes meanwhile ends the count; the next turn begins anew.
    """
    return count_all([segment_id])


def count_all(segment_ids: Collection[int]) -> int:
    """`count_fully` of many: those that others name first, and unchanged ones in one transaction."""
    wanted = set(segment_ids)
    rows = {row.id: row for row in standing_rows() if row.id in wanted and row.condition is not None}
    references = {segment_id: definition_of(row).references for segment_id, row in rows.items()}
    return sum(_count_level([rows[segment_id] for segment_id in level]) for level in levels(references))


def _count_level(rows: list[Segment]) -> int:
    """Count segments that do not name each other."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(events.reading_as(events.Priority.REPORT))
        watches = [stack.enter_context(watching(row.id)) for row in rows]
        started = clock.now_ms()
        waiting = [
            Count(row, watch, events.matching_profiles(definition_of(row).condition))
            for row, watch in zip(rows, watches, strict=True)
        ]
        moved = 0
        while waiting:
            with turn():
                waiting, changed = _write_slice(waiting, started)
            moved += changed
    return moved


def _write_slice(waiting: list[Count], started: int) -> tuple[list[Count], int]:
    """Within a turn: let in and out about SLICE people; returns the counts that are not over, and how many moved."""
    rows = standing_rows()
    by_id = {row.id: row for row in rows}
    moved, over = 0, list[Segment]()
    while waiting and moved < SLICE:
        row = by_id.get(waiting[0].row.id)
        if row is not None and row.definition == waiting[0].row.definition:
            changed, complete = _write_one(rows, row, waiting[0])
            moved += changed
            if not complete:
                break
            over.append(row)
        waiting = waiting[1:]
    _mark(over, started)
    return waiting, moved


def _write_one(rows: list[Segment], row: Segment, count: Count) -> tuple[int, bool]:
    """At most SLICE people in and as many out; (how many moved, whether the target is reached)."""
    seen = count.watch.take()
    if len(seen):
        again = events.matching_profiles(definition_of(row).condition, among=seen)
        count.target = union([np.setdiff1d(count.target, seen), np.intersect1d(again, seen)])
    members = members_of(row.id, row.version)
    if np.array_equal(members, count.target):
        return 0, True
    entered, left = np.setdiff1d(count.target, members), np.setdiff1d(members, count.target)
    complete = len(entered) <= SLICE and len(left) <= SLICE
    entered, left = entered[:SLICE], left[:SLICE]
    moved = change_members(row, entered=entered, left=left)
    look_at_dependents(rows, row, union([entered, left]))
    return moved, complete


def _mark(over: list[Segment], started: int) -> None:
    """These counts are complete: membership is what the definition says, as of the instant the reading began."""
    fresh = [row for row in over if pending(row)]
    for row in fresh:
        Segment.objects.filter(id=row.id, definition=row.definition).update(computed=row.definition)
        note_size(row)
    listed = [row.id for row in over]
    Segment.objects.filter(id__in=listed).update(ticked_ms=started, refreshed_at=clock.now())

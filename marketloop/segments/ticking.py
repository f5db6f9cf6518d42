"""As time passes: events leave and enter sliding windows, dates come up. Each tick asks the store whom that can concern."""

from __future__ import annotations

import time

from marketloop.events import facade as events
from marketloop.platform import background, clock
from marketloop.segments.contracts import SegmentKind, SegmentState
from marketloop.segments.counting import count_all
from marketloop.segments.definitions import RANKED_EVERY_MS, definition_of, maintained, pending, standing_rows
from marketloop.segments.evaluation import look_again, turn
from marketloop.segments.membership import Ids
from marketloop.segments.models import Segment
from marketloop.segments.synchronising import synchronise

UNTOUCHED_FOR_MS = 60_000
"""A tick that concerns nobody is written down only this often; asking again over a longer time gives the same people."""


AGAIN_AFTER_MS = 1_000
"""While time runs by itself, a segment is not asked about again sooner, neither by business time nor by real time."""
_asked: dict[int, tuple[int, float]] = {}


@background.loop("segments", every_s=2.0, order=30)
def run() -> int:
    """Background turn: full counts that are due, then all that time has changed; returns the number of changes."""
    synchronise(standing_rows())
    return count_pending() + tick() + count_ranked()


def count_pending() -> int:
    """Count the segments whose definition is new; returns how many."""
    waiting = [row.id for row in standing_rows() if _due(row)]
    if waiting:
        count_all(waiting)
    return len(waiting)


def _due(row: Segment) -> bool:
    return row.kind != SegmentKind.STATIC and row.state == SegmentState.LIVE and pending(row)


def count_ranked() -> int:
    """Count the segments that compare people with each other once their last count is 15 minutes old; returns how many moved."""
    now = clock.now_ms()
    due = [
        row.id
        for row in maintained(standing_rows()).values()
        if definition_of(row).ranked and not pending(row) and now - row.ticked_ms >= RANKED_EVERY_MS
    ]
    return count_all(due) if due else 0


def tick() -> int:
    """Follow the clock from each segment's last tick to now; returns how many people entered or left."""
    now = clock.now_ms()
    rows = [
        row
        for row in maintained(standing_rows()).values()
        if definition_of(row).by_time and not definition_of(row).ranked
    ]
    due = [row for row in rows if not pending(row) and row.ticked_ms < now and not _just_asked(row.id, now)]
    if not due:
        return 0
    touched = _touched_by_time(due, now)
    if not touched:
        late = [row.id for row in due if now - row.ticked_ms > UNTOUCHED_FOR_MS]
        if late:
            _mark(due, late, now)
        return 0
    with turn():
        changed = look_again(standing_rows(), touched)
        _mark(due, [row.id for row in due], now)
    return changed


def _just_asked(segment_id: int, now: int) -> bool:
    asked_ms, at = _asked.get(segment_id, (0, 0.0))
    if clock.stands_still():
        return False
    return 0 <= now - asked_ms < AGAIN_AFTER_MS and (time.monotonic() - at) * 1000 < AGAIN_AFTER_MS


def _touched_by_time(due: list[Segment], now: int) -> dict[int, Ids]:
    asked = [(definition_of(row).condition, row.ticked_ms) for row in due]
    with events.reading_as(events.Priority.INCREMENTAL):
        found = events.touched_by_time_each(asked, now)
    _asked.update((row.id, (now, time.monotonic())) for row in due)
    return {row.id: people for row, people in zip(due, found, strict=True) if len(people)}


def _mark(due: list[Segment], segment_ids: list[int], now: int) -> None:
    """Write the tick down, unless a definition has changed since (its full count sets its own)."""
    definitions = {row.id: row.definition for row in due}
    for segment_id in segment_ids:
        Segment.objects.filter(id=segment_id, computed=definitions[segment_id], ticked_ms__lt=now).update(
            ticked_ms=now
        )

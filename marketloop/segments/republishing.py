"""After the event store was built again: its lists, and every membership, are what they should be."""

from __future__ import annotations

from marketloop.events import facade as events
from marketloop.segments.contracts import SegmentKind, SegmentState
from marketloop.segments.counting import count_fully
from marketloop.segments.definitions import pending, standing_rows
from marketloop.segments.evaluation import turn
from marketloop.segments.synchronising import forget_all, synchronise


@events.on_rebuilt("segments", order=30)
def publish_again(rebuilding: events.Rebuilding) -> None:
    """Compare every list, then count every maintained segment; whoever was a member rightly is told nothing."""
    forget_all()
    with turn():
        rows = standing_rows()
        synchronise(rows)
    for row in rows:
        rebuilding.check()
        if row.kind != SegmentKind.STATIC and row.state == SegmentState.LIVE and not pending(row):
            count_fully(row.id)

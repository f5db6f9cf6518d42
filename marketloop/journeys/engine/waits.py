"""Waiting for events or a segment."""

from __future__ import annotations

from marketloop.journeys import doors
from marketloop.journeys.engine.moves import Batch, Row
from marketloop.journeys.graph import WaitFor
from marketloop.journeys.models import HeardEvent
from marketloop.journeys.plans import Plan


def run_wait_for(batch: Batch, plan: Plan, node: WaitFor, rows: list[Row]) -> None:
    """Let those on for whom it has happened already, hold the others until their timeout."""
    happened = _in_segment(node, rows)
    for id_, time in _already(batch.now, node, rows).items():
        happened.setdefault(id_, time)
    timeout = node.timeout.ms()
    on: list[Row] = []
    late: list[Row] = []
    for row in rows:
        if row.id in happened:
            row.at = max(row.at, happened[row.id])
            on.append(row)
        elif row.at + timeout > batch.now:
            batch.hold(row, row.at + timeout)
        else:
            row.at += timeout
            late.append(row)
    batch.leave(plan, node.id, "happened", node.happened, on)
    batch.leave(plan, node.id, "timed_out", node.timed_out, late)


def _in_segment(node: WaitFor, rows: list[Row]) -> dict[int, int]:
    if not node.segment:
        return {}
    members = doors.in_segment(node.segment, [row.person for row in rows])
    return {row.id: row.at for row in rows if row.person in members}


def _already(now_ms: int, node: WaitFor, rows: list[Row]) -> dict[int, int]:
    """Enrolments whose event stands in the store, with its time: it came before they did, or before this turn ran.

    An event that the consumer has not passed yet will meet them waiting, so only names whose latest passed event is within
    the window need a question.
    """
    lookback = node.lookback.ms() if node.lookback else 0
    timeout = node.timeout.ms()
    earliest = min(row.at for row in rows) - lookback
    asked = [event for event in node.events if _heard_since(event.name, earliest)]
    found: dict[int, int] = {}
    for event in asked:
        times = doors.event_times(event, sorted({row.person for row in rows}), earliest, now_ms)
        for row in rows:
            start, end = row.at - lookback, row.at + timeout
            first = min((time for time in times.get(row.person, ()) if start <= time < end), default=None)
            if first is not None:
                found[row.id] = min(first, found.get(row.id, first))
    return found


def _heard_since(name: str, earliest_ms: int) -> bool:
    latest = HeardEvent.objects.filter(name=name).values_list("time_ms", flat=True).first()
    return latest is not None and latest >= earliest_ms

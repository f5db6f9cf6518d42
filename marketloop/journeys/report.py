"""The report of a journey: where people are, what the messages did, and what the treatment was worth against the holdout."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from marketloop.experiments.facade import Lift, lift
from marketloop.journeys import doors, sql
from marketloop.journeys.contracts import HOLDOUT_NODE, JourneyState, RunningJourney
from marketloop.journeys.engine import turns
from marketloop.journeys.models import DayCount, Enrolment, Journey, Transition
from marketloop.journeys.plans import plan_of
from marketloop.journeys.queries import NodeFigures, get_journey, node_figures
from marketloop.messaging.contracts import NodeStats
from marketloop.platform import clock

STALLED_MS = 10 * 60_000


@dataclass(frozen=True)
class NodeReport:
    """A node of the canvas: its figures and, for messages, what became of them."""

    node: str
    type: str
    label: str
    figures: NodeFigures
    messages: NodeStats | None


@dataclass(frozen=True)
class Day:
    """A day of the company zone: passes begun, converted and ended, all and those held out."""

    day: dt.date
    entered: int = 0
    converted: int = 0
    exited: int = 0
    holdout_entered: int = 0
    holdout_converted: int = 0


@dataclass(frozen=True)
class Totals:
    """Passes: begun = active + converted + exited. `reasons` splits the exited ones."""

    entered: int
    active: int
    converted: int
    exited: int
    holdout: int
    reasons: dict[str, int]


@dataclass(frozen=True)
class Report:
    """All figures of a journey; `lift` counts people, not passes, and leaves merged people out."""

    totals: Totals
    nodes: tuple[NodeReport, ...]
    suppressed: dict[str, int]
    lift: Lift
    days: tuple[Day, ...]
    transitions_open: int


def report(journey_id: int) -> Report:
    """The report over all versions; raises NotFound."""
    journey = get_journey(journey_id)
    messages = doors.message_stats(journey_id)
    suppressed: Counter[str] = Counter()
    for stats in messages.values():
        suppressed.update(stats.suppressed)
    return Report(
        totals=totals_of(journey_id),
        nodes=tuple(_nodes(journey, messages)),
        suppressed=dict(suppressed),
        lift=lift_of(journey),
        days=tuple(_days(journey_id)),
        transitions_open=Transition.objects.filter(journey_id=journey_id, done=False).count(),
    )


def totals_of(journey_id: int) -> Totals:
    """Passes by state and reason."""
    rows = sql.select(
        "SELECT state, exit_reason, holdout, count(*) FROM journeys_enrolment WHERE journey_id = %s"
        " GROUP BY state, exit_reason, holdout",
        [journey_id],
    )
    states, reasons, held = Counter[str](), Counter[str](), 0
    for state, reason, holdout, passes in rows:
        states["active" if state in ("ready", "waiting") else state] += passes
        held += passes if holdout else 0
        if state == "exited":
            reasons[reason] += passes
    return Totals(
        sum(states.values()), states["active"], states["converted"], states["exited"], held, dict(reasons)
    )


def lift_of(journey: Journey) -> Lift:
    """Conversion of treated people against held-out ones, by assignment; merged people are left out."""
    rows = sql.select(
        "SELECT holdout, count(DISTINCT person_id),"
        " count(DISTINCT CASE WHEN converted_at IS NOT NULL THEN person_id END)"
        " FROM journeys_enrolment WHERE journey_id = %s AND person_id NOT IN"
        " (SELECT person_id FROM journeys_enrolment WHERE journey_id = %s AND exit_reason = 'merged')"
        " GROUP BY holdout",
        [journey.id, journey.id],
    )
    arms = {bool(holdout): (people, converted) for holdout, people, converted in rows}
    running = journey.state in (JourneyState.LIVE, JourneyState.PAUSED)
    return lift(*arms.get(False, (0, 0)), *arms.get(True, (0, 0)), running=running)


def _nodes(journey: Journey, messages: dict[str, NodeStats]) -> list[NodeReport]:
    figures, known = node_figures(journey.id), dict[str, Any]()
    for version in journey.versions.order_by("number"):
        known.update(plan_of(version.id).nodes)
    places = [*known, *(node for node in figures if node not in known)]
    return [
        NodeReport(
            node,
            known[node].type if node in known else ("holdout" if node == HOLDOUT_NODE else "gone"),
            known[node].label if node in known else "",
            figures.get(node, NodeFigures(node, 0, 0, {})),
            messages.get(node),
        )
        for node in places
    ]


def _days(journey_id: int) -> list[Day]:
    """Every day from the first to the last one that is counted."""
    found: defaultdict[dt.date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in DayCount.objects.filter(journey_id=journey_id):
        day = found[row.day]
        day["entered"] += row.entered
        day["converted"] += row.converted
        day["exited"] += row.exited
        if row.holdout:
            day["holdout_entered"] += row.entered
            day["holdout_converted"] += row.converted
    if not found:
        return []
    first, last = min(found), max(found)
    every = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return [Day(day, **found.get(day, {})) for day in every]


def list_running() -> list[RunningJourney]:
    """Journeys that are live or paused, the largest first."""
    rows = Journey.objects.select_related("live_version").filter(
        state__in=(JourneyState.LIVE, JourneyState.PAUSED)
    )
    return sorted((_running(row) for row in rows), key=lambda one: (-one.entered, one.name))


def _running(journey: Journey) -> RunningJourney:
    totals, readout = totals_of(journey.id), lift_of(journey)
    interval = readout.always_valid
    return RunningJourney(
        id=journey.id,
        name=journey.name,
        state=journey.state,
        version=journey.live_version.number if journey.live_version else 0,
        entered=totals.entered,
        active=totals.active,
        converted=totals.converted,
        conversion=readout.treated_rate,
        holdout_conversion=readout.control_rate,
        lift=readout.difference,
        lift_low=interval.low if interval else None,
        lift_high=interval.high if interval else None,
        verdict=readout.verdict.value,
        health=health_of(journey),
    )


def health_of(journey: Journey) -> str:
    """ok, paused, failing (the last turn raised an error), or stalled: somebody has been due for ten minutes."""
    if journey.state == JourneyState.PAUSED:
        return "paused"
    if journey.id in turns.failing:
        return "failing"
    late = clock.now_ms() - STALLED_MS
    return "stalled" if Enrolment.objects.filter(journey=journey, due_at__lt=late).exists() else "ok"

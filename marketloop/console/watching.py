"""Exceptions: what is wrong now, by plain rules whose thresholds stand here."""

from __future__ import annotations

import datetime as dt

from marketloop.console.contracts import Alarm, Shown, Tab
from marketloop.events import facade as events
from marketloop.events.query.ast import Measure, Range, Step, TrendQuery
from marketloop.journeys.facade import RunningJourney
from marketloop.platform import clock, ids
from marketloop.platform.models import Job, JobState

DROP = 0.20
"""A day this much below the same weekday of the week before."""
BEHIND = 0.95
"""A 28-day figure below this share of its target."""
FAILED = 0.05
"""More messages than this failed in 24 hours."""
DAY_MS = 86_400_000


def alarms(day: list[Shown], parts: list[Tab], running: list[RunningJourney]) -> list[Alarm]:
    """All that is wrong, the worst first."""
    found = [*_machines(), *_journeys(running), *_messages(), *_figures(day, parts)]
    return sorted(found, key=lambda one: one.severity != "bad")


def _machines() -> list[Alarm]:
    since = clock.now() - dt.timedelta(days=1)
    failed = Job.objects.filter(state=JobState.FAILED, finished_at__gte=since).count()
    found = [
        Alarm("consumer_failing", "bad", {"name": one.name, "events": one.lag}, "/events")
        for one in events.consumer_status()
        if one.failures >= 3
    ]
    return [*found, *([Alarm("jobs_failed", "bad", {"count": failed}, "/jobs")] if failed else [])]


def _journeys(running: list[RunningJourney]) -> list[Alarm]:
    return [
        Alarm(
            f"journey_{one.health}",
            "bad" if one.health == "stalled" else "warn",
            {"name": one.name},
            _link(one),
        )
        for one in running
        if one.health != "ok"
    ]


def _link(journey: RunningJourney) -> str:
    return f"/journeys/{ids.encode('jny', journey.id)}"


def _messages() -> list[Alarm]:
    now = clock.now_ms()
    steps = [Step(event="message_sent"), Step(event="message_failed")]
    query = TrendQuery(
        measures=[Measure(step=step) for step in steps], range=Range(start=now - DAY_MS, end=now)
    )
    sent, failed = (int(series.total or 0) for series in events.trend(query).series)
    share = failed / (sent + failed) if sent + failed else 0.0
    return (
        [Alarm("messages_fail", "bad", {"share": share, "failed": failed}, "/messages")]
        if share > FAILED
        else []
    )


def _figures(day: list[Shown], parts: list[Tab]) -> list[Alarm]:
    behind = [
        Alarm(
            "figure_behind", "bad", {"figure": one.lead.key, "reached": one.lead.reached}, "/analytics/trend"
        )
        for one in parts
        if one.lead.reached is not None and one.lead.reached < BEHIND
    ]
    fallen = [
        Alarm("figure_fell", "warn", {"figure": one.key, "change": one.change}, "/analytics/trend")
        for one in day
        if one.unit != "share" and one.change is not None and one.change < -DROP
    ]
    return behind + fallen

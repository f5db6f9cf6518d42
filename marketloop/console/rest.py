"""Whole screens over HTTP: home, and the saved views of lists."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any, Literal

from django.http import HttpRequest

from marketloop.analytics import facade as analytics
from marketloop.console import home, rest_views, watching
from marketloop.console.advice import Audience, Measured, pool, rank
from marketloop.console.remembering import remembered
from marketloop.journeys import facade as journeys
from marketloop.journeys.facade import RunningJourney
from marketloop.organisation.facade import scope
from marketloop.platform import clock, ids
from marketloop.platform.http import Router, Schema, require
from marketloop.segments import facade as segments
from marketloop.segments.facade import SegmentKind

router = Router(tags=["console"])
router.add_router("", rest_views.router)
AUDIENCES = 12
"""So many of the largest unused segments are looked at for advice."""


class ShownOut(Schema):
    """A figure: money in minor units, shares of 1; `change` relative, for shares in points of 1; `reached` share of target."""

    key: str
    unit: str
    value: float | None
    previous: float | None
    change: float | None
    target: float | None
    reached: float | None
    series: list[float | None]


class TabOut(Schema):
    """One of the four questions over the last 28 full days."""

    key: str
    lead: ShownOut
    figures: list[ShownOut]


class MonthDayOut(Schema):
    """Paid amount of a day, minor units."""

    day: dt.date
    new: int
    returning: int


class PaceOut(Schema):
    """The month against its target; money in minor units; forecast with its 80 % interval."""

    month: str
    days: list[MonthDayOut]
    length: int
    value: int
    new: int
    returning: int
    last_month: int
    target: float | None
    expected: float | None
    forecast: float
    low: float
    high: float


class RunningOut(Schema):
    """A live or paused journey; rates are shares of people; the interval of the lift is always valid."""

    id: str
    name: str
    state: str
    version: int
    entered: int
    active: int
    converted: int
    conversion: float | None
    holdout_conversion: float | None
    lift: float | None
    lift_low: float | None
    lift_high: float | None
    verdict: str
    health: str


class AlarmOut(Schema):
    """Something wrong; the console words `code` with `params`."""

    code: str
    severity: Literal["bad", "warn"]
    params: dict[str, Any]
    link: str


class ActionOut(Schema):
    """Something worth doing; gain in minor units with its 95 % interval, null while nothing was measured."""

    code: str
    params: dict[str, Any]
    link: str
    people: int
    gain: int | None
    low: int | None
    high: int | None


class HeadlineOut(Schema):
    """The answer in one sentence, as a code."""

    code: str
    params: dict[str, Any]


class HomeOut(Schema):
    """The whole page."""

    now: dt.datetime
    yesterday: dt.date
    headline: HeadlineOut
    pace: PaceOut
    day: list[ShownOut]
    tabs: list[TabOut]
    running: list[RunningOut]
    alarms: list[AlarmOut]
    actions: list[ActionOut]


@router.get("/home", response=HomeOut)
@require("analytics.read")
def get_home(request: HttpRequest) -> HomeOut:
    """Figures within the asker's data scope; journeys and exceptions of the whole company."""
    within = scope(request)
    pace = analytics.month_pace(within)
    targets = analytics.list_targets(pace.month)
    day, tabs = home.yesterday(targets, within), home.tabs(targets, within)
    running = journeys.list_running()
    order_value = next(
        (
            one.value
            for tab in tabs
            for one in tab.figures
            if one.key == analytics.MetricKey.AVERAGE_ORDER_VALUE
        ),
        None,
    )
    span = home.yesterday_span()
    return HomeOut.model_validate(
        {
            "now": clock.now(),
            "yesterday": clock.from_ms(span.start).astimezone(clock.company_zone()).date(),
            "headline": asdict(home.headline(day, pace, tabs)),
            "pace": asdict(pace),
            "day": [asdict(one) for one in day],
            "tabs": [asdict(one) for one in tabs],
            "running": [asdict(one) | {"id": ids.encode("jny", one.id)} for one in running],
            "alarms": [asdict(one) for one in watching.alarms(day, tabs, running)],
            "actions": [asdict(one) for one in rank(_unused(), _measured(running), order_value)],
        }
    )


def _measured(running: list[RunningJourney]) -> Measured | None:
    return pool(
        [
            Measured(one.lift, one.lift_low, one.lift_high)
            for one in running
            if one.lift is not None and one.lift_low is not None and one.lift_high is not None
        ]
    )


@remembered
def _unused() -> list[Audience]:
    """The largest dynamic segments that nothing uses."""
    free = [
        one
        for one in sorted(segments.list_segments(), key=lambda one: -one.size)
        if one.kind == SegmentKind.DYNAMIC and one.size and one.condition and not segments.list_usage(one.id)
    ]
    return [
        Audience(
            segment=ids.encode("seg", one.id),
            name=one.name,
            people=one.size,
            reachable=segments.preview(one.condition or {}, sample=0).reachable.get("email", 0),
        )
        for one in free[:AUDIENCES]
    ]

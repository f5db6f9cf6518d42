"""Shapes of analytics over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from marketloop.analytics.contracts import MetricKey, ReportKind, ReportView, Unit
from marketloop.events.query.ast import FunnelQuery, RetentionQuery, TrendQuery
from marketloop.platform import ids
from marketloop.platform.http import Schema


class PeriodOut(Schema):
    """A calendar period of the company's zone, [start, end) in UTC ms."""

    start: int
    end: int
    label: str
    complete: bool


class SeriesOut(Schema):
    """A line of a trend."""

    measure: int
    label: str
    value: str | None
    numbers: list[float | int | None]
    total: float | int | None


class TrendOut(Schema):
    """Lines over periods, and over the range compared with."""

    periods: list[PeriodOut]
    series: list[SeriesOut]
    compared_periods: list[PeriodOut]
    compared: list[SeriesOut]


class HistogramOut(Schema):
    """Bars of times; edges in seconds."""

    edges: list[float]
    counts: list[int]


class DurationsOut(Schema):
    """Times between steps in milliseconds."""

    mean: float
    median: float
    p90: float
    histogram: HistogramOut


class FunnelStepOut(Schema):
    """A step: people, shares, time from the step before."""

    event: str
    label: str
    count: int
    from_previous: float | None
    from_first: float | None
    time: DurationsOut | None


class FunnelPartOut(Schema):
    """A value of the breakdown."""

    value: str
    counts: list[int]
    from_first: list[float | None]


class FunnelOut(Schema):
    """A funnel; `open` people can still go on."""

    steps: list[FunnelStepOut]
    total: DurationsOut | None
    open: int
    parts: list[FunnelPartOut]


class CohortOut(Schema):
    """A row of the retention table; the first `complete` cells have fully passed."""

    period: PeriodOut
    size: int
    cells: list[int]
    complete: int


class RetentionOut(Schema):
    """The retention table with its mean row."""

    cohorts: list[CohortOut]
    mean: list[float | None]


class TrendPeopleIn(Schema):
    """Which number of a trend."""

    query: TrendQuery
    measure: int = 0
    period: int | None = None
    value: str | None = None


class FunnelPeopleIn(Schema):
    """Which number of a funnel: those who reached the step, or who dropped out just before it."""

    query: FunnelQuery
    step: int = Field(ge=1)
    dropped: bool = False


class RetentionPeopleIn(Schema):
    """Which cell of a retention table."""

    query: RetentionQuery
    cohort: int = Field(ge=0)
    k: int = Field(ge=0)


class PointOut(Schema):
    """A day."""

    label: str
    value: float | int | None
    complete: bool


class FigureOut(Schema):
    """A figure of the home page; `name` and `definition` in the asker's language."""

    key: MetricKey
    name: str
    definition: str
    unit: Unit
    value: float | int | None
    previous: float | int | None
    change: float | None
    series: list[PointOut]
    parts: dict[str, float | int | None]
    previous_parts: dict[str, float | int | None]


class ReportOut(Schema):
    """A saved report."""

    id: str
    name: str
    kind: ReportKind
    query: dict[str, Any]
    created_by: str
    created_at: dt.datetime
    updated_at: dt.datetime

    @classmethod
    def of(cls, view: ReportView) -> ReportOut:
        """From what the module shows of it."""
        return cls(
            id=ids.encode("rep", view.id),
            name=view.name,
            kind=view.kind,
            query=view.query,
            created_by=ids.encode("usr", view.created_by),
            created_at=view.created_at,
            updated_at=view.updated_at,
        )


class ReportIn(Schema):
    """A report to save."""

    name: str
    kind: ReportKind
    query: dict[str, Any]


class ReportChange(Schema):
    """Changes of a report; what is absent stays."""

    name: str | None = None
    query: dict[str, Any] | None = None


class TargetsOut(Schema):
    """Targets of a month `YYYY-MM`, by figure, each in the figure's own unit."""

    month: str
    targets: dict[str, float]


class TargetsIn(Schema):
    """Targets to set; null removes one, figures that are not named stay."""

    month: str
    targets: dict[str, float | None]

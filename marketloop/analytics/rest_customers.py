"""RFM, lifecycle and needs over HTTP, with the people behind each number."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import Field, ValidationError

from marketloop.analytics import lifecycle, needs, rfm
from marketloop.analytics.downloads import csv_of, file_of
from marketloop.analytics.models import RfmDay, RfmMove
from marketloop.analytics.people import PersonOut, people_page
from marketloop.analytics.rest_types import PeriodOut
from marketloop.analytics.rfm import CellFigures
from marketloop.analytics.rfm_scores import CELLS, Cell
from marketloop.events.facade import Act, NeedKind, Period
from marketloop.events.query.ast import Range
from marketloop.identity import facade as identity
from marketloop.organisation.facade import scope
from marketloop.platform import clock, ids
from marketloop.platform.errors import Invalid
from marketloop.platform.http import Page, PageQuery, Router, Schema, language_of, principal, require
from marketloop.profiles import facade as profiles

router = Router(tags=["analytics"])
DAY_MS = 86_400_000
Unit = Literal["day", "week", "month"]
Stage = Literal["prospect", "first_purchase", "repeat", "retained", "dormant", "lapsed"]


class RfmFiguresOut(Schema):
    """Customers, net spend in minor units, means over the customers."""

    customers: int
    spend: int
    mean_days: float | None
    mean_orders: float | None

    @classmethod
    def of(cls, figures: CellFigures) -> RfmFiguresOut:
        """From the figures."""
        return cls(**vars(figures))


class RfmCellOut(RfmFiguresOut):
    """One of the eight cells, named by its letters (high, low) for R, F, M."""

    cell: Cell
    share: float | None
    spend_share: float | None


class RfmPlaceOut(RfmFiguresOut):
    """One place of the grid of recency and frequency scores."""

    r: int
    f: int


class RfmMoveOut(Schema):
    """Customers who went from one cell to another; `previous` empty: first order."""

    previous: str
    cell: str
    customers: int


class RfmDayOut(Schema):
    """Customers by cell at the end of a day."""

    day: dt.date
    customers: dict[str, int]


class RfmReportOut(Schema):
    """Cells, grid, moves of the last 30 days, and the days so far (empty for those who do not see all customers)."""

    as_of: int
    high: int
    total: RfmFiguresOut
    cells: list[RfmCellOut]
    grid: list[RfmPlaceOut]
    moves: list[RfmMoveOut]
    days: list[RfmDayOut]


class RfmPeopleQuery(PageQuery):
    """Which customers: a cell and (or) scores."""

    cell: Cell | None = None
    r: int | None = Field(None, ge=1, le=5)
    f: int | None = Field(None, ge=1, le=5)
    m: int | None = Field(None, ge=1, le=5)


class RfmSettingsIn(Schema):
    """From which score on is high."""

    high: int


class RfmHistoryOut(Schema):
    """One move of a customer."""

    at: int
    previous: str
    cell: str


class SpanQuery(Schema):
    """[start, end) in UTC ms by periods."""

    start: int
    end: int
    unit: Unit = "month"


class StageMoveOut(Schema):
    """People who went from one stage to another; `previous` empty: not known before."""

    previous: str
    stage: str
    people: int


class LifecyclePeriodOut(PeriodOut):
    """A period: people by stage at its end, and the moves within it."""

    counts: dict[str, int]
    moves: list[StageMoveOut]


class LifecycleOut(Schema):
    """Stages at the start and at the end of each period, and the moves over the whole range."""

    window_days: int
    start: dict[str, int]
    periods: list[LifecyclePeriodOut]
    moves: list[StageMoveOut]


class LifecyclePeopleQuery(PageQuery):
    """People at a stage at the end of the range, and at another one before it ("new": not known)."""

    start: int
    end: int
    previous: Stage | Literal["new"] | None = None
    stage: Stage | None = None


class ActOut(Schema):
    """People with an act on a need; `change` of the share in points with its 95 % interval."""

    people: int
    before: int
    share: float | None
    change: float | None
    low: float | None
    high: float | None
    series: list[int]


class NeedOut(Schema):
    """One need with all acts."""

    need: str
    acts: dict[str, ActOut]


class NeedsOut(Schema):
    """Needs, those of most people first."""

    periods: list[PeriodOut]
    previous_start: int
    previous_end: int
    active: int
    active_before: int
    needs: list[NeedOut]


class NeedsQuery(SpanQuery):
    """What counts as a need."""

    by: NeedKind = "category"


class NeedPeopleQuery(PageQuery):
    """People behind a number."""

    start: int
    end: int
    by: NeedKind
    need: str
    act: Act | None = None


@router.get("/analytics/rfm", response=RfmReportOut)
@require("analytics.read")
def get_rfm(request: HttpRequest) -> RfmReportOut:
    """The eight cells and the grid, as of now."""
    seen, now = scope(request), clock.now_ms()
    found = rfm.report(seen)
    return RfmReportOut(
        as_of=now,
        high=found.high,
        total=RfmFiguresOut.of(found.total),
        cells=[
            RfmCellOut(
                **vars(found.cells[cell]),
                cell=cell,
                share=_share(found.cells[cell].customers, found.total.customers),
                spend_share=_share(found.cells[cell].spend, found.total.spend),
            )
            for cell in CELLS
        ],
        grid=[RfmPlaceOut(**vars(figures), r=r, f=f) for (r, f), figures in found.grid.items()],
        moves=[
            RfmMoveOut(previous=previous, cell=cell, customers=count)
            for previous, cell, count in rfm.moves(now - 30 * DAY_MS, now + 1, seen)
        ],
        days=_days() if seen.everything else [],
    )


@router.get("/analytics/rfm/people", response=Page[PersonOut])
@require("analytics.read")
def list_rfm_people(request: HttpRequest, query: Query[RfmPeopleQuery]) -> Page[PersonOut]:
    """The customers of a cell or a place of the grid."""
    found = rfm.people(cell=query.cell, r=query.r, f=query.f, m=query.m, scope=scope(request))
    return people_page(found, query, scope(request), language_of(request))


@router.get("/analytics/rfm/history/{profile_id}", response=list[RfmHistoryOut])
@require("analytics.read")
def list_rfm_history(request: HttpRequest, profile_id: str) -> list[RfmHistoryOut]:
    """The moves of one customer, the latest first; 404 outside the scope."""
    person = profiles.get_profile(ids.decode("pro", profile_id), scope=scope(request)).id
    rows = RfmMove.objects.filter(person__in=identity.members(person)).order_by("-at", "-id")
    return [RfmHistoryOut(at=row.at, previous=row.previous, cell=row.cell) for row in rows[:200]]


@router.put("/analytics/rfm/settings", response=RfmReportOut)
@require("analytics.write")
def put_rfm_settings(request: HttpRequest, body: RfmSettingsIn) -> RfmReportOut:
    """Set from which score on is high."""
    rfm.set_high(high=body.high, actor=principal(request))
    return get_rfm(request)


@router.get("/analytics/lifecycle", response=LifecycleOut)
@require("analytics.read")
def get_lifecycle(request: HttpRequest, query: Query[SpanQuery]) -> LifecycleOut:
    """People per stage, and moves between stages, period by period."""
    found = lifecycle.report(_span(query.start, query.end), query.unit, scope(request))
    return LifecycleOut(
        window_days=lifecycle.WINDOW_DAYS,
        start=found.start,
        periods=[
            LifecyclePeriodOut(**_period(period).model_dump(), counts=counts, moves=_moves(moves))
            for period, counts, moves in zip(found.periods, found.counts, found.moves, strict=True)
        ],
        moves=_moves(found.whole),
    )


@router.get("/analytics/lifecycle/people", response=Page[PersonOut])
@require("analytics.read")
def list_lifecycle_people(request: HttpRequest, query: Query[LifecyclePeopleQuery]) -> Page[PersonOut]:
    """The people of a stage or of a move."""
    previous = "" if query.previous == "new" else query.previous
    found = lifecycle.people(_span(query.start, query.end), previous, query.stage, scope(request))
    return people_page(found, query, scope(request), language_of(request))


@router.get("/analytics/needs", response=NeedsOut)
@require("analytics.read")
def get_needs(request: HttpRequest, query: Query[NeedsQuery]) -> NeedsOut:
    """What customers look for, ask, buy, return and complain about."""
    found = needs.report(_span(query.start, query.end), query.unit, query.by, scope(request))
    return NeedsOut(
        periods=[_period(period) for period in found.periods],
        previous_start=found.previous.start,
        previous_end=found.previous.end,
        active=found.active,
        active_before=found.active_before,
        needs=[
            NeedOut(need=one.need, acts={act: _act(figures) for act, figures in one.acts.items()})
            for one in found.needs
        ],
    )


@router.get("/analytics/needs/people", response=Page[PersonOut])
@require("analytics.read")
def list_need_people(request: HttpRequest, query: Query[NeedPeopleQuery]) -> Page[PersonOut]:
    """The people behind a number of the need trend."""
    found = needs.people(_span(query.start, query.end), query.by, query.need, query.act, scope(request))
    return people_page(found, query, scope(request), language_of(request))


@router.get("/analytics/needs/csv")
@require("analytics.read")
def download_needs(request: HttpRequest, query: Query[NeedsQuery]) -> HttpResponse:
    """The need trend as a CSV file."""
    found = needs.report(_span(query.start, query.end), query.unit, query.by, scope(request))
    return file_of("needs", csv_of(needs.rows(found, language_of(request))))


def _days() -> list[RfmDayOut]:
    days: dict[dt.date, dict[str, int]] = {}
    since = clock.now().date() - dt.timedelta(days=366)
    for day, cell, count in (
        RfmDay.objects.filter(day__gte=since).order_by("day").values_list("day", "cell", "customers")
    ):
        days.setdefault(day, {})[cell] = count
    return [RfmDayOut(day=day, customers=counts) for day, counts in days.items()]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _moves(listed: tuple[tuple[str, str, int], ...]) -> list[StageMoveOut]:
    return [StageMoveOut(previous=previous, stage=stage, people=people) for previous, stage, people in listed]


def _period(period: Period) -> PeriodOut:
    return PeriodOut(**vars(period))


def _act(figures: needs.ActFigures) -> ActOut:
    return ActOut(**vars(figures) | {"series": list(figures.series)})


def _span(start: int, end: int) -> Range:
    try:
        return Range(start=start, end=end)
    except ValidationError:
        raise Invalid("range_empty", fields={"end": "range_empty"}) from None

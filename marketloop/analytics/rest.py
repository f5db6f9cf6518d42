"""Analytics over HTTP: questions, the people behind each number, files, home figures, saved reports."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Status
from pydantic import ValidationError

from marketloop.analytics import metrics, services, targets
from marketloop.analytics.contracts import ReportKind
from marketloop.analytics.downloads import csv_of, file_of, funnel_rows, retention_rows, trend_rows
from marketloop.analytics.models import Report
from marketloop.analytics.people import PersonOut, people_page
from marketloop.analytics.queries import get_row, report_view
from marketloop.analytics.rest_customers import router as customers_router
from marketloop.analytics.rest_types import (
    FigureOut,
    FunnelOut,
    FunnelPeopleIn,
    PointOut,
    ReportChange,
    ReportIn,
    ReportOut,
    RetentionOut,
    RetentionPeopleIn,
    TargetsIn,
    TargetsOut,
    TrendOut,
    TrendPeopleIn,
)
from marketloop.events import facade as events
from marketloop.events.facade import FunnelResult, RetentionResult, TrendResult
from marketloop.events.query.ast import FunnelQuery, Range, RetentionQuery, TrendQuery
from marketloop.organisation.facade import scope
from marketloop.platform import ids
from marketloop.platform.errors import Invalid
from marketloop.platform.http import Page, PageQuery, Router, language_of, page_of, principal, require
from marketloop.platform.i18n import translate

router = Router(tags=["analytics"])
router.add_router("", customers_router)


@router.post("/analytics/trend", response=TrendOut)
@require("analytics.read")
def ask_trend(request: HttpRequest, query: TrendQuery) -> TrendResult:
    """Measures per period, by a property, beside an earlier range."""
    return events.trend(query, scope=scope(request))


@router.post("/analytics/funnel", response=FunnelOut)
@require("analytics.read")
def ask_funnel(request: HttpRequest, query: FunnelQuery) -> FunnelResult:
    """How many go how far, how long it takes, and by a property."""
    return events.funnel(query, scope=scope(request))


@router.post("/analytics/retention", response=RetentionOut)
@require("analytics.read")
def ask_retention(request: HttpRequest, query: RetentionQuery) -> RetentionResult:
    """Cohorts, and how many of them come back."""
    return events.retention(query, scope=scope(request))


@router.post("/analytics/trend/people", response=Page[PersonOut])
@require("analytics.read")
def list_trend_people(request: HttpRequest, body: TrendPeopleIn, page: Query[PageQuery]) -> Page[PersonOut]:
    """The people behind a point of a trend."""
    found = events.trend_people(body.query, body.measure, body.period, body.value, scope=scope(request))
    return people_page(found, page, scope(request), language_of(request))


@router.post("/analytics/funnel/people", response=Page[PersonOut])
@require("analytics.read")
def list_funnel_people(request: HttpRequest, body: FunnelPeopleIn, page: Query[PageQuery]) -> Page[PersonOut]:
    """The people who reached a step, or dropped out before it."""
    found = events.funnel_people(body.query, body.step, body.dropped, scope=scope(request))
    return people_page(found, page, scope(request), language_of(request))


@router.post("/analytics/retention/people", response=Page[PersonOut])
@require("analytics.read")
def list_retention_people(
    request: HttpRequest, body: RetentionPeopleIn, page: Query[PageQuery]
) -> Page[PersonOut]:
    """The people of a cell of a retention table."""
    found = events.retention_people(body.query, body.cohort, body.k, scope=scope(request))
    return people_page(found, page, scope(request), language_of(request))


@router.post("/analytics/trend/csv")
@require("analytics.read")
def download_trend(request: HttpRequest, query: TrendQuery) -> HttpResponse:
    """A trend as a CSV file."""
    result = events.trend(query, scope=scope(request))
    return file_of("trend", csv_of(trend_rows(result, language_of(request))))


@router.post("/analytics/funnel/csv")
@require("analytics.read")
def download_funnel(request: HttpRequest, query: FunnelQuery) -> HttpResponse:
    """A funnel as a CSV file."""
    result = events.funnel(query, scope=scope(request))
    return file_of("funnel", csv_of(funnel_rows(result, language_of(request))))


@router.post("/analytics/retention/csv")
@require("analytics.read")
def download_retention(request: HttpRequest, query: RetentionQuery) -> HttpResponse:
    """A retention table as a CSV file."""
    result = events.retention(query, scope=scope(request))
    return file_of("retention", csv_of(retention_rows(result, language_of(request))))


@router.get("/analytics/metrics", response=list[FigureOut])
@require("analytics.read")
def list_metrics(request: HttpRequest, start: int, end: int) -> list[FigureOut]:
    """The figures of the home page over [start, end) in UTC ms, each beside the span before."""
    language = language_of(request)
    return [
        FigureOut(
            key=one.key,
            name=translate(f"analytics.metric.{one.key}.name", language),
            definition=translate(one.definition, language),
            unit=one.unit,
            value=one.value,
            previous=one.previous,
            change=one.change,
            series=[PointOut(label=day.label, value=day.value, complete=day.complete) for day in one.series],
            parts=one.parts,
            previous_parts=one.previous_parts,
        )
        for one in metrics.list_figures(_span(start, end), scope(request))
    ]


@router.get("/analytics/metrics/{key}/people", response=Page[PersonOut])
@require("analytics.read")
def list_metric_people(
    request: HttpRequest, key: str, start: int, end: int, page: Query[PageQuery], part: str = ""
) -> Page[PersonOut]:
    """The people behind a figure or one of its parts."""
    found = metrics.metric_people(key, _span(start, end), scope(request), part or None)
    return people_page(found, page, scope(request), language_of(request))


def _span(start: int, end: int) -> Range:
    try:
        return Range(start=start, end=end)
    except ValidationError:
        raise Invalid("range_empty", fields={"end": "range_empty"}) from None


@router.get("/analytics/reports", response=Page[ReportOut])
@require("analytics.read")
def list_reports(request: HttpRequest, query: Query[PageQuery], kind: str = "") -> Page[ReportOut]:
    """Saved reports; search by name, filter by kind, sort by name, created_at, updated_at."""
    rows = Report.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    if query.q:
        rows = rows.filter(name__icontains=query.q)
    sorts = {"name": "name", "created_at": "created_at", "updated_at": "updated_at"}
    return page_of(rows, query, lambda row: ReportOut.of(report_view(row)), sorts, "-updated_at")


@router.post("/analytics/reports", response={201: ReportOut})
@require("analytics.write")
def create_report(request: HttpRequest, body: ReportIn) -> Status[ReportOut]:
    """Save a question under a name."""
    made = services.create_report(
        name=body.name, kind=ReportKind(body.kind), query=body.query, actor=principal(request)
    )
    return Status(201, ReportOut.of(made))


@router.get("/analytics/reports/{report_id}", response=ReportOut)
@require("analytics.read")
def get_report(request: HttpRequest, report_id: str) -> ReportOut:
    """A saved report."""
    return ReportOut.of(report_view(get_row(ids.decode("rep", report_id))))


@router.patch("/analytics/reports/{report_id}", response=ReportOut)
@require("analytics.write")
def update_report(request: HttpRequest, report_id: str, body: ReportChange) -> ReportOut:
    """Change name or question."""
    changed = services.update_report(
        report_id=ids.decode("rep", report_id), name=body.name, query=body.query, actor=principal(request)
    )
    return ReportOut.of(changed)


@router.delete("/analytics/reports/{report_id}", response={204: None})
@require("analytics.write")
def delete_report(request: HttpRequest, report_id: str) -> Status[None]:
    """Remove a saved report."""
    services.delete_report(report_id=ids.decode("rep", report_id), actor=principal(request))
    return Status(204, None)


@router.get("/analytics/targets", response=TargetsOut)
@require("analytics.read")
def get_targets(request: HttpRequest, month: str) -> TargetsOut:
    """Targets of a month."""
    return TargetsOut(
        month=month, targets={str(key): value for key, value in targets.list_targets(month).items()}
    )


@router.put("/analytics/targets", response=TargetsOut)
@require("analytics.write")
def put_targets(request: HttpRequest, body: TargetsIn) -> TargetsOut:
    """Set or remove targets of a month."""
    targets.set_targets(month=body.month, targets=body.targets, actor=principal(request))
    return get_targets(request, body.month)

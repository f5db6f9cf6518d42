"""Reads of saved reports."""

from __future__ import annotations

from marketloop.analytics.contracts import ReportKind, ReportView
from marketloop.analytics.models import Report
from marketloop.platform.errors import NotFound


def get_report(report_id: int) -> ReportView:
    """A saved report; raises NotFound."""
    return report_view(get_row(report_id))


def list_reports() -> list[ReportView]:
    """All saved reports, changed last first."""
    return [report_view(row) for row in Report.objects.order_by("-updated_at", "-id")]


def get_row(report_id: int) -> Report:
    """The row; raises NotFound."""
    row = Report.objects.filter(id=report_id).first()
    if row is None:
        raise NotFound("report_not_found")
    return row


def report_view(row: Report) -> ReportView:
    """A row as other modules see it."""
    return ReportView(
        id=row.id,
        name=row.name,
        kind=ReportKind(row.kind),
        query=row.query,
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )

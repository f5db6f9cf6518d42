"""Writes of analytics: saved reports."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from pydantic import ValidationError

from marketloop.analytics.contracts import ReportKind, ReportView
from marketloop.analytics.models import Report
from marketloop.analytics.queries import get_row, report_view
from marketloop.analytics.saved import Query, SavedView
from marketloop.events.query.ast import FunnelQuery, RetentionQuery, TrendQuery
from marketloop.organisation.facade import record_audit
from marketloop.platform import clock, ids
from marketloop.platform.errors import Invalid
from marketloop.platform.http import Principal

_VIEW = "view"
_TYPES: dict[ReportKind, type[Query]] = {
    ReportKind.TREND: TrendQuery,
    ReportKind.FUNNEL: FunnelQuery,
    ReportKind.RETENTION: RetentionQuery,
}


def create_report(*, name: str, kind: ReportKind, query: dict[str, Any], actor: Principal) -> ReportView:
    """Save a question under a name; raises Invalid with the fields that are wrong."""
    name, now = _name(name), clock.wall()
    parse_query(kind, query)
    with transaction.atomic():
        row = Report.objects.create(
            name=name, kind=kind, query=query, created_by=actor.user_id, created_at=now, updated_at=now
        )
        _audit("created", row.id, actor)
    return report_view(row)


def update_report(
    *, report_id: int, name: str | None = None, query: dict[str, Any] | None = None, actor: Principal
) -> ReportView:
    """Change what is given; raises NotFound, Invalid."""
    with transaction.atomic():
        row = get_row(report_id)
        if query is not None:
            parse_query(ReportKind(row.kind), query)
            row.query = query
        row.name = _name(name) if name is not None else row.name
        row.updated_at = clock.wall()
        row.save(update_fields=["name", "query", "updated_at"])
        _audit("changed", row.id, actor)
    return report_view(row)


def delete_report(*, report_id: int, actor: Principal) -> None:
    """Remove a saved report; raises NotFound."""
    with transaction.atomic():
        get_row(report_id).delete()
        _audit("deleted", report_id, actor)


def parse_query(kind: ReportKind, query: dict[str, Any]) -> Query:
    """The question of a saved report, apart from its `view`; raises Invalid with the paths of wrong fields."""
    try:
        SavedView.model_validate(query.get(_VIEW, {}))
        return _TYPES[kind].model_validate({key: value for key, value in query.items() if key != _VIEW})
    except ValidationError as error:
        fields = {
            ".".join(str(part) for part in ("query", *one["loc"])): one["msg"] for one in error.errors()
        }
        raise Invalid("report_query_invalid", fields=fields) from None


def _name(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= 120:
        raise Invalid("report_name_invalid", fields={"name": "report_name_invalid"})
    return name


def _audit(verb: str, report_id: int, actor: Principal) -> None:
    record_audit(actor=actor, action=f"analytics.report_{verb}", subject=ids.encode("rep", report_id))

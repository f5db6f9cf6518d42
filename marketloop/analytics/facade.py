"""The door of analytics: home figures and the people behind them, saved reports."""

from marketloop.analytics.contracts import Figure, MetricKey, Point, Reading, ReportKind, ReportView, Unit
from marketloop.analytics.metrics import METRICS, get_figure, list_figures, metric_people
from marketloop.analytics.queries import get_report, list_reports
from marketloop.analytics.services import create_report, delete_report, parse_query, update_report
from marketloop.analytics.targets import DayOfMonth, MonthPace, list_targets, month_pace, set_targets

__all__ = [
    "METRICS",
    "DayOfMonth",
    "Figure",
    "MetricKey",
    "MonthPace",
    "Point",
    "Reading",
    "ReportKind",
    "ReportView",
    "Unit",
    "create_report",
    "delete_report",
    "get_figure",
    "get_report",
    "list_figures",
    "list_reports",
    "list_targets",
    "metric_people",
    "month_pace",
    "parse_query",
    "set_targets",
    "update_report",
]

"""Tables of analytics: saved reports, targets."""

from __future__ import annotations

from django.db import models

from marketloop.analytics.contracts import MetricKey, ReportKind
from marketloop.platform.models import IdModel


class Report(IdModel):
    """A question that was saved under a name."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ReportKind])
    query = models.JSONField()
    created_by = models.BigIntegerField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "analytics_report"
        indexes = [models.Index(fields=["-updated_at", "-id"], name="report_recent")]


class MonthTarget(IdModel):
    """What a figure should reach in a calendar month of the company zone; `value` in the figure's own unit."""

    metric = models.CharField(max_length=40, choices=[(key.value, key.value) for key in MetricKey])
    month = models.CharField(max_length=7)
    value = models.FloatField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "analytics_month_target"
        constraints = [models.UniqueConstraint(fields=["metric", "month"], name="month_target_once")]

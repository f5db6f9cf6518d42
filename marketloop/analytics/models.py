"""Tables of analytics: saved reports."""

from __future__ import annotations

from django.db import models

from marketloop.analytics.contracts import ReportKind
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

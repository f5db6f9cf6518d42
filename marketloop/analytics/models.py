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


class RfmState(models.Model):
    """One row: from which score on is high, and when the cells were last brought up to date (UTC ms)."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    high = models.SmallIntegerField(default=4)
    as_of = models.BigIntegerField(default=0)

    class Meta:
        db_table = "analytics_rfm_state"


class RfmPosition(models.Model):
    """Where a customer (canonical profile) stands."""

    id = models.BigIntegerField(primary_key=True)
    cell = models.CharField(max_length=3)
    r = models.SmallIntegerField()
    f = models.SmallIntegerField()
    m = models.SmallIntegerField()

    class Meta:
        db_table = "analytics_rfm_position"


class RfmMove(IdModel):
    """A customer's move between cells; `previous` is empty for the first one."""

    person = models.BigIntegerField(db_index=True)
    cell = models.CharField(max_length=3)
    previous = models.CharField(max_length=3, blank=True)
    at = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "analytics_rfm_move"


class RfmDay(IdModel):
    """How many customers stood in a cell at the end of a company day, and their net spend in minor units."""

    day = models.DateField()
    cell = models.CharField(max_length=3)
    customers = models.IntegerField()
    spend = models.BigIntegerField()

    class Meta:
        db_table = "analytics_rfm_day"
        constraints = [models.UniqueConstraint(fields=["day", "cell"], name="rfm_day_once")]

"""OLTP tables of the spine's operation: how long events are kept."""

from __future__ import annotations

from django.db import models

from marketloop.platform.models import IdModel


class RetentionRule(IdModel):
    """Events of a class are removed from the store after `days`. `pattern`: see `retention_rules`.

    `applied_before`: events before this instant (UTC ms) are gone; a replay does not bring them back.
    """

    pattern = models.CharField(max_length=200, unique=True)
    days = models.PositiveIntegerField()
    includes_orders = models.BooleanField(default=False)
    applied_before = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "events_retention_rule"


class LogRetention(models.Model):
    """One row: days after which whole segments of the log are removed; None: the log is kept for ever."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    days = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "events_log_retention"

"""Model bases and the tables of the platform itself."""

from __future__ import annotations

from django.db import models

from marketloop.platform.ids import new_id


class IdModel(models.Model):
    """A row keyed by an int64 id made in Python."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class ClockOffset(models.Model):
    """One row: how far business time runs ahead of real time."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    offset_ms = models.BigIntegerField(default=0)

    class Meta:
        db_table = "platform_clock"


class OutboxFact(IdModel):
    """A fact recorded in its producer's transaction; relayed in id order."""

    name = models.CharField(max_length=80)
    payload = models.JSONField()
    occurred_ms = models.BigIntegerField()
    relayed = models.BooleanField(default=False)

    class Meta:
        db_table = "platform_outbox"
        indexes = [models.Index(fields=["id"], condition=models.Q(relayed=False), name="outbox_waiting")]


class OutboxDelivery(IdModel):
    """A fact that one subscriber still has to handle; gone when handled."""

    subscriber = models.CharField(max_length=120)
    fact_id = models.BigIntegerField()
    attempts = models.IntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        db_table = "platform_outbox_delivery"
        constraints = [models.UniqueConstraint(fields=["subscriber", "fact_id"], name="delivery_once")]


class JobState(models.TextChoices):
    """Life of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(IdModel):
    """One background job; leased while it runs, so that a killed worker's job is run again."""

    name = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    priority = models.SmallIntegerField(default=0)
    key = models.CharField(max_length=160, null=True, unique=True)
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    cancel_asked = models.BooleanField(default=False)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "platform_job"
        indexes = [models.Index(fields=["state", "run_at", "-priority"], name="job_due")]


class CronMark(models.Model):
    """The last instant up to which a cron entry has been enqueued."""

    name = models.CharField(max_length=120, primary_key=True)
    up_to = models.DateTimeField()

    class Meta:
        db_table = "platform_cron"

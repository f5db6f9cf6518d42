"""OLTP tables of the events module: how far consumers are, and the keys of sources."""

from __future__ import annotations

from django.db import models

from marketloop.platform.models import IdModel


class ConsumerCursor(models.Model):
    """The last seq whose effects a consumer has committed; `passed_once`: how far it had come when a replay set it back."""

    name = models.CharField(max_length=80, primary_key=True)
    seq = models.BigIntegerField(default=0)
    passed_once = models.BigIntegerField(default=0)

    class Meta:
        db_table = "events_consumer_cursor"


class WriteKey(IdModel):
    """A source of events and its key. Browser keys are public and shown again; of server keys only the hash is kept."""

    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=[("browser", "browser"), ("server", "server")])
    prefix = models.CharField(max_length=12)
    key_hash = models.CharField(max_length=64, unique=True)
    shown_key = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "events_write_key"


class EventDefinition(IdModel):
    """A declared event: its labels, owner, state, and what its properties should look like (`plan.PropertySpec`).

    `enforced`: the tracking plan checks its properties.
    """

    name = models.CharField(max_length=200, unique=True)
    label_zh = models.CharField(max_length=80, blank=True)
    label_en = models.CharField(max_length=80, blank=True)
    description = models.CharField(max_length=500, blank=True)
    category = models.CharField(max_length=20)
    owner = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=12)
    enforced = models.BooleanField(default=False)
    properties = models.JSONField(default=list)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "events_definition"


class PlanPolicy(IdModel):
    """What happens to events that break the plan; `source` "" is the rule for all sources without their own."""

    source = models.CharField(max_length=60, unique=True)
    unknown_event = models.CharField(max_length=12)
    unknown_property = models.CharField(max_length=12)
    wrong_value = models.CharField(max_length=12)

    class Meta:
        db_table = "events_plan_policy"


class PlanVersion(models.Model):
    """One row that counts the changes of catalogue and policies, so that every process notices them cheaply."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "events_plan_version"


class QuarantinedEvent(models.Model):
    """An event that the plan kept out of the store, keyed by its event id; `payload` is the whole event while it waits."""

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=60)
    time_ms = models.BigIntegerField()
    received_ms = models.BigIntegerField()
    reasons = models.JSONField()
    payload = models.TextField()
    state = models.CharField(max_length=10)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "events_quarantine"
        indexes = [
            models.Index(fields=["state", "received_ms", "id"], name="quarantine_waiting"),
            models.Index(fields=["received_ms"], name="quarantine_received"),
        ]


class IpRange(IdModel):
    """A network of the operator's lists: blocked, own staff, or allowed (never taken for a data centre)."""

    cidr = models.CharField(max_length=50, unique=True)
    kind = models.CharField(max_length=8)
    note = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "events_ip_range"


class TrafficState(models.Model):
    """One row: thresholds of the window rules, and up to which seq their verdicts stand. `redo_from`: judge all days from this
    instant (UTC ms) anew."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    thresholds = models.JSONField(default=dict)
    seq = models.BigIntegerField(default=0)
    redo_from = models.BigIntegerField(null=True)

    class Meta:
        db_table = "events_traffic_state"


class MarkedPeople(IdModel):
    """People whose events get another verdict and who must be told of; written before the store changes, gone when told."""

    profile_ids = models.JSONField()

    class Meta:
        db_table = "events_marked_people"

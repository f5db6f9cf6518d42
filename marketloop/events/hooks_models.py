"""OLTP tables of inbound webhooks: their addresses and mappings, and what came in."""

from __future__ import annotations

from django.db import models

from marketloop.platform.models import IdModel


class Hook(IdModel):
    """A source that posts its own payloads. Address, secret and sample are kept encrypted; the token's hash finds the row."""

    name = models.CharField(max_length=60, unique=True)
    active = models.BooleanField(default=True)
    token_hash = models.CharField(max_length=64, unique=True)
    token_sealed = models.TextField()
    secret_sealed = models.TextField(blank=True)
    check_rule = models.JSONField(default=dict)
    delivery_header = models.CharField(max_length=80, blank=True)
    mapping = models.JSONField()
    sample_sealed = models.TextField(blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "events_hook"


class HookDelivery(IdModel):
    """A delivery, repeated ones in one row. While it waits for a better mapping, `sealed` is its encrypted payload.

    `key`: the sender's delivery id or the body's hash; refusals are counted by code and minute.
    """

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE)
    key = models.CharField(max_length=150)
    state = models.CharField(max_length=10)
    code = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict)
    sealed = models.TextField(blank=True)
    size = models.IntegerField()
    events = models.IntegerField(default=0)
    attempts = models.IntegerField(default=1)
    received_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "events_hook_delivery"
        constraints = [models.UniqueConstraint(fields=["hook", "key"], name="hook_delivery_once")]
        indexes = [models.Index(fields=["hook", "state", "last_at"], name="hook_delivery_latest")]

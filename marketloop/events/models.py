"""OLTP tables of the events module: how far consumers are, and the keys of sources."""

from __future__ import annotations

from django.db import models

from marketloop.platform.models import IdModel


class ConsumerCursor(models.Model):
    """The last seq whose effects a consumer has committed."""

    name = models.CharField(max_length=80, primary_key=True)
    seq = models.BigIntegerField(default=0)

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

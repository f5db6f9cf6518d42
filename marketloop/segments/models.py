"""Tables of segments: definitions, the log of their membership, size history, the clock of the module."""

from __future__ import annotations

from django.db import models

from marketloop.platform.ids import new_id
from marketloop.platform.models import IdModel
from marketloop.segments.contracts import SegmentKind, SegmentState


class Segment(IdModel):
    """A segment.

    `definition`: a fresh id with every change of the condition. `computed`: the definition that membership was fully
    counted for; while they differ a full count is due. `version`: the last entry of the membership log. `ticked_ms`:
    business time up to which windows have been followed.
    """

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    kind = models.CharField(
        max_length=10, choices=[(k.value, k.value) for k in SegmentKind], default=SegmentKind.DYNAMIC
    )
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in SegmentState], default=SegmentState.LIVE
    )
    condition = models.JSONField(null=True)
    definition = models.BigIntegerField(default=new_id)
    computed = models.BigIntegerField(null=True)
    version = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    ticked_ms = models.BigIntegerField(default=0)
    owner = models.BigIntegerField(null=True)
    org_unit = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    refreshed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "segments_segment"
        indexes = [
            models.Index(fields=["state", "-updated_at"], name="segment_recent"),
        ]


class MembershipEntry(IdModel):
    """One change of a segment's membership: sorted ids, delta-coded and compressed. A `base` entry is the whole set.

    The log from the newest base on is the truth of who is in; older entries are dropped when a base is written.
    """

    segment_id = models.BigIntegerField()
    base = models.BooleanField(default=False)
    added = models.BinaryField()
    removed = models.BinaryField()

    class Meta:
        db_table = "segments_membership"
        indexes = [models.Index(fields=["segment_id", "id"], name="membership_of_segment")]


class SegmentHistory(IdModel):
    """The last known size of a segment within an hour, with those who came and went in it."""

    segment_id = models.BigIntegerField()
    hour_ms = models.BigIntegerField()
    size = models.BigIntegerField()
    entered = models.BigIntegerField(default=0)
    left = models.BigIntegerField(default=0)

    class Meta:
        db_table = "segments_history"
        constraints = [
            models.UniqueConstraint(fields=["segment_id", "hour_ms"], name="segment_history_once"),
        ]


class Turn(models.Model):
    """One row: locked by whoever changes memberships, so that changes happen one after the other.

    `known_version`: version of the log of people that have been held against the segments (`membership.KNOWN`).
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    known_version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "segments_turn"


class Snapshot(IdModel):
    """The membership of a segment as it stood at an instant, kept for the audit; never changed.

    `members`: sorted ids as `membership.pack` writes them; `digest`: SHA-256 over them, uncompressed. `condition`: what the
    segment asked for then.
    """

    segment_id = models.BigIntegerField()
    name = models.CharField(max_length=120)
    note = models.CharField(max_length=400, blank=True)
    condition = models.JSONField(null=True)
    size = models.BigIntegerField()
    members = models.BinaryField()
    digest = models.CharField(max_length=64)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "segments_snapshot"
        indexes = [models.Index(fields=["segment_id", "-at"], name="snapshot_of_segment")]


class ListChange(IdModel):
    """One change of a static list by hand, which can be undone once: who was put on it and who was taken off."""

    segment_id = models.BigIntegerField()
    put = models.BinaryField()
    taken = models.BinaryField()
    put_count = models.BigIntegerField()
    taken_count = models.BigIntegerField()
    source = models.CharField(max_length=20)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "segments_list_change"
        indexes = [models.Index(fields=["segment_id", "-at"], name="change_of_list")]


class GrowthWatch(IdModel):
    """A rule that tells when a segment grows or shrinks: `kind` of contracts.WatchKind, `threshold` in people or percent."""

    segment_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    threshold = models.FloatField()
    by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "segments_watch"
        constraints = [
            models.UniqueConstraint(fields=["segment_id", "kind", "threshold"], name="watch_once"),
        ]


class WatchAlarm(IdModel):
    """A watch that went off on a company day, once a day: what the figure was and what it was held against."""

    watch_id = models.BigIntegerField()
    segment_id = models.BigIntegerField()
    day = models.DateField()
    kind = models.CharField(max_length=12)
    threshold = models.FloatField()
    value = models.FloatField()
    size = models.BigIntegerField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "segments_watch_alarm"
        constraints = [models.UniqueConstraint(fields=["watch_id", "day"], name="watch_alarm_once")]
        indexes = [models.Index(fields=["segment_id", "-at"], name="alarm_of_segment")]


class Export(IdModel):
    """One export of a segment to somewhere else, run as a job: an audience file for an ad platform, or pushes to a webhook.

    `settings`: the target's choices (never its secret, which is `sealed`). `sent`: people handed over so far; `skipped`: by
    reason. `file`: name within `home/exports`.
    """

    segment_id = models.BigIntegerField()
    target = models.CharField(max_length=16)
    basis = models.CharField(max_length=10)
    basis_note = models.CharField(max_length=400, blank=True)
    settings = models.JSONField(default=dict)
    sealed = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="queued")
    members = models.BinaryField()
    people = models.BigIntegerField(default=0)
    sent = models.BigIntegerField(default=0)
    skipped = models.JSONField(default=dict)
    file = models.CharField(max_length=120, blank=True)
    error_code = models.CharField(max_length=80, blank=True)
    error_params = models.JSONField(default=dict)
    job_id = models.BigIntegerField(null=True)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "segments_export"
        indexes = [models.Index(fields=["segment_id", "-created_at"], name="export_of_segment")]

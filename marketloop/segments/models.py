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

"""Tables of identity. Profile ids on rows are never rewritten: a person is the set of profiles that `Alias` gathers."""

from __future__ import annotations

from django.db import models

from marketloop.platform.models import IdModel


class Identifier(IdModel):
    """One identifier and the profile it was written with; `sealed` is the ciphertext of a personal value. Times in UTC ms."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    profile_id = models.BigIntegerField(db_index=True)
    sealed = models.TextField(blank=True, default="")
    via = models.BigIntegerField(null=True)
    first_seen = models.BigIntegerField()
    last_seen = models.BigIntegerField()
    source = models.CharField(max_length=80, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=False)

    class Meta:
        db_table = "identity_identifier"
        constraints = [models.UniqueConstraint(fields=["key", "kind"], name="identifier_once")]


class Merge(IdModel):
    """Two profiles became one person: by whom, under which rule, on what evidence; undone or live."""

    left_id = models.BigIntegerField(db_index=True)
    right_id = models.BigIntegerField(db_index=True)
    survivor_id = models.BigIntegerField()
    absorbed_id = models.BigIntegerField()
    rule = models.CharField(max_length=80)
    evidence = models.JSONField(default=dict)
    at = models.BigIntegerField()
    by = models.BigIntegerField(null=True)
    undone_at = models.BigIntegerField(null=True)
    undone_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "identity_merge"


class Alias(models.Model):
    """The canonical profile of one that was ever merged; equal to itself after an undo. `published`: the store knows."""

    profile_id = models.BigIntegerField(primary_key=True)
    canonical_id = models.BigIntegerField(db_index=True)
    published = models.BooleanField(default=False)

    class Meta:
        db_table = "identity_alias"
        indexes = [
            models.Index(
                fields=["profile_id"], condition=models.Q(published=False), name="identity_alias_waiting"
            )
        ]


class Separation(IdModel):
    """Two profiles that no rule may join again, because someone undid their merge; a merge by hand lifts it."""

    left_id = models.BigIntegerField(db_index=True)
    right_id = models.BigIntegerField(db_index=True)
    merge_id = models.BigIntegerField()
    at = models.BigIntegerField()
    by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "identity_separation"
        constraints = [models.UniqueConstraint(fields=["left_id", "right_id"], name="separation_once")]


class Refusal(IdModel):
    """An identifier that came with a person and was not linked: the first time it happened."""

    profile_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    owner_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=20)
    evidence = models.CharField(max_length=200, blank=True)
    at = models.BigIntegerField()

    class Meta:
        db_table = "identity_refusal"
        constraints = [
            models.UniqueConstraint(fields=["profile_id", "kind", "key", "reason"], name="refusal_once")
        ]


class KindSetting(models.Model):
    """An installation's own rule for a kind of identifier."""

    kind = models.CharField(max_length=60, primary_key=True)
    priority = models.SmallIntegerField()
    limit = models.IntegerField()
    strong = models.BooleanField()

    class Meta:
        db_table = "identity_kind"


class BlockedValue(IdModel):
    """A value that is nobody's, beyond those that are blocked everywhere; `sealed` as in `Identifier`."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    sealed = models.TextField(blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    at = models.BigIntegerField(default=0)
    by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "identity_blocked"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="blocked_once")]


class DuplicateState(models.TextChoices):
    """What was decided about a pair."""

    OPEN = "open"
    LATER = "later"
    APART = "apart"
    MERGED = "merged"


class DuplicatePair(IdModel):
    """Two people who look alike, `left_id` < `right_id`; weights as in `duplicates.engine.PAIRS`. No value of them stands here."""

    left_id = models.BigIntegerField()
    right_id = models.BigIntegerField(db_index=True)
    probability = models.FloatField()
    weight = models.FloatField()
    prior = models.FloatField()
    levels = models.JSONField(default=list)
    weights = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=DuplicateState.choices, default=DuplicateState.OPEN)
    found_at = models.BigIntegerField()
    decided_at = models.BigIntegerField(null=True)
    decided_by = models.BigIntegerField(null=True)
    merge_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "identity_duplicate"
        constraints = [models.UniqueConstraint(fields=["left_id", "right_id"], name="duplicate_once")]
        indexes = [models.Index(fields=["state", "-weight", "id"], name="identity_duplicate_queue")]


class DuplicateSetting(models.Model):
    """One row: from which probability pairs are merged by themselves; null: never."""

    id = models.SmallIntegerField(primary_key=True)
    auto_threshold = models.FloatField(null=True)

    class Meta:
        db_table = "identity_duplicate_setting"

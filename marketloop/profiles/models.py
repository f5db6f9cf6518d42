"""Tables of profiles. What was written with a profile id stays with it; `Person` is the fold over all profiles of a person.

Times are UTC milliseconds, money minor units. Personal values are sealed (AES-GCM, bound to their kind).
"""

from __future__ import annotations

from django.db import models

from marketloop.platform.models import IdModel
from marketloop.profiles.bulk_models import BulkChange as BulkChange
from marketloop.profiles.bulk_models import BulkItem as BulkItem
from marketloop.profiles.computed_models import ComputedTrait as ComputedTrait
from marketloop.profiles.note_models import Note as Note
from marketloop.profiles.note_models import TagSuggestion as TagSuggestion
from marketloop.profiles.tag_models import ProfileTag as ProfileTag
from marketloop.profiles.tag_models import Tag as Tag
from marketloop.profiles.tag_models import TagAct as TagAct
from marketloop.profiles.tag_models import TagChange as TagChange
from marketloop.profiles.tag_models import TagGroup as TagGroup


class Profile(models.Model):
    """One profile of identity as it was seen by itself; never rewritten by merges."""

    id = models.BigIntegerField(primary_key=True)
    created = models.BigIntegerField()
    first_seen = models.BigIntegerField(null=True)
    last_seen = models.BigIntegerField(null=True)
    source = models.CharField(max_length=80, blank=True)
    is_test = models.BooleanField(default=False)
    org_unit = models.BigIntegerField(null=True)
    owner = models.BigIntegerField(null=True)

    class Meta:
        db_table = "profiles_profile"


class Person(models.Model):
    """One row per canonical profile, folded from its members; what lists show, filter and sort."""

    id = models.BigIntegerField(primary_key=True)
    created = models.BigIntegerField()
    first_seen = models.BigIntegerField(null=True)
    last_seen = models.BigIntegerField(default=0)
    source = models.CharField(max_length=80, blank=True)
    is_test = models.BooleanField(default=False)
    org_unit = models.BigIntegerField(null=True, db_index=True)
    owner = models.BigIntegerField(null=True, db_index=True)
    name_sealed = models.TextField(blank=True)
    name_hash = models.BigIntegerField(default=0)
    known_as = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=60, blank=True, db_index=True)
    province = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=20)
    stage_due = models.BigIntegerField(null=True, db_index=True)
    orders = models.IntegerField(default=0)
    spend = models.BigIntegerField(default=0)
    first_order = models.BigIntegerField(null=True)
    last_order = models.BigIntegerField(null=True)

    class Meta:
        db_table = "profiles_person"
        indexes = [
            models.Index(fields=["spend", "id"], name="person_spend"),
            models.Index(fields=["orders", "id"], name="person_orders"),
            models.Index(fields=["last_seen", "id"], name="person_seen"),
            models.Index(fields=["created", "id"], name="person_created"),
            models.Index(fields=["stage", "last_seen", "id"], name="person_stage"),
        ]


class NameToken(IdModel):
    """A keyed token of a person's name or of one of its parts (`naming`): its beginnings are the tokens of the beginnings."""

    person = models.BigIntegerField(db_index=True)
    token = models.BinaryField(max_length=24)

    class Meta:
        db_table = "profiles_name_token"
        indexes = [models.Index(fields=["token", "person"], name="name_token")]


class TraitRow(IdModel):
    """The surviving value of one trait of one profile, last seen at `time`, first at `since` (null: then too).

    A personal value: `value` null, `sealed` and `token` instead.
    """

    profile_id = models.BigIntegerField()
    key = models.CharField(max_length=120)
    value = models.JSONField(null=True)
    token = models.CharField(max_length=40, blank=True)
    sealed = models.TextField(blank=True)
    source = models.CharField(max_length=80, blank=True)
    trust = models.SmallIntegerField()
    time = models.BigIntegerField()
    by = models.BigIntegerField(null=True)
    since = models.BigIntegerField(null=True)

    class Meta:
        db_table = "profiles_trait"
        constraints = [models.UniqueConstraint(fields=["profile_id", "key"], name="trait_once")]


class OtherValue(IdModel):
    """A value of a trait of a profile that stands aside, because another rule would choose it; at most three per trait."""

    profile_id = models.BigIntegerField()
    key = models.CharField(max_length=120)
    digest = models.BigIntegerField()
    value = models.JSONField(null=True)
    token = models.CharField(max_length=40, blank=True)
    sealed = models.TextField(blank=True)
    source = models.CharField(max_length=80, blank=True)
    trust = models.SmallIntegerField()
    time = models.BigIntegerField()
    by = models.BigIntegerField(null=True)
    since = models.BigIntegerField(null=True)

    class Meta:
        db_table = "profiles_trait_other"
        constraints = [models.UniqueConstraint(fields=["profile_id", "key", "digest"], name="other_once")]
        indexes = [models.Index(fields=["key", "profile_id"], name="other_key")]


class TraitKey(models.Model):
    """A trait that was ever seen, with the type of its first value: text, number, date, boolean or list."""

    key = models.CharField(max_length=120, primary_key=True)
    type = models.CharField(max_length=10)

    class Meta:
        db_table = "profiles_trait_key"


class TraitRule(models.Model):
    """An installation's own survivorship rule of a trait."""

    key = models.CharField(max_length=120, primary_key=True)
    rule = models.CharField(max_length=10)

    class Meta:
        db_table = "profiles_trait_rule"


class ConsentEntry(IdModel):
    """The consent ledger: append-only."""

    profile_id = models.BigIntegerField(db_index=True)
    channel = models.CharField(max_length=20)
    granted = models.BooleanField()
    at = models.BigIntegerField()
    origin = models.CharField(max_length=120)
    proof = models.CharField(max_length=400, blank=True)
    by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "profiles_consent_entry"


class ConsentState(IdModel):
    """The latest entry of a profile per channel; at equal times a withdrawal wins."""

    profile_id = models.BigIntegerField()
    channel = models.CharField(max_length=20)
    granted = models.BooleanField()
    at = models.BigIntegerField()
    origin = models.CharField(max_length=120)
    proof = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "profiles_consent"
        constraints = [models.UniqueConstraint(fields=["profile_id", "channel"], name="consent_once")]


class PurchaseRow(models.Model):
    """A paid order or a refund as the spine told it, keyed by its event id: counting it twice is impossible."""

    event_id = models.BigIntegerField(primary_key=True)
    profile_id = models.BigIntegerField(db_index=True)
    order_id = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    time = models.BigIntegerField()
    refund = models.BooleanField()

    class Meta:
        db_table = "profiles_purchase"


class StageLog(IdModel):
    """A move of a person between lifecycle stages."""

    person = models.BigIntegerField(db_index=True)
    stage = models.CharField(max_length=20)
    previous = models.CharField(max_length=20, blank=True)
    at = models.BigIntegerField()

    class Meta:
        db_table = "profiles_stage_log"


class Pending(IdModel):
    """A profile whose person must be folded anew and published to the store; `what` names what changed."""

    profile_id = models.BigIntegerField()
    what = models.CharField(max_length=10)
    key = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "profiles_pending"

"""Tables of tags: groups, tags, who wears them, and their history."""

from __future__ import annotations

from django.db import models

from marketloop.platform.models import IdModel


class TagGroup(IdModel):
    """A group of tags, itself in a group; `exclusive`: a person wears at most one tag of it."""

    name = models.CharField(max_length=80, unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    exclusive = models.BooleanField(default=False)
    description = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "profiles_tag_group"


class Tag(IdModel):
    """A tag that can be put on people; `name` is what segments test. A deleted one stays for history and undoing.

    `kind`: who keeps it (manual, rule, model, synced); a rule tag follows the members of `segment`. `valid_days`: how long it
    stays on a person unless told otherwise. `keywords`: words in notes that suggest it.
    """

    name = models.CharField(max_length=80)
    group = models.ForeignKey(TagGroup, null=True, on_delete=models.PROTECT)
    colour = models.CharField(max_length=20, blank=True)
    description = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, default="manual")
    segment = models.BigIntegerField(null=True, db_index=True)
    owner = models.BigIntegerField(null=True)
    valid_days = models.IntegerField(null=True)
    keywords = models.JSONField(default=list)
    created = models.BigIntegerField()
    created_by = models.BigIntegerField(null=True)
    deleted = models.BigIntegerField(null=True)

    class Meta:
        db_table = "profiles_tag"
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(deleted__isnull=True), name="tag_name_once"
            )
        ]


class ProfileTag(IdModel):
    """A tag on a profile."""

    profile_id = models.BigIntegerField()
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, db_index=False)
    source = models.CharField(max_length=80, blank=True)
    by = models.BigIntegerField(null=True)
    at = models.BigIntegerField()
    expires = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        db_table = "profiles_profile_tag"
        indexes = [
            models.Index(fields=["tag", "profile_id"], name="profile_tag_people"),
            models.Index(fields=["tag", "at"], name="profile_tag_at"),
        ]
        constraints = [models.UniqueConstraint(fields=["profile_id", "tag"], name="profile_tag_once")]


class TagChange(IdModel):
    """Who put which tag on, or took it off, and when; changes made together share a `batch`, by which they are undone.

    `was`: what stood before a removal (source, by, at, expires), so that undoing restores it exactly.
    """

    batch = models.BigIntegerField()
    profile_id = models.BigIntegerField()
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE)
    added = models.BooleanField()
    source = models.CharField(max_length=80, blank=True)
    by = models.BigIntegerField(null=True)
    at = models.BigIntegerField()
    was = models.JSONField(null=True)
    undone = models.BooleanField(default=False)

    class Meta:
        db_table = "profiles_tag_change"
        indexes = [
            models.Index(fields=["batch", "profile_id"], name="tag_change_batch"),
            models.Index(fields=["profile_id", "tag"], name="tag_change_person"),
        ]


class TagAct(IdModel):
    """A line of a tag's history: people tagged or untagged by one change, or the tag itself made, edited, renamed, merged."""

    batch = models.BigIntegerField(db_index=True)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE)
    act = models.CharField(max_length=10)
    people = models.IntegerField(default=0)
    source = models.CharField(max_length=80, blank=True)
    by = models.BigIntegerField(null=True)
    at = models.BigIntegerField()
    detail = models.JSONField(default=dict)
    undone = models.BooleanField(default=False)

    class Meta:
        db_table = "profiles_tag_act"
        constraints = [models.UniqueConstraint(fields=["batch", "tag", "act"], name="tag_act_once")]

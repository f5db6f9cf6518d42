"""Tables of changes to many people, with what is needed to undo them."""

from __future__ import annotations

from django.db import models

from marketloop.platform.models import IdModel


class BulkChange(IdModel):
    """One change of many people as a job: what, by whom, how far, and whether it was undone.

    `position`: the last person done, so that a killed job goes on. `select` names the people: ids, a filter with the data
    scope (its search words sealed), or the wearers of a tag.
    """

    kind = models.CharField(max_length=20)
    params = models.JSONField(default=dict)
    select = models.JSONField(default=dict)
    people = models.IntegerField(default=0)
    position = models.BigIntegerField(default=0)
    changed = models.IntegerField(default=0)
    state = models.CharField(max_length=10, default="running")
    job = models.BigIntegerField(default=0)
    by = models.BigIntegerField()
    by_name = models.CharField(max_length=80)
    at = models.BigIntegerField()
    undone_at = models.BigIntegerField(null=True)
    restored = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)

    class Meta:
        db_table = "profiles_bulk_change"


class BulkItem(IdModel):
    """What one person had before a bulk change and got by it; goes when undoing is no longer possible."""

    change = models.ForeignKey(BulkChange, on_delete=models.CASCADE)
    profile_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        db_table = "profiles_bulk_item"
        constraints = [models.UniqueConstraint(fields=["change", "profile_id"], name="bulk_item_once")]

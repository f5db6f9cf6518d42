"""Tables of computed traits."""

from __future__ import annotations

from django.db import models


class ComputedTrait(models.Model):
    """A trait that is computed from events; `definition` is an `events.PerProfile`. Values stand among the traits with source
    `computed:<key>`. `up_to`: until when the passing of time was followed (UTC ms); `people`: how many had a value at the last
    run over everybody, at `computed_at`."""

    key = models.CharField(max_length=60, primary_key=True)
    label = models.CharField(max_length=80)
    description = models.CharField(max_length=200, blank=True)
    definition = models.JSONField()
    version = models.IntegerField(default=1)
    created = models.BigIntegerField()
    by_name = models.CharField(max_length=80)
    up_to = models.BigIntegerField()
    people = models.IntegerField(null=True)
    computed_at = models.BigIntegerField(null=True)
    job = models.BigIntegerField(null=True)

    class Meta:
        db_table = "profiles_computed_trait"

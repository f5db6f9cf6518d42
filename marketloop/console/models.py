"""Tables of the console: saved views of lists."""

from __future__ import annotations

from django.db import models

from marketloop.platform.models import IdModel


class SavedView(IdModel):
    """How somebody looks at a list: search, filters, sort (sealed: a search may be somebody's number) and columns."""

    table = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    owner = models.BigIntegerField()
    owner_name = models.CharField(max_length=80)
    shared = models.BooleanField(default=False)
    query_sealed = models.TextField()
    columns = models.JSONField(null=True)
    changed = models.BigIntegerField()

    class Meta:
        db_table = "console_saved_view"
        constraints = [models.UniqueConstraint(fields=["owner", "table", "name"], name="view_name_once")]

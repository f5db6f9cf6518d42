"""Table of file imports."""

from __future__ import annotations

from django.db import models

from marketloop.imports.contracts import ImportKind, ImportState
from marketloop.platform.models import IdModel


class Import(IdModel):
    """One import of one file. `loaded` parts are in; `counts` has the shape of contracts.Counts, `mapping` of contracts.Mapping."""

    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ImportKind])
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in ImportState])
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    file_size = models.BigIntegerField()
    file_format = models.CharField(max_length=10)
    encoding = models.CharField(max_length=40, blank=True)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    loaded = models.IntegerField(default=0)
    problem_bytes = models.BigIntegerField(default=0)
    job_id = models.BigIntegerField(null=True)
    error_code = models.CharField(max_length=80, blank=True)
    error_params = models.JSONField(default=dict)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "imports_import"
        indexes = [
            models.Index(fields=["-created_at"], name="import_created"),
            models.Index(fields=["file_sha256"], name="import_file"),
        ]

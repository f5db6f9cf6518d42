"""Tables of the organisation: units, roles, users, machine keys, audit."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from marketloop.organisation.contracts import ScopeKind
from marketloop.platform.models import IdModel


class OrgUnit(IdModel):
    """A node of the organisation tree: company, brand or region, store or team. `path` holds the ids from the root."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, default="team")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=400, db_index=True)

    class Meta:
        db_table = "organisation_unit"


class Role(IdModel):
    """Permissions and how far they reach."""

    key = models.SlugField(unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    permissions = models.JSONField(default=list)
    scope = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ScopeKind])

    class Meta:
        db_table = "organisation_role"


class User(AbstractBaseUser):
    """A member of staff who signs in by e-mail and password."""

    id = models.BigIntegerField(primary_key=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=60)
    language = models.CharField(max_length=5, default="zh-CN")
    role = models.ForeignKey(Role, on_delete=models.PROTECT)
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT)
    is_active = models.BooleanField(default=True)
    failed_sign_ins = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"

    class Meta:
        db_table = "organisation_user"


class ApiKey(IdModel):
    """A machine's bearer key: only its hash is kept."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    key_hash = models.CharField(max_length=64, unique=True)
    permissions = models.JSONField(default=list)
    created_by = models.BigIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "organisation_api_key"


class AuditEntry(IdModel):
    """One entry of the append-only, hash-chained log of sensitive reads and all writes."""

    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "organisation_audit"
        indexes = [
            models.Index(fields=["-at"], name="audit_at"),
            models.Index(fields=["subject"], name="audit_subject"),
        ]

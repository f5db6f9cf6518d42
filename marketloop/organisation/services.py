"""Writes of the organisation: units, presets, users, sign-in, machine keys."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F

from marketloop.organisation.audit import record_audit
from marketloop.organisation.contracts import PRESETS
from marketloop.organisation.models import ApiKey, OrgUnit, Role, User
from marketloop.platform import clock, ids
from marketloop.platform.config import get_config
from marketloop.platform.errors import Conflict, Invalid, NotFound, Unauthenticated
from marketloop.platform.http import Principal

MAX_FAILED = 5
LOCK = dt.timedelta(minutes=15)


def ensure_presets() -> None:
    """Create the company unit and the preset roles once; safe to repeat."""
    with transaction.atomic():
        if not OrgUnit.objects.filter(parent=None).exists():
            create_unit(name=get_config().company, kind="company", parent_id=None, actor=None)
        for preset in PRESETS:
            Role.objects.get_or_create(
                key=preset.key,
                defaults={
                    "name_zh": preset.name_zh,
                    "name_en": preset.name_en,
                    "permissions": list(preset.permissions),
                    "scope": preset.scope.value,
                },
            )


def create_unit(*, name: str, kind: str, parent_id: int | None, actor: Principal | None) -> OrgUnit:
    """Add a unit below a parent (None: the company itself)."""
    with transaction.atomic():
        parent = OrgUnit.objects.filter(id=parent_id).first() if parent_id is not None else None
        if parent_id is not None and parent is None:
            raise NotFound("org_unit_not_found")
        unit_id = ids.new_id()
        path = f"{parent.path if parent else '/'}{unit_id}/"
        unit = OrgUnit.objects.create(id=unit_id, name=name, kind=kind, parent=parent, path=path)
        record_audit(actor=actor, action="organisation.unit_created", subject=ids.encode("org", unit_id))
    return unit


def create_user(
    *,
    email: str,
    name: str,
    password: str,
    role_key: str,
    org_unit_id: int | None = None,
    language: str = "zh-CN",
    actor: Principal | None,
) -> User:
    """Add a member of staff; raises Invalid for a weak password or bad address, Conflict for a known address."""
    email = email.strip().lower()
    _check_credentials(email, password)
    role = Role.objects.filter(key=role_key).first()
    if role is None:
        raise Invalid("role_unknown", fields={"role": "role_unknown"}, got=role_key)
    unit = OrgUnit.objects.get(id=org_unit_id) if org_unit_id else OrgUnit.objects.get(parent=None)
    try:
        with transaction.atomic():
            user = User.objects.create(
                id=ids.new_id(),
                email=email,
                name=name or email.split("@")[0],
                password=make_password(password),
                role=role,
                org_unit=unit,
                language=language,
                created_at=clock.wall(),
            )
            detail = {"role": role.key}
            record_audit(
                actor=actor,
                action="organisation.user_created",
                subject=ids.encode("usr", user.id),
                detail=detail,
            )
    except IntegrityError:
        raise Conflict("email_taken", fields={"email": "email_taken"}) from None
    return user


def _check_credentials(email: str, password: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid("email_invalid", fields={"email": "email_invalid"}) from None
    try:
        validate_password(password)
    except ValidationError:
        raise Invalid("password_weak", fields={"password": "password_weak"}) from None


def update_user(
    *,
    user_id: int,
    name: str | None = None,
    role_key: str | None = None,
    org_unit_id: int | None = None,
    is_active: bool | None = None,
    language: str | None = None,
    password: str | None = None,
    actor: Principal | None,
) -> User:
    """Change what is given; nobody can lock out the last active administrator."""
    with transaction.atomic():
        user = User.objects.select_for_update().select_related("role").filter(id=user_id).first()
        if user is None:
            raise NotFound("user_not_found")
        if user.role.key == "admin" and (is_active is False or role_key not in (None, "admin")):
            others = User.objects.filter(role__key="admin", is_active=True).exclude(id=user_id)
            if not others.exists():
                raise Conflict("last_administrator")
        if password is not None:
            _check_credentials(user.email, password)
            user.password, user.failed_sign_ins, user.locked_until = make_password(password), 0, None
        if role_key is not None:
            role = Role.objects.filter(key=role_key).first()
            if role is None:
                raise Invalid("role_unknown", fields={"role": "role_unknown"}, got=role_key)
            user.role = role
        if org_unit_id is not None:
            if not OrgUnit.objects.filter(id=org_unit_id).exists():
                raise NotFound("org_unit_not_found")
            user.org_unit_id = org_unit_id
        user.name = name if name is not None else user.name
        user.language = language if language is not None else user.language
        user.is_active = is_active if is_active is not None else user.is_active
        user.save()
        changed = {
            "role": role_key,
            "active": is_active,
            "unit": org_unit_id and ids.encode("org", org_unit_id),
        }
        detail = {key: value for key, value in changed.items() if value is not None}
        record_audit(
            actor=actor, action="organisation.user_changed", subject=ids.encode("usr", user_id), detail=detail
        )
    return user


def change_own_password(*, user: User, current: str, password: str, actor: Principal) -> User:
    """Set a new password for the person who knows the present one."""
    if not check_password(current, user.password):
        raise Invalid("password_current_wrong", fields={"current": "password_current_wrong"})
    return update_user(user_id=user.id, password=password, actor=actor)


def check_sign_in(*, email: str, password: str) -> User:
    """The user; raises Unauthenticated for wrong words or a lock (5 failures lock for 15 minutes)."""
    user = (
        User.objects.select_related("role", "org_unit")
        .filter(email=email.strip().lower(), is_active=True)
        .first()
    )
    if user is None:
        make_password(password)  # the same time as for a known address
        raise Unauthenticated("sign_in_wrong")
    if user.locked_until and user.locked_until > clock.wall():
        raise Unauthenticated("sign_in_locked", minutes=int(LOCK.total_seconds() // 60))
    if not check_password(password, user.password):
        User.objects.filter(id=user.id).update(failed_sign_ins=F("failed_sign_ins") + 1)
        User.objects.filter(id=user.id, failed_sign_ins__gte=MAX_FAILED).update(
            locked_until=clock.wall() + LOCK, failed_sign_ins=0
        )
        raise Unauthenticated("sign_in_wrong")
    User.objects.filter(id=user.id).update(failed_sign_ins=0, locked_until=None, last_login=clock.wall())
    return user


def create_api_key(
    *, name: str, permissions: list[str], expires_at: dt.datetime | None, actor: Principal
) -> tuple[ApiKey, str]:
    """A new machine key; the clear key is returned once and never stored. It may hold no right that its maker lacks."""
    missing = [permission for permission in permissions if not actor.may(permission)]
    if missing:
        raise Invalid("permission_not_yours", permission=missing[0])
    clear = f"mlk_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        key = ApiKey.objects.create(
            name=name,
            prefix=clear[:12],
            key_hash=hash_key(clear),
            permissions=permissions,
            created_by=actor.user_id,
            created_at=clock.wall(),
            expires_at=expires_at,
        )
        record_audit(actor=actor, action="organisation.api_key_created", subject=ids.encode("key", key.id))
    return key, clear


def revoke_api_key(*, key_id: int, actor: Principal) -> None:
    """End a machine key at once."""
    with transaction.atomic():
        if not ApiKey.objects.filter(id=key_id, revoked_at=None).update(revoked_at=clock.wall()):
            raise NotFound("api_key_not_found")
        record_audit(actor=actor, action="organisation.api_key_revoked", subject=ids.encode("key", key_id))


def hash_key(clear: str) -> str:
    """SHA-256 of a key (it has 256 random bits, so no slow hash is needed)."""
    return hashlib.sha256(clear.encode()).hexdigest()

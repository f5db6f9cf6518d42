"""Sign-in, staff, roles, units, machine keys and audit over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Query, Status
from ninja.utils import check_csrf

from marketloop.organisation import services
from marketloop.organisation.audit import record_audit
from marketloop.organisation.models import ApiKey, AuditEntry, OrgUnit, Role, User
from marketloop.organisation.principals import StaffPrincipal
from marketloop.platform import ids
from marketloop.platform.config import get_config
from marketloop.platform.errors import Forbidden
from marketloop.platform.http import Page, PageQuery, Router, Schema, language_of, page_of, principal, require
from marketloop.platform.i18n import Language

router = Router(tags=["organisation"])


class UserOut(Schema):
    """A member of staff."""

    id: str
    name: str
    email: str
    role: str
    role_label: str
    org_unit: str
    org_unit_name: str
    language: str
    is_active: bool
    last_login: dt.datetime | None

    @classmethod
    def of(cls, user: User, language: Language) -> UserOut:
        """From the row."""
        return cls(
            id=ids.encode("usr", user.id),
            name=user.name,
            email=user.email,
            role=user.role.key,
            role_label=user.role.name_zh if language == "zh-CN" else user.role.name_en,
            org_unit=ids.encode("org", user.org_unit_id),
            org_unit_name=user.org_unit.name,
            language=user.language,
            is_active=user.is_active,
            last_login=user.last_login,
        )


class CompanyOut(Schema):
    """What the console needs to know of the installation."""

    name: str
    currency: str
    timezone: str
    demo: bool


class SessionOut(Schema):
    """Who is signed in, with which rights."""

    user: UserOut
    language: str
    csrf_token: str
    permissions: list[str]
    company: CompanyOut


class SignInIn(Schema):
    """Words of a sign-in."""

    email: str
    password: str


class PasswordIn(Schema):
    """The own password, old and new."""

    current: str
    password: str


class UserIn(Schema):
    """A new member of staff."""

    email: str
    name: str
    password: str
    role: str
    org_unit: str | None = None
    language: Language = "zh-CN"


class UserChange(Schema):
    """Changes of a member of staff; what is absent stays."""

    name: str | None = None
    role: str | None = None
    org_unit: str | None = None
    language: Language | None = None
    is_active: bool | None = None
    password: str | None = None


class RoleOut(Schema):
    """A role."""

    key: str
    label: str
    permissions: list[str]
    scope: str
    people: int


class UnitOut(Schema):
    """A unit of the tree."""

    id: str
    name: str
    kind: str
    parent: str | None


class UnitIn(Schema):
    """A new unit."""

    name: str
    kind: str = "team"
    parent: str


class ApiKeyOut(Schema):
    """A machine key; `key` is shown once, when it is made."""

    id: str
    name: str
    prefix: str
    permissions: list[str]
    created_at: dt.datetime
    expires_at: dt.datetime | None
    last_used_at: dt.datetime | None
    key: str | None = None

    @classmethod
    def of(cls, row: ApiKey, key: str | None = None) -> ApiKeyOut:
        """From the row."""
        return cls(
            id=ids.encode("key", row.id),
            name=row.name,
            prefix=row.prefix,
            permissions=row.permissions,
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            key=key,
        )


class ApiKeyIn(Schema):
    """A new machine key."""

    name: str
    permissions: list[str]
    expires_at: dt.datetime | None = None


class AuditOut(Schema):
    """An entry of the audit log."""

    id: str
    at: dt.datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]


def _session(request: HttpRequest, user: User) -> SessionOut:
    config = get_config()
    return SessionOut(
        user=UserOut.of(user, user.language),  # type: ignore[arg-type]
        language=user.language,
        csrf_token=get_token(request),
        permissions=user.role.permissions,
        company=CompanyOut(
            name=OrgUnit.objects.get(parent=None).name,
            currency=config.currency,
            timezone=config.timezone,
            demo=config.demo,
        ),
    )


def _staff(request: HttpRequest) -> User:
    who = principal(request)
    if not isinstance(who, StaffPrincipal):
        raise Forbidden("staff_only")
    return who.user


@router.post("/session", response=SessionOut, auth=None)
def sign_in(request: HttpRequest, body: SignInIn) -> SessionOut:
    """Sign in with e-mail and password; sets the session cookie."""
    if check_csrf(request) is not None:
        raise Forbidden("csrf_failed")
    user = services.check_sign_in(email=body.email, password=body.password)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    record_audit(
        actor=StaffPrincipal(user), action="organisation.signed_in", subject=ids.encode("usr", user.id)
    )
    return _session(request, user)


@router.get("/session", response=SessionOut)
def get_session(request: HttpRequest) -> SessionOut:
    """Who is signed in."""
    return _session(request, _staff(request))


@router.delete("/session", response={204: None})
def sign_out(request: HttpRequest) -> Status[None]:
    """Sign out."""
    logout(request)
    return Status(204, None)


@router.patch("/session", response=SessionOut)
def update_session(request: HttpRequest, language: Language) -> SessionOut:
    """Choose the own language."""
    user = services.update_user(user_id=_staff(request).id, language=language, actor=principal(request))
    return _session(request, User.objects.select_related("role", "org_unit").get(id=user.id))


@router.post("/session/password", response={204: None})
def change_own_password(request: HttpRequest, body: PasswordIn) -> Status[None]:
    """Change the own password; the person stays signed in here, everywhere else not."""
    who = principal(request)
    user = services.change_own_password(
        user=_staff(request), current=body.current, password=body.password, actor=who
    )
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return Status(204, None)


@router.get("/users", response=Page[UserOut])
@require("organisation.read")
def list_users(request: HttpRequest, query: Query[PageQuery], role: str = "") -> Page[UserOut]:
    """Staff; search by name or e-mail, filter by role."""
    language = language_of(request)
    rows = User.objects.select_related("role", "org_unit")
    if role:
        rows = rows.filter(role__key=role)
    if query.q:
        rows = rows.filter(name__icontains=query.q) | rows.filter(email__icontains=query.q)
    sorts = {"name": "name", "email": "email", "created_at": "created_at"}
    return page_of(rows, query, lambda user: UserOut.of(user, language), sorts, "name")


@router.post("/users", response={201: UserOut})
@require("organisation.write")
def create_user(request: HttpRequest, body: UserIn) -> Status[UserOut]:
    """Add a member of staff."""
    user = services.create_user(
        email=body.email,
        name=body.name,
        password=body.password,
        role_key=body.role,
        org_unit_id=ids.decode("org", body.org_unit) if body.org_unit else None,
        language=body.language,
        actor=principal(request),
    )
    return Status(201, UserOut.of(user, language_of(request)))


@router.patch("/users/{user_id}", response=UserOut)
@require("organisation.write")
def update_user(request: HttpRequest, user_id: str, body: UserChange) -> UserOut:
    """Change name, role, unit, language, password, or lock an account."""
    user = services.update_user(
        user_id=ids.decode("usr", user_id),
        name=body.name,
        role_key=body.role,
        org_unit_id=ids.decode("org", body.org_unit) if body.org_unit else None,
        is_active=body.is_active,
        language=body.language,
        password=body.password,
        actor=principal(request),
    )
    return UserOut.of(User.objects.select_related("role", "org_unit").get(id=user.id), language_of(request))


@router.get("/roles", response=list[RoleOut])
@require("organisation.read")
def list_roles(request: HttpRequest) -> list[RoleOut]:
    """Roles with permissions, data scope and number of people."""
    zh = language_of(request) == "zh-CN"
    return [
        RoleOut(
            key=role.key,
            label=role.name_zh if zh else role.name_en,
            permissions=role.permissions,
            scope=role.scope,
            people=User.objects.filter(role=role, is_active=True).count(),
        )
        for role in Role.objects.order_by("id")
    ]


@router.get("/org-units", response=list[UnitOut])
def list_org_units(request: HttpRequest) -> list[UnitOut]:
    """The organisation tree, parents before children."""
    return [_unit(unit) for unit in OrgUnit.objects.order_by("path")]


@router.post("/org-units", response={201: UnitOut})
@require("organisation.write")
def create_org_unit(request: HttpRequest, body: UnitIn) -> Status[UnitOut]:
    """Add a unit below a parent."""
    parent = ids.decode("org", body.parent)
    unit = services.create_unit(name=body.name, kind=body.kind, parent_id=parent, actor=principal(request))
    return Status(201, _unit(unit))


def _unit(unit: OrgUnit) -> UnitOut:
    parent = ids.encode("org", unit.parent_id) if unit.parent_id else None
    return UnitOut(id=ids.encode("org", unit.id), name=unit.name, kind=unit.kind, parent=parent)


@router.get("/api-keys", response=list[ApiKeyOut])
@require("organisation.write")
def list_api_keys(request: HttpRequest) -> list[ApiKeyOut]:
    """Live machine keys."""
    return [ApiKeyOut.of(row) for row in ApiKey.objects.filter(revoked_at=None).order_by("-id")]


@router.post("/api-keys", response={201: ApiKeyOut})
@require("organisation.write")
def create_api_key(request: HttpRequest, body: ApiKeyIn) -> Status[ApiKeyOut]:
    """A new machine key; its clear text is in this answer only."""
    row, clear = services.create_api_key(
        name=body.name, permissions=body.permissions, expires_at=body.expires_at, actor=principal(request)
    )
    return Status(201, ApiKeyOut.of(row, clear))


@router.delete("/api-keys/{key_id}", response={204: None})
@require("organisation.write")
def revoke_api_key(request: HttpRequest, key_id: str) -> Status[None]:
    """End a machine key at once."""
    services.revoke_api_key(key_id=ids.decode("key", key_id), actor=principal(request))
    return Status(204, None)


@router.get("/audit", response=Page[AuditOut])
@require("organisation.audit")
def list_audit(request: HttpRequest, query: Query[PageQuery], subject: str = "") -> Page[AuditOut]:
    """The audit log, newest first; search by actor or action, filter by subject id."""
    rows = AuditEntry.objects.all()
    if subject:
        rows = rows.filter(subject=subject)
    if query.q:
        rows = rows.filter(actor_name__icontains=query.q) | rows.filter(action__icontains=query.q)

    def out(row: AuditEntry) -> AuditOut:
        entry_id = ids.encode("aud", row.id)
        return AuditOut(
            id=entry_id,
            at=row.at,
            actor=row.actor_name,
            action=row.action,
            subject=row.subject,
            detail=row.detail,
        )

    return page_of(rows, query, out, {"at": "at"}, "-at")

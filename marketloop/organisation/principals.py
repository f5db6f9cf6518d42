"""Who asks: staff by session cookie with CSRF, machines by bearer key; rights and data scope."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth import get_user
from django.db.models import Q
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from marketloop.organisation.contracts import ALL, ScopeFilter, ScopeKind, grants
from marketloop.organisation.models import ApiKey, OrgUnit, User
from marketloop.organisation.services import hash_key
from marketloop.platform import clock
from marketloop.platform.errors import NotFound
from marketloop.platform.http import principal
from marketloop.platform.i18n import Language

_TOUCH = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class StaffPrincipal:
    """A signed-in member of staff."""

    user: User

    @property
    def user_id(self) -> int:
        """The user's id."""
        return self.user.id

    @property
    def name(self) -> str:
        """The user's name."""
        return self.user.name

    @property
    def language(self) -> Language:
        """The user's language."""
        return cast(Language, self.user.language)

    def may(self, permission: str) -> bool:
        """Whether the role grants `module.action`."""
        return grants(frozenset(self.user.role.permissions), permission)

    def scope(self) -> ScopeFilter:
        """The data scope of the role at the user's unit."""
        kind = ScopeKind(self.user.role.scope)
        if kind is ScopeKind.ALL:
            return ALL
        if kind is ScopeKind.SELF:
            return ScopeFilter(False, owner=self.user.id)
        units = OrgUnit.objects.filter(id=self.user.org_unit_id)
        if kind is ScopeKind.REGION:
            units = OrgUnit.objects.filter(path__startswith=self.user.org_unit.path)
        return ScopeFilter(False, frozenset(units.values_list("id", flat=True)), self.user.id)


@dataclass(frozen=True)
class MachinePrincipal:
    """A machine with a bearer key; sees all rows that its permissions reach."""

    key: ApiKey
    language: Language = "en"

    @property
    def user_id(self) -> int:
        """The key's id."""
        return self.key.id

    @property
    def name(self) -> str:
        """The key's name."""
        return f"key {self.key.name}"

    def may(self, permission: str) -> bool:
        """Whether the key's permissions cover `module.action`."""
        return grants(frozenset(self.key.permissions), permission)

    def scope(self) -> ScopeFilter:
        """Everything."""
        return ALL


class StaffSession(APIKeyCookie):
    """Session cookie; unsafe methods need the CSRF token."""

    param_name = "marketloop_session"

    def __init__(self) -> None:
        super().__init__(csrf=True)

    def authenticate(self, request: HttpRequest, key: str | None) -> StaffPrincipal | None:
        """The principal of a valid session, else None."""
        user = get_user(request)
        if not user.is_authenticated or not user.is_active:
            return None
        return StaffPrincipal(User.objects.select_related("role", "org_unit").get(pk=user.pk))


class MachineKey(HttpBearer):
    """`Authorization: Bearer mlk_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> MachinePrincipal | None:
        """The principal of a live key, else None."""
        key = ApiKey.objects.filter(key_hash=hash_key(token), revoked_at=None).first()
        now = clock.wall()
        if key is None or (key.expires_at is not None and key.expires_at <= now):
            return None
        if key.last_used_at is None or now - key.last_used_at > _TOUCH:
            ApiKey.objects.filter(id=key.id).update(last_used_at=now)
        return MachinePrincipal(key)


AUTHENTICATORS: list[Any] = [MachineKey(), StaffSession()]


def principal_of(email: str) -> StaffPrincipal:
    """A member of staff as one who acts, for commands that do work in their name; raises NotFound."""
    user = User.objects.select_related("role", "org_unit").filter(email=email, is_active=True).first()
    if user is None:
        raise NotFound("user_not_found")
    return StaffPrincipal(user)


def scope(request: HttpRequest) -> ScopeFilter:
    """The asker's data scope; raises Unauthenticated."""
    return cast(StaffPrincipal | MachinePrincipal, principal(request)).scope()


def scope_q(to: ScopeFilter, *, org_unit: str = "org_unit", owner: str = "owner") -> Q:
    """The scope as a Django condition on the given columns."""
    if to.everything:
        return Q()
    return (
        Q(**{f"{org_unit}__in": to.org_units}) | Q(**{owner: to.owner})
        if to.owner
        else Q(**{f"{org_unit}__in": to.org_units})
    )

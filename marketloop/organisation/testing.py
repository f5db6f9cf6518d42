"""Factories for tests of this and other modules."""

from __future__ import annotations

import itertools
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client

from marketloop.organisation.models import AuditEntry, OrgUnit, Role, User
from marketloop.organisation.principals import StaffPrincipal
from marketloop.organisation.services import ensure_presets
from marketloop.platform import clock, ids

__all__ = ["PASSWORD", "AuditEntry", "Role", "client_of", "make_user", "principal_of", "staff_client"]

_numbers = itertools.count(1)
PASSWORD = "correct-horse-7"


def make_user(role: str = "admin", **overrides: Any) -> User:
    """A member of staff with a preset role at the company unit."""
    ensure_presets()
    values: dict[str, Any] = {
        "id": ids.new_id(),
        "email": f"person{next(_numbers)}@staff.example",
        "name": "苏晴",
        "password": make_password(PASSWORD),
        "role": Role.objects.get(key=role),
        "org_unit": OrgUnit.objects.get(parent=None),
        "created_at": clock.wall(),
    }
    return User.objects.create(**{**values, **overrides})


def client_of(user: User | None) -> Client:
    """A browser in which the user is signed in (None: anonymous)."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def staff_client(role: str = "admin") -> Client:
    """A browser with a fresh member of staff of that role signed in."""
    return client_of(make_user(role))


def principal_of(user: User) -> StaffPrincipal:
    """The user as services see who acts."""
    return StaffPrincipal(user)

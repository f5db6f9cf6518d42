"""Reads of the organisation."""

from __future__ import annotations

from dataclasses import dataclass

from marketloop.organisation.models import OrgUnit, User


@dataclass(frozen=True)
class Staff:
    """A member of staff as other modules see them."""

    id: int
    name: str
    org_unit: int


@dataclass(frozen=True)
class Unit:
    """A unit of the tree; `depth` 0 is the company."""

    id: int
    name: str
    kind: str
    parent: int | None
    depth: int


def list_staff() -> list[Staff]:
    """All active staff by name."""
    return [
        Staff(user.id, user.name, user.org_unit_id)
        for user in User.objects.filter(is_active=True).order_by("name")
    ]


def unit_tree() -> list[Unit]:
    """All units, parents before children."""
    rows = OrgUnit.objects.order_by("path")
    return [Unit(row.id, row.name, row.kind, row.parent_id, row.path.count("/") - 2) for row in rows]

"""Types that other modules see: data scope, principals' rights, role presets. No framework."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ScopeKind(StrEnum):
    """How far a role sees: own rows, the own unit, the own unit and all below it, everything."""

    SELF = "self"
    TEAM = "team"
    REGION = "region"
    ALL = "all"


@dataclass(frozen=True)
class ScopeFilter:
    """The rows that a principal may see; applied by queries, exports, counts and API alike.

    `everything` wins; otherwise a row is visible when its org unit is in `org_units` or its owner is `owner`.
    """

    everything: bool
    org_units: frozenset[int] = frozenset()
    owner: int | None = None

    def admits(self, org_unit: int | None, owner: int | None) -> bool:
        """Whether a row with this org unit and owner is visible."""
        return self.everything or org_unit in self.org_units or (owner is not None and owner == self.owner)


ALL = ScopeFilter(everything=True)


@dataclass(frozen=True)
class RolePreset:
    """A role that exists from the start; permissions are `module.action`, `module.*` or `*`."""

    key: str
    name_zh: str
    name_en: str
    permissions: tuple[str, ...]
    scope: ScopeKind


_READ = ("profiles.read", "segments.read", "journeys.read", "analytics.read", "messages.read", "events.read")
PRESETS = (
    RolePreset("admin", "管理员", "Administrator", ("*",), ScopeKind.ALL),
    RolePreset(
        "growth",
        "增长运营",
        "Growth operator",
        (
            *_READ,
            *("profiles.write", "segments.*", "journeys.*", "messages.write", "templates.*", "imports.*"),
            *("catalog.*", "accounts.*", "orders.read", "analytics.write", "jobs.read", "jobs.write"),
        ),
        ScopeKind.ALL,
    ),
    RolePreset(
        "analyst",
        "分析师",
        "Analyst",
        (*_READ, "orders.read", "catalog.read", "accounts.read", "analytics.write"),
        ScopeKind.ALL,
    ),
    RolePreset(
        "sales_manager",
        "销售经理",
        "Sales manager",
        ("profiles.*", "accounts.*", "segments.read", "orders.read", "analytics.read"),
        ScopeKind.REGION,
    ),
    RolePreset(
        "sales",
        "销售",
        "Sales rep",
        ("profiles.read", "profiles.write", "accounts.*", "orders.read"),
        ScopeKind.SELF,
    ),
    RolePreset(
        "store", "门店", "Store staff", ("profiles.read", "orders.read", "orders.write"), ScopeKind.TEAM
    ),
)


def grants(permissions: frozenset[str], wanted: str) -> bool:
    """Whether a set of permissions covers `module.action`."""
    return "*" in permissions or wanted in permissions or f"{wanted.split('.')[0]}.*" in permissions

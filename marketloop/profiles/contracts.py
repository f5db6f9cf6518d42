"""Frozen types of profiles. No framework. Times are UTC milliseconds, money minor units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

TraitValue = str | int | float | bool | list[str]
Sort = Literal["spend", "orders", "last_seen", "created"]


class Stage(StrEnum):
    """Lifecycle by paid orders (analytics.md §3)."""

    PROSPECT = "prospect"
    FIRST_PURCHASE = "first_purchase"
    REPEAT = "repeat"
    RETAINED = "retained"
    DORMANT = "dormant"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class UpsertRow:
    """One person as an import hands them in: identifiers as (kind, clear value or token), the rest as it should stand.

    `time_ms`: when it was true (None: now). Traits whose key is personal (`events.catalogue`) are sealed here.
    """

    identifiers: tuple[tuple[str, str], ...]
    traits: Mapping[str, TraitValue] = field(default_factory=dict)
    consents: Mapping[str, bool] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    time_ms: int | None = None
    org_unit: int | None = None
    owner: int | None = None
    evidence: str = ""
    is_test: bool = False


@dataclass(frozen=True)
class Upserted:
    """What a bulk upsert did: profile ids row by row (0 without a usable identifier), and those that were not known before."""

    ids: list[int]
    new: frozenset[int]


@dataclass(frozen=True)
class Purchase:
    """A paid order (`amount` ≥ 0) or a refund (`amount` < 0) of a person."""

    order_id: str
    amount: int
    time: int
    refund: bool = False


@dataclass(frozen=True)
class Figures:
    """What purchases say of a person; `due`: the next instant at which time alone may change the stage, None never."""

    orders: int
    spend: int
    first_order: int | None
    last_order: int | None
    stage: Stage
    due: int | None


@dataclass(frozen=True)
class Trait:
    """One trait of a person; a personal one has `personal` set and `value` masked unless it was asked for in clear.

    `others`: values that lost against it, newest first; given for one person in full.
    """

    key: str
    value: TraitValue
    source: str
    time: int
    personal: bool = False
    by: int | None = None
    others: tuple[Trait, ...] = ()


@dataclass(frozen=True)
class TraitName:
    """A trait that exists; `type` is text, number, date, boolean or list."""

    key: str
    type: str
    personal: bool = False


@dataclass(frozen=True)
class TagView:
    """A tag on a person."""

    tag: str
    by: int | None
    source: str
    at: int
    expires: int | None


@dataclass(frozen=True)
class ConsentView:
    """Consent on a channel: the state, since when and from where."""

    channel: str
    granted: bool
    at: int
    origin: str
    proof: str


@dataclass(frozen=True)
class StageMove:
    """One move in the stage log."""

    stage: str
    previous: str
    at: int


@dataclass(frozen=True)
class ProfileRow:
    """A person in a list; `phone`, `email` are masked."""

    id: int
    name: str
    phone: str
    email: str
    stage: str
    orders: int
    spend: int
    first_order: int | None
    last_order: int | None
    first_seen: int | None
    last_seen: int | None
    created: int
    city: str
    province: str
    source: str
    is_test: bool
    org_unit: int | None
    owner: int | None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProfileView(ProfileRow):
    """A person in full; `id` is canonical, `members` are all their profiles."""

    members: tuple[int, ...] = ()
    traits: tuple[Trait, ...] = ()
    tag_details: tuple[TagView, ...] = ()
    consents: tuple[ConsentView, ...] = ()
    stages: tuple[StageMove, ...] = ()


@dataclass(frozen=True)
class ProfileFilter:
    """Which people to list; empty fields do not filter. `spend_from`/`spend_to` inclusive, minor units."""

    q: str = ""
    stages: tuple[str, ...] = ()
    tag: str = ""
    city: str = ""
    consent: str = ""
    spend_from: int | None = None
    spend_to: int | None = None
    orders_from: int | None = None
    source: str = ""
    among: tuple[int, ...] | None = None
    include_test: bool = True
    owner: int | None = None


@dataclass(frozen=True)
class BulkResult:
    """What a bulk change did; `undo` takes it back by `undo_tagging`. `skipped`: people whom an undo left alone, since they
    were changed again."""

    changed: int
    undo: int | None = None
    skipped: int = 0


LiquidContext = dict[str, Any]

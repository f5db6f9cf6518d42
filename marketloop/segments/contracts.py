"""What other modules see of segments. Frozen, no framework."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

PREFIX = "seg"


class SegmentKind(StrEnum):
    """Dynamic: kept right by itself; static: people are put in by hand; snapshot: a condition's answer, frozen once."""

    DYNAMIC = "dynamic"
    STATIC = "static"
    SNAPSHOT = "snapshot"


class SegmentState(StrEnum):
    """Live: maintained; paused: membership stands still; archived: gone, kept for the audit."""

    LIVE = "live"
    PAUSED = "paused"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class SegmentView:
    """A segment. `condition` is JSON with segment ids as `seg_…` text; `computing`: its first full count is still due."""

    id: int
    key: str
    name: str
    description: str
    kind: SegmentKind
    state: SegmentState
    condition: dict[str, Any] | None
    size: int
    computing: bool
    owner: int | None
    org_unit: int | None
    created_at: dt.datetime
    updated_at: dt.datetime
    refreshed_at: dt.datetime | None


@dataclass(frozen=True)
class SizePoint:
    """Size of a segment at the start of an hour or day (UTC ms)."""

    at: int
    size: int


@dataclass(frozen=True)
class Warned:
    """Something in a condition that is allowed but looks wrong: `code` is a text key, `path` the leaf, `name` what is unknown."""

    code: str
    path: str
    name: str


@dataclass(frozen=True)
class LeafFigures:
    """A leaf's own count and what remains after its part of the tree."""

    path: str
    own: int
    remaining: int


@dataclass(frozen=True)
class Preview:
    """The builder's live answer. `share` of the base (None when there is nobody); `reachable` by channel."""

    count: int
    base: int
    share: float | None
    leaves: tuple[LeafFigures, ...]
    sample: tuple[int, ...]
    reachable: dict[str, int]
    events_scanned: int
    elapsed_ms: int
    warnings: tuple[Warned, ...] = field(default=())


@dataclass(frozen=True)
class Usage:
    """Something that uses a segment and would break without it: `kind` journey | campaign …, `id` encoded, `name` as shown."""

    kind: str
    id: str
    name: str


UsagePort = Callable[[int], Sequence[Usage]]
"""Given a segment id: the running things that use it."""

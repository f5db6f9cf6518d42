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
    """Size of a segment at the end of the hour or day that begins at `at` (UTC ms); who came and went in it."""

    at: int
    size: int
    entered: int = 0
    left: int = 0


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


class WatchKind(StrEnum):
    """When a watch goes off: the size reaches the threshold (people), or falls to it; the size moved by so many percent since
    the end of the day before; the day's move is so many standard deviations off the mean of the 28 days before."""

    ABOVE = "above"
    BELOW = "below"
    CHANGE = "change"
    UNUSUAL = "unusual"


class Basis(StrEnum):
    """Why people may be handed to an ad platform or webhook: each one's consent to ads, or a ground the company states."""

    CONSENT = "consent"
    STATED = "stated"


class Target(StrEnum):
    """Where an export goes."""

    WEBHOOK = "webhook"
    GOOGLE = "google"
    META = "meta"
    OCEANENGINE = "oceanengine"
    TENCENT = "tencent"
    BAIDU = "baidu"


@dataclass(frozen=True)
class Standout:
    """One value of a persona's dimension: how many of the segment and of the base (the segment included) have it, among those
    of whom it is known. `tgi`: share in the segment ÷ share in the base × 100; None when nobody in the base has it. `p`: two
    proportions, the segment against the rest of the base, adjusted by Holm over the whole persona; None without a rest."""

    value: str
    label: str
    segment: int
    base: int
    segment_share: float
    base_share: float
    tgi: float | None
    p: float | None

    @property
    def significant(self) -> bool:
        """Different from the rest beyond chance, at 5 % over all comparisons together."""
        return self.p is not None and self.p < 0.05


@dataclass(frozen=True)
class Dimension:
    """One side of a persona; `segment_known`, `base_known`: of how many people it is known (the sample sizes)."""

    key: str
    segment_known: int
    base_known: int
    values: tuple[Standout, ...]


@dataclass(frozen=True)
class Persona:
    """Who the people of a segment are against the base."""

    segment_size: int
    base_size: int
    dimensions: tuple[Dimension, ...]

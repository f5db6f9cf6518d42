"""Frozen types of identity. No framework."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

IdentifierKey = tuple[str, str]
"""(kind, key): the key is a token for personal kinds, else the normalised value (`events.personal.identifier_key`)."""


@dataclass(frozen=True)
class Node:
    """One identifier in the graph of a person; `label` is masked for personal kinds; `via` is the node it first came with."""

    id: int
    kind: str
    label: str
    profile_id: int
    first_seen: int
    last_seen: int
    source: str
    evidence: str
    verified: bool
    via: int | None


@dataclass(frozen=True)
class MergeView:
    """One merge: the two profiles that became one, why, and whether it was undone."""

    id: int
    left_id: int
    right_id: int
    survivor_id: int
    absorbed_id: int
    rule: str
    evidence: dict[str, Any]
    at: int
    by: int | None
    undone_at: int | None
    undone_by: int | None


@dataclass(frozen=True)
class RefusalView:
    """An identifier that was seen with this person but not linked, and why (limit, device, separated)."""

    kind: str
    label: str
    reason: str
    evidence: str
    at: int
    other_profile_id: int | None


@dataclass(frozen=True)
class Graph:
    """All that identity knows of one person: profiles, identifiers, merges (undone ones too), refused links.

    `ends`: for each merge made by a rule the two nodes that came together, None for one that is no longer this person's.
    """

    profile_id: int
    members: list[int]
    nodes: list[Node]
    merges: list[MergeView]
    refusals: list[RefusalView] = field(default_factory=list)
    ends: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Address:
    """A decrypted value of an identifier; for sending only, never for the log."""

    profile_id: int
    kind: str
    value: str
    verified: bool
    last_seen: int


@dataclass(frozen=True)
class DuplicateView:
    """Two people who look alike: `levels` and `weights` a field in the order of the search's fields; times in UTC ms.

    `weight` is log2 of the odds: `prior` and the weights summed. `state`: open, later, apart or merged.
    """

    id: int
    left_id: int
    right_id: int
    probability: float
    weight: float
    prior: float
    levels: tuple[str, ...]
    weights: tuple[float, ...]
    state: str
    found_at: int
    decided_at: int | None
    decided_by: int | None


@dataclass(frozen=True)
class DuplicatesStatus:
    """Pairs by state, the last search (UTC ms, how many records), the job under way, the threshold (None: never merges itself)."""

    counts: dict[str, int]
    searched_at: int | None
    records: int
    job: int | None
    threshold: float | None

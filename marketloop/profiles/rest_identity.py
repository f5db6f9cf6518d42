"""What the endpoints about identity take and give: the graph of a person, merging and its undoing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marketloop.identity.facade import Graph, MergeView
from marketloop.platform import clock, ids
from marketloop.platform.http import Schema
from marketloop.profiles.rest_types import encoded, hidden, instant


class IdentityNodeOut(Schema):
    """An identifier in the graph; `via` is the node that it first came with."""

    id: str
    kind: str
    label: str
    profile: str
    first_seen: dt.datetime
    last_seen: dt.datetime
    source: str
    evidence: str
    verified: bool
    via: str | None


class MergeOut(Schema):
    """A merge with its evidence; `undone_at` null while it holds."""

    id: str
    left: str
    right: str
    survivor: str
    absorbed: str
    rule: str
    evidence: dict[str, Any]
    at: dt.datetime
    by: str | None
    undone_at: dt.datetime | None
    undone_by: str | None

    @classmethod
    def of(cls, merge: MergeView) -> MergeOut:
        """From the merge."""
        return cls(
            id=ids.encode("mrg", merge.id),
            left=ids.encode("pro", merge.left_id),
            right=ids.encode("pro", merge.right_id),
            survivor=ids.encode("pro", merge.survivor_id),
            absorbed=ids.encode("pro", merge.absorbed_id),
            rule=merge.rule,
            evidence=hidden(merge.evidence),
            at=clock.from_ms(merge.at),
            by=encoded("usr", merge.by),
            undone_at=instant(merge.undone_at),
            undone_by=encoded("usr", merge.undone_by),
        )


class RefusalOut(Schema):
    """An identifier that was seen but not linked: limit, device (shared) or separated."""

    kind: str
    label: str
    reason: str
    evidence: str
    at: dt.datetime
    other_profile: str | None


class GraphOut(Schema):
    """The identity graph of a person."""

    profile: str
    members: list[str]
    nodes: list[IdentityNodeOut]
    merges: list[MergeOut]
    refusals: list[RefusalOut]

    @classmethod
    def of(cls, graph: Graph) -> GraphOut:
        """From the graph."""
        return cls(
            profile=ids.encode("pro", graph.profile_id),
            members=[ids.encode("pro", one) for one in graph.members],
            nodes=[
                IdentityNodeOut(
                    id=ids.encode("idf", node.id),
                    kind=node.kind,
                    label=node.label,
                    profile=ids.encode("pro", node.profile_id),
                    first_seen=clock.from_ms(node.first_seen),
                    last_seen=clock.from_ms(node.last_seen),
                    source=node.source,
                    evidence=node.evidence,
                    verified=node.verified,
                    via=encoded("idf", node.via),
                )
                for node in graph.nodes
            ],
            merges=[MergeOut.of(merge) for merge in graph.merges],
            refusals=[
                RefusalOut(
                    kind=one.kind,
                    label=one.label,
                    reason=one.reason,
                    evidence=one.evidence,
                    at=clock.from_ms(one.at),
                    other_profile=encoded("pro", one.other_profile_id),
                )
                for one in graph.refusals
            ],
        )


class MergeIn(Schema):
    """Two people who are one."""

    first: str
    second: str
    reason: str = ""


class MergedOut(Schema):
    """The merge and the person who stands for both."""

    merge: str
    profile: str


class SplitOut(Schema):
    """The two people who stand apart again."""

    kept: str
    restored: str

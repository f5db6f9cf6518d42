"""What the endpoints about identity take and give: the graph of a person, merges, what an undoing would split."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marketloop.events import facade as events
from marketloop.identity.facade import Graph, MergeView, Node
from marketloop.platform import clock, ids
from marketloop.platform.http import Schema
from marketloop.platform.i18n import Language
from marketloop.profiles import queries
from marketloop.profiles.merge_sides import Side
from marketloop.profiles.rest_types import TraitOut, encoded, hidden, instant

EvidenceEvents = dict[tuple[str, str], events.EvidenceEvent]


class EvidenceOut(Schema):
    """The stored event behind a link."""

    id: str
    name: str
    label: str
    time: dt.datetime

    @classmethod
    def of(cls, event: events.EvidenceEvent | None, language: Language) -> EvidenceOut | None:
        """From the event; None when the evidence is no event (an import, a decision)."""
        if event is None:
            return None
        return cls(
            id=ids.encode("evt", event.event_id),
            name=event.name,
            label=events.label_of(event.name, language),
            time=clock.from_ms(event.time),
        )


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
    event: EvidenceOut | None
    verified: bool
    via: str | None

    @classmethod
    def of(cls, node: Node, found: EvidenceEvents, language: Language) -> IdentityNodeOut:
        """From the node."""
        return cls(
            id=ids.encode("idf", node.id),
            kind=node.kind,
            label=node.label,
            profile=ids.encode("pro", node.profile_id),
            first_seen=clock.from_ms(node.first_seen),
            last_seen=clock.from_ms(node.last_seen),
            source=node.source,
            evidence=node.evidence,
            event=EvidenceOut.of(found.get((node.source, node.evidence)), language),
            verified=node.verified,
            via=encoded("idf", node.via),
        )


class MergeOut(Schema):
    """A merge with its evidence; `undone_at` null while it holds.

    `left_node`, `right_node`: the identifiers of the graph that came together; null for a decision, and outside a graph.
    """

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
    event: EvidenceOut | None = None
    left_node: str | None = None
    right_node: str | None = None

    @classmethod
    def of(
        cls,
        merge: MergeView,
        ends: tuple[int | None, int | None] = (None, None),
        event: EvidenceOut | None = None,
    ) -> MergeOut:
        """From the merge."""
        return cls(
            event=event,
            left_node=encoded("idf", ends[0]),
            right_node=encoded("idf", ends[1]),
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
    """An identifier that was seen but not linked: limit, device (shared) or separated; who has it instead."""

    kind: str
    label: str
    reason: str
    evidence: str
    at: dt.datetime
    other_profile: str | None
    other_name: str


class OriginOut(Schema):
    """One original profile of the person and what it brought: events, paid orders, money paid less refunded."""

    profile: str
    events: int
    orders: int
    amount: int
    first: dt.datetime | None
    last: dt.datetime | None


class GraphOut(Schema):
    """The identity graph of a person."""

    profile: str
    members: list[str]
    origins: list[OriginOut]
    nodes: list[IdentityNodeOut]
    merges: list[MergeOut]
    refusals: list[RefusalOut]

    @classmethod
    def of(cls, graph: Graph, language: Language) -> GraphOut:
        """From the graph, with the events behind its links."""
        found = _evidence(graph)
        return cls(
            profile=ids.encode("pro", graph.profile_id),
            members=[ids.encode("pro", one) for one in graph.members],
            origins=_origins(graph.members),
            nodes=[IdentityNodeOut.of(node, found, language) for node in graph.nodes],
            merges=[
                MergeOut.of(
                    merge,
                    graph.ends.get(merge.id, (None, None)),
                    EvidenceOut.of(found.get(_key(merge)), language),
                )
                for merge in graph.merges
            ],
            refusals=_refusals(graph, language),
        )


def _origins(members: list[int]) -> list[OriginOut]:
    nothing = events.OriginFigures(0, 0, 0, 0, 0)
    figures = events.origin_figures(members)
    return [
        OriginOut(
            profile=ids.encode("pro", one),
            events=found.events,
            orders=found.orders,
            amount=found.amount,
            first=instant(found.first or None),
            last=instant(found.last or None),
        )
        for one in members
        for found in [figures.get(one, nothing)]
    ]


def _key(merge: MergeView) -> tuple[str, str]:
    return str(merge.evidence.get("source", "")), str(merge.evidence.get("message_id", ""))


def _evidence(graph: Graph) -> EvidenceEvents:
    keys = {(node.source, node.evidence) for node in graph.nodes} | {_key(merge) for merge in graph.merges}
    return events.evidence_events({key for key in keys if key[1]})


def _refusals(graph: Graph, language: Language) -> list[RefusalOut]:
    others = {one.other_profile_id for one in graph.refusals if one.other_profile_id is not None}
    names = queries.names(others, language)
    return [
        RefusalOut(
            kind=one.kind,
            label=one.label,
            reason=one.reason,
            evidence=one.evidence,
            at=clock.from_ms(one.at),
            other_profile=encoded("pro", one.other_profile_id),
            other_name="" if one.other_profile_id is None else names[one.other_profile_id],
        )
        for one in graph.refusals
    ]


class SideOut(Schema):
    """One of the two people of a merge: what was written with their profiles; money in minor units."""

    profile: str
    name: str
    profiles: list[str]
    identifiers: list[IdentityNodeOut]
    traits: list[TraitOut]
    events: int
    orders: int
    amount: int
    first: dt.datetime | None
    last: dt.datetime | None

    @classmethod
    def of(cls, side: Side, language: Language) -> SideOut:
        """From the side."""
        return cls(
            profile=ids.encode("pro", side.profile_ids[0]),
            name=side.name,
            profiles=[ids.encode("pro", one) for one in side.profile_ids],
            identifiers=[IdentityNodeOut.of(node, {}, language) for node in side.nodes],
            traits=[TraitOut.of(trait) for trait in side.traits],
            events=side.events,
            orders=side.orders,
            amount=side.amount,
            first=instant(side.first),
            last=instant(side.last),
        )


class SplitPreviewOut(Schema):
    """What an undoing of the merge would split: the person who keeps the id, and the one who stands up again."""

    merge: MergeOut
    kept: SideOut
    restored: SideOut


class MergeRowOut(MergeOut):
    """A merge in the list of all: with the names of the person and of whoever undid or made it."""

    name: str
    by_name: str
    person: str


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

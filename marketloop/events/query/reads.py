"""Which events a leaf looks at, and when the passing of time alone can change what it sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import singledispatch

from marketloop.events.query.ast import (
    Act,
    Aggregate,
    Basket,
    Bought,
    Engaged,
    Event,
    Holdout,
    Leaf,
    Occurrence,
    Regular,
    Restarted,
    Stopped,
    Top,
    Where,
)
from marketloop.events.query.ast import Sequence as SequenceLeaf
from marketloop.events.query.relations import ENGAGEMENTS, EventMetric

BOUGHT, PAID, ENTERED = "product_bought", "order_paid", "journey_entered"
HELD_OUT = Where(property="holdout", op="eq", value=True)


@dataclass(frozen=True)
class EventRead:
    """Events `name` for which all `where` hold; `among`: a hot column and the values that count.

    `edges`: distances before now (ms) whose passing can change the answer for the event's person. `days`: the same for the
    beginning of the company day that many days ago.
    """

    name: str
    where: Sequence[Where] = ()
    edges: tuple[int, ...] = (0,)
    days: int | None = None
    among: tuple[str, Sequence[str]] | None = field(default=None)


@singledispatch
def event_reads(leaf: Leaf) -> list[EventRead]:
    """What the leaf reads of the events; nothing for leaves on state."""
    return []


@event_reads.register(Event)
@event_reads.register(Aggregate)
def _windowed(leaf: Event | Aggregate) -> list[EventRead]:
    return [EventRead(leaf.name, leaf.where, leaf.window.edges_ms())]


@event_reads.register
def _bought(leaf: Bought) -> list[EventRead]:
    among = None if leaf.by == "any" else (leaf.by, leaf.values)
    return [EventRead(BOUGHT, (), leaf.window.edges_ms(), among=among)]


@event_reads.register
def _occurrence(leaf: Occurrence) -> list[EventRead]:
    return [EventRead(leaf.name, leaf.where, (0, *leaf.window.edges_ms()))]


@event_reads.register
def _regular(leaf: Regular) -> list[EventRead]:
    return [EventRead(leaf.name, leaf.where, days=leaf.of - 1)]


@event_reads.register
def _stopped(leaf: Stopped) -> list[EventRead]:
    return [EventRead(leaf.name, leaf.where, (0, leaf.within.length_ms()))]


@event_reads.register
def _restarted(leaf: Restarted) -> list[EventRead]:
    recent = leaf.within.length_ms()
    return [EventRead(leaf.name, leaf.where, (0, recent, recent + leaf.pause.length_ms()))]


@event_reads.register
def _sequence(leaf: SequenceLeaf) -> list[EventRead]:
    acts: list[Act] = [*leaf.steps, *([leaf.without] if leaf.without else [])]
    return [EventRead(act.name, act.where, leaf.window.edges_ms()) for act in acts]


@event_reads.register
def _basket(leaf: Basket) -> list[EventRead]:
    return [EventRead(PAID, (), leaf.window.edges_ms())]


@event_reads.register
def _engaged(leaf: Engaged) -> list[EventRead]:
    among = None if leaf.thing == "page" else (leaf.thing, leaf.values)
    return [
        EventRead(name, (), leaf.window.edges_ms(), among=among) for name in ENGAGEMENTS[leaf.thing][leaf.how]
    ]


@event_reads.register
def _holdout(leaf: Holdout) -> list[EventRead]:
    among = ("journey", leaf.journeys) if leaf.journeys else None
    return [EventRead(ENTERED, [HELD_OUT], among=among)]


@event_reads.register
def _top(leaf: Top) -> list[EventRead]:
    if not isinstance(leaf.metric, EventMetric):
        return []
    return [EventRead(leaf.metric.name, leaf.metric.where, leaf.metric.window.edges_ms())]

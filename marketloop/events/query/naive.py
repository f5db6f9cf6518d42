"""One person's timeline held against a condition, in plain Python: the reference for the compiler, and how we explain.

Times after `now` do not count, invalid events never do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any as Anything

from marketloop.events.query.ast import (
    Aggregate,
    All,
    Any,
    AnyWindow,
    Bought,
    Bucket,
    Condition,
    Consent,
    Event,
    Identifier,
    InList,
    Not,
    Stage,
    State,
    Tag,
    Trait,
    Where,
)
from marketloop.events.query.context import QueryContext, window_bounds
from marketloop.events.query.reading import (
    MISSING,
    Reading,
    compare_numbers,
    date_of_ms,
    holds,
    number_of,
    read,
    text_of,
)
from marketloop.events.query.values import OPPOSITES
from marketloop.platform.buckets import bucket


@dataclass(frozen=True)
class TraitRow:
    """One row of `profile_trait`."""

    key: str
    text: str | None = None
    number: float | None = None
    time: int | None = None


@dataclass(frozen=True)
class TimelineEvent:
    """One event; `values` holds the hot columns and the keys of the JSON alike."""

    name: str
    time: int
    values: Mapping[str, Anything] = field(default_factory=dict)
    quality: int = 0
    event_id: int = 0


@dataclass(frozen=True)
class Person:
    """All that conditions can ask of one person."""

    profile_id: int
    state: Mapping[str, Anything] = field(default_factory=dict)
    traits: Sequence[TraitRow] = ()
    tags: frozenset[str] = frozenset()
    consents: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    lists: frozenset[int] = frozenset()
    events: Sequence[TimelineEvent] = ()
    ranks: Mapping[str, Rank] = field(default_factory=dict)


@dataclass(frozen=True)
class Rank:
    """Where a person stands in the ranking of a `top` leaf (`Person.ranks`, by the leaf's JSON): from 1, of `ranked` people."""

    value: float
    place: int
    ranked: int


def fulfils(person: Person, condition: Condition, context: QueryContext) -> bool:
    """True when the person is in the set that the condition describes."""
    if isinstance(condition, All):
        return all(fulfils(person, part, context) for part in condition.of)
    if isinstance(condition, Any):
        return any(fulfils(person, part, context) for part in condition.of)
    if isinstance(condition, Not):
        return not fulfils(person, condition.of, context)
    return leaf_holds(condition, person, context)


def events_of(
    person: Person,
    name: str,
    where: Sequence[Where],
    window: AnyWindow,
    context: QueryContext,
) -> list[TimelineEvent]:
    """The valid events with this name in the window for which all tests hold."""
    first, last = window_bounds(window, context.now)
    return [
        event
        for event in person.events
        if event.name == name
        and event.quality != 2
        and event.time <= last
        and (first is None or event.time >= first)
        and all(where_fits(event, test, context) for test in where)
    ]


def where_fits(event: TimelineEvent, test: Where, context: QueryContext) -> bool:
    """One test on a property of an event."""
    return holds(read(event.values.get(test.property), context), test.op, test.value, context)


@singledispatch
def leaf_holds(leaf: Anything, person: Person, context: QueryContext) -> bool:
    """One leaf for one person."""
    raise TypeError(f"no rule for {type(leaf).__name__}")


@leaf_holds.register
def _trait(leaf: Trait, person: Person, context: QueryContext) -> bool:
    if leaf.op in OPPOSITES:
        return not _trait(leaf.model_copy(update={"op": OPPOSITES[leaf.op]}), person, context)
    readings = [_reading(row, context) for row in person.traits if row.key == leaf.key]
    if leaf.op == "has_all":
        return all(_trait(one, person, context) for one in leaf.one_each())
    if leaf.op == "not_in_last_days":
        dated = [one for one in readings if one.date is not None]
        return bool(dated) and all(holds(one, leaf.op, leaf.value, context) for one in dated)
    return any(holds(one, leaf.op, leaf.value, context) for one in readings)


def _reading(row: TraitRow, context: QueryContext) -> Reading:
    of_text = read(row.text, context)
    number = row.number if row.number is not None else of_text.number
    return Reading(row.text, number, date_of_ms(row.time, context) or of_text.date)


@leaf_holds.register
def _tag(leaf: Tag, person: Person, context: QueryContext) -> bool:
    return (leaf.tag in person.tags) == leaf.has


@leaf_holds.register
def _stage(leaf: Stage, person: Person, context: QueryContext) -> bool:
    return person.state.get("stage") in leaf.among


@leaf_holds.register
def _consent(leaf: Consent, person: Person, context: QueryContext) -> bool:
    return (leaf.channel in person.consents) == leaf.granted


@leaf_holds.register
def _identifier(leaf: Identifier, person: Person, context: QueryContext) -> bool:
    return (leaf.kind in person.identifiers) == leaf.present


@leaf_holds.register
def _list(leaf: InList, person: Person, context: QueryContext) -> bool:
    return (leaf.list_id in person.lists) == leaf.member


@leaf_holds.register
def _state(leaf: State, person: Person, context: QueryContext) -> bool:
    value = person.state.get(leaf.field)
    if value is None and leaf.field in ("orders", "spend"):
        value = 0
    reading = MISSING if value is None else read(value, context)
    return holds(reading, leaf.op, leaf.value, context)


@leaf_holds.register
def _event(leaf: Event, person: Person, context: QueryContext) -> bool:
    found = events_of(person, leaf.name, leaf.where, leaf.window, context)
    return compare_numbers(len(found), leaf.op, leaf.count, leaf.count_to)


@leaf_holds.register
def _bought(leaf: Bought, person: Person, context: QueryContext) -> bool:
    return compare_numbers(len(orders_of(leaf, person, context)), leaf.op, leaf.count, leaf.count_to)


def orders_of(leaf: Bought, person: Person, context: QueryContext) -> set[str]:
    """The distinct orders that a `bought` leaf counts."""
    return {
        event.values["order_id"]
        for event in events_of(person, "product_bought", [], leaf.window, context)
        if event.values.get("order_id") is not None
        and (leaf.by == "any" or event.values.get(leaf.by) in leaf.values)
    }


@leaf_holds.register
def _aggregate(leaf: Aggregate, person: Person, context: QueryContext) -> bool:
    value = aggregate_of(leaf, person, context)
    return value is not None and compare_numbers(value, leaf.op, leaf.value, leaf.value_to)


def aggregate_of(leaf: Aggregate, person: Person, context: QueryContext) -> float | None:
    """The value that an `aggregate` leaf compares; None when it does not exist."""
    found = events_of(person, leaf.name, leaf.where, leaf.window, context)
    texts = [text for event in found if (text := text_of(event.values.get(leaf.property))) is not None]
    if leaf.function == "distinct":
        return len(set(texts))
    numbers = [number for text in texts if (number := number_of(text)) is not None]
    if leaf.function == "sum":
        return sum(numbers)
    if not numbers:
        return None
    return {"avg": sum(numbers) / len(numbers), "max": max(numbers), "min": min(numbers)}[leaf.function]


@leaf_holds.register
def _bucket(leaf: Bucket, person: Person, context: QueryContext) -> bool:
    return leaf.start <= bucket(leaf.salt, person.profile_id) < leaf.end

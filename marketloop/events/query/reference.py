"""The naive evaluator over everybody in the store: the reference that kept and counted memberships are held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from marketloop.events.contracts import Reader
from marketloop.events.query.ast import Condition, Top, leaves_of
from marketloop.events.query.context import QueryContext
from marketloop.events.query.naive import Person, Rank, TimelineEvent, TraitRow, events_of, fulfils
from marketloop.events.query.reading import number_of, text_of
from marketloop.events.query.relations import StateMetric, TraitMetric
from marketloop.events.query.touched import mentioned
from marketloop.events.query.values import HOT_NUMBERS, HOT_TEXTS


def fulfilling(people: Sequence[Person], condition: Condition, context: QueryContext) -> set[int]:
    """The ids of those who fulfil it."""
    ranked = with_ranks(people, condition, context)
    return {one.profile_id for one in ranked if fulfils(one, condition, context)}


def with_ranks(people: Sequence[Person], condition: Condition, context: QueryContext) -> list[Person]:
    """The people with their places in every ranking that the condition asks for."""
    tops = [leaf for leaf in leaves_of(condition) if isinstance(leaf, Top)]
    ranked = list(people)
    for leaf in tops:
        values = {
            one.profile_id: value for one in people if (value := _value(leaf, one, context)) is not None
        }
        order = sorted(values, key=lambda one: (-values[one] if leaf.most else values[one], one))
        places = {one: place for place, one in enumerate(order, 1)}
        ranked = [
            replace(
                one, ranks={**one.ranks, leaf.model_dump_json(): Rank(values[mine], places[mine], len(order))}
            )
            if (mine := one.profile_id) in places
            else one
            for one in ranked
        ]
    return ranked


def _value(leaf: Top, person: Person, context: QueryContext) -> float | None:
    metric = leaf.metric
    if isinstance(metric, StateMetric):
        return person.state.get(metric.field) or None
    if isinstance(metric, TraitMetric):
        numbers = [row.number for row in person.traits if row.key == metric.key and row.number is not None]
        return max(numbers, default=None)
    found = events_of(person, metric.name, metric.where, metric.window, context)
    if metric.function == "count":
        return len(found) or None
    texts = [text_of(one.values.get(metric.property)) for one in found]
    numbers = [number for text in texts if text is not None and (number := number_of(text)) is not None]
    if not numbers:
        return None
    return {"sum": sum(numbers), "avg": sum(numbers) / len(numbers), "max": max(numbers)}[metric.function]


def load_everybody(conditions: Sequence[Condition], read: Reader) -> list[Person]:
    """All canonical people of the store who are no tests, with what the conditions can ask of them."""
    canonical = {
        row["profile_id"]: row["canonical_id"] for row in read("SELECT * FROM alias_map").to_pylist()
    }
    tags = _marks(read, "profile_tag", "tag")
    consents = _marks(read, "profile_consent WHERE granted", "channel")
    identifiers = _marks(read, "profile_identifier", "kind")
    lists = _marks(read, "profile_list", "list_id")
    traits: dict[int, list[TraitRow]] = defaultdict(list)
    for row in read("SELECT * FROM profile_trait").to_pylist():
        traits[row.pop("profile_id")].append(TraitRow(**row))
    acts: dict[int, list[TimelineEvent]] = defaultdict(list)
    for person, event in _acts(conditions, read):
        acts[canonical.get(person, person)].append(event)
    return [
        Person(
            profile_id=person,
            state=row,
            traits=traits[person],
            events=acts[person],
            tags=frozenset(tags[person]),
            consents=frozenset(consents[person]),
            identifiers=frozenset(identifiers[person]),
            lists=frozenset(lists[person]),
        )
        for row in read("SELECT * FROM profile_state").to_pylist()
        if not row["is_test"] and (person := row["profile_id"]) not in canonical
    ]


def _acts(conditions: Sequence[Condition], read: Reader) -> list[tuple[int, TimelineEvent]]:
    names = sorted({name for one in conditions for name in mentioned(one).events})
    hot = sorted(HOT_TEXTS | HOT_NUMBERS)
    columns = ", ".join(["event_id", "name", "time", "quality", "profile_id", *(f'"{one}"' for one in hot)])
    found = read(
        f"SELECT CAST(properties AS VARCHAR) AS properties, {columns} FROM events WHERE name = ANY (?)",
        [names],
    )
    made = []
    for row in found.to_pylist():
        values = msgspec.json.decode(row["properties"]) | {
            one: row[one] for one in hot if row[one] is not None
        }
        event = TimelineEvent(row["name"], row["time"], values, row["quality"], row["event_id"])
        made.append((row["profile_id"], event))
    return made


def _marks(read: Reader, source: str, column: str) -> dict[int, set[Any]]:
    found: dict[int, set[Any]] = defaultdict(set)
    for row in read(f"SELECT profile_id, {column} AS value FROM {source}").to_pylist():
        found[row["profile_id"]].add(row["value"])
    return found

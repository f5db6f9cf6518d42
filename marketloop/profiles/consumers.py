"""The consumer "profiles": who was seen, what identify calls say, what was bought, who became one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from marketloop.events import facade as events
from marketloop.events.contracts import EventBatch, Kind, Quality, StoredEvent
from marketloop.identity import facade as identity
from marketloop.platform.bulk import select_rows, update_rows
from marketloop.profiles.consenting import consents_in
from marketloop.profiles.models import Person
from marketloop.profiles.publishing import publish_last_seen
from marketloop.profiles.refreshing import refresh, tell_touched
from marketloop.profiles.sealing import from_event
from marketloop.profiles.trait_writing import TraitSeen, write_traits
from marketloop.profiles.writing import (
    ConsentSeen,
    Sighting,
    write_consents,
    write_purchases,
    write_sightings,
)

PURCHASES = ("order_paid", "product_bought", "order_refunded")
MERGES = ("profiles_merged", "profiles_split")


@events.consumer("profiles")
def consume(batch: EventBatch) -> None:
    """Write what the events say under their profile ids, then fold and publish the people concerned.

    Runs before segments and journeys, in the transaction of the cursor; all writes are idempotent folds.
    """
    table = batch.table.filter(pc.not_equal(batch.table["profile_id"], 0))
    table = table.filter(pc.not_equal(table["quality"], int(Quality.INVALID)))
    acts = EventBatch(table, batch.first_seq, batch.last_seq, batch.ciphertext)
    seen = sightings_of(table)
    sighted = write_sightings(list(seen.values()))
    traits, consents = stated_in(acts.of_kind(Kind.IDENTIFY, Kind.GROUP))
    told = write_traits(traits)
    agreed = write_consents([*consents, *_context_consents(acts)])
    bought = write_purchases(list(purchases_of(acts.named("order_paid", "order_refunded").table)))
    joined = set(_joined(acts.named(*MERGES)))
    people = identity.canonical_many(seen.keys() | bought)
    standing = _standing(people)
    deep = sighted.new | told | agreed | joined | _stale(people, standing)
    figures = (sighted.widened | bought) - deep
    moved = refresh(deep)[1] | refresh(figures, state_only=True)[1]
    visits = {one: seen[one].last_seen for one in seen.keys() - deep - figures}
    _touch_last_seen(visits, people, standing)
    tell_touched(told, "trait")
    tell_touched(agreed, "consent")
    tell_touched(moved, "stage")


def sightings_of(table: pa.Table) -> dict[int, Sighting]:
    """First and last act and first source of each profile; facts are no acts, except purchases."""
    acts = pc.or_(
        pc.not_equal(table["kind"], Kind.FACT.value), pc.is_in(table["name"], value_set=pa.array(PURCHASES))
    )
    grouped = (
        table.filter(acts)
        .select(["profile_id", "time", "source"])
        .sort_by([("time", "ascending")])
        .group_by("profile_id", use_threads=False)
        .aggregate([("time", "min"), ("time", "max"), ("source", "first")])
    )
    return {
        row["profile_id"]: Sighting(
            row["profile_id"], row["time_min"], row["source_first"], row["time_min"], row["time_max"]
        )
        for row in grouped.to_pylist()
    }


def stated_in(batch: EventBatch) -> tuple[list[TraitSeen], list[ConsentSeen]]:
    """Traits and consents of identify and group calls; a group's traits are kept as `company.<key>`."""
    traits: list[TraitSeen] = []
    consents: list[ConsentSeen] = []
    for event in batch.rows():
        stated: Mapping[str, Any] = event.traits
        if event.kind == Kind.GROUP:
            stated = {f"company.{key}": value for key, value in event.traits.items()}
        traits += from_event(
            event.profile_id, stated, source=event.source, time=event.time, find=batch.ciphertext
        )
        consents += _consents(event, event.traits, {})
    return traits, consents


def _context_consents(batch: EventBatch) -> Iterable[ConsentSeen]:
    """Consent in the context of any event; only events that mention it are read one by one."""
    texts = batch.table["properties"].combine_chunks()
    texts = texts.storage if isinstance(texts, pa.ExtensionArray) else texts
    mentioning = batch.table.filter(pc.match_substring(texts, '"consent"'))
    for event in EventBatch(mentioning, batch.first_seq, batch.last_seq).rows():
        yield from _consents(event, {}, event.context)


def _consents(event: StoredEvent, traits: Mapping[str, Any], context: Mapping[str, Any]) -> list[ConsentSeen]:
    return [
        ConsentSeen(event.profile_id, channel, granted, event.time, event.source, f"event:{event.event_id}")
        for channel, granted in consents_in(traits, context).items()
    ]


def purchases_of(table: pa.Table) -> Iterable[tuple[int, int, str, int, int, bool]]:
    """Rows of `PurchaseRow` from order events; an order without an id counts as an order of its own."""
    columns = ["event_id", "profile_id", "order_id", "amount", "time", "name"]
    for row in table.select(columns).to_pylist():
        refund = row["name"] == "order_refunded"
        amount = -(row["amount"] or 0) if refund else row["amount"] or 0
        order = row["order_id"] or f"event:{row['event_id']}"
        yield row["event_id"], row["profile_id"], order[:120], amount, row["time"], refund


def _joined(batch: EventBatch) -> Iterable[int]:
    for event in batch.rows():
        yield event.profile_id
        for key in ("absorbed_id", "restored_id"):
            if other := event.properties.get(key):
                yield int(other)


def _standing(people: Mapping[int, int]) -> dict[int, int]:
    """When those who have a row were last seen, for these profiles and their people."""
    return dict(select_rows(Person, ("id", "last_seen"), "id", {*people, *people.values()}))


def _stale(people: Mapping[int, int], standing: Mapping[int, int]) -> set[int]:
    """Profiles whose person was merged and still has a row under its old id, or has none yet."""
    return {
        one for one, person in people.items() if person not in standing or (one != person and one in standing)
    }


def _touch_last_seen(
    visits: Mapping[int, int | None], people: Mapping[int, int], standing: Mapping[int, int]
) -> None:
    """Visits only: one column of `Person` and of the store."""
    later: dict[int, int] = {}
    for one, time in visits.items():
        person = people[one]
        if time is not None and time > max(standing[person], later.get(person, 0)):
            later[person] = time
    update_rows(Person, "last_seen", later)
    publish_last_seen(later)

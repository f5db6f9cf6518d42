"""What segments may test of people, written into the event store set by set. Replacements: doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from marketloop.events import facade as events
from marketloop.events.schema import CONSENT, IDENTIFIER, STATE, TAG, TRAIT
from marketloop.identity import facade as identity
from marketloop.platform.bulk import select_rows
from marketloop.profiles.folding import FIELDS, Folded
from marketloop.profiles.held import surviving
from marketloop.profiles.models import ConsentState, ProfileTag, Tag, TraitRule


def publish(folded: Folded, *, state_only: bool) -> None:
    """Write state, traits, tags, consents and identifier kinds of people who were just folded into the store.

    `state_only`: nothing but the state changed; else all their traits were read.
    """
    people, listed = folded.people, sorted(folded.people)
    state = _state(folded.rows) if listed else None
    if state is None or state_only:
        with events.together():
            _write_standing(folded.absorbed, state)
        return
    traits, tags, consents = _trait_table(folded), _tag_table(people), _consent_table(people)
    kinds = identity.kinds_of(listed)
    rows = [(person, kind) for person in listed for kind in sorted(kinds.get(person, ()))]
    with events.together():
        _write_standing(folded.absorbed, state)
        events.replace_traits(listed, traits)
        events.replace_tags(listed, tags)
        events.replace_consents(listed, consents)
        events.replace_identifiers(listed, _table(IDENTIFIER, rows))


def _write_standing(absorbed: Collection[int], state: pa.Table | None) -> None:
    if absorbed:
        events.delete_people(sorted(absorbed))
    if state is not None:
        events.upsert_state(state)


def publish_last_seen(last_seen: Mapping[int, int]) -> None:
    """Only the last visit moved: one column of `profile_state`."""
    if last_seen:
        rows = {"profile_id": list(last_seen), "last_seen": list(last_seen.values())}
        events.upsert_state(pa.table({name: pa.array(values, pa.int64()) for name, values in rows.items()}))


def _state(rows: Sequence[Sequence[Any]]) -> pa.Table:
    columns = dict(zip(FIELDS, zip(*rows, strict=True), strict=True))
    columns["profile_id"] = columns["id"]
    return pa.Table.from_arrays([pa.array(columns[field.name], field.type) for field in STATE], schema=STATE)


def _table(schema: pa.Schema, rows: Iterable[Sequence[Any]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)],
        schema=pa.schema([pa.field(field.name, field.type) for field in schema]),
    )


def _owners(people: Mapping[int, Sequence[int]]) -> dict[int, int]:
    return {member: person for person, members in people.items() for member in members}


def _trait_table(folded: Folded) -> pa.Table:
    rules, rows = dict(TraitRule.objects.values_list("key", "rule")), []
    for person, members in folded.people.items():
        for key, row in surviving(folded.traits, members, rules).items():
            rows += [(person, key, *value, None) for value in trait_values(row.plain)]
    return _table(TRAIT, rows)


def trait_values(value: Any) -> list[tuple[str | None, float | None]]:
    """(text, number) of a value as the store keeps it; a list is several rows, an object none."""
    if isinstance(value, bool):
        return [("true" if value else "false", None)]
    if isinstance(value, (int, float)):
        return [(None, float(value))]
    if isinstance(value, list):
        return [pair for one in value if not isinstance(one, (list, dict)) for pair in trait_values(one)]
    return [] if value is None or isinstance(value, dict) else [(str(value), None)]


def _tag_table(people: Mapping[int, Sequence[int]]) -> pa.Table:
    owners = _owners(people)
    names = dict(Tag.objects.values_list("id", "name"))
    tagged = select_rows(ProfileTag, ("profile_id", "tag"), "profile_id", owners)
    rows = {(owners[profile], names[tag]) for profile, tag in tagged}
    return _table(TAG, sorted(rows))


def _consent_table(people: Mapping[int, Sequence[int]]) -> pa.Table:
    owners = _owners(people)
    states: dict[tuple[int, str], tuple[int, bool]] = {}
    fields = ("profile_id", "channel", "at", "granted")
    for profile, channel, at, granted in select_rows(ConsentState, fields, "profile_id", owners):
        place, stated = (owners[profile], channel), (at, not granted)
        states[place] = max(stated, states.get(place, stated))
    return _table(
        CONSENT, [(person, channel, not denied) for (person, channel), (_, denied) in states.items()]
    )

"""What segments may test of people, written into the event store set by set. Replacements: doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from marketloop.events import facade as events
from marketloop.events.schema import CONSENT, IDENTIFIER, STATE, TAG, TRAIT
from marketloop.identity import facade as identity
from marketloop.platform.bulk import select_rows
from marketloop.profiles.held import Held, fold_traits
from marketloop.profiles.models import ConsentState, Person, ProfileTag, Tag, TraitRule

_PERSON_FIELDS = ("id", *(name for name in STATE.names if name != "profile_id"))


def publish(
    people: Mapping[int, Sequence[int]],
    absorbed: Collection[int],
    held: Mapping[int, Mapping[str, Held]] | None,
) -> None:
    """Write state, traits, tags, consents and identifier kinds of these people (canonical id → members) into the store.

    `held`: all traits by profile; None when nothing but the state changed.
    """
    listed = sorted(people)
    state = _state(listed) if listed else None
    if state is None or held is None:
        with events.together():
            _write_standing(absorbed, state)
        return
    traits, tags, consents = _trait_table(people, held), _tag_table(people), _consent_table(people)
    kinds = identity.kinds_of(listed)
    rows = [(person, kind) for person in listed for kind in sorted(kinds.get(person, ()))]
    with events.together():
        _write_standing(absorbed, state)
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


def _state(listed: Sequence[int]) -> pa.Table:
    flag = _PERSON_FIELDS.index("is_test")
    rows = [
        (*row[:flag], bool(row[flag]), *row[flag + 1 :])
        for row in select_rows(Person, _PERSON_FIELDS, "id", listed)
    ]
    table = _table(pa.schema([STATE.field(name) for name in ("profile_id", *_PERSON_FIELDS[1:])]), rows)
    return table.select(STATE.names)


def _table(schema: pa.Schema, rows: Iterable[Sequence[Any]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)],
        schema=pa.schema([pa.field(field.name, field.type) for field in schema]),
    )


def _owners(people: Mapping[int, Sequence[int]]) -> dict[int, int]:
    return {member: person for person, members in people.items() for member in members}


def _trait_table(people: Mapping[int, Sequence[int]], held: Mapping[int, Mapping[str, Held]]) -> pa.Table:
    rules, rows = dict(TraitRule.objects.values_list("key", "rule")), []
    for person, members in people.items():
        seen = (row for one in members if one in held for row in held[one].values())
        for key, row in fold_traits(seen, rules).items():
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

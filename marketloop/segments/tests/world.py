"""People, events and changes for tests, through the real spine."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from marketloop.events import facade as events
from marketloop.events.schema import STATE, TAG, TRAIT
from marketloop.events.testing import make_event
from marketloop.facts.people import ProfilesTouched
from marketloop.identity.testing import make_profiles
from marketloop.platform import background, clock, outbox

LOOPS = frozenset({"identity.aliases", "events", "consumers", "segments", "outbox"})


def settle() -> None:
    """Run everything that keeps memberships until nothing moves."""
    background.run_all_once(only=LOOPS)


def make_people(count: int = 1) -> list[int]:
    """People with a row of state."""
    people = make_profiles(count)
    now = clock.now_ms()
    rows = [{"profile_id": one, "created": now, "first_seen": now, "last_seen": now} for one in people]
    names = ["profile_id", "created", "first_seen", "last_seen"]
    events.upsert_state(pa.Table.from_pylist(rows, schema=pa.schema([STATE.field(name) for name in names])))
    touch(people, "state")
    return people


def touch(people: list[int], what: str, key: str = "") -> None:
    """Tell that something about these people has changed."""
    outbox.record(ProfilesTouched(profile_ids=tuple(people), what=what, key=key))


def send(person: int, name: str, **properties: Any) -> None:
    """An event of a person, now; `time_ms` may say otherwise."""
    time_ms = properties.pop("time_ms", clock.now_ms())
    events.append([make_event(name, profile_id=person, time_ms=time_ms, properties=properties)])


def set_traits(person: int, **traits: str | float) -> None:
    """All traits of a person."""
    rows = [
        {
            "profile_id": person,
            "key": key,
            "text": str(value),
            "number": value if isinstance(value, int | float) else None,
            "time": None,
        }
        for key, value in traits.items()
    ]
    events.replace_traits([person], pa.Table.from_pylist(rows, schema=TRAIT))
    for key in traits:
        touch([person], "trait", key)


def set_tags(person: int, *tags: str) -> None:
    """All tags of a person."""
    events.replace_tags(
        [person], pa.Table.from_pylist([{"profile_id": person, "tag": one} for one in tags], schema=TAG)
    )
    touch([person], "tag")

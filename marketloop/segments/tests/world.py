"""People, events and changes for tests, through the doors of the modules and the real spine."""

from __future__ import annotations

import itertools
from typing import Any

from marketloop.events import facade as events
from marketloop.events.testing import make_event
from marketloop.platform import background, clock
from marketloop.profiles import facade as profiles

_numbers = itertools.count(1)


def settle() -> None:
    """Run all loops until nothing moves."""
    background.run_all_once()


def make_people(count: int = 1, **fields: Any) -> list[int]:
    """People who are known by a user id, in ascending order."""
    rows = [
        profiles.UpsertRow(
            **{"identifiers": (("user_id", f"segment-person-{next(_numbers)}"),), **fields},
        )
        for _ in range(count)
    ]
    return profiles.bulk_upsert(rows, source="test").ids


def send(person: int, name: str, **properties: Any) -> None:
    """An event of a person, now; `time_ms` may say otherwise."""
    time_ms = properties.pop("time_ms", clock.now_ms())
    events.append([make_event(name, profile_id=person, time_ms=time_ms, properties=properties)])


def set_traits(person: int, **traits: str | float | None) -> None:
    """Set traits of a person, None removes one."""
    profiles.update_traits(person, traits, "test")


def set_tag(person: int, tag: str, has: bool = True) -> None:
    """Put a tag on a person or take it off."""
    if has:
        profiles.add_tag([person], tag, source="test")
    else:
        profiles.remove_tag([person], tag, source="test")

"""A small world in memory that answers what journeys ask of other modules, for the tests of the engine alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from marketloop.events.contracts import StoredEvent
from marketloop.events.query.ast import All, Condition, Not, Tag, Trait
from marketloop.events.query.ast import Any as AnyOf
from marketloop.journeys import doors
from marketloop.journeys.event_tests import all_hold
from marketloop.journeys.graph import AwaitedEvent, SendEmail
from marketloop.journeys.plans import Plan


@dataclass
class World:
    """Traits, tags, segments by person, events so far, and the messages that were asked for."""

    traits: dict[int, dict[str, Any]] = field(default_factory=dict)
    tags: dict[int, set[str]] = field(default_factory=dict)
    segments: dict[str, set[int]] = field(default_factory=dict)
    events: list[StoredEvent] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    wanted: list[tuple[str, int, str, dict[str, Any]]] = field(default_factory=list)

    def holds(self, condition: Condition, person: int) -> bool:
        """The condition for one person: traits by equality, tags, and groups."""
        match condition:
            case All():
                return all(self.holds(part, person) for part in condition.of)
            case AnyOf():
                return any(self.holds(part, person) for part in condition.of)
            case Not():
                return not self.holds(condition.of, person)
            case Trait():
                return bool(self.traits.get(person, {}).get(condition.key) == condition.value)
            case Tag():
                return (condition.tag in self.tags.get(person, set())) is condition.has
        raise AssertionError(f"this world knows no {condition.type}")

    def matching(self, condition: Condition, people: Sequence[int]) -> set[int]:
        """Like doors.matching."""
        return {person for person in people if self.holds(condition, person)}

    def in_segment(self, segment: str, people: Sequence[int]) -> set[int]:
        """Like doors.in_segment."""
        return self.segments.get(segment, set()) & set(people)

    def members(self, segment: str) -> list[int]:
        """Like doors.members."""
        return sorted(self.segments.get(segment, set()))

    def trait_values(self, people: Sequence[int], key: str) -> dict[int, Any]:
        """Like doors.trait_values."""
        return {one: self.traits[one][key] for one in people if key in self.traits.get(one, {})}

    def event_times(
        self, event: AwaitedEvent, people: Sequence[int], start_ms: int, end_ms: int
    ) -> dict[int, list[int]]:
        """Like doors.event_times."""
        times: dict[int, list[int]] = {}
        for one in self.events:
            fits = one.name == event.name and one.profile_id in people and start_ms <= one.time <= end_ms
            if fits and all_hold(one, event.where):
                times.setdefault(one.profile_id, []).append(one.time)
        return times

    def request_messages(
        self, plan: Plan, node: SendEmail, wishes: Sequence[tuple[str, int, dict[str, Any]]]
    ) -> None:
        """Like doors.request_messages: each key once."""
        for key, person, variables in wishes:
            if key not in self.messages:
                self.messages.append(key)
                self.wanted.append((key, person, node.id, variables))

    def update_traits(self, plan: Plan, people: Sequence[int], traits: Mapping[str, Any]) -> None:
        """Like doors.update_traits."""
        for person in people:
            self.traits.setdefault(person, {}).update(traits)

    def change_tags(
        self, plan: Plan, people: Sequence[int], *, add: Iterable[str], remove: Iterable[str]
    ) -> None:
        """Like doors.change_tags."""
        for person in people:
            self.tags[person] = (self.tags.get(person, set()) | set(add)) - set(remove)

    def install(self, monkeypatch: pytest.MonkeyPatch) -> World:
        """Put this world behind the doors."""
        for name in (
            "matching",
            "in_segment",
            "members",
            "trait_values",
            "event_times",
            "request_messages",
            "update_traits",
            "change_tags",
        ):
            monkeypatch.setattr(doors, name, getattr(self, name))
        monkeypatch.setattr(doors, "fault_in", lambda condition: None)
        monkeypatch.setattr(doors, "segment_exists", lambda segment: segment in self.segments)
        monkeypatch.setattr(doors, "template_exists", lambda template: template == "tpl_ok")
        return self


def stored_event(person: int, name: str, time: int, **properties: Any) -> StoredEvent:
    """An event as the consumer sees it."""
    return StoredEvent(
        event_id=time * 1000 + person,
        seq=time,
        name=name,
        kind="track",
        profile_id=person,
        time=time,
        received=time,
        source="test",
        quality=0,
        columns={},
        properties=properties,
        traits={},
        context={},
    )

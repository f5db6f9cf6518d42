"""The base of all facts: frozen, typed, named, JSON in and out."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import msgspec

_TYPES: dict[str, type[Fact]] = {}


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened.

    Subclasses set `name` (snake_case, past tense: it becomes the event name on the spine) and declare their fields.
    A fact about people carries `profile_id: int` or, for a set of people, `profile_ids: tuple[int, ...]` (at most 5,000).
    Further fields become event properties; fields named like hot columns of the event store land in those columns.
    A fact about a set becomes one event a person; `each` names its fields that hold one value a person (in the order of
    `profile_ids`) and the column that the value goes to. With `together` it becomes one event of nobody that names them all: for
    bookkeeping that is in nobody's history. A field `time_ms` (or None) is the event's time.
    """

    name: ClassVar[str] = ""
    each: ClassVar[dict[str, str]] = {}
    together: ClassVar[bool] = False

    def __init_subclass__(cls, **config: Any) -> None:
        super().__init_subclass__(**config)
        if cls.name:
            _TYPES[cls.name] = cls

    def to_payload(self) -> dict[str, Any]:
        """Plain JSON values of all fields."""
        payload: dict[str, Any] = msgspec.to_builtins(self)
        return payload

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """The fact again, validated; raises msgspec.ValidationError."""
        return msgspec.convert(payload, cls)


def fact_type(name: str) -> type[Fact]:
    """The class of a stored fact name; raises KeyError for a name that no module declares."""
    return _TYPES[name]


def list_fact_types() -> list[type[Fact]]:
    """All declared facts, sorted by name."""
    return [_TYPES[name] for name in sorted(_TYPES)]

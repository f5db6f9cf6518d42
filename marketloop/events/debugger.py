"""What the event debugger and the catalogue page show: the latest events as they came, names and properties in use."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import msgspec

from marketloop.events.contracts import StoredEvent
from marketloop.events.schema import CONTEXT, REASONS, TEXT_COLUMNS, TRAITS, stored_events
from marketloop.events.spine import get_spine

LOOK_BACK = 200_000
"""The debugger looks at this many latest events; older ones are found on people's timelines."""
SAMPLE = 2_000
MAX_WAIT_S = 20.0
HOT = (*TEXT_COLUMNS, "amount", "quantity", "session_id")


@dataclass(frozen=True)
class Filter:
    """Which events the debugger shows; empty parts do not filter. `text` is looked for in names and properties."""

    name: str = ""
    kind: str = ""
    source: str = ""
    profile_id: int | None = None
    quality: int | None = None
    text: str = ""
    after_seq: int | None = None

    def where(self, position: int) -> tuple[str, list[Any]]:
        """The condition in SQL with its parameters."""
        parts, params = (
            ["seq > ?"],
            list[Any]([self.after_seq if self.after_seq is not None else position - LOOK_BACK]),
        )
        for column in ("name", "kind", "source", "profile_id", "quality"):
            value = getattr(self, column)
            if value not in ("", None):
                parts.append(f"{column} = ?")
                params.append(value)
        if self.text:
            parts.append(
                "(contains(lower(name), lower(?)) OR contains(lower(properties::VARCHAR), lower(?)))"
            )
            params += [self.text, self.text]
        return " AND ".join(parts), params


def recent(wanted: Filter, *, limit: int, wait_s: float = 0.0) -> tuple[list[StoredEvent], int]:
    """The latest events that fit, newest first, and the store's position; waits up to `wait_s` for one to come."""
    spine, end = get_spine(), time.monotonic() + min(wait_s, MAX_WAIT_S)
    while True:
        position = spine.store.position
        where, params = wanted.where(position)
        found = spine.store.read(
            f"SELECT * FROM events WHERE {where} ORDER BY seq DESC LIMIT ?", [*params, limit]
        )
        left = end - time.monotonic()
        if found.num_rows or left <= 0:
            return list(stored_events(found)), position
        with spine.stored:
            if spine.store.position == position:
                spine.stored.wait(left)


@dataclass(frozen=True)
class NameInUse:
    """A name that occurs: how often, and when last (UTC ms)."""

    name: str
    count: int
    latest: int


def names_in_use() -> list[NameInUse]:
    """All names that occur, the most frequent first; invalid traffic counts too, since the page is about what comes in."""
    rows = get_spine().store.read(
        "SELECT name, count(*) AS n, max(time) AS latest FROM events GROUP BY name ORDER BY n DESC, name"
    )
    return [NameInUse(row["name"], row["n"], row["latest"]) for row in rows.to_pylist()]


@dataclass(frozen=True)
class PropertyInUse:
    """A property among the latest events of a name: share of events that have it, its JSON types, a few values."""

    key: str
    share: float
    types: list[str]
    examples: list[str]
    items: str = "string"


def properties_in_use(name: str) -> list[PropertyInUse]:
    """Properties of the latest SAMPLE events of a name, the most frequent first; token values are not shown."""
    rows = (
        get_spine()
        .store.read(
            f"SELECT {', '.join(HOT)}, properties FROM events WHERE name = ? ORDER BY seq DESC LIMIT {SAMPLE}",
            [name],
        )
        .to_pylist()
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        rest = msgspec.json.decode(row.pop("properties"))
        for key, value in {**row, **rest}.items():
            if value is not None and key not in (TRAITS, CONTEXT, REASONS):
                found.setdefault(key, []).append(value)
    described = [_described(key, values, len(rows)) for key, values in found.items()]
    return sorted(described, key=lambda one: (-one.share, one.key))


def _described(key: str, values: list[Any], total: int) -> PropertyInUse:
    shown = Counter(str(masked(value))[:60] for value in values if not isinstance(value, (dict, list)))
    return PropertyInUse(
        key=key,
        share=len(values) / total,
        types=sorted({_json_type(value) for value in values}),
        examples=[text for text, _ in shown.most_common(5)],
        items=_member_type(values),
    )


def _member_type(values: list[Any]) -> str:
    """What the members of lists are, as the plan says it."""
    kinds = {_json_type(one) for value in values if isinstance(value, list) for one in value}
    if kinds == {"object"}:
        return "object"
    if kinds and kinds <= {"integer", "number"}:
        return "integer" if kinds == {"integer"} else "number"
    return "boolean" if kinds == {"boolean"} else "string"


def _json_type(value: Any) -> str:
    kinds: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "text", list: "list"}
    if isinstance(value, str) and value.startswith("tok_"):
        return "personal"
    return kinds.get(type(value), "object")


def masked(value: Any) -> Any:
    """A value as staff may see it: tokens of personal values become dots with their last four characters."""
    if isinstance(value, str):
        return f"••••{value[-4:]}" if value.startswith("tok_") and len(value) == 26 else value
    if isinstance(value, dict):
        return {key: masked(part) for key, part in value.items()}
    if isinstance(value, list):
        return [masked(part) for part in value]
    return value

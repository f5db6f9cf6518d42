"""From events of the log to rows of the store: hot properties into columns, all the rest into JSON.

Runs over every event that comes in, so it works column by column and looks at single values only where types are mixed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
import pyarrow as pa

from marketloop.events.contracts import IncomingEvent
from marketloop.events.schema import CONTEXT, EVENTS, TEXT_COLUMNS, TRAITS
from marketloop.events.seen import Ids

_HOT = frozenset({*TEXT_COLUMNS, "amount", "quantity", "session_id"})
_NUMBERS = frozenset({"amount", "quantity"})
_IDENTIFIERS = ("anonymous_id", "user_id")
_UTM = {"name": "campaign", "medium": "medium", "source": "utm_source", "content": "content"}
_SCALARS = (str, int, float)
_INT64, _INT32 = 1 << 63, 1 << 31
_encode = msgspec.json.Encoder().encode
_MOBILE = re.compile(r"iPhone|iPod|Android.*Mobile|Mobile.*Firefox|MicroMessenger", re.I)
_TABLET = re.compile(r"iPad|Android|Tablet", re.I)
Row = dict[str, Any]


def to_table(
    events: Sequence[IncomingEvent], event_ids: Ids, seqs: Ids, profile_ids: Sequence[int]
) -> pa.Table:
    """The rows of these events in `schema.EVENTS`; the events stay as they are."""
    hot = _Hot(len(events))
    texts = pa.array([_encode(hot.take(place, event)) for place, event in enumerate(events)], pa.string())
    columns: dict[str, Any] = {
        "event_id": pa.array(event_ids, pa.int64()),
        "seq": pa.array(seqs, pa.int64()),
        "name": pa.array([event.name for event in events], pa.string()),
        "kind": pa.array([event.kind for event in events], pa.string()),
        "profile_id": pa.array(profile_ids, pa.int64()),
        "time": pa.array([event.time_ms for event in events], pa.int64()),
        "received": pa.array([event.received_ms for event in events], pa.int64()),
        "source": pa.array([event.source for event in events], pa.string()),
        "quality": pa.array([event.quality for event in events], pa.uint8()),
        "origin_profile_id": pa.nulls(len(events), pa.int64()),
        "amount": hot.integers("amount", pa.int64(), _INT64),
        "quantity": hot.integers("quantity", pa.int32(), _INT32),
        "properties": pa.ExtensionArray.from_storage(pa.json_(pa.string()), texts),
    }
    for name in (*TEXT_COLUMNS, "session_id", *_IDENTIFIERS):
        columns[name] = hot.texts(name)
    return pa.Table.from_arrays([columns[name] for name in EVENTS.names], schema=EVENTS)


class _Hot:
    """The values of hot columns, place by place; a column stands once something fills it."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._columns: dict[str, list[Any]] = {}

    def take(self, place: int, event: IncomingEvent) -> Row:
        """Put what fills columns (properties win over the context) at its place; returns the rest, for JSON."""
        rest: Row = {}
        context = event.context
        if context:
            self._take_context(place, context)
            rest[CONTEXT] = context
        for kind, value in event.identifiers:
            if kind in _IDENTIFIERS:
                self._put(kind, place, value)
        for key, value in event.properties.items():
            if key in _HOT and _fills_column(key, value):
                self._put(key, place, value)
            else:
                rest[key] = value
        if event.traits:
            rest[TRAITS] = event.traits
        return rest

    def _take_context(self, place: int, context: Row) -> None:
        campaign = context.get("campaign")
        if type(campaign) is dict:
            for key, value in campaign.items():
                if key in _UTM:
                    self._put(_UTM[key], place, value)
        session = context.get("sessionId") or context.get("session_id")
        if session:
            self._put("session_id", place, session)
        device = context.get("device")
        kind = device.get("type") if type(device) is dict else None
        agent = context.get("userAgent")
        if kind or agent:
            self._put("device", place, kind or device_of(str(agent)))

    def _put(self, name: str, place: int, value: Any) -> None:
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = [None] * self._rows
        column[place] = value

    def texts(self, name: str) -> pa.Array:
        """A column of texts."""
        values = self._columns.get(name)
        return pa.nulls(self._rows, pa.string()) if values is None else _text(values)

    def integers(self, name: str, kind: pa.DataType, bound: int) -> pa.Array:
        """A column of whole numbers within ±bound."""
        values = self._columns.get(name)
        return pa.nulls(self._rows, kind) if values is None else _integers(values, kind, bound)


@lru_cache(maxsize=8192)
def device_of(user_agent: str) -> str:
    """mobile, tablet or desktop by a browser's user agent; "other" for programs."""
    if _MOBILE.search(user_agent):
        return "mobile"
    if _TABLET.search(user_agent):
        return "tablet"
    return "desktop" if user_agent.startswith("Mozilla/") else "other"


def _fills_column(key: str, value: Any) -> bool:
    if type(value) is str:
        return key not in _NUMBERS
    if type(value) is int and -_INT32 < value < _INT32:
        return True
    if key == "amount":
        return _integer(value, _INT64) is not None
    if key == "quantity":
        return _integer(value, _INT32) is not None
    return isinstance(value, _SCALARS)


def _text(values: list[Any]) -> pa.Array:
    try:
        return pa.array(values, pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([_one_text(value) for value in values], pa.string())


def _one_text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, _SCALARS) else None


def _integers(values: list[Any], kind: pa.DataType, bound: int) -> pa.Array:
    if not set(map(type, values)) <= {int, type(None)}:
        values = [_integer(value, bound) for value in values]
    try:
        return pa.array(values, kind)
    except (pa.ArrowInvalid, OverflowError):
        return pa.array([_integer(value, bound) for value in values], kind)


def _integer(value: Any, bound: int) -> int | None:
    """A whole number within ±bound, else None; booleans and texts are not numbers."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, float) and not value.is_integer():
        return None
    return int(value) if -bound <= value < bound else None

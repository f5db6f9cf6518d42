"""From the payload of somebody else's webhook to messages of Segment's form, by a mapping made in the console. Pure.

Paths: `order.items[0].sku`, `items[*].sku` (a list), `["odd key"]`, `$` the whole payload, `@` the element of an exploded list,
`headers.x-topic` a header. Where a path goes on below a text, the text is read as JSON (many platforms send JSON within JSON).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from marketloop.platform.errors import Invalid

MAX_ELEMENTS = 500
"""Elements of an exploded list, and events of one delivery."""
MAX_STEPS = 20
_STEP = re.compile(r"""\.?([^.\[\]"]+)|\[(\d{1,6}|\*)\]|\["([^"]+)"\]""")
_MISSING = object()
Scalar = str | int | float | bool | None
Step = str | int
EVERY: Step = -1


class Unmappable(Invalid):
    """The payload does not give what the mapping needs; `place` is the part of the mapping."""


@lru_cache(maxsize=4096)
def steps_of(path: str) -> tuple[str, tuple[Step, ...]]:
    """(root, steps) of a path; root is `$`, `@` or `headers`. Raises ValueError when it cannot be read."""
    text, root = path.strip(), "$"
    if text[:1] in ("$", "@"):
        root, text = text[0], text[1:]
    elif text.startswith("headers."):
        root, text = "headers", text[8:].lower()
    if root == "headers":
        return root, (text,)
    steps: list[Step] = []
    at = 0
    while at < len(text):
        found = _STEP.match(text, at)
        if found is None or len(steps) >= MAX_STEPS:
            raise ValueError(f"not a path: {path}")
        name, place, quoted = found.groups()
        steps.append(EVERY if place == "*" else int(place) if place else quoted or name)
        at = found.end()
    return root, tuple(steps)


def _path(path: str) -> str:
    if path:
        steps_of(path)
    return path.strip()


Path = Annotated[str, Field(max_length=200), AfterValidator(_path)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class HookValue(_Part):
    """A value: found at `path`, else `constant`. `translate` replaces what was found by its text; what is not in it becomes
    `otherwise`, or stays when there is none."""

    path: Path = ""
    constant: Scalar = None
    translate: dict[str, Scalar] = Field(default={}, max_length=200)
    otherwise: Scalar = None
    convert: Literal["", "text", "number", "boolean"] = ""


class HookField(HookValue):
    """A named value: a property, a trait, or an identifier by its kind."""

    name: str = Field(min_length=1, max_length=120)


class HookCondition(_Part):
    """A test of the payload."""

    path: Path
    op: Literal["exists", "missing", "equals", "differs", "in"] = "equals"
    value: str = ""


class HookEvent(_Part):
    """One event that a delivery gives (`each`: one an element of that list) when all of `when` hold.

    `message_id`: what makes it unique at the sender; without it, the delivery and the place within it.
    """

    kind: Literal["track", "identify", "page", "screen", "group"] = "track"
    each: Path = ""
    when: list[HookCondition] = Field([], max_length=20)
    event: HookValue = HookValue()
    identifiers: list[HookField] = Field([], max_length=20)
    time: HookValue = HookValue()
    message_id: HookValue = HookValue()
    properties: list[HookField] = Field([], max_length=200)
    traits: list[HookField] = Field([], max_length=200)


class HookMapping(_Part):
    """All events that a delivery can give."""

    events: list[HookEvent] = Field(min_length=1, max_length=10)


@dataclass(frozen=True)
class Delivery:
    """What came in: the decoded payload and its headers (names in lower case)."""

    payload: Any
    headers: Mapping[str, str]
    key: str


@dataclass(frozen=True)
class _Scope:
    delivery: Delivery
    element: Any = _MISSING

    def look(self, path: str) -> Any:
        """What stands at the path; _MISSING when nothing does."""
        root, steps = steps_of(path)
        if root == "headers":
            return self.delivery.headers.get(str(steps[0]), _MISSING)
        value = self.element if root == "@" else self.delivery.payload
        return _follow(value, steps)


def _follow(value: Any, steps: tuple[Step, ...]) -> Any:
    for at, step in enumerate(steps):
        if isinstance(value, str):
            value = _json_within(value)
        if step == EVERY:
            if not isinstance(value, list):
                return _MISSING
            found = [_follow(one, steps[at + 1 :]) for one in value[:MAX_ELEMENTS]]
            return [one for one in found if one is not _MISSING]
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else _MISSING
        else:
            value = value.get(step, _MISSING) if isinstance(value, dict) else _MISSING
        if value is _MISSING:
            return _MISSING
    return value


def _json_within(text: str) -> Any:
    if text[:1] not in ("{", "["):
        return _MISSING
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _MISSING


def map_delivery(mapping: HookMapping, delivery: Delivery) -> list[dict[str, Any]]:
    """The messages of a delivery, all or none; an empty list when no event's conditions hold. Raises Unmappable."""
    try:
        return _map(mapping, delivery)
    except RecursionError:
        raise Unmappable("event_nested_deep") from None


def _map(mapping: HookMapping, delivery: Delivery) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number, spec in enumerate(mapping.events):
        for place, scope in _scopes(spec, delivery, number):
            if all(_holds(condition, scope) for condition in spec.when):
                found.append(_message(spec, scope, f"{number}.{place}", f"events.{number}"))
    if len(found) > MAX_ELEMENTS:
        raise Unmappable("hook_events_many", limit=MAX_ELEMENTS)
    return found


def _scopes(spec: HookEvent, delivery: Delivery, number: int) -> Iterator[tuple[int, _Scope]]:
    whole = _Scope(delivery)
    if not spec.each:
        yield 0, whole
        return
    elements = whole.look(spec.each)
    if isinstance(elements, str):
        elements = _json_within(elements)
    if elements is _MISSING or elements is None:
        return
    if not isinstance(elements, list):
        raise Unmappable("hook_list_wanted", place=f"events.{number}.each", path=spec.each)
    if len(elements) > MAX_ELEMENTS:
        raise Unmappable("hook_events_many", limit=MAX_ELEMENTS)
    for place, element in enumerate(elements):
        yield place, _Scope(delivery, element)


def _holds(condition: HookCondition, scope: _Scope) -> bool:
    value = scope.look(condition.path)
    there = value is not _MISSING and value is not None
    if condition.op in ("exists", "missing"):
        return there == (condition.op == "exists")
    text = _text(value) if there else ""
    if condition.op == "in":
        return there and text in [one.strip() for one in condition.value.split(",")]
    return (there and text == condition.value) == (condition.op == "equals")


def _message(spec: HookEvent, scope: _Scope, unique: str, place: str) -> dict[str, Any]:
    message: dict[str, Any] = {"type": spec.kind}
    event = _value(spec.event, scope, f"{place}.event")
    if spec.kind == "track":
        if not isinstance(event, (str, int)) or event == "":
            raise Unmappable("hook_value_missing", place=f"{place}.event", path=spec.event.path)
        message["event"] = str(event)
    elif event is not None:
        message["groupId" if spec.kind == "group" else "name"] = _text(event)
    _identify(message, spec, scope, place)
    if (time := _value(spec.time, scope, f"{place}.time")) is not None:
        message["timestamp"] = _moment(time)
    message["messageId"] = _message_id(spec, scope, unique, event)
    if properties := _fields(spec.properties, scope, f"{place}.properties"):
        message["properties"] = properties
    if traits := _fields(spec.traits, scope, f"{place}.traits"):
        message["traits"] = traits
    return message


def _message_id(spec: HookEvent, scope: _Scope, unique: str, event: Any) -> str:
    """Equal for a delivery that is repeated. The sender's id of a whole payload serves several events, so their place tells
    them apart; that of a list's element is enough by itself, in whatever order the elements come."""
    given = _value(spec.message_id, scope, f"events.{unique.split('.')[0]}.message_id")
    if given is None or given == "":
        return f"{scope.delivery.key}:{unique}"
    own = f"{_text(given)[:120]}:{_text(event)[:80]}"
    return own if spec.message_id.path.startswith("@") else f"{own}:{unique}"


def _identify(message: dict[str, Any], spec: HookEvent, scope: _Scope, place: str) -> None:
    others = []
    for number, field in enumerate(spec.identifiers):
        value = _value(field, scope, f"{place}.identifiers.{number}")
        if value is None or value == "":
            continue
        if isinstance(value, (dict, list, bool)):
            raise Unmappable("hook_value_shape", place=f"{place}.identifiers.{number}", path=field.path)
        text = _text(value)
        if field.name in ("user_id", "anonymous_id"):
            message["userId" if field.name == "user_id" else "anonymousId"] = text
        else:
            others.append({"type": field.name, "id": text})
    if others:
        message["context"] = {"externalIds": others}
    if not {"userId", "anonymousId", "context"} & message.keys():
        raise Unmappable(
            "hook_nobody",
            place=f"{place}.identifiers",
            paths=", ".join(field.path for field in spec.identifiers) or "–",
        )


def _fields(fields: list[HookField], scope: _Scope, place: str) -> dict[str, Any]:
    values = {field.name: _value(field, scope, f"{place}.{number}") for number, field in enumerate(fields)}
    return {name: value for name, value in values.items() if value is not None}


def _value(spec: HookValue, scope: _Scope, place: str) -> Any:
    value: Any = scope.look(spec.path) if spec.path else _MISSING
    if value is _MISSING or value is None:
        value = spec.constant
    elif spec.translate or spec.otherwise is not None:
        value = spec.translate.get(_text(value), value if spec.otherwise is None else spec.otherwise)
    if value is None or not spec.convert:
        return value
    try:
        return _CONVERT[spec.convert](value)
    except (ValueError, TypeError, OverflowError):
        raise Unmappable("hook_value_type", place=place, path=spec.path, wanted=spec.convert) from None


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise ValueError
    if isinstance(value, (int, float)):
        return value
    text = str(value).strip().replace(",", "")
    number = float(text)
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError
    return int(text) if re.fullmatch(r"[+-]?\d{1,18}", text) else number


def _boolean(value: Any) -> bool:
    text = _text(value).strip().lower()
    if text in ("true", "1", "yes", "y", "是"):
        return True
    if text in ("false", "0", "no", "n", "否", ""):
        return False
    raise ValueError


def _moment(value: Any) -> str | int | float:
    """A time as the collector reads it: digits are Unix time, seconds or milliseconds."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    text = str(value).strip()
    return int(text) if re.fullmatch(r"\d{9,14}", text) else text


def _text(value: Any) -> str:
    """A value as text: numbers and booleans as JSON writes them."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_CONVERT = {"text": _text, "number": _number, "boolean": _boolean}

"""The tracking plan: what declared events should carry, compiled once per version, and the check of one event at ingest.

A violation is a reason on the event: `plan_<what>` or `plan_<what>:<path>`; paths go into lists by `[]`. What follows from it
is the policy of the event's source: accept (nobody is told), flag (the event comes in with its reasons), quarantine (it waits
outside the store, see quarantine.py). Values are checked as they were sent, before personal ones are sealed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from marketloop.events.catalogue import is_standard, personal_kind
from marketloop.events.redaction import seal_value

HELD = 3
"""`IncomingEvent.quality` of an event that must wait in quarantine; never seen in the store."""
PREFIX = "plan_"
MAX_REASONS = 20
MAX_TEXT = 2_000
"""Longer texts are not held against a pattern."""
MAX_DEPTH = 4
OURS = frozenset(
    {"device", "session_id", "campaign", "medium", "utm_source", "content", "amount", "amount_given"}
)
"""Properties that we fill from context and prices: never unknown, never inferred."""
Scalar = Literal["string", "number", "integer", "boolean", "datetime"]
PropertyType = Literal[Scalar, "enum", "object", "list"]
Check = Callable[[Any, str, list[str]], None]


class Action(StrEnum):
    """What follows from a violation."""

    ACCEPT = "accept"
    FLAG = "flag"
    QUARANTINE = "quarantine"


class PropertySpec(BaseModel):
    """A declared property. `values` for enum, `pattern` (whole text) for string, `items` the kind of a list's members,
    `properties` the members of an object or of a list's objects."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(min_length=1, max_length=120)
    type: PropertyType = "string"
    label_zh: str = Field(default="", max_length=80)
    label_en: str = Field(default="", max_length=80)
    description: str = Field(default="", max_length=300)
    required: bool = False
    personal: bool = False
    values: list[str | int | float] = Field(default=[], max_length=200)
    pattern: str = Field(default="", max_length=200)
    items: Literal[Scalar, "object"] = "string"
    properties: list[PropertySpec] = Field(default=[], max_length=100)

    @model_validator(mode="after")
    def _sound(self) -> PropertySpec:
        if self.type == "enum" and not self.values:
            raise ValueError("an enum needs at least one value")
        if self.pattern:
            try:
                re.compile(self.pattern)
            except re.error as error:
                raise ValueError(f"the pattern is not a regular expression: {error}") from None
        keys = [one.key for one in self.properties]
        if len(keys) != len(set(keys)):
            raise ValueError("a key is declared twice")
        return self

    def depth(self) -> int:
        """1 without members."""
        return 1 + max((one.depth() for one in self.properties), default=0)


@dataclass(frozen=True)
class Policy:
    """What a source's violations lead to."""

    unknown_event: Action = Action.ACCEPT
    unknown_property: Action = Action.ACCEPT
    wrong_value: Action = Action.ACCEPT

    def of(self, reason: str) -> Action:
        """The action for one reason."""
        what = reason.partition(":")[0]
        if what == "plan_unknown_property":
            return self.unknown_property
        return self.unknown_event if what in ("plan_unknown_event", "plan_deprecated") else self.wrong_value

    @cached_property
    def idle(self) -> bool:
        """Nothing is checked."""
        return {self.unknown_event, self.unknown_property, self.wrong_value} == {Action.ACCEPT}


@dataclass(frozen=True)
class Declared:
    """A declared event as the check needs it; `checks` by key is None when its properties are not enforced."""

    deprecated: bool = False
    checks: Mapping[str, Check] | None = None
    required: tuple[str, ...] = ()
    personal: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Plan:
    """A compiled plan. Immutable, so that every thread may hold one."""

    version: int = 0
    events: Mapping[str, Declared] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def idle(self) -> bool:
        """Neither checks nor seals anything."""
        return all(one.idle for one in self.policies.values()) and not any(
            one.personal for one in self.events.values()
        )

    def policy_of(self, source: str) -> Policy:
        """The policy of a source."""
        return self.policies.get(source) or self.policies.get("") or Policy()

    def check(
        self, name: str, values: dict[str, Any], source: str, reasons: list[str], secrets: dict[str, str]
    ) -> bool:
        """Hold an event against the plan: adds reasons, seals declared personal values; True when it must be quarantined."""
        declared = self.events.get(name)
        policy = self.policy_of(source)
        held = False
        if not policy.idle:
            for reason in violations(declared, name, values)[:MAX_REASONS]:
                action = policy.of(reason)
                if action is not Action.ACCEPT:
                    reasons.append(reason)
                    held = held or action is Action.QUARANTINE
        if declared is not None and declared.personal:
            for key in declared.personal & values.keys():
                values[key] = seal_value(personal_kind(key) or "text", values[key], secrets)
        return held


def violations(declared: Declared | None, name: str, values: Mapping[str, Any]) -> list[str]:
    """All reasons why an event breaks the plan, whatever follows from them."""
    if declared is None:
        return [] if is_standard(name) else ["plan_unknown_event"]
    found = ["plan_deprecated"] if declared.deprecated else []
    checks = declared.checks
    if checks is None:
        return found
    for key, value in values.items():
        check = checks.get(key)
        if check is None:
            if key not in OURS:
                found.append(f"plan_unknown_property:{key}")
        elif value is not None:
            check(value, key, found)
    for key in declared.required:
        if values.get(key) is None:
            found.append(f"plan_missing:{key}")
    return found


def compile_event(status: str, enforced: bool, properties: Sequence[PropertySpec]) -> Declared:
    """A declared event made ready for checking."""
    return Declared(
        deprecated=status == "deprecated",
        checks=_checks(properties) if enforced else None,
        required=tuple(one.key for one in properties if one.required) if enforced else (),
        personal=frozenset(one.key for one in properties if one.personal),
    )


def _checks(properties: Iterable[PropertySpec]) -> dict[str, Check]:
    return {one.key: _check(one) for one in properties}


def _check(spec: PropertySpec) -> Check:
    if spec.type == "enum":
        return _among(frozenset(spec.values))
    if spec.type == "string" and spec.pattern:
        return _matching(re.compile(spec.pattern))
    if spec.type == "object":
        return _object(spec.properties)
    if spec.type == "list":
        return _list(_object(spec.properties) if spec.items == "object" else _typed(spec.items))
    return _typed(spec.type)


def _typed(kind: str) -> Check:
    fits = _FITS[kind]

    def check(value: Any, path: str, found: list[str]) -> None:
        if not fits(value):
            found.append(f"plan_wrong_type:{path}")

    return check


def _among(values: frozenset[Any]) -> Check:
    def check(value: Any, path: str, found: list[str]) -> None:
        if isinstance(value, (dict, list, bool)):
            found.append(f"plan_wrong_type:{path}")
        elif value not in values:
            found.append(f"plan_not_in_list:{path}")

    return check


def _matching(pattern: re.Pattern[str]) -> Check:
    def check(value: Any, path: str, found: list[str]) -> None:
        if not isinstance(value, str):
            found.append(f"plan_wrong_type:{path}")
        elif len(value) <= MAX_TEXT and pattern.fullmatch(value) is None:
            found.append(f"plan_pattern:{path}")

    return check


def _list(member: Check) -> Check:
    def check(value: Any, path: str, found: list[str]) -> None:
        if not isinstance(value, list):
            found.append(f"plan_wrong_type:{path}")
            return
        inside: list[str] = []
        for one in value:
            member(one, f"{path}[]", inside)
        found += dict.fromkeys(inside)

    return check


def _object(properties: Sequence[PropertySpec]) -> Check:
    checks = _checks(properties)
    required = [one.key for one in properties if one.required]

    def check(value: Any, path: str, found: list[str]) -> None:
        if not isinstance(value, dict):
            found.append(f"plan_wrong_type:{path}")
            return
        for key, part in value.items():
            inner = checks.get(key)
            if inner is None:
                if checks:
                    found.append(f"plan_unknown_property:{path}.{key}")
            elif part is not None:
                inner(part, f"{path}.{key}", found)
        for key in required:
            if value.get(key) is None:
                found.append(f"plan_missing:{path}.{key}")

    return check


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return _is_number(value) and (isinstance(value, int) or value.is_integer())


def _is_datetime(value: Any) -> bool:
    """An ISO 8601 text, or UTC milliseconds since 1973."""
    if isinstance(value, str):
        try:
            dt.datetime.fromisoformat(value)
        except ValueError:
            return False
        return True
    return _is_number(value) and 10**11 <= value < 10**14


_FITS: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": _is_number,
    "integer": _is_integer,
    "boolean": lambda value: isinstance(value, bool),
    "datetime": _is_datetime,
    "object": lambda value: isinstance(value, dict),
}

"""Tests on single events: `Where` of the query AST applied to one stored event in memory. Pure.

Same meaning as in the event store: text exact, `contains` and `starts_with` without case, numbers as numbers; a missing
property fulfils only `empty`, `ne`, `not_in`, `not_contains`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marketloop.events.contracts import StoredEvent
from marketloop.events.query.ast import Where

_ABSENT_HOLDS = frozenset({"empty", "ne", "not_in", "not_contains"})


def property_of(event: StoredEvent, name: str) -> Any:
    """A hot column or a property; None when it is missing."""
    value = event.columns.get(name)
    return event.properties.get(name) if value is None else value


def all_hold(event: StoredEvent, where: Iterable[Where]) -> bool:
    """Whether every test holds."""
    return all(holds(property_of(event, one.property), one) for one in where)


def holds(value: Any, test: Where) -> bool:
    """Whether one value fulfils a test."""
    if value is None or value == "":
        return test.op in _ABSENT_HOLDS
    match test.op:
        case "empty":
            return False
        case "not_empty":
            return True
        case "eq":
            return _same(value, test.value)
        case "ne":
            return not _same(value, test.value)
        case "in":
            return any(_same(value, one) for one in _listed(test.value))
        case "not_in":
            return not any(_same(value, one) for one in _listed(test.value))
        case "contains":
            return str(test.value).casefold() in str(value).casefold()
        case "not_contains":
            return str(test.value).casefold() not in str(value).casefold()
        case "starts_with":
            return str(value).casefold().startswith(str(test.value).casefold())
        case _:
            return _in_order(value, test)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool):
        return str(value).lower() == str(wanted).lower()
    if isinstance(wanted, int | float):
        number = _number(value)
        return number is not None and number == float(wanted)
    return str(value) == str(wanted)


def _in_order(value: Any, test: Where) -> bool:
    number, bounds = _number(value), [_number(one) for one in _listed(test.value)]
    if number is None or not bounds or any(bound is None for bound in bounds):
        return False
    first, last = bounds[0], bounds[-1]
    assert first is not None
    assert last is not None
    match test.op:
        case "gt":
            return number > first
        case "gte":
            return number >= first
        case "lt":
            return number < first
        case "lte":
            return number <= first
        case "between":
            return first <= number <= last
        case _:
            return False

"""What makes a question answerable: limits of size, and operands that fit their operators. Errors name the place."""

from __future__ import annotations

from collections.abc import Iterator

from marketloop.events.query.ast import (
    MAX_DEPTH,
    MAX_LEAVES,
    Aggregate,
    Basket,
    Bought,
    Condition,
    Engaged,
    Event,
    Leaf,
    Regular,
    State,
    Top,
    Trait,
    Where,
    depth_of,
    leaves_of,
    parts_of,
)
from marketloop.events.query.reads import event_reads
from marketloop.events.query.relations import ENGAGEMENTS, EventMetric
from marketloop.events.query.values import DATE_OPERATORS
from marketloop.platform.errors import Invalid

MAX_DAYS = 36_500
_WITHOUT = frozenset({"empty", "not_empty"})
_LISTS = frozenset({"in", "not_in", "has_all", "between"})


def check_condition(condition: Condition) -> None:
    """Raises Invalid with the path of the leaf (`of.0.of.2`) in `fields` when a test cannot be answered."""
    if depth_of(condition) > MAX_DEPTH:
        raise Invalid("condition_too_deep", limit=MAX_DEPTH)
    if len(leaves_of(condition)) > MAX_LEAVES:
        raise Invalid("condition_too_large", limit=MAX_LEAVES)
    for path, leaf in leaves_with_paths(condition):
        for problem in _problems(leaf):
            where = ".".join(str(part) for part in path) or "condition"
            raise Invalid(problem, fields={where: problem}, leaf=where)


def check_where(tests: list[Where], path: str) -> None:
    """Raises Invalid for a test on a property that cannot be answered."""
    for test in tests:
        if not operand_fits(test.op, test.value):
            raise Invalid("condition_value_unfit", fields={path: "condition_value_unfit"}, leaf=path)


def leaves_with_paths(
    condition: Condition, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Leaf]]:
    """Each leaf with its way through the JSON, left to right."""
    parts = parts_of(condition)
    if condition.type not in ("all", "any", "not"):
        yield path, condition  # type: ignore[misc]
        return
    for index, part in enumerate(parts):
        yield from leaves_with_paths(part, (*path, "of") if condition.type == "not" else (*path, "of", index))


def _problems(leaf: Leaf) -> Iterator[str]:
    if isinstance(leaf, Engaged) and leaf.how not in ENGAGEMENTS[leaf.thing]:
        yield "condition_engagement_unknown"
        return
    tests = [test for read in event_reads(leaf) for test in read.where]
    if not all(operand_fits(test.op, test.value) for test in tests):
        yield "condition_value_unfit"
    if isinstance(leaf, (Trait, State)) and not operand_fits(leaf.op, leaf.value):
        yield "condition_value_unfit"
    if isinstance(leaf, (Event, Bought, Engaged)) and leaf.op == "between" and leaf.count_to is None:
        yield "condition_upper_missing"
    if isinstance(leaf, (Aggregate, Basket)) and leaf.op == "between" and leaf.value_to is None:
        yield "condition_upper_missing"
    if isinstance(leaf, Regular) and leaf.days > leaf.of:
        yield "condition_days_beyond"
    if isinstance(leaf, Top):
        yield from _rank_problems(leaf)


def _rank_problems(leaf: Top) -> Iterator[str]:
    metric = leaf.metric
    if isinstance(metric, EventMetric) and metric.function != "count" and not metric.property:
        yield "condition_property_missing"
    if leaf.unit == "percent" and leaf.n > 100:
        yield "condition_percent_beyond"


def operand_fits(op: str, value: object) -> bool:
    """True when the operand has the shape that the operator needs."""
    if op in _WITHOUT:
        return value is None
    if op in _LISTS:
        return isinstance(value, list) and (op != "between" or _is_range(value))
    if op == "days_ago":
        return _is_days_range(value)
    if op in DATE_OPERATORS:
        return _is_days(value)
    return value is not None and not isinstance(value, list)


def _is_days(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_DAYS


def _is_days_range(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    return all(_is_days(end) for end in value) and value[0] <= value[1]


def _is_range(value: list[object]) -> bool:
    if len(value) != 2 or any(isinstance(end, bool) for end in value):
        return False
    return isinstance(value[0], str) == isinstance(value[1], str)

"""The leaves of `habits` for one person, in plain Python."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from marketloop.events.query.ast import (
    Act,
    AnyWindow,
    Basket,
    Ever,
    Occurrence,
    Regular,
    Restarted,
    Stopped,
)
from marketloop.events.query.ast import Sequence as SequenceLeaf
from marketloop.events.query.context import QueryContext, local_date, window_bounds
from marketloop.events.query.naive import Person, TimelineEvent, events_of, leaf_holds
from marketloop.events.query.reading import compare_numbers, number_of, text_of
from marketloop.events.query.reads import PAID

EVER = Ever()


def times_of(act: Act, person: Person, context: QueryContext, window: AnyWindow = EVER) -> list[int]:
    """When the person did it, ascending."""
    return sorted(one.time for one in events_of(person, act.name, act.where, window, context))


@leaf_holds.register
def _occurrence(leaf: Occurrence, person: Person, context: QueryContext) -> bool:
    times = times_of(leaf, person, context)
    if not times:
        return False
    first, last = window_bounds(leaf.window, context.now)
    time = times[0] if leaf.which == "first" else times[-1]
    return (first is None or time >= first) and time <= last


@leaf_holds.register
def _regular(leaf: Regular, person: Person, context: QueryContext) -> bool:
    return len(days_of(leaf, person, context)) >= leaf.days


def days_of(leaf: Regular, person: Person, context: QueryContext) -> set[str]:
    """The company days among the last `of` on which the person did it."""
    first = context.days_ago(leaf.of - 1)
    return {
        local_date(time, context.zone).isoformat()
        for time in times_of(leaf, person, context)
        if time >= first
    }


@leaf_holds.register
def _stopped(leaf: Stopped, person: Person, context: QueryContext) -> bool:
    times = times_of(leaf, person, context)
    return bool(times) and times[-1] <= context.now - leaf.within.length_ms()


@leaf_holds.register
def _restarted(leaf: Restarted, person: Person, context: QueryContext) -> bool:
    recent = context.now - leaf.within.length_ms()
    earlier = recent - leaf.pause.length_ms()
    times = times_of(leaf, person, context)
    return (
        any(time > recent for time in times)
        and not any(earlier < time <= recent for time in times)
        and any(time <= earlier for time in times)
    )


@dataclass(frozen=True)
class Chain:
    """One way through the steps of a sequence; `crossed` by an unwanted event, `late` beyond the span."""

    times: tuple[int, ...]
    crossed: bool
    late: bool


@leaf_holds.register
def _sequence(leaf: SequenceLeaf, person: Person, context: QueryContext) -> bool:
    return any(not chain.crossed and not chain.late for chain in chains_of(leaf, person, context))


def chains_of(leaf: SequenceLeaf, person: Person, context: QueryContext) -> list[Chain]:
    """For each first step the way through the others that ends soonest, in order of the first step."""
    starts, *later = (times_of(step, person, context, leaf.window) for step in leaf.steps)
    unwanted = times_of(leaf.without, person, context, leaf.window) if leaf.without else []
    chains = []
    for start in starts:
        times = [start]
        for step in later:
            place = bisect.bisect_right(step, times[-1])
            if place == len(step):
                break
            times.append(step[place])
        if len(times) == len(leaf.steps):
            crossed = bisect.bisect_right(unwanted, times[0]) < bisect.bisect_left(unwanted, times[-1])
            late = times[-1] - times[0] > leaf.within.length_ms()
            chains.append(Chain(tuple(times), crossed, late))
    return chains


@leaf_holds.register
def _basket(leaf: Basket, person: Person, context: QueryContext) -> bool:
    value = basket_of(leaf, person, context)
    return value is not None and compare_numbers(value, leaf.op, leaf.value, leaf.value_to)


def basket_of(leaf: Basket, person: Person, context: QueryContext) -> float | None:
    """The figure that a `basket` leaf compares; None without orders."""
    orders = events_of(person, PAID, [], leaf.window, context)
    amounts, items = _numbers(orders, "amount"), _numbers(orders, "quantity")
    if leaf.measure == "discount_share":
        discounts = sum(_numbers(orders, "discount"))
        whole = sum(amounts) + discounts
        return discounts / whole if whole else None
    if leaf.measure == "items_avg":
        return sum(items) / len(items) if items else None
    if not amounts:
        return None
    figures = {
        "value_avg": sum(amounts) / len(amounts),
        "value_max": max(amounts),
        "value_min": min(amounts),
    }
    return figures[leaf.measure]


def _numbers(orders: Sequence[TimelineEvent], name: str) -> list[float]:
    texts = [text_of(order.values.get(name)) for order in orders]
    return [number for text in texts if text is not None and (number := number_of(text)) is not None]

"""Leaves on how people act over time: first and last times, rhythms, sequences, orders."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from marketloop.events.query.nodes import Act, Comparison, Ever, Node, Span, Window

MAX_STEPS = 5


class Occurrence(Act):
    """The first (or last) event of this kind that ever happened lies in the window; without any it does not hold."""

    type: Literal["occurrence"] = "occurrence"
    which: Literal["first", "last"] = "first"
    window: Window = Ever()


class Regular(Act):
    """Did it on at least `days` of the last `of` company days, today included."""

    type: Literal["regular"] = "regular"
    days: int = Field(ge=1, le=366)
    of: int = Field(ge=1, le=366)


class Stopped(Act):
    """Did it before, and not within the span up to now."""

    type: Literal["stopped"] = "stopped"
    within: Span


class Restarted(Act):
    """Did it within the span, not in the pause right before it, and earlier again."""

    type: Literal["restarted"] = "restarted"
    within: Span
    pause: Span


class Sequence(Node):
    """Did the steps one after the other (each at a later instant), the last at most `within` after the first.

    All steps lie in the window. `without`: none of these between the first and the last step.
    """

    type: Literal["sequence"] = "sequence"
    steps: list[Act] = Field(min_length=2, max_length=MAX_STEPS)
    within: Span
    without: Act | None = None
    window: Window = Ever()


class Basket(Node):
    """A figure over the paid orders in the window, compared with `value`; without orders it does not hold.

    `value_avg`, `value_max`, `value_min`: amount of an order in minor units. `items_avg`: pieces per order. `discount_share`:
    discounts ÷ (amounts + discounts), 0…1; an order without a `discount` has none.
    """

    type: Literal["basket"] = "basket"
    measure: Literal["value_avg", "value_max", "value_min", "items_avg", "discount_share"]
    window: Window = Ever()
    op: Comparison = "gte"
    value: float
    value_to: float | None = None

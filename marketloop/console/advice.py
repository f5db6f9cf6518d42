"""Next best actions: audiences that nobody writes to, valued by the lift that was really measured.

The lift of all journeys with a readable holdout is pooled by inverse variance (fixed effect); the gain of an audience is its
reachable people × pooled difference × average order value, its interval that of the difference. Without any readable holdout
there is no estimate, and the action says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketloop.console.contracts import Action

Z_95 = 1.959964


@dataclass(frozen=True)
class Measured:
    """A difference of conversion (share) with its 95 % interval."""

    difference: float
    low: float
    high: float


@dataclass(frozen=True)
class Audience:
    """A segment that no live journey uses; `reachable` people have an address and consent."""

    segment: str
    name: str
    people: int
    reachable: int


def pool(lifts: Sequence[Measured]) -> Measured | None:
    """The common difference by inverse variance; None without any."""
    weights = [(2 * Z_95 / (one.high - one.low)) ** 2 for one in lifts if one.high > one.low]
    readable = [one for one in lifts if one.high > one.low]
    if not readable:
        return None
    total = sum(weights)
    mean = sum(weight * one.difference for weight, one in zip(weights, readable, strict=True)) / total
    half = Z_95 / total**0.5
    return Measured(mean, mean - half, mean + half)


def rank(
    audiences: Sequence[Audience], lift: Measured | None, order_value: float | None, most: int = 3
) -> list[Action]:
    """The best audiences by expected gain; those with nothing to gain are left out."""
    actions = []
    for one in audiences:
        if not one.reachable:
            continue
        worth = one.reachable * order_value if lift is not None and order_value else None
        if worth is not None and lift is not None and lift.difference <= 0:
            continue
        actions.append(
            Action(
                code="start_journey",
                params={"segment": one.name, "reachable": one.reachable},
                link=f"/journeys?segment={one.segment}",
                people=one.people,
                gain=None if worth is None or lift is None else round(worth * lift.difference),
                low=None if worth is None or lift is None else round(worth * lift.low),
                high=None if worth is None or lift is None else round(worth * lift.high),
            )
        )
    return sorted(actions, key=lambda one: (-(one.gain or 0), -one.people))[:most]

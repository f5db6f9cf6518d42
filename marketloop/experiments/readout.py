"""The lift of a treated group over its holdout (analytics.md §16)."""

from __future__ import annotations

import math

from marketloop.experiments.contracts import Interval, Lift, Verdict
from marketloop.experiments.distributions import Z_95, two_sided_p

FEWEST_CONVERSIONS = 5
ALPHA = 0.05
TUNED_AT = 5_000
"""The number of people at which the always-valid interval is narrowest."""
RHO = math.sqrt((-2 * math.log(ALPHA) + math.log(1 - 2 * math.log(ALPHA))) / TUNED_AT)


def lift(
    treated_n: int,
    treated_conversions: int,
    control_n: int,
    control_conversions: int,
    *,
    running: bool = True,
) -> Lift:
    """The readout of two arms; `running` says that people look before the planned size is reached (the default)."""
    _check(treated_n, treated_conversions)
    _check(control_n, control_conversions)
    arms = (treated_n, treated_conversions, control_n, control_conversions)
    p1 = treated_conversions / treated_n if treated_n else None
    p0 = control_conversions / control_n if control_n else None
    if p1 is None or p0 is None:
        return _unsaid(arms, p1, p0)
    d = p1 - p0
    sayable = min(treated_conversions, control_conversions) >= FEWEST_CONVERSIONS
    variance = p1 * (1 - p1) / treated_n + p0 * (1 - p0) / control_n
    fixed = _around(d, Z_95 * math.sqrt(variance)) if sayable else None
    always = _around(d, always_valid_half_width(variance, treated_n + control_n)) if sayable else None
    return Lift(
        *arms,
        treated_rate=p1,
        control_rate=p0,
        difference=d,
        fixed=fixed,
        always_valid=always,
        relative=p1 / p0 - 1 if p0 else None,
        relative_interval=_relative(p1, p0, arms) if sayable else None,
        extra=d * treated_n,
        extra_interval=Interval(fixed.low * treated_n, fixed.high * treated_n) if fixed else None,
        p_value=two_proportion_p(*arms) if sayable else None,
        verdict=_verdict(always if running else fixed),
    )


def always_valid_half_width(variance: float, n: int) -> float:
    """Half width of the asymptotic confidence sequence of a difference with this variance, n people in both arms."""
    grown = n * RHO**2
    inside = 2 * (grown + 1) * math.log(math.sqrt(grown + 1) / ALPHA) / (n * RHO) ** 2
    return math.sqrt(variance * n) * math.sqrt(inside)


def two_proportion_p(
    treated_n: int, treated_conversions: int, control_n: int, control_conversions: int
) -> float | None:
    """Two-sided p of equal rates (pooled variance); None when an arm is empty, 1 when nobody or everybody converted."""
    if not treated_n or not control_n:
        return None
    pooled = (treated_conversions + control_conversions) / (treated_n + control_n)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / treated_n + 1 / control_n))
    d = treated_conversions / treated_n - control_conversions / control_n
    return two_sided_p(d / spread) if spread else 1.0


def _check(n: int, conversions: int) -> None:
    if not 0 <= conversions <= n:
        raise ValueError(f"{conversions} conversions among {n} people cannot be")


def _unsaid(arms: tuple[int, int, int, int], p1: float | None, p0: float | None) -> Lift:
    return Lift(*arms, p1, p0, None, None, None, None, None, None, None, None, Verdict.UNDECIDED)


def _around(middle: float, half_width: float) -> Interval:
    return Interval(middle - half_width, middle + half_width)


def _relative(p1: float, p0: float, arms: tuple[int, int, int, int]) -> Interval:
    """p₁/p₀ − 1 with the interval of the log ratio."""
    spread = Z_95 * math.sqrt((1 - p1) / arms[1] + (1 - p0) / arms[3])
    ratio = math.log(p1 / p0)
    return Interval(math.exp(ratio - spread) - 1, math.exp(ratio + spread) - 1)


def _verdict(interval: Interval | None) -> Verdict:
    if interval is None or interval.low <= 0 <= interval.high:
        return Verdict.UNDECIDED
    return Verdict.EFFECTIVE if interval.low > 0 else Verdict.INEFFECTIVE

"""What a readout is: rates, intervals, verdict. No framework."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Interval(NamedTuple):
    """A 95 % interval, ends in the unit of what it belongs to."""

    low: float
    high: float


class Verdict(StrEnum):
    """What the interval of the difference says; `ineffective` means harmful: the treated did worse."""

    EFFECTIVE = "effective"
    UNDECIDED = "undecided"
    INEFFECTIVE = "ineffective"


@dataclass(frozen=True)
class Lift:
    """Treated against held out (analytics.md §16). Rates and differences are shares (0.015 = 1.5 points).

    `fixed` is Wald's interval, to be read once at the planned size; `always_valid` may be looked at as often as one likes.
    `relative` is treated ÷ control − 1 with its log-ratio interval; `extra` is the number of conversions that the treatment
    made among the treated. Figures that cannot be said are None: rates of an empty arm, and every interval when an arm has
    fewer than 5 conversions. `verdict` comes from the always-valid interval while running, else from the fixed one.
    """

    treated_n: int
    treated_conversions: int
    control_n: int
    control_conversions: int
    treated_rate: float | None
    control_rate: float | None
    difference: float | None
    fixed: Interval | None
    always_valid: Interval | None
    relative: float | None
    relative_interval: Interval | None
    extra: float | None
    extra_interval: Interval | None
    p_value: float | None
    verdict: Verdict


@dataclass(frozen=True)
class RatioCheck:
    """Sample ratio mismatch: χ² of the arms' sizes against their planned shares; `stop` when p < 0.001."""

    chi_square: float
    p_value: float
    stop: bool


@dataclass(frozen=True)
class MeanDifference:
    """Difference of two means with Welch's interval and two-sided p value."""

    difference: float
    interval: Interval
    p_value: float


@dataclass(frozen=True)
class Adjusted:
    """A metric after CUPED: θ, its values and their (sample) variance."""

    theta: float
    values: tuple[float, ...]
    variance: float

"""Readouts of means: Welch's difference, and CUPED (less variance by what was known before)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import covariance, fmean, variance

from marketloop.experiments.contracts import Adjusted, Interval, MeanDifference
from marketloop.experiments.distributions import student_quantile_975, student_two_sided_p


def mean_difference(treated: Sequence[float], control: Sequence[float]) -> MeanDifference | None:
    """Treated − control with Welch's 95 % interval; None with fewer than two people in an arm or no spread at all."""
    if min(len(treated), len(control)) < 2:
        return None
    v1, v0 = variance(treated) / len(treated), variance(control) / len(control)
    if v1 + v0 == 0:
        return None
    d, error = fmean(treated) - fmean(control), math.sqrt(v1 + v0)
    degrees = (v1 + v0) ** 2 / (v1**2 / (len(treated) - 1) + v0**2 / (len(control) - 1))
    half = student_quantile_975(degrees) * error
    return MeanDifference(d, Interval(d - half, d + half), student_two_sided_p(d / error, degrees))


def cuped(outcomes: Sequence[float], before: Sequence[float]) -> Adjusted:
    """Y − θ(X − X̄), θ = cov/var; X must have been measured before exposure. A constant X changes nothing."""
    spread = variance(before)
    theta = covariance(before, outcomes) / spread if spread else 0.0
    middle = fmean(before)
    values = tuple(y - theta * (x - middle) for y, x in zip(outcomes, before, strict=True))
    return Adjusted(theta, values, variance(values))

"""Before an experiment and around it: sizes, detectable effects, the sample ratio check, many metrics at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

from marketloop.experiments.contracts import RatioCheck
from marketloop.experiments.distributions import Z_95, chi_square_p, normal_quantile

STOP_BELOW = 0.001
_Z_POWER = normal_quantile(0.8)


def sample_size(base_rate: float, wanted_rate: float) -> int:
    """People per arm to see the change with 5 % two-sided error and 80 % power."""
    if not (0 < base_rate < 1 and 0 < wanted_rate < 1) or base_rate == wanted_rate:
        raise ValueError("two different rates between 0 and 1 are needed")
    mean = (base_rate + wanted_rate) / 2
    null = Z_95 * math.sqrt(2 * mean * (1 - mean))
    alternative = _Z_POWER * math.sqrt(base_rate * (1 - base_rate) + wanted_rate * (1 - wanted_rate))
    return math.ceil(((null + alternative) / (wanted_rate - base_rate)) ** 2)


def detectable_effect(base_rate: float, people_per_arm: int) -> float:
    """The smallest difference of rates that this many people per arm show with 80 % power (about 2.80 standard errors)."""
    return (Z_95 + _Z_POWER) * math.sqrt(2 * base_rate * (1 - base_rate) / people_per_arm)


def check_ratio(sizes: Sequence[int], planned: Sequence[float]) -> RatioCheck:
    """Whether the arms' sizes fit their planned shares (on any positive scale)."""
    if len(sizes) != len(planned) or len(sizes) < 2 or min(planned) <= 0:
        raise ValueError("two or more arms, each with a planned share above 0, are needed")
    total = sum(sizes)
    if total == 0:
        return RatioCheck(0.0, 1.0, False)
    expected = [total * share / sum(planned) for share in planned]
    statistic = math.fsum((size - wanted) ** 2 / wanted for size, wanted in zip(sizes, expected, strict=True))
    p = chi_square_p(statistic, len(sizes) - 1)
    return RatioCheck(statistic, p, p < STOP_BELOW)


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p values, in the given order."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted

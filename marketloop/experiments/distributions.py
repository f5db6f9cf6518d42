"""The few distributions that readouts need, in closed form or by a convergent fraction."""

from __future__ import annotations

import math
from statistics import NormalDist

_NORMAL = NormalDist()
Z_95 = _NORMAL.inv_cdf(0.975)


def normal_quantile(probability: float) -> float:
    """z with P(Z ≤ z) = probability."""
    return _NORMAL.inv_cdf(probability)


def two_sided_p(z: float) -> float:
    """P(|Z| ≥ |z|)."""
    return math.erfc(abs(z) / math.sqrt(2))


def chi_square_p(statistic: float, degrees: int) -> float:
    """P(χ² ≥ statistic), exact for whole degrees of freedom (finite sums, Abramowitz & Stegun 26.4.4–5)."""
    half = statistic / 2
    if degrees % 2 == 0:
        return math.exp(-half) * math.fsum(half**k / math.factorial(k) for k in range(degrees // 2))
    terms = (half ** (k - 0.5) / math.gamma(k + 0.5) for k in range(1, (degrees + 1) // 2))
    return math.erfc(math.sqrt(half)) + math.exp(-half) * math.fsum(terms)


def student_two_sided_p(t: float, degrees: float) -> float:
    """P(|T| ≥ |t|) for Student's t with any positive degrees of freedom."""
    return _regularised_beta(degrees / (degrees + t * t), degrees / 2, 0.5)


def student_quantile_975(degrees: float) -> float:
    """t with P(|T| ≥ t) = 0.05, by bisection to 1e-12."""
    low, high = 0.0, 2.0
    while student_two_sided_p(high, degrees) > 0.05:
        high *= 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if student_two_sided_p(middle, degrees) > 0.05 else (low, middle)
    return high


def _regularised_beta(x: float, a: float, b: float) -> float:
    """I_x(a, b) by Lentz's continued fraction."""
    if x <= 0 or x >= 1:
        return min(max(x, 0.0), 1.0)
    if x > (a + 1) / (a + b + 2):
        return 1 - _regularised_beta(1 - x, b, a)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) / a * _beta_fraction(x, a, b)


def _beta_fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 500):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + step * d)
            c = _away_from_zero(1 + step / c)
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > 1e-300 else 1e-300

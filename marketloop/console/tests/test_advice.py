"""Advice is worth what was measured, and nothing more."""

from __future__ import annotations

import pytest

from marketloop.console.advice import Audience, Measured, pool, rank

CART = Audience("seg_cart", "加购未付款", 120, 100)
RICH = Audience("seg_rich", "高价值客户", 900, 800)


def test_pooling_weighs_by_precision() -> None:
    pooled = pool([Measured(0.04, 0.02, 0.06), Measured(0.01, -0.03, 0.05)])

    assert pooled is not None
    assert pooled.difference == pytest.approx(0.034)
    assert pooled.high - pooled.low == pytest.approx(2 * 0.02 / 1.25**0.5)


def test_nothing_measured_is_nothing_pooled() -> None:
    assert pool([]) is None


def test_the_greatest_gain_comes_first_with_its_interval() -> None:
    first, second = rank([CART, RICH], Measured(0.02, 0.01, 0.03), 25_000)

    assert (first.params["segment"], first.gain, first.low, first.high) == (
        "高价值客户",
        400_000,
        200_000,
        600_000,
    )
    assert (second.params["segment"], second.gain) == ("加购未付款", 50_000)


def test_without_a_measurement_there_is_no_estimate() -> None:
    actions = rank([CART, RICH], None, 25_000)

    assert [(one.people, one.gain) for one in actions] == [(900, None), (120, None)]


def test_a_treatment_that_harms_is_not_advised() -> None:
    assert rank([RICH], Measured(-0.01, -0.02, 0.0), 25_000) == []


def test_people_who_cannot_be_reached_are_no_audience() -> None:
    assert rank([Audience("seg_x", "无邮箱", 50, 0)], Measured(0.02, 0.01, 0.03), 25_000) == []

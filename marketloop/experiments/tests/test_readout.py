"""The worked examples of analytics.md §16, to the printed digits, and the edges around them."""

from __future__ import annotations

import math

import pytest

from marketloop.experiments.facade import (
    Verdict,
    check_ratio,
    cuped,
    detectable_effect,
    holm,
    lift,
    mean_difference,
    sample_size,
    two_proportion_p,
)
from marketloop.experiments.readout import RHO


def test_sample_ratio_mismatch() -> None:
    stopped, fine = check_ratio([50_600, 49_400], [50, 50]), check_ratio([5_000, 5_200], [1, 1])

    assert round(stopped.chi_square, 1) == 14.4
    assert (round(stopped.p_value, 5), stopped.stop) == (0.00015, True)
    assert (round(fine.p_value, 3), fine.stop) == (0.048, False)


def test_sample_ratio_of_three_arms_has_two_degrees_of_freedom() -> None:
    check = check_ratio([330, 330, 340], [1, 1, 1])

    assert round(check.chi_square, 3) == 0.2
    assert round(check.p_value, 6) == round(math.exp(-0.1), 6)


def test_sample_ratio_of_four_arms_has_three_degrees_of_freedom() -> None:
    check = check_ratio([110, 100, 100, 90], [1, 1, 1, 1])

    assert check.chi_square == 2.0
    assert round(check.p_value, 6) == 0.572407


def test_fixed_horizon() -> None:
    readout = lift(2_500, 300, 2_500, 250, running=False)

    assert readout.difference == pytest.approx(0.02)
    assert readout.fixed is not None
    assert [round(end, 4) for end in readout.fixed] == [0.0027, 0.0373]
    assert readout.p_value is not None
    assert round(readout.p_value, 3) == 0.024
    assert readout.verdict is Verdict.EFFECTIVE


def test_always_valid_is_wider_and_decides_later() -> None:
    readout = lift(2_500, 300, 2_500, 250)

    assert round(RHO, 5) == 0.03984
    assert readout.always_valid is not None
    low, high = readout.always_valid
    assert (round(low, 4), round(high, 4)) == (-0.0068, 0.0468)
    assert round((high - low) / 2, 5) == 0.02685
    assert readout.verdict is Verdict.UNDECIDED


def test_cuped() -> None:
    adjusted = cuped([1, 1, 3, 4, 4, 6], [0, 1, 2, 3, 4, 5])

    assert adjusted.theta == pytest.approx(1.0)
    assert round(adjusted.variance, 3) == 0.267
    assert round(cuped([1, 1, 3, 4, 4, 6], [7] * 6).variance, 3) == 3.767


def test_holdout_lift() -> None:
    readout = lift(18_000, 1_080, 2_000, 90)

    assert readout.difference == pytest.approx(0.015)
    assert readout.fixed is not None
    assert [round(end, 4) for end in readout.fixed] == [0.0053, 0.0247]
    assert readout.extra == pytest.approx(270)
    assert readout.extra_interval is not None
    assert [round(end) for end in readout.extra_interval] == [95, 445]
    assert readout.relative is not None
    assert round(readout.relative * 100, 1) == 33.3
    assert readout.relative_interval is not None
    assert [round(end * 100, 1) for end in readout.relative_interval] == [8.1, 64.5]


def test_fewer_than_five_conversions_in_an_arm_give_no_interval() -> None:
    few, enough = lift(18_000, 1_080, 100, 4), lift(18_000, 1_080, 100, 5)

    assert few.difference == pytest.approx(0.02)
    assert (few.fixed, few.always_valid, few.relative_interval, few.extra_interval, few.p_value) == (
        None,
    ) * 5
    assert few.verdict is Verdict.UNDECIDED
    assert enough.fixed is not None


def test_a_harmful_treatment_is_ineffective() -> None:
    assert lift(10_000, 500, 10_000, 1_000).verdict is Verdict.INEFFECTIVE
    assert lift(10_000, 1_000, 10_000, 500).verdict is Verdict.EFFECTIVE


def test_an_empty_arm_says_nothing() -> None:
    readout = lift(100, 10, 0, 0)

    assert (readout.treated_rate, readout.control_rate, readout.difference) == (0.1, None, None)
    assert (readout.relative, readout.extra, readout.p_value) == (None, None, None)
    assert readout.verdict is Verdict.UNDECIDED


def test_no_conversion_among_the_held_out_has_no_ratio() -> None:
    readout = lift(100, 10, 100, 0)

    assert (readout.difference, readout.extra, readout.relative) == (0.1, 10.0, None)


def test_more_conversions_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="11 conversions among 10 people"):
        lift(10, 11, 10, 1)


def test_two_proportion_p_at_its_edges() -> None:
    assert two_proportion_p(10, 1, 0, 0) is None
    assert two_proportion_p(10, 0, 20, 0) == 1.0
    assert two_proportion_p(10, 5, 20, 10) == 1.0


def test_sizes() -> None:
    assert sample_size(0.05, 0.06) == 8_158
    assert sample_size(0.06, 0.05) == 8_158
    assert round(detectable_effect(0.05, 10_000), 4) == 0.0086
    with pytest.raises(ValueError, match="two different rates"):
        sample_size(0.05, 0.05)


def test_welch_against_a_published_example() -> None:
    # Data and reference value (R's t.test) from Rosetta Code, "Welch's t-test".
    treated, control = [3.0, 4.0, 1.0, 2.1], [490.2, 340.0, 433.9]

    found = mean_difference(treated, control)

    assert found is not None
    assert round(found.p_value, 6) == 0.010752
    assert mean_difference([1.0], [2.0, 3.0]) is None
    assert mean_difference([1.0, 1.0], [2.0, 2.0]) is None


def test_holm_keeps_order_and_never_falls() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []

"""Arms by hash: stable, exact, independent between salts."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketloop.experiments.facade import assign_arms, assign_holdout, buckets
from marketloop.platform.buckets import bucket


@given(st.text(max_size=30), st.lists(st.integers(0, 2**62), max_size=20))
def test_many_buckets_equal_single_ones(salt: str, profile_ids: list[int]) -> None:
    assert buckets(salt, profile_ids).tolist() == [bucket(salt, profile_id) for profile_id in profile_ids]


def test_a_bucket_by_the_written_rule() -> None:
    by_hand = int(hashlib.md5(b"jny_x:42").hexdigest()[:8], 16) % 10_000

    assert buckets("jny_x", [42]).tolist() == [by_hand]
    assert assign_holdout("jny_x", [42], (by_hand + 1) / 100) == {42}
    assert assign_holdout("jny_x", [42], by_hand / 100) == set()


def test_the_share_is_kept_and_grows_by_addition() -> None:
    people = range(1_000_000, 1_020_000)

    small, large = assign_holdout("jny_a", people, 10), assign_holdout("jny_a", people, 20)

    assert abs(len(small) / 20_000 - 0.1) < 0.01
    assert small < large
    assert assign_holdout("jny_a", people, 0) == set()
    assert len(assign_holdout("jny_a", people, 100)) == 20_000


def test_other_salts_choose_other_people() -> None:
    people = range(20_000)

    both = assign_holdout("jny_a", people, 10) & assign_holdout("jny_b", people, 10)

    assert 120 < len(both) < 280


def test_arms_follow_their_shares() -> None:
    people = list(range(20_000))

    arms = assign_arms("jny_a:n1", people, [50, 30, 20])

    shares = [float((arms == arm).mean()) for arm in range(3)]
    assert shares == pytest.approx([0.5, 0.3, 0.2], abs=0.01)
    in_first = {person for person, arm in zip(people, arms, strict=True) if arm == 0}
    assert in_first == assign_holdout("jny_a:n1", people, 50)


@pytest.mark.parametrize("percent", [-1, 100.5])
def test_impossible_shares_are_refused(percent: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        assign_holdout("jny_a", [1], percent)
    with pytest.raises(ValueError, match="add up to 100"):
        assign_arms("jny_a", [1], [percent])

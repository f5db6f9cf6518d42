"""The simulated world is the same for the same seed, and has the shape that the demo promises."""

from __future__ import annotations

import numpy as np
import pytest

from marketloop.demo.behaviour import ACTS, Acts, Orders, simulate
from marketloop.demo.people import DAY_MS, KINDS, People, make_people
from marketloop.demo.world import CITIES, make_goods

END = 1_795_600_000_000


def _world(seed: int, count: int = 2_000) -> tuple[People, Orders, Acts]:
    random = np.random.default_rng(seed)
    people = make_people(count, END - 548 * DAY_MS, END, 11, random)
    return people, *simulate(people, make_goods(), END, random)


def test_the_mall_has_240_goods_of_which_60_are_refilled() -> None:
    goods = make_goods()

    assert (len(goods), sum(good.cycle > 0 for good in goods), len({good.code for good in goods})) == (
        240,
        60,
        240,
    )
    assert sum(city.stores for city in CITIES) == 24


def test_the_same_seed_gives_the_same_world() -> None:
    (people, orders, acts), (again, orders_again, acts_again) = _world(7), _world(7)
    _, other, _ = _world(8)

    assert people.names == again.names
    assert np.array_equal(orders.time, orders_again.time)
    assert np.array_equal(acts.good, acts_again.good)
    assert not np.array_equal(orders.time[:100], other.time[:100])


def test_nobody_acts_before_joining_or_after_the_end() -> None:
    people, orders, acts = _world(7)

    assert (orders.time >= people.joined[orders.person]).all()
    assert orders.time.max() < END
    assert acts.time.max() < END
    assert (np.diff(orders.time) >= 0).all()
    assert (np.diff(acts.time) >= 0).all()
    assert set(np.unique(acts.act)) == set(range(len(ACTS)))


def test_hidden_types_have_their_shares() -> None:
    people, _, _ = _world(7, 20_000)

    shares = np.bincount(people.kind, minlength=len(KINDS)) / len(people)

    assert shares == pytest.approx([0.36, 0.22, 0.36, 0.06], abs=0.012)

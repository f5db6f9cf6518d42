"""What is planted of doubles: shares, order in time, slips that leave a person recognisable, and a truth that names them all."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from marketloop.demo.addresses import DISTRICTS, written_differently
from marketloop.demo.doubles import CARD_SHARE, DEVICE_SHARE, SIGN_IN_SHARE, Doubles, plant
from marketloop.demo.misspelling import misspelt, slipped
from marketloop.demo.people import DAY_MS, FAMILY_SHARE, People, make_people
from marketloop.demo.world import CITIES
from marketloop.identity import facade as identity

END = 1_795_600_000_000
LIVE, SERVICE = END - 28 * DAY_MS, END - 14 * DAY_MS


def _planted(count: int = 4_000) -> tuple[People, Doubles]:
    random = np.random.default_rng(7)
    people = make_people(count, END - 548 * DAY_MS, END, 11, random)
    return people, plant(people, LIVE, SERVICE, END, random)


def test_doubles_have_their_shares_and_come_after_the_accounts_they_belong_to() -> None:
    people, doubles = _planted()

    own = [card for card in doubles.cards if card.row is not None]
    families = int((people.phone_of != np.arange(len(people))).sum())

    assert len(own) == round(CARD_SHARE * len(people))
    assert len(doubles.cards) == len(own) + 1
    assert sum(len(one.rows) == 1 for one in doubles.sign_ins) == round(SIGN_IN_SHARE * len(people))
    assert sum(len(one.rows) == 2 for one in doubles.sign_ins) == round(DEVICE_SHARE * len(people))
    assert families == pytest.approx(FAMILY_SHARE * len(people), rel=0.4)
    assert all(people.joined[card.row] < card.joined < LIVE for card in own)
    assert all(SERVICE <= card.claimed < END and card.phone for card in doubles.cards if card.claimed)
    assert 0.05 < sum(card.claimed is not None for card in own) / len(own) < 0.35


def test_the_truth_names_every_record_once() -> None:
    people, doubles = _planted(1_000)

    truth = doubles.truth(people)

    assert len({one["card"] for one in truth["cards"]}) == len(doubles.cards)
    assert [one["user_id"] for one in truth["cards"]].count(None) == 1
    assert all(len(set(one["user_ids"])) == len(one["user_ids"]) for one in truth["devices"])
    assert all(
        people.phone(people.row_of(a) or 0) == people.phone(people.row_of(b) or 0)
        for a, b in truth["families"]
    )


def test_slips_are_small_and_often_none() -> None:
    random = np.random.default_rng(1)

    names = [misspelt("王嘉怡", random) for _ in range(400)]
    days = [slipped("1990-02-28", random) for _ in range(400)]

    assert {name[0] for name in names} == {"王"}
    assert 0.2 < names.count("王嘉怡") / 400 < 0.5
    assert {"王佳怡", "王嘉宜", "王嘉", "王怡嘉"} <= set(names)
    assert 0.6 < days.count("1990-02-28") / 400 < 0.85
    assert {day for day in days if day} >= {"1990-03-01", "1980-02-28", "2000-02-28"}
    assert all(dt.date.fromisoformat(day) for day in days if day)


def test_addresses_lie_in_real_districts_however_they_are_written() -> None:
    people, _ = _planted(600)

    for row in np.flatnonzero(people.buys)[:200].tolist():
        home = CITIES[people.city[row]]
        for way in range(4):
            place = identity.parse_address(written_differently(people.address[row], way))
            assert place.city.startswith(home.name)
            assert place.county in DISTRICTS[home.name].split()

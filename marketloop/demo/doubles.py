"""Planted trouble of identity: who stands twice in the company's records, and who shares a phone or a device.

    card      a till wrote a member card for somebody who has an account in the mall: misspelt, with another phone or none
    sign-in   somebody looked around on a device that nobody knew, and then signed in on it
    family    two accounts give one phone (`People.phone_of`): two people
    device    two accounts are used on one device: two people

Some cards are claimed: their owner adds the card's phone to the account, and the rules join the two. One of the claims is wrong:
a daughter adds the phone of her mother's card. Staff undo that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from marketloop.demo.addresses import written_differently
from marketloop.demo.misspelling import misspelt, slipped
from marketloop.demo.people import DAY_MS, People

CARD_SHARE, SIGN_IN_SHARE, DEVICE_SHARE = 0.015, 0.006, 0.002
"""Of all customers."""
PHONE_SHARE, CLAIMED_SHARE = 0.55, 0.3
"""Cards with a phone (another one than the account's), and how many of those are claimed."""


@dataclass(frozen=True)
class Card:
    """A member card; `row` is its owner's account, None for one who has none. `claimed_by` (a row) adds its phone at `claimed`."""

    number: str
    row: int | None
    joined: int
    phone: str
    traits: dict[str, Any]
    claimed: int | None = None
    claimed_by: int | None = None


@dataclass(frozen=True)
class SignIn:
    """A device used by one account, or by a second one after the first; `at`: UTC ms of the first sign-in."""

    device: str
    rows: tuple[int, ...]
    at: int


@dataclass(frozen=True)
class Doubles:
    """All that was planted besides families, which `People` has."""

    cards: list[Card]
    sign_ins: list[SignIn]

    def truth(self, people: People) -> dict[str, Any]:
        """Records that are one person, and accounts that are not, by the shop's ids."""
        families = np.flatnonzero(people.phone_of != np.arange(len(people))).tolist()
        return {
            "cards": [
                {
                    "card": card.number,
                    "user_id": None if card.row is None else people.user_id(card.row),
                    "claimed_by": None if card.claimed_by is None else people.user_id(card.claimed_by),
                }
                for card in self.cards
            ],
            "devices": [
                {"device": one.device, "user_ids": [people.user_id(row) for row in one.rows]}
                for one in self.sign_ins
            ],
            "families": [
                [people.user_id(int(people.phone_of[row])), people.user_id(row)] for row in families
            ],
        }


def plant(people: People, live_ms: int, service_ms: int, end_ms: int, random: np.random.Generator) -> Doubles:
    """Draw the doubles: cards from before the live weeks, claims and sign-ins in the weeks of the services."""
    own = random.spawn(1)[0]
    old = np.flatnonzero(people.joined < live_ms - 30 * DAY_MS)
    buyers = old[people.buys[old]]
    cards = [
        _card(people, int(row), number, live_ms, (service_ms, end_ms), own)
        for number, row in enumerate(_some(buyers, CARD_SHARE * len(people), own), 1)
    ]
    if len(buyers):  # a company of a few weeks has none yet
        cards.append(_mothers_card(people, int(buyers[0]), len(cards) + 1, live_ms, service_ms))
    alone = _some(old, SIGN_IN_SHARE * len(people), own)
    shared = _some(old, 2 * DEVICE_SHARE * len(people), own)
    users = [(int(row),) for row in alone] + [
        (int(a), int(b)) for a, b in shared[: len(shared) // 2 * 2].reshape(-1, 2)
    ]
    times = own.integers(service_ms, end_ms - 4 * 3_600_000, len(users)).tolist()
    sign_ins = [
        SignIn(f"pad-{number:05d}", rows, at)
        for number, (rows, at) in enumerate(zip(users, times, strict=True), 1)
    ]
    return Doubles(cards, sorted(sign_ins, key=lambda one: one.at))


def _some(rows: np.ndarray, count: float, random: np.random.Generator) -> np.ndarray:
    chosen: np.ndarray = random.choice(rows, min(len(rows), max(2, round(count))), replace=False)
    return chosen


def _card(
    people: People, row: int, number: int, live_ms: int, service: tuple[int, int], random: np.random.Generator
) -> Card:
    phone = _phone(number) if random.random() < PHONE_SHARE else ""
    claimed = bool(phone) and random.random() < CLAIMED_SHARE
    traits = {
        "name": misspelt(people.names[row], random),
        "birthday": slipped(people.birthday[row], random),
        "address": written_differently(people.address[row], int(random.integers(4))),
        "company": people.company[row],
    }
    return Card(
        number=_number(number),
        row=row,
        joined=int(random.integers(int(people.joined[row]) + DAY_MS, live_ms)),
        phone=phone,
        traits={key: value for key, value in traits.items() if value},
        claimed=int(random.integers(*service)) if claimed else None,
        claimed_by=row if claimed else None,
    )


def _mothers_card(people: People, daughter: int, number: int, live_ms: int, service_ms: int) -> Card:
    """The card of somebody without an account, whose phone her daughter adds to her own."""
    traits = {"name": "沈秀兰", "birthday": "1962-03-08", "address": people.address[daughter]}
    return Card(
        _number(number), None, live_ms - DAY_MS, _phone(number), traits, service_ms + DAY_MS, daughter
    )


def _number(number: int) -> str:
    return f"C{880_000 + number}"


def _phone(number: int) -> str:
    return f"+86125{number:08d}"

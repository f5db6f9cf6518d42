"""The people of the demo world and what is hidden in them: rates, drop-out, spend, how they answer to messages.

Parameters are drawn BG/NBD-like (Fader, Hardie, Lee 2005): a buyer orders at a personal rate until a coin with a personal
probability ends it after an order. They go to truth.json, so that every estimate of the product can be checked.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from marketloop.demo.addresses import make_addresses
from marketloop.demo.world import CHANNELS, CITIES, GIVEN, MAIL_DOMAIN, SURNAMES

DAY_MS = 86_400_000
KINDS = ("persuadable", "sure_thing", "lost_cause", "sleeping_dog")
KIND_SHARES = (0.36, 0.22, 0.36, 0.06)
EXTRA_ORDER = {"persuadable": 0.2, "sure_thing": 0.0, "lost_cause": 0.0, "sleeping_dog": 0.0}
"""Chance of an extra order within three days that one e-mail causes."""
LOST_ORDER = {"persuadable": 0.0, "sure_thing": 0.0, "lost_cause": 0.0, "sleeping_dog": 0.6}
"""Chance that an order which would have come within three days does not, because of the e-mail."""
OPEN_RATE = {"persuadable": 0.46, "sure_thing": 0.52, "lost_cause": 0.22, "sleeping_dog": 0.30}
CLICK_RATE = {"persuadable": 0.34, "sure_thing": 0.30, "lost_cause": 0.08, "sleeping_dog": 0.05}
"""Chance of a click for those who open."""


FAMILY_SHARE = 0.006
"""Share of customers who give the number of a family member that is a customer already."""
FIRMS = [
    "云栖设计",
    "长风贸易",
    "松间文化",
    "拾光摄影",
    "望山装饰",
    "青禾教育",
    "百川物流",
    "知行咨询",
    "岚山酒店管理",
    "明远建筑",
]


@dataclass(frozen=True)
class People:
    """All customers as columns; row i is customer number i + 1."""

    number: np.ndarray
    names: list[str]
    joined: np.ndarray  # UTC ms
    city: np.ndarray  # index into CITIES
    store: np.ndarray  # 0 … stores of the city
    channel: np.ndarray  # index into CHANNELS
    female: np.ndarray
    age: np.ndarray
    birthday: list[str]
    buys: np.ndarray  # will ever buy
    rate: np.ndarray  # orders a day while active
    drop: np.ndarray  # chance to drop out after an order
    taste: np.ndarray  # favourite goods line
    kind: np.ndarray  # index into KINDS
    email_consent: np.ndarray
    sms_consent: np.ndarray
    address: list[str]  # "" of those who have nothing delivered
    company: list[str]  # "" of most
    phone_of: np.ndarray  # row of the member of the family whose number they give; mostly their own

    def __len__(self) -> int:
        return len(self.number)

    def user_id(self, row: int) -> str:
        """The shop's own id of a customer."""
        return f"YL{self.number[row]:07d}"

    def row_of(self, user_id: str) -> int | None:
        """The row of a shop id, None for others."""
        row = int(user_id[2:]) - 1 if user_id.startswith("YL") and user_id[2:].isdecimal() else -1
        return row if 0 <= row < len(self) else None

    def email(self, row: int) -> str:
        """Address in a reserved domain."""
        return f"c{self.number[row]:07d}@{MAIL_DOMAIN}"

    def phone(self, row: int) -> str:
        """A number in a range that cannot be dialled."""
        return f"+8612{self.number[self.phone_of[row]]:09d}"


def make_people(count: int, start_ms: int, end_ms: int, lines: int, random: np.random.Generator) -> People:
    """`count` customers who joined between start and end, more of them later (the company grows)."""
    own = random.spawn(1)[
        0
    ]  # what was added later has draws of its own: the world of a seed stays what it was
    channel = random.choice(len(CHANNELS), count, p=_shares([c.weight for c in CHANNELS]))
    intent = np.array([c.intent for c in CHANNELS])[channel]
    city = random.choice(len(CITIES), count, p=_shares([c.weight for c in CITIES]))
    joined = start_ms + ((end_ms - start_ms) * random.beta(1.25, 0.95, count)).astype(np.int64)
    age = np.clip(random.normal(34, 8.5, count), 18, 70).astype(int)
    people = People(
        number=np.arange(1, count + 1),
        names=_names(count, random),
        joined=np.sort(joined),
        city=city,
        store=(random.random(count) * np.array([c.stores for c in CITIES])[city]).astype(int),
        channel=channel,
        female=random.random(count) < 0.68,
        age=age,
        birthday=_birthdays(age, end_ms, random),
        buys=random.random(count) < np.clip(0.46 * intent, 0, 0.95),
        rate=np.clip(random.gamma(1.3, 1 / 62, count), 1 / 400, 1 / 8),
        drop=random.beta(1.1, 4.2, count),
        taste=random.integers(0, lines, count),
        kind=random.choice(len(KINDS), count, p=KIND_SHARES),
        email_consent=random.random(count) < 0.70,
        sms_consent=random.random(count) < 0.82,
        address=[],
        company=[],
        phone_of=np.arange(count),
    )
    _settle(people, own)
    return people


def _settle(people: People, random: np.random.Generator) -> None:
    """Give buyers an address, some an employer, and some a family member's home and phone."""
    for row in np.flatnonzero(random.random(len(people)) < FAMILY_SHARE).tolist():
        elder = row - 1 - int(random.integers(40))
        if elder < 0 or people.phone_of[elder] != elder:
            continue
        people.phone_of[row] = elder
        people.city[row], people.store[row] = people.city[elder], people.store[elder]
        if random.random() < 0.5:
            people.names[row] = people.names[elder][0] + people.names[row][1:]
    homes = make_addresses(people.city, random)
    employed = random.random(len(people)) < 0.04
    firms = random.integers(0, len(FIRMS), len(people)).tolist()
    for row, elder in enumerate(people.phone_of.tolist()):
        people.address.append(homes[elder] if people.buys[row] or elder != row else "")
        people.company.append(
            f"{CITIES[people.city[row]].name}{FIRMS[firms[row]]}有限公司" if employed[row] else ""
        )


def _shares(weights: list[float]) -> np.ndarray:
    shares: np.ndarray = np.array(weights) / sum(weights)
    return shares


def _names(count: int, random: np.random.Generator) -> list[str]:
    surnames, given = random.integers(0, len(SURNAMES), count), random.integers(0, len(GIVEN), count)
    return [SURNAMES[a] + GIVEN[b] for a, b in zip(surnames, given, strict=True)]


def _birthdays(age: np.ndarray, end_ms: int, random: np.random.Generator) -> list[str]:
    year = dt.datetime.fromtimestamp(end_ms / 1000, dt.UTC).year
    days = random.integers(0, 365, len(age))
    return [
        (dt.date(year - int(years) - 1, 1, 1) + dt.timedelta(days=int(day))).isoformat()
        for years, day in zip(age, days, strict=True)
    ]

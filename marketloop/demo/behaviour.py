"""What the people of the demo world do by themselves: visits, product views, carts, orders, refunds, over the whole period.

The result is columns sorted by time; nothing here knows the product's doors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marketloop.demo.people import DAY_MS, People
from marketloop.demo.world import Good

HOUR_MS = 3_600_000
HOURS = np.array([1, 1, 0.5, 0.5, 0.5, 1, 2, 3, 4, 5, 6, 6, 7, 6, 5, 5, 5, 6, 7, 9, 12, 13, 10, 5], float)
"""Relative activity by hour of the day in China."""
VIEW, CART, FAVOUR = 0, 1, 2
ACTS = ("product_viewed", "product_added", "product_favorited")


@dataclass(frozen=True)
class Orders:
    """Orders in time order; `lines[i]` are (good, quantity) pairs; refunded orders have `refund` > 0 (UTC ms)."""

    time: np.ndarray
    person: np.ndarray
    lines: list[list[tuple[int, int]]]
    refund: np.ndarray


@dataclass(frozen=True)
class Acts:
    """Shop behaviour in time order: `act` indexes ACTS."""

    time: np.ndarray
    person: np.ndarray
    act: np.ndarray
    good: np.ndarray
    session: np.ndarray


def simulate(
    people: People, goods: list[Good], end_ms: int, random: np.random.Generator
) -> tuple[Orders, Acts]:
    """Orders and acts of everybody from joining to the end."""
    shelf = _Shelf(goods, random)
    orders = _orders(people, shelf, end_ms, random)
    return orders, _acts(people, orders, shelf, end_ms, random)


def at_likely_hour(day_start: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Instants within days (given as any instant of the day, UTC ms) by the daily rhythm of China."""
    local_midnight = (day_start + 8 * HOUR_MS) // DAY_MS * DAY_MS - 8 * HOUR_MS
    hours = random.choice(24, len(day_start), p=HOURS / HOURS.sum())
    instants: np.ndarray = local_midnight + hours * HOUR_MS + random.integers(0, HOUR_MS, len(day_start))
    return instants


class _Shelf:
    """Draws goods by demand, half of them from a person's favourite line."""

    def __init__(self, goods: list[Good], random: np.random.Generator) -> None:
        self.random = random
        demand = np.array([good.demand for good in goods])
        self.weights = demand / demand.sum()
        categories = sorted({good.category for good in goods})
        self.by_taste = [np.array([i for i, g in enumerate(goods) if g.category == c]) for c in categories]
        self.pool = random.choice(len(goods), 200_000, p=self.weights)
        self.at = 0

    def draw(self, taste: int) -> int:
        """A good for a person."""
        self.at = (self.at + 1) % len(self.pool)
        favourites = self.by_taste[taste % len(self.by_taste)]
        if self.pool[self.at] % 2:
            return int(favourites[self.at % len(favourites)])
        return int(self.pool[self.at])


def _orders(people: People, shelf: _Shelf, end_ms: int, random: np.random.Generator) -> Orders:
    times, persons, lines = [], [], []
    for row in np.flatnonzero(people.buys):
        at = float(people.joined[row]) + random.exponential(18 * DAY_MS)
        while at < end_ms:
            times.append(at)
            persons.append(row)
            taste = int(people.taste[row])
            lines.append(
                [(shelf.draw(taste), 1 + int(random.random() < 0.18)) for _ in range(_basket(random))]
            )
            if random.random() < people.drop[row]:
                break
            at += max(random.exponential(1 / people.rate[row]) * DAY_MS, HOUR_MS)
    time = at_likely_hour(np.array(times, dtype=np.int64), random)
    time = np.minimum(np.maximum(time, people.joined[persons] + 60_000), end_ms - 1)
    order = np.argsort(time, kind="stable")
    refund = np.where(random.random(len(time)) < 0.032, time + random.integers(1, 9, len(time)) * DAY_MS, 0)
    return Orders(time[order], np.array(persons)[order], [lines[i] for i in order], refund[order])


def _basket(random: np.random.Generator) -> int:
    draw = random.random()
    return 1 if draw < 0.58 else 2 if draw < 0.86 else 3


def _acts(people: People, orders: Orders, shelf: _Shelf, end_ms: int, random: np.random.Generator) -> Acts:
    time: list[int] = []
    person: list[int] = []
    act: list[int] = []
    good: list[int] = []
    session: list[int] = []

    def visit(row: int, start: int, wanted: list[int], cart: bool) -> None:
        number = len(session) + 1
        for step, item in enumerate(wanted):
            at = start + step * int(random.integers(20_000, 150_000))
            for kind in (VIEW, *((CART,) if cart and step == len(wanted) - 1 else ())):
                time.append(at + kind * 8_000)
                person.append(row)
                act.append(kind)
                good.append(item)
                session.append(number)
            if random.random() < 0.05:
                time.append(at + 15_000)
                person.append(row)
                act.append(FAVOUR)
                good.append(item)
                session.append(number)

    for when, row, basket in zip(orders.time, orders.person, orders.lines, strict=True):
        seen = [item for item, _ in basket] + [
            shelf.draw(int(people.taste[row])) for _ in range(random.poisson(1.4))
        ]
        visit(int(row), int(when) - int(random.integers(4, 90)) * 60_000, seen[::-1], True)
    for row, start in _idle_visits(people, end_ms, random):
        taste = int(people.taste[row])
        first = shelf.draw(taste)
        views = [
            first if random.random() < 0.35 else shelf.draw(taste) for _ in range(1 + random.poisson(1.6))
        ]
        visit(row, start, [first, *views[1:]], random.random() < 0.12)
    columns = [np.array(column, dtype=np.int64) for column in (time, person, act, good, session)]
    columns[0] = np.minimum(columns[0], end_ms - 1)
    order = np.argsort(columns[0], kind="stable")
    return Acts(*(column[order] for column in columns))


def _idle_visits(people: People, end_ms: int, random: np.random.Generator) -> list[tuple[int, int]]:
    """(row, start) of visits that end without an order: more in the first weeks, then fading."""
    days = (end_ms - people.joined) / DAY_MS
    counts = random.poisson(1.2 + np.minimum(days, 240) / 42)
    rows = np.repeat(np.arange(len(people)), counts)
    ages = np.minimum(random.exponential(70, len(rows)), days[rows])
    starts = at_likely_hour((people.joined[rows] + ages * DAY_MS).astype(np.int64), random)
    starts = np.minimum(np.maximum(starts, people.joined[rows]), end_ms - 600_000)
    return list(zip(rows.tolist(), starts.tolist(), strict=True))

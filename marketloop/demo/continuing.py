"""The demo goes on: a trickle of live events while the server runs, and whole days when someone moves the clock.

People and goods are drawn again from the seed in truth.json; the pace of a moved day is that of the last live weeks, the
trickle is 2–5 events a second, so that every screen is seen to move.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from marketloop.demo.behaviour import at_likely_hour
from marketloop.demo.browser import Browser
from marketloop.demo.history import new_line, shop_of
from marketloop.demo.live import track
from marketloop.demo.people import DAY_MS, People, make_people
from marketloop.demo.reactions import Reactions
from marketloop.demo.truth import read_truth
from marketloop.demo.world import CHANNELS, CITIES, LINES, Good, make_goods
from marketloop.orders import facade as orders
from marketloop.orders.facade import NewOrder
from marketloop.platform import background, clock

STRANGERS, STRANGER_COUNT = 0.9, 300
"""Share of the trickle that is anonymous, and how many different strangers there are."""
STEPS = 8
"""A moved day is lived in so many steps, so that waits and sends fall where they belong."""


@dataclass
class Visit:
    """Somebody in the mall now: a customer (row) or a stranger (row None)."""

    row: int | None
    visitor: str
    left: int


@dataclass
class Continuing:
    """The world after it was built."""

    people: People
    goods: list[Good]
    orders_per_day: float
    visits_per_day: float
    random: np.random.Generator
    browser: Browser
    reactions: Reactions = field(init=False)
    visits: list[Visit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reactions = Reactions(self.people, self.goods, self.random, self.browser)

    def trickle(self, seconds: float) -> int:
        """What happens in this many seconds of watching; returns the number of events sent."""
        now_ms = clock.now_ms()
        while len(self.visits) < 12:
            self.visits.append(self._passer_by())
        acts = int(self.random.poisson(3.2 * seconds))
        for _ in range(acts):
            visit = self.visits[int(self.random.integers(len(self.visits)))]
            self._look(visit, now_ms)
            visit.left -= 1
            if visit.left <= 0:
                self.visits.remove(visit)
                self.visits.append(self._passer_by())
        self.browser.flush()
        if self.random.random() < seconds / 86_400 * self.orders_per_day * 4:
            self._order(self._buyer(), now_ms)
        self.reactions.decide_all(now_ms)
        self.reactions.agenda.run_until(now_ms)
        return acts

    def advance(self, by: dt.timedelta) -> None:
        """Live this long at once: clock, behaviour, loops, answers, step by step."""
        step = by / STEPS
        for _ in range(STEPS):
            start = clock.now_ms()
            clock.advance(step)
            end = clock.now_ms()
            share = (end - start) / DAY_MS
            for at in sorted(self._times(start, end, self.visits_per_day * share)):
                visit = self._customer(2 + int(self.random.poisson(2.5)))
                for _ in range(visit.left):
                    self._look(visit, at)
            self.browser.flush()
            for at in self._times(start, end, self.orders_per_day * share):
                buyer = self._buyer()
                if not self.reactions.keeps_away(buyer, at):
                    self._order(buyer, at)
            self.reactions.agenda.run_until(end)
            background.run_all_once(but=frozenset({"jobs", "demo"}))
            self.reactions.decide_all(end)

    def _times(self, start: int, end: int, mean: float) -> list[int]:
        count = int(self.random.poisson(mean))
        likely = at_likely_hour(np.full(count, start, dtype=np.int64), self.random)
        within: list[int] = likely[(likely >= start) & (likely < end)].tolist()
        missing: list[int] = self.random.integers(start, end, count - len(within)).tolist()
        return within + missing

    def _passer_by(self) -> Visit:
        """Somebody of the trickle: mostly one of a few hundred strangers, so that watching for hours changes no figure much."""
        left = 3 + int(self.random.poisson(6))
        if self.random.random() < STRANGERS:
            return Visit(None, f"v{int(self.random.integers(STRANGER_COUNT)):04d}", left)
        return self._customer(left)

    def _customer(self, left: int) -> Visit:
        row = int(len(self.people) * self.random.beta(2.2, 1.0)) % len(self.people)
        return Visit(row, self.people.user_id(row), left)

    def _look(self, visit: Visit, at: int) -> None:
        good = self.goods[int(self.random.integers(len(self.goods)))]
        properties = {
            "product_id": good.code,
            "category": good.category,
            "brand": good.brand,
            "amount": good.price,
            "device": "ios" if self.random.random() < 0.45 else "android",
        }
        message = f"live-{at}-{int(self.random.integers(1 << 48)):x}"
        if visit.row is not None:
            cart = self.random.random() < 0.12
            name = "product_added" if cart else "product_viewed"
            region = CITIES[self.people.city[visit.row]].region
            call = track(self.people, visit.row, name, at, properties | {"region": region}, message)
        else:
            call = {
                "type": "page",
                "name": good.name,
                "anonymousId": visit.visitor,
                "messageId": message,
                "timestamp": clock.from_ms(at).isoformat(),
                "properties": properties | {"url": f"https://mall.yunlan.example/p/{good.code}"},
                "context": {"campaign": {"source": CHANNELS[int(self.random.integers(5))].source}},
            }
        self.browser.send(call)

    def _buyer(self) -> int:
        buyers = np.flatnonzero(self.people.buys)
        return int(buyers[int(len(buyers) * self.random.beta(2.2, 1.0)) % len(buyers)])

    def _order(self, row: int, at: int) -> None:
        count = 1 + int(self.random.random() < 0.35)
        picked = [self.goods[int(self.random.integers(len(self.goods)))] for _ in range(count)]
        order = NewOrder(
            order_no=f"MALLN{at}{int(self.random.integers(1000)):03d}",
            time_ms=at,
            lines=tuple(new_line(good, 1) for good in picked),
            identifiers=(("user_id", self.people.user_id(row)),),
            channel="mall",
            store=shop_of(self.people, row),
            region=CITIES[self.people.city[row]].region,
        )
        orders.place_paid_order(order, idempotency_key=f"demo-{order.order_no}")


_world: Continuing | None = None


def world() -> Continuing | None:
    """The world of this installation, drawn once; None when no demo was built here."""
    global _world
    if _world is None and (truth := read_truth()) is not None:
        random = np.random.default_rng(truth["seed"])
        people = make_people(truth["customers"], truth["start_ms"], truth["end_ms"], len(LINES), random)
        days = (truth["end_ms"] - truth["live_ms"]) / DAY_MS
        fresh = np.random.default_rng(clock.wall_ms())
        _world = Continuing(
            people,
            make_goods(),
            truth["live_orders"] / days,
            truth["live_acts"] / days / 3,
            fresh,
            Browser(),
        )
    return _world

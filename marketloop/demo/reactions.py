"""How people answer the mails that the product sends them: by their hidden type, at times of their own.

The subscriber notes every mail that was sent; `Reactions.decide_all` lets the receivers decide, `agenda` lets it happen.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

import numpy as np

from marketloop.demo.agenda import Agenda
from marketloop.demo.browser import Browser
from marketloop.demo.history import new_line
from marketloop.demo.people import CLICK_RATE, DAY_MS, EXTRA_ORDER, KINDS, LOST_ORDER, OPEN_RATE, People
from marketloop.demo.world import CITIES, Good
from marketloop.facts.messages import MessageSent
from marketloop.identity import facade as identity
from marketloop.messaging import facade as messaging
from marketloop.orders import facade as orders
from marketloop.orders.facade import NewOrder
from marketloop.platform import ids

REACT_MS = 3 * DAY_MS
"""A mail changes what people order within this time."""
_inbox: list[MessageSent] = []
INBOX_LIMIT = 2_000


def note_sent(fact: MessageSent) -> None:
    """Remember that mails went out (subscribed in demo mode only); the oldest are forgotten when nobody decides."""
    _inbox.append(fact)
    del _inbox[:-INBOX_LIMIT]


@dataclass
class Effects:
    """What messages really did, for truth.json."""

    messages: int = 0
    opened: int = 0
    clicked: int = 0
    extra_orders: int = 0
    lost_orders: int = 0

    def as_dict(self) -> dict[str, int]:
        """Plain values."""
        return asdict(self)


@dataclass
class Reactions:
    """The receivers of mails."""

    people: People
    goods: list[Good]
    random: np.random.Generator
    browser: Browser
    agenda: Agenda = field(default_factory=Agenda)
    effects: Effects = field(default_factory=Effects)
    discouraged: dict[int, int] = field(default_factory=dict)

    def decide_all(self, now_ms: int) -> int:
        """Everybody who got a mail since the last call decides what to do; returns how many."""
        sent, _inbox[:] = list(_inbox), []
        rows = self._rows({profile_id for fact in sent for profile_id in fact.profile_ids})
        decided = 0
        for fact in sent:
            for profile_id, message in zip(fact.profile_ids, fact.message_ids, strict=True):
                if profile_id in rows:
                    self._decide(rows[profile_id], profile_id, message, now_ms)
                    decided += 1
        return decided

    def _rows(self, profile_ids: set[int]) -> dict[int, int]:
        """Rows of the simulated people among these profiles, by the shop's own id."""
        found = {
            profile: self.people.row_of(user) for profile, user in identity.user_ids(profile_ids).items()
        }
        return {profile: row for profile, row in found.items() if row is not None}

    def keeps_away(self, row: int, at_ms: int) -> bool:
        """Whether an annoying mail keeps this person from an order at this time; counts it."""
        if at_ms >= self.discouraged.get(row, 0):
            return False
        self.effects.lost_orders += 1
        return True

    def _decide(self, row: int, profile_id: int, message: str, now_ms: int) -> None:
        kind, effects, random = KINDS[self.people.kind[row]], self.effects, self.random
        effects.messages += 1
        number = ids.decode("msg", message)
        opened_at = now_ms + int(random.exponential(5 * 3_600_000)) + 60_000
        if random.random() < OPEN_RATE[kind]:
            effects.opened += 1
            self.agenda.plan(opened_at, lambda: self.browser.visit(messaging.pixel_address(number)))
            if random.random() < CLICK_RATE[kind]:
                effects.clicked += 1
                clicked_at = opened_at + int(random.integers(8_000, 240_000))
                self.agenda.plan(clicked_at, lambda: self.browser.visit(messaging.link_address(number, 1)))
        if random.random() < EXTRA_ORDER[kind]:
            effects.extra_orders += 1
            at = opened_at + int(random.integers(600_000, REACT_MS - 600_000))
            self.agenda.plan(at, lambda: self._extra_order(row, profile_id, message, at))
        if random.random() < LOST_ORDER[kind]:
            self.discouraged[row] = now_ms + REACT_MS

    def _extra_order(self, row: int, profile_id: int, message: str, at: int) -> None:
        """An order that would not have been without the mail."""
        good = self.goods[int(self.random.integers(len(self.goods)))]
        order = NewOrder(
            order_no=f"MALLX-{message}",
            time_ms=at,
            lines=(new_line(good, 1),),
            profile_id=profile_id,
            channel="mall",
            region=CITIES[self.people.city[row]].region,
        )
        orders.place_paid_order(order, idempotency_key=f"demo-{order.order_no}"[:64])

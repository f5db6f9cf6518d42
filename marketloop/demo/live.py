"""The live weeks: the clock runs, people shop by themselves, journeys write to them and they answer.

Orders and behaviour of the last days enter by the services and the tracking door, those before by the bulk doors.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import transaction

from marketloop.demo.behaviour import ACTS, Acts, Orders
from marketloop.demo.browser import Browser
from marketloop.demo.doubles import Doubles
from marketloop.demo.history import Note, act_properties, load_acts, load_orders, new_order, traits_of
from marketloop.demo.people import DAY_MS, People
from marketloop.demo.reactions import Reactions
from marketloop.demo.signing_in import live_doubles
from marketloop.demo.world import CHANNELS, CITIES, Good
from marketloop.orders import facade as orders_door
from marketloop.platform import background, clock

STEP_MS, WEEK_MS = DAY_MS // 2, 7 * DAY_MS
_FIRST = frozenset({"outbox"})
"""Facts of orders reach the event log before anybody reads it, so that consumers are given a step in one batch."""
_DAILY = frozenset({"rfm"})
"""Loops that look at all customers as they stand; in the simulated weeks once a day."""
_LATER = frozenset({"traffic quality"})
"""Loops that need not run at every step of the simulated time: whole days are judged at the end."""


@dataclass
class LiveWeeks:
    """The running world; `ids` are the profile ids of those who joined before, by row of people."""

    people: People
    goods: list[Good]
    orders: Orders
    acts: Acts
    doubles: Doubles
    ids: dict[int, int]
    browser: Browser
    random: np.random.Generator
    reactions: Reactions = field(init=False)

    def __post_init__(self) -> None:
        self.reactions = Reactions(self.people, self.goods, self.random, self.browser)

    def run(self, start_ms: int, end_ms: int, services_from_ms: int, note: Note) -> None:
        """Run the world from start to end, a day a step, half a day where services take orders and acts; the clock stands at start."""
        at, lived = start_ms, 0
        while at < end_ms:
            to = min(at + (STEP_MS if at >= services_from_ms else DAY_MS), end_ms)
            self._step(at, to, by_services=at >= services_from_ms)
            at = to
            if (at - start_ms) // WEEK_MS > lived:
                lived = (at - start_ms) // WEEK_MS
                note(f"{7 * lived} days lived")

    def _step(self, at: int, to: int, *, by_services: bool) -> None:
        clock.advance(dt.timedelta(milliseconds=max(0, to - clock.now_ms())))
        with clock.travel(clock.now()):  # one instant for all loops: none asks twice what time has changed
            self._live(at, to, by_services=by_services)
            late = frozenset[str]() if to // DAY_MS > at // DAY_MS else _DAILY
            background.run_all_once(only=_FIRST)
            background.run_all_once(but=_LATER | late)
            self.reactions.decide_all(to)

    def _live(self, at: int, to: int, *, by_services: bool) -> None:
        for row in range(*np.searchsorted(self.people.joined, [at, to]).tolist()):
            join(self.browser, self.people, row)
        self.browser.flush()
        live_doubles(self.doubles, self.people, self.browser, at, to)
        self._behave(*np.searchsorted(self.acts.time, [at, to]).tolist(), by_services=by_services)
        self._order(*np.searchsorted(self.orders.time, [at, to]).tolist(), by_services=by_services)
        with transaction.atomic():
            self.reactions.agenda.run_until(to)

    def _behave(self, first: int, last: int, *, by_services: bool) -> None:
        if not by_services:
            load_acts(self.acts, first, last, self.people, self.ids, self.goods)
            return
        for index in range(first, last):
            properties = act_properties(self.acts, index, self.people, self.goods)
            person, time_ms = int(self.acts.person[index]), int(self.acts.time[index])
            name = ACTS[self.acts.act[index]]
            self.browser.send(track(self.people, person, name, time_ms, properties, f"act-{index}"))
        self.browser.flush()

    def _order(self, first: int, last: int, *, by_services: bool) -> None:
        kept = [
            index
            for index in range(first, last)
            if not self.reactions.keeps_away(int(self.orders.person[index]), int(self.orders.time[index]))
        ]
        if not by_services:
            load_orders(self.orders, np.array(kept, dtype=np.int64), self.people, self.ids, self.goods)
            return
        placed = []
        for index in kept:
            profile_id = self.ids.get(int(self.orders.person[index]))
            order = new_order(self.orders, index, self.people, self.goods, profile_id)
            placed.append((order, f"demo-{order.order_no}"))
        orders_door.place_paid_orders(placed)


def join(browser: Browser, people: People, row: int) -> None:
    """A new customer registers: identity, what they tell, consent; then the event."""
    channel, time_ms = CHANNELS[people.channel[row]], int(people.joined[row])
    campaign = {"source": channel.source, "medium": channel.medium}
    consent = {"email": bool(people.email_consent[row]), "sms": bool(people.sms_consent[row])}
    contact = {"email": people.email(row), "phone": people.phone(row)}
    head = {
        "userId": people.user_id(row),
        "anonymousId": f"a{people.number[row]:07d}",
        "timestamp": clock.from_ms(time_ms).isoformat(),
        "context": {"campaign": campaign, "consent": consent},
    }
    browser.send(
        {**head, "type": "identify", "messageId": f"join-{row}", "traits": traits_of(people, row) | contact}
    )
    properties = {"region": CITIES[people.city[row]].region}
    browser.send(
        {**head, "type": "track", "event": "signed_up", "messageId": f"new-{row}", "properties": properties}
    )


def track(
    people: People, row: int, name: str, time_ms: int, properties: dict[str, Any], message_id: str
) -> dict[str, Any]:
    """A Segment track call of a known customer."""
    return {
        "type": "track",
        "event": name,
        "messageId": message_id,
        "userId": people.user_id(row),
        "timestamp": clock.from_ms(time_ms).isoformat(),
        "properties": properties,
    }

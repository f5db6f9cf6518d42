"""Building the demo company from nothing to today, and writing its truth."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from marketloop.demo.aims import aim
from marketloop.demo.behaviour import Acts, Orders, simulate
from marketloop.demo.browser import Browser
from marketloop.demo.doubles import Doubles, plant
from marketloop.demo.drawing import draw
from marketloop.demo.history import Note, load_acts, load_goods, load_orders, load_people
from marketloop.demo.live import LiveWeeks
from marketloop.demo.people import DAY_MS, People, make_people
from marketloop.demo.reviewing import ask_for_duplicates, undo_wrong_claims
from marketloop.demo.signing_in import load_cards
from marketloop.demo.staff import settle_staff
from marketloop.demo.truth import truth_path, write_truth
from marketloop.demo.world import LINES, Good, make_goods
from marketloop.events import facade as events
from marketloop.platform import background, clock, durability
from marketloop.platform.errors import Conflict

LIVE_DAYS, SERVICE_DAYS = 28, 14


class DemoExists(Conflict):
    """The installation holds data already."""


@dataclass(frozen=True)
class Plot:
    """All that is going to have happened; times in UTC ms: `live`, from which days are lived, `service`, from which by services."""

    start: int
    live: int
    service: int
    end: int
    goods: list[Good]
    people: People
    orders: Orders
    acts: Acts
    doubles: Doubles
    random: np.random.Generator


def build(*, customers: int, months: int, seed: int, note: Note) -> dict[str, Any]:
    """Build the demo in an empty installation; returns figures of what was loaded. Raises DemoExists."""
    started = time.monotonic()
    if truth_path().exists() or events.counts().events:
        raise DemoExists("demo_exists")
    with durability.relaxed():
        plot = _plot(customers, months, seed)
        clock.begin(clock.from_ms(plot.live))
        ids = _load_history(plot, note)
        draw()
        background.run_all_once()
        note("segments and journeys drawn")
        world = LiveWeeks(
            plot.people, plot.goods, plot.orders, plot.acts, plot.doubles, ids, Browser(), plot.random
        )
        world.run(plot.live, plot.end, plot.service, note)
        clock.advance(max(dt.timedelta(), clock.wall() - clock.now()))
        undo_wrong_claims(plot.doubles)
        background.run_all_once()
        aim()
        ask_for_duplicates()
    figures = {"seed": seed, "months": months, "customers": customers, **_figures(plot)}
    figures["realised"] = world.reactions.effects.as_dict()
    write_truth(plot.people, plot.doubles, figures)
    return {**figures, "events": events.counts().events, "seconds": round(time.monotonic() - started, 1)}


def _plot(customers: int, months: int, seed: int) -> Plot:
    random = np.random.default_rng(seed)
    end = clock.to_ms(clock.wall())
    start, live, service = (end - days * DAY_MS for days in (months * 30, LIVE_DAYS, SERVICE_DAYS))
    goods = make_goods()
    people = make_people(customers, start, end, len(LINES), random)
    doubles = plant(people, live, service, end, random)
    orders, acts = simulate(people, goods, end, random)
    return Plot(start, live, service, end, goods, people, orders, acts, doubles, random)


def _load_history(plot: Plot, note: Note) -> dict[int, int]:
    """Everything before the live weeks, counted; returns the profile ids of those who had joined, by row."""
    units = settle_staff()
    load_goods(plot.goods)
    before = {name: int(np.searchsorted(times, plot.live)) for name, times in _times(plot).items()}
    ids = load_people(plot.people, np.arange(before["people"]), units)
    load_cards(plot.doubles.cards, plot.people, units)
    background.run_all_once(
        only=frozenset({"profiles.pending"})
    )  # who stands already is not folded whole again
    note(f"{before['people']} customers, {len(plot.goods)} products")
    load_orders(plot.orders, np.arange(before["orders"]), plot.people, ids, plot.goods)
    load_acts(plot.acts, 0, before["acts"], plot.people, ids, plot.goods)
    note("history loaded")
    background.run_all_once()
    note("history counted")
    return ids


def _times(plot: Plot) -> dict[str, np.ndarray]:
    return {"people": plot.people.joined, "orders": plot.orders.time, "acts": plot.acts.time}


def _figures(plot: Plot) -> dict[str, Any]:
    return {
        "start_ms": plot.start,
        "live_ms": plot.live,
        "end_ms": plot.end,
        "orders": len(plot.orders.time),
        "acts": len(plot.acts.time),
        "live_orders": int((plot.orders.time >= plot.live).sum()),
        "live_acts": int((plot.acts.time >= plot.live).sum()),
    }

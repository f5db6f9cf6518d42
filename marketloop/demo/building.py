"""Building the demo company from nothing to today, and writing its truth."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import numpy as np

from marketloop.demo.aims import aim
from marketloop.demo.behaviour import simulate
from marketloop.demo.browser import Browser
from marketloop.demo.definitions import JOURNEYS, SEGMENTS
from marketloop.demo.history import Note, load_acts, load_goods, load_orders, load_people
from marketloop.demo.live import LiveWeeks
from marketloop.demo.mails import MAILS
from marketloop.demo.people import DAY_MS, make_people
from marketloop.demo.staff import settle_staff
from marketloop.demo.truth import truth_path, write_truth
from marketloop.demo.world import LINES, make_goods
from marketloop.events import facade as events
from marketloop.journeys import facade as journeys
from marketloop.messaging import facade as messaging
from marketloop.platform import background, clock, durability, ids
from marketloop.platform.errors import Conflict
from marketloop.segments import facade as segments

LIVE_DAYS, SERVICE_DAYS = 28, 14


class DemoExists(Conflict):
    """The installation holds data already."""


def build(*, customers: int, months: int, seed: int, note: Note) -> dict[str, Any]:
    """Build the demo in an empty installation; returns figures of what was loaded. Raises DemoExists."""
    started = time.monotonic()
    if truth_path().exists() or events.counts().events:
        raise DemoExists("demo_exists")
    with durability.relaxed():
        figures = _build(customers=customers, months=months, seed=seed, note=note)
    return {**figures, "events": events.counts().events, "seconds": round(time.monotonic() - started, 1)}


def _build(*, customers: int, months: int, seed: int, note: Note) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    end = clock.to_ms(clock.wall())
    start, live = end - months * 30 * DAY_MS, end - LIVE_DAYS * DAY_MS
    clock.begin(clock.from_ms(live))
    goods = make_goods()
    people = make_people(customers, start, end, len(LINES), random)
    orders, acts = simulate(people, goods, end, random)
    units = settle_staff()
    load_goods(goods)
    known = np.arange(int(np.searchsorted(people.joined, live)))
    profile_ids = load_people(people, known, units)
    background.run_all_once(
        only=frozenset({"profiles.pending"})
    )  # who stands already is not folded whole again
    note(f"{len(known)} customers, {len(goods)} products")
    load_orders(orders, np.arange(int(np.searchsorted(orders.time, live))), people, profile_ids, goods)
    load_acts(acts, 0, int(np.searchsorted(acts.time, live)), people, profile_ids, goods)
    note("history loaded")
    background.run_all_once()
    note("history counted")
    _draw()
    background.run_all_once()
    note("segments and journeys drawn")
    world = LiveWeeks(people, goods, orders, acts, profile_ids, Browser(), random)
    world.run(live, end, end - SERVICE_DAYS * DAY_MS, note)
    clock.advance(max(dt.timedelta(), clock.wall() - clock.now()))
    background.run_all_once()
    aim()
    figures = {
        "seed": seed,
        "months": months,
        "customers": customers,
        "start_ms": start,
        "live_ms": live,
        "end_ms": end,
        "orders": len(orders.time),
        "acts": len(acts.time),
        "live_orders": int((orders.time >= live).sum()),
        "live_acts": int((acts.time >= live).sum()),
        "realised": world.reactions.effects.as_dict(),
    }
    write_truth(people, figures)
    return figures


def _draw() -> None:
    """Templates, segments and journeys, published."""
    templates = {
        mail.key: messaging.ensure_template(
            key=mail.key, name=mail.name, subject=mail.subject, preheader=mail.preheader, body=mail.mjml()
        )
        for mail in MAILS
    }
    known = {
        plan.key: segments.create(
            key=plan.key, name=plan.name, description=plan.purpose, condition=plan.condition
        ).id
        for plan in SEGMENTS
    }
    background.run_all_once()
    for plan in JOURNEYS:
        graph = {
            "nodes": [_with_ids(node, known, templates) for node in plan.nodes],
            "settings": plan.settings,
        }
        row = journeys.create_journey(
            key=plan.key, name=plan.name, description=plan.purpose, graph=graph, actor=None
        )
        journeys.publish(journey_id=row.id, actor=None)


def _with_ids(node: dict[str, Any], known: dict[str, int], templates: dict[str, int]) -> dict[str, Any]:
    changed = dict(node)
    if "segment" in node:
        changed["segment"] = ids.encode("seg", known[node["segment"]])
    if "template" in node:
        changed["template"] = ids.encode("tpl", templates[node["template"]])
    return changed

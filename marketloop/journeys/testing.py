"""Factories for tests of this and other modules: graphs and journeys."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

from marketloop.journeys.models import Journey, JourneyVersion
from marketloop.journeys.services import create_journey, publish
from marketloop.platform import clock

START = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
"""A Monday, 09:00 in Shanghai."""


def make_graph(*nodes: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """A graph's JSON; a node without `next` leads to the one after it (unless it says `next: None`)."""
    listed = [dict(node) for node in nodes]
    for node, following in pairwise(listed):
        if node["type"] in ("segment_entry", "event_entry", "delay", "send_email", "update_profile", "tag"):
            node.setdefault("next", following["id"])
    return {"nodes": listed, "settings": settings}


def days(amount: int) -> dict[str, Any]:
    """A duration of days."""
    return {"amount": amount, "unit": "day"}


def delay(id_: str, **length: Any) -> dict[str, Any]:
    """A delay node of a fixed length, `delay("d", amount=2, unit="hour")`."""
    return {"type": "delay", "id": id_, "wait": {"kind": "duration", "length": length}}


def make_live(
    *nodes: dict[str, Any], name: str = "测试旅程", **settings: Any
) -> tuple[Journey, JourneyVersion]:
    """A published journey."""
    journey = create_journey(name=name, graph=make_graph(*nodes, **settings), actor=None)
    version = publish(journey_id=journey.id, actor=None)
    journey.refresh_from_db()
    return journey, version


def ms(moment: dt.datetime) -> int:
    """UTC milliseconds."""
    return clock.to_ms(moment)

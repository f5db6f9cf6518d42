"""What scenarios of the engine are made of: usual nodes, events, the passing of time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marketloop.journeys.engine.turns import step
from marketloop.journeys.models import Enrolment, Journey, JourneyVersion
from marketloop.journeys.reactions import (
    react_to_events,
    react_to_message,
    remember_heard,
)
from marketloop.journeys.services import publish, update_draft
from marketloop.journeys.testing import days, make_graph
from marketloop.journeys.tests.worlds import World, stored_event
from marketloop.journeys.transitions import run_transitions
from marketloop.platform import clock, ids
from marketloop.platform.clock import Traveller

HOUR = dt.timedelta(hours=1)
ENTRY = {"type": "event_entry", "id": "in", "event": "cart_added"}
GOAL = {"type": "goal", "id": "goal", "events": [{"name": "order_paid"}], "within": days(7)}
EMAIL = {"type": "send_email", "id": "mail", "template": "tpl_ok"}
EXIT = {"type": "exit", "id": "out", "reason": "done"}


def happen(world: World, person: int, name: str, **properties: Any) -> None:
    """An event now, passed by the consumer at once."""
    event = stored_event(person, name, clock.now_ms(), **properties)
    world.events.append(event)
    remember_heard({name: event.time})
    react_to_events([event], {})


def move(time: Traveller, by: dt.timedelta) -> int:
    """Time passes and the loop runs."""
    time.move(by)
    return run_transitions() + step(clock.now_ms())


def the(person: int) -> Enrolment:
    return Enrolment.objects.get(person_id=person)


def new_version(journey: Journey, *nodes: dict[str, Any], **how: Any) -> JourneyVersion:
    """Change the draft and publish it."""
    journey.refresh_from_db()
    update_draft(journey_id=journey.id, revision=journey.revision, graph=make_graph(*nodes), actor=None)
    return publish(journey_id=journey.id, actor=None, **how)


def result(fact_type: Any, *people: int, node: str = "mail", journey: Journey, **more: Any) -> None:
    """A fact about the messages of these people."""
    ids_of = tuple(f"msg_{person}" for person in people)
    code = ids.encode("jny", journey.id)
    react_to_message(
        fact_type(profile_ids=people, message_ids=ids_of, channel="email", journey=code, node=node, **more)
    )

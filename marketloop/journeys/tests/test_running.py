"""Journeys as a whole: pause and stop, new versions with people inside, failures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from marketloop.events import facade as events
from marketloop.events.testing import make_event
from marketloop.journeys import doors, jobs
from marketloop.journeys.contracts import OnPublish
from marketloop.journeys.engine.turns import step
from marketloop.journeys.models import Enrolment, Journey
from marketloop.journeys.queries import node_figures
from marketloop.journeys.report import health_of
from marketloop.journeys.services import pause, publish, resume, stop
from marketloop.journeys.testing import START, delay, make_live, ms
from marketloop.journeys.tests.scenes import (
    EMAIL,
    ENTRY,
    EXIT,
    HOUR,
    happen,
    move,
    new_version,
    the,
)
from marketloop.journeys.tests.worlds import World
from marketloop.journeys.transitions import run_transitions
from marketloop.platform import clock
from marketloop.platform.clock import Traveller

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_pause_holds_resume_goes_on_stop_ends(world: World, time: Traveller) -> None:
    journey, _ = make_live(
        ENTRY, delay("d", amount=1, unit="hour"), EMAIL, delay("e", amount=9, unit="day"), EXIT
    )
    happen(world, 1, "cart_added")
    move(time, dt.timedelta(0))

    pause(journey_id=journey.id, actor=None)
    happen(world, 2, "cart_added")
    move(time, 2 * HOUR)
    paused = (the(1).node, len(world.messages), Enrolment.objects.count())
    resume(journey_id=journey.id, actor=None)
    move(time, dt.timedelta(0))
    resumed = (the(1).node, len(world.messages))
    stop(journey_id=journey.id, actor=None)
    move(time, HOUR)

    assert (paused, resumed) == (("d", 0, 1), ("e", 1))
    assert (the(1).state, the(1).exit_reason, the(1).exited_at) == ("exited", "stopped", ms(START + 3 * HOUR))


def test_a_new_version_lets_people_finish_move_or_exit(world: World, time: Traveller) -> None:
    outcomes = {}
    for number, how in enumerate((OnPublish.FINISH, OnPublish.MOVE, OnPublish.EXIT)):
        entry = {**ENTRY, "event": f"cart_{how.value}"}
        journey, old = make_live(entry, delay("d", amount=2, unit="hour"), EXIT)
        happen(world, number, entry["event"])
        step(clock.now_ms())
        new = new_version(
            journey, entry, delay("d", amount=9, unit="hour"), {**EXIT, "id": "late"}, on_people=how
        )
        run_transitions()
        happen(world, number + 10, entry["event"])
        outcomes[how] = (
            the(number).version_id == new.id,
            the(number).node,
            the(number + 10).version_id == new.id,
        )
        counts = node_figures(journey.id)
        assert (counts["d"].entered, counts["in"].entered) == (1, 2)
        assert (old.number, new.number) == (1, 2)
    move(time, 2 * HOUR)

    assert outcomes == {
        OnPublish.FINISH: (False, "d", True),
        OnPublish.MOVE: (True, "d", True),
        OnPublish.EXIT: (False, "d", True),
    }
    assert [(the(n).node, the(n).exit_reason) for n in range(3)] == [
        ("out", "done"),
        ("late", "done"),
        ("d", "new_version"),
    ]


def test_moving_needs_a_place_for_people_of_removed_nodes(world: World, time: Traveller) -> None:
    from marketloop.platform.errors import Invalid

    journey, _ = make_live(ENTRY, delay("d", amount=2, unit="hour"), EXIT)
    happen(world, 1, "cart_added")
    step(clock.now_ms())
    nodes = (ENTRY, EMAIL, delay("w", amount=1, unit="hour"), EXIT)

    with pytest.raises(Invalid) as refused:
        new_version(journey, *nodes, on_people=OnPublish.MOVE)
    unchanged = (Journey.objects.get().live_version.number, the(1).node)  # type: ignore[union-attr]
    publish(journey_id=journey.id, actor=None, on_people=OnPublish.MOVE, mapping={"d": "mail"})
    run_transitions()
    step(clock.now_ms())

    assert (refused.value.code, refused.value.fields) == ("nodes_need_mapping", {"d": "nodes_need_mapping"})
    assert unchanged == (1, "d")
    assert (the(1).node, len(world.messages)) == ("w", 1)


def test_a_failing_journey_holds_up_nobody_else(
    world: World, time: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, _ = make_live(ENTRY, EMAIL, EXIT)
    make_live(
        {**ENTRY, "event": "page_viewed"}, {"type": "tag", "id": "t", "add": ["seen"], "next": "out"}, EXIT
    )
    happen(world, 1, "cart_added")
    happen(world, 2, "page_viewed")

    def gone(*_: Any) -> None:
        raise LookupError("template gone")

    monkeypatch.setattr(doors, "request_messages", gone)
    with pytest.raises(LookupError):
        step(clock.now_ms())
    state = (the(1).state, world.tags, health_of(broken))
    monkeypatch.setattr(doors, "request_messages", world.request_messages)
    step(clock.now_ms())

    assert state == ("ready", {2: {"seen"}}, "failing")
    assert (the(1).state, health_of(broken)) == ("exited", "ok")


def test_time_stands_still_while_old_events_are_on_their_way(monkeypatch: pytest.MonkeyPatch) -> None:
    events.append([make_event("cart_added", profile_id=1) for _ in range(3)])
    monkeypatch.setattr(jobs, "_began_at", None)

    before = jobs.events_are_ahead()
    events.catch_up()

    assert (before, jobs.events_are_ahead()) == (True, False)

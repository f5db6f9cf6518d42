"""Exact scenarios of the engine on the virtual clock, with a world in memory behind the doors."""

from __future__ import annotations

import datetime as dt

import pytest

from marketloop.facts.messages import MessageFailed, MessageSent, MessageSuppressed
from marketloop.journeys.engine.turns import step
from marketloop.journeys.models import Enrolment
from marketloop.journeys.queries import node_figures
from marketloop.journeys.reactions import (
    react_to_events,
    react_to_segment_entered,
)
from marketloop.journeys.testing import START, days, delay, make_live, ms
from marketloop.journeys.tests.scenes import (
    EMAIL,
    ENTRY,
    EXIT,
    GOAL,
    HOUR,
    happen,
    move,
    result,
    the,
)
from marketloop.journeys.tests.worlds import World, stored_event
from marketloop.platform import clock
from marketloop.platform.clock import Traveller
from marketloop.platform.models import OutboxFact

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_cart_mail_and_exit_follow_the_logical_time(world: World, time: Traveller) -> None:
    make_live(ENTRY, delay("d", amount=1, unit="hour"), EMAIL, delay("e", amount=2, unit="hour"), EXIT)

    happen(world, 7, "cart_added", product="quilt")
    move(time, dt.timedelta(minutes=59))
    before = (the(7).node, the(7).state, list(world.messages))
    move(time, dt.timedelta(hours=5))

    assert before == ("d", "waiting", [])
    row = the(7)
    assert [(person, node) for _, person, node, _ in world.wanted] == [(7, "mail")]
    assert world.wanted[0][3]["event"]["product"] == "quilt"
    assert (row.state, row.node, row.exit_reason, row.visit) == ("exited", "out", "done", 5)
    assert row.exited_at == ms(START + 3 * HOUR)
    assert row.path == ",in:next:0,d:next:3600,mail:next:3600,e:next:10800,out:$exited:10800"


def test_a_goal_converts_from_anywhere_and_after_the_path_has_ended(world: World, time: Traveller) -> None:
    journey, _ = make_live(ENTRY, EMAIL, delay("d", amount=1, unit="day"), EXIT, GOAL)

    happen(world, 1, "cart_added")
    happen(world, 2, "cart_added")
    happen(world, 3, "cart_added")
    move(time, HOUR)
    happen(world, 1, "order_paid")
    move(time, dt.timedelta(days=2))
    happen(world, 2, "order_paid")
    move(time, dt.timedelta(days=6))
    happen(world, 3, "order_paid")

    assert (the(1).state, the(1).node, the(1).converted_at) == ("converted", "d", ms(START + HOUR))
    assert (the(2).state, the(2).exit_reason) == ("converted", "done")
    assert (the(3).state, the(3).converted_at) == ("exited", None)
    facts = OutboxFact.objects.filter(name="journey_converted").order_by("id")
    assert [fact.payload["profile_ids"] for fact in facts] == [[1], [2]]
    assert node_figures(journey.id)["d"].branches == {"$converted": 1, "next": 2}


def test_an_order_before_the_entry_is_no_conversion(world: World, time: Traveller) -> None:
    make_live(ENTRY, delay("d", amount=1, unit="day"), EXIT, GOAL)
    now = clock.now_ms()

    react_to_events([stored_event(1, "order_paid", now - 1), stored_event(1, "cart_added", now)], {})
    early = the(1).state
    react_to_events([stored_event(1, "order_paid", now)], {})

    assert (early, the(1).state) == ("ready", "converted")


def test_wait_for_an_event_takes_the_branch_that_came_true(world: World, time: Traveller) -> None:
    make_live(
        ENTRY,
        {
            "type": "wait_for", "id": "w", "events": [{"name": "page_viewed", "where": [{"property": "page", "value": "sale"}]}],
            "timeout": {"amount": 4, "unit": "hour"}, "happened": "mail", "timed_out": "out",
        },
        EMAIL,
        EXIT,
    )  # fmt: skip
    for person in (1, 2, 3):
        happen(world, person, "cart_added")
    move(time, HOUR)
    happen(world, 1, "page_viewed", page="sale")
    happen(world, 2, "page_viewed", page="home")
    move(time, dt.timedelta(0))
    first = (the(1).state, the(2).state)
    move(time, 4 * HOUR)

    assert first == ("exited", "waiting")
    assert [person for _, person, _, _ in world.wanted] == [1]
    assert the(1).exited_at == ms(START + HOUR)
    assert {the(person).exited_at for person in (2, 3)} == {ms(START + 4 * HOUR)}


def test_an_event_that_was_passed_before_the_arrival_still_counts(world: World, time: Traveller) -> None:
    make_live(
        ENTRY,
        delay("d", amount=1, unit="hour"),
        {
            "type": "wait_for", "id": "w", "events": [{"name": "page_viewed"}], "timeout": {"amount": 4, "unit": "hour"},
            "lookback": {"amount": 30, "unit": "minute"}, "happened": "mail", "timed_out": "out",
        },
        EMAIL,
        EXIT,
    )  # fmt: skip
    for person in (1, 2, 3):
        happen(world, person, "cart_added")
    time.move(dt.timedelta(minutes=20))
    happen(world, 1, "page_viewed")
    time.move(dt.timedelta(minutes=20))
    happen(world, 2, "page_viewed")
    time.move(dt.timedelta(minutes=50))
    happen(world, 3, "page_viewed")
    move(time, HOUR)

    assert [person for _, person, _, _ in world.wanted] == [2, 3]
    assert (the(1).state, the(2).at, the(3).at) == (
        "waiting",
        ms(START + HOUR),
        ms(START + dt.timedelta(minutes=90)),
    )


def test_splits_delays_and_local_time(world: World, time: Traveller) -> None:
    world.traits = {1: {"city": "苏州"}, 2: {"city": "杭州"}, 3: {}}
    make_live(
        ENTRY,
        {"type": "delay", "id": "d", "wait": {"kind": "local_time", "time": "08:30", "weekdays": [5]}},
        {
            "type": "condition_split", "id": "s", "otherwise": None, "branches": [
                {"key": "a", "condition": {"type": "trait", "key": "city", "op": "eq", "value": "苏州"}, "next": "mail"},
                {"key": "b", "condition": {"type": "trait", "key": "city", "op": "eq", "value": "杭州"}, "next": "out"},
            ],
        },
        EMAIL,
        EXIT,
    )  # fmt: skip

    for person in (1, 2, 3):
        happen(world, person, "cart_added")
    step(clock.now_ms())
    due = the(1).due_at
    move(time, dt.timedelta(days=7))

    saturday = dt.datetime(2026, 3, 7, 0, 30, tzinfo=dt.UTC)
    assert due == ms(saturday)
    assert [person for _, person, _, _ in world.wanted] == [1]
    assert [(the(n).exit_reason, the(n).node) for n in (1, 2, 3)] == [
        ("done", "out"),
        ("done", "out"),
        ("finished", "s"),
    ]
    assert {the(n).exited_at for n in (1, 2, 3)} == {ms(saturday)}


def test_a_date_trait_with_offset(world: World, time: Traveller) -> None:
    world.traits = {1: {"birthday": "2026-03-10"}, 2: {}}
    wait = {"kind": "trait", "key": "birthday", "offset_days": -3, "time": "10:00"}
    make_live(ENTRY, {"type": "delay", "id": "d", "wait": wait}, EXIT)

    happen(world, 1, "cart_added")
    happen(world, 2, "cart_added")
    step(clock.now_ms())

    assert the(1).due_at == ms(dt.datetime(2026, 3, 7, 2, 0, tzinfo=dt.UTC))
    assert (the(2).state, the(2).exited_at) == ("exited", ms(START))


def test_the_holdout_gets_nothing_and_is_measured(world: World, time: Traveller) -> None:
    journey, _ = make_live(ENTRY, EMAIL, EXIT, GOAL, holdout_percent=50)

    for person in range(1, 41):
        happen(world, person, "cart_added")
    move(time, HOUR)
    held = set(Enrolment.objects.filter(holdout=True).values_list("person_id", flat=True))
    happen(world, min(held), "order_paid")
    move(time, dt.timedelta(days=8))

    assert 8 < len(held) < 32
    assert {person for _, person, _, _ in world.wanted} == set(range(1, 41)) - held
    assert (the(min(held)).state, the(min(held)).node) == ("converted", "$holdout")
    assert {the(person).exit_reason for person in held - {min(held)}} == {"window_over"}
    assert node_figures(journey.id)["$holdout"].waiting == 0


def test_a_mail_with_result_branches_waits_for_what_becomes_of_it(world: World, time: Traveller) -> None:
    mail = {**EMAIL, "by_result": True, "suppressed": "sms", "failed": "out"}
    sms = {"type": "tag", "id": "sms", "add": ["try_sms"], "next": "out"}
    journey, _ = make_live(ENTRY, {**mail, "next": "out"}, sms, EXIT)
    for person in (1, 2, 3, 4):
        happen(world, person, "cart_added")
    move(time, HOUR)
    waiting = {the(person).node for person in (1, 2, 3, 4)}

    result(MessageSent, 1, journey=journey)
    result(MessageSuppressed, 2, journey=journey, reason="no_consent")
    result(MessageFailed, 3, journey=journey, reason="550")
    result(MessageSent, 1, journey=journey)
    move(time, HOUR)
    before = the(4).state
    move(time, dt.timedelta(days=3))

    assert waiting == {"mail"}
    assert len(world.messages) == 4
    assert world.tags == {2: {"try_sms"}}
    assert node_figures(journey.id)["mail"].branches == {"next": 2, "suppressed": 1, "failed": 1}
    assert (before, the(4).exited_at) == ("waiting", ms(START + HOUR + dt.timedelta(days=3)))


def test_waiting_for_a_segment(world: World, time: Traveller) -> None:
    wait = {
        "type": "wait_for",
        "id": "w",
        "segment": "seg_b",
        "timeout": days(2),
        "happened": "mail",
        "timed_out": "out",
    }
    make_live(ENTRY, wait, EMAIL, EXIT)
    world.segments["seg_b"] = {1}
    for person in (1, 2, 3):
        happen(world, person, "cart_added")
    move(time, HOUR)
    at_once = list(world.wanted)

    react_to_segment_entered("seg_b", [2])
    move(time, HOUR)
    in_time = [person for _, person, _, _ in world.wanted]
    move(time, dt.timedelta(days=3))

    assert [person for _, person, _, _ in at_once] == [1]
    assert in_time == [1, 2]
    assert the(3).exited_at == ms(START + dt.timedelta(days=2))

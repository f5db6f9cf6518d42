"""Exact scenarios of the engine on the virtual clock, with a world in memory behind the doors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from marketloop.events import facade as events
from marketloop.events.testing import make_event
from marketloop.facts.messages import MessageFailed, MessageSent, MessageSuppressed
from marketloop.journeys import doors, entries, jobs, transitions
from marketloop.journeys.contracts import OnPublish
from marketloop.journeys.engine.turns import step
from marketloop.journeys.models import Enrolment, Journey, JourneyVersion
from marketloop.journeys.queries import node_figures
from marketloop.journeys.reactions import (
    react_to_events,
    react_to_merge,
    react_to_message,
    react_to_segment_entered,
    react_to_segment_left,
    react_to_split,
    remember_heard,
)
from marketloop.journeys.report import health_of
from marketloop.journeys.services import pause, publish, resume, stop, update_draft
from marketloop.journeys.testing import START, days, delay, make_graph, make_live, ms
from marketloop.journeys.tests.worlds import World, stored_event
from marketloop.journeys.transitions import run_transitions
from marketloop.platform import clock, ids
from marketloop.platform.clock import Traveller
from marketloop.platform.models import OutboxFact

pytestmark = [pytest.mark.django_db, pytest.mark.db]
HOUR = dt.timedelta(hours=1)
ENTRY = {"type": "event_entry", "id": "in", "event": "cart_added"}
GOAL = {"type": "goal", "id": "goal", "events": [{"name": "order_paid"}], "within": days(7)}
EMAIL = {"type": "send_email", "id": "mail", "template": "tpl_ok"}
EXIT = {"type": "exit", "id": "out", "reason": "done"}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(segments={"seg_a": set(), "seg_b": set()}).install(monkeypatch)


@pytest.fixture
def time() -> Iterator[Traveller]:
    with clock.travel(START) as traveller:
        yield traveller


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


@pytest.mark.parametrize(
    ("rule", "passes"),
    [("never", 1), ("after_exit", 3), ("after_days", 2)],
)
def test_re_entry(world: World, time: Traveller, rule: str, passes: int) -> None:
    make_live(ENTRY, delay("d", amount=1, unit="hour"), EXIT, re_entry={"rule": rule, "days": 10})

    for wait in (dt.timedelta(minutes=30), dt.timedelta(days=8), dt.timedelta(days=8)):
        happen(world, 1, "cart_added")
        move(time, wait)
        move(time, HOUR)
    happen(world, 1, "cart_added")
    rows = Enrolment.objects.filter(person_id=1)

    assert rows.count() == passes + (rule == "after_exit")
    assert sorted(rows.values_list("number", flat=True)) == list(range(1, rows.count() + 1))


def test_each_key_is_a_pass_of_its_own(world: World, time: Traveller) -> None:
    make_live(
        {**ENTRY, "key": "order"}, delay("d", amount=1, unit="day"), EXIT, re_entry={"rule": "each_key"}
    )

    for order in ("A", "B", "A"):
        happen(world, 1, "cart_added", order=order)

    assert sorted(Enrolment.objects.values_list("key", "number")) == [("A", 1), ("B", 1)]


def test_maximum_and_suppression_segment_and_period(world: World, time: Traveller) -> None:
    world.segments["seg_b"] = {2}
    make_live(ENTRY, EXIT, max_entries=2, suppression_segment="seg_b", end_ms=ms(START + HOUR))

    for person in (1, 2, 3, 4):
        happen(world, person, "cart_added")
    time.move(2 * HOUR)
    happen(world, 5, "cart_added")

    assert list(Enrolment.objects.order_by("id").values_list("person_id", flat=True)) == [1, 3]


def test_segment_entry_takes_those_who_are_in_it_and_those_who_join(world: World, time: Traveller) -> None:
    world.segments["seg_a"] = set(range(1, 4_502))
    make_live(
        {"type": "segment_entry", "id": "in", "segment": "seg_a"}, delay("d", amount=1, unit="day"), EXIT
    )

    run_transitions()
    react_to_segment_entered("seg_a", [4_501, 4_502])
    entered = Enrolment.objects.count()
    facts = [
        len(f.payload["profile_ids"])
        for f in OutboxFact.objects.filter(name="journey_entered").order_by("id")
    ]

    assert entered == 4_502
    assert facts == [2_000, 2_000, 501, 1]
    assert Journey.objects.get().entered == 4_502


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


def new_version(journey: Journey, *nodes: dict[str, Any], **how: Any) -> JourneyVersion:
    """Change the draft and publish it."""
    journey.refresh_from_db()
    update_draft(journey_id=journey.id, revision=journey.revision, graph=make_graph(*nodes), actor=None)
    return publish(journey_id=journey.id, actor=None, **how)


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


def test_after_a_merge_the_second_pass_exits(world: World, time: Traveller) -> None:
    journey, _ = make_live(ENTRY, delay("d", amount=1, unit="day"), EXIT, GOAL)
    happen(world, 1, "cart_added")
    time.move(HOUR)
    happen(world, 2, "cart_added")
    step(clock.now_ms())

    react_to_merge(2, 1)
    react_to_events([stored_event(1, "order_paid", clock.now_ms())], {1: 2})

    rows = Enrolment.objects.order_by("profile_id")
    assert [(r.profile_id, r.person_id, r.state, r.exit_reason) for r in rows] == [
        (1, 2, "converted", ""),
        (2, 2, "exited", "merged"),
    ]
    assert node_figures(journey.id)["d"].waiting == 0


def result(fact_type: Any, *people: int, node: str = "mail", journey: Journey, **more: Any) -> None:
    """A fact about the messages of these people."""
    ids_of = tuple(f"msg_{person}" for person in people)
    code = ids.encode("jny", journey.id)
    react_to_message(
        fact_type(profile_ids=people, message_ids=ids_of, channel="email", journey=code, node=node, **more)
    )


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


def test_leaving_the_segment_ends_the_pass_where_the_entry_says_so(world: World, time: Traveller) -> None:
    entry = {"type": "segment_entry", "id": "in", "segment": "seg_a", "exit_on_leave": True}
    make_live(entry, delay("d", amount=1, unit="day"), EXIT)
    react_to_segment_entered("seg_a", [1, 2])
    step(clock.now_ms())

    react_to_segment_left("seg_b", [2])
    react_to_segment_left("seg_a", [1])

    assert [(the(n).state, the(n).exit_reason) for n in (1, 2)] == [
        ("exited", "left_segment"),
        ("waiting", ""),
    ]


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


def test_undoing_a_merge_gives_each_their_passes_back(world: World, time: Traveller) -> None:
    make_live(ENTRY, delay("d", amount=1, unit="day"), EXIT)
    happen(world, 1, "cart_added")
    react_to_merge(2, 1)
    merged = list(Enrolment.objects.values_list("profile_id", "person_id"))

    react_to_split([1], 1)

    assert (merged, list(Enrolment.objects.values_list("profile_id", "person_id"))) == ([(1, 2)], [(1, 1)])


def test_a_transition_that_is_cut_off_goes_on_where_it_was(
    world: World, time: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.segments["seg_a"] = set(range(1, 26))
    monkeypatch.setattr(transitions, "CHUNK", 10)
    make_live({"type": "segment_entry", "id": "in", "segment": "seg_a"}, EXIT)
    real, calls = entries.enrol, list[int]()

    def cut_off(journey_id: int, node: str, arrivals: list[Any]) -> int:
        calls.append(len(arrivals))
        if len(calls) == 2:
            raise RuntimeError("cut off")
        return real(journey_id, node, arrivals)

    monkeypatch.setattr(transitions, "enrol", cut_off)
    with pytest.raises(RuntimeError):
        run_transitions()
    after_failure = Enrolment.objects.count()
    run_transitions()

    assert (after_failure, calls, Enrolment.objects.count()) == (10, [10, 10, 10, 5], 25)
    assert run_transitions() == 0


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

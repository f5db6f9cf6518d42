"""Random journeys, random events, random clocks: the engine of sets does what the interpreter of single people does."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketloop.journeys import sql
from marketloop.journeys.engine import turns
from marketloop.journeys.engine.turns import step
from marketloop.journeys.graph import Graph
from marketloop.journeys.models import (
    DayCount,
    Enrolment,
    HeardEvent,
    Journey,
    JourneyVersion,
    NodeCount,
    Transition,
)
from marketloop.journeys.reactions import react_to_events, remember_heard
from marketloop.journeys.services import create_journey, publish, validate
from marketloop.journeys.testing import START
from marketloop.journeys.tests.naive import Naive
from marketloop.journeys.tests.worlds import World, stored_event
from marketloop.platform import clock
from marketloop.platform.models import OutboxFact

pytestmark = [pytest.mark.django_db, pytest.mark.db]
PEOPLE = range(1, 5)
NAMES = ("a", "b")
JOURNEY = 77  # fixed, so that random splits fall alike when an example is run again
CITIES = ("x", "y")

durations = st.builds(
    lambda amount, unit: {"amount": amount, "unit": unit},
    st.integers(1, 5),
    st.sampled_from(["minute", "hour", "day"]),
)
conditions = st.one_of(
    st.sampled_from(CITIES).map(lambda city: {"type": "trait", "key": "city", "op": "eq", "value": city}),
    st.sampled_from(CITIES).map(
        lambda city: {"type": "not", "of": {"type": "trait", "key": "city", "op": "eq", "value": city}}
    ),
)
awaited = st.builds(
    lambda name, value: {"name": name, "where": [] if value is None else [{"property": "v", "value": value}]},
    st.sampled_from(NAMES),
    st.sampled_from([None, 1, 2]),
)


def targets(draw: st.DrawFn, ids: list[str]) -> Any:
    return draw(st.one_of(st.none(), st.sampled_from(ids)))


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Any]:
    """A graph that may be published: entries lead somewhere, all cycles pass a wait."""
    count = draw(st.integers(2, 8))
    ids = [f"n{i}" for i in range(count)]
    nodes: list[dict[str, Any]] = []
    for i, id_ in enumerate(ids):
        kind = draw(
            st.sampled_from(["delay", "local", "wait", "wait", "split", "random", "send", "tag", "exit"])
        )
        # Forward edges anywhere, backward ones only out of nodes that hold people.
        ahead, all_ids = ids[i + 1 :] or [ids[i]], ids
        to = (lambda pool: targets(draw, pool)) if i + 1 < count else (lambda pool: None)
        match kind:
            case "delay":
                held = {"kind": "duration", "length": draw(durations)}
                nodes.append({"type": "delay", "id": id_, "wait": held, "next": targets(draw, all_ids)})
            case "local":
                wait: dict[str, Any] = {"kind": "local_time", "time": "10:00", "weekdays": [0, 3]}
                nodes.append({"type": "delay", "id": id_, "wait": wait, "next": to(ahead)})
            case "wait":
                nodes.append(
                    {
                        "type": "wait_for", "id": id_, "events": [draw(awaited)], "timeout": draw(durations),
                        "lookback": draw(st.one_of(st.none(), durations)),
                        "happened": to(ahead), "timed_out": targets(draw, all_ids),
                    }
                )  # fmt: skip
            case "split":
                branches = [{"key": "one", "condition": draw(conditions), "next": to(ahead)}]
                nodes.append(
                    {"type": "condition_split", "id": id_, "branches": branches, "otherwise": to(ahead)}
                )
            case "random":
                percent = draw(st.sampled_from([10, 50, 33.3]))
                shares = [
                    {"key": "l", "percent": percent, "next": to(ahead)},
                    {"key": "r", "percent": 100 - percent, "next": to(ahead)},
                ]
                nodes.append({"type": "random_split", "id": id_, "branches": shares})
            case "send":
                nodes.append({"type": "send_email", "id": id_, "template": "tpl_ok", "next": to(ahead)})
            case "tag":
                nodes.append({"type": "tag", "id": id_, "add": [id_], "next": to(ahead)})
            case "exit":
                nodes.append({"type": "exit", "id": id_, "reason": "done"})
    entry = {
        "type": "event_entry",
        "id": "in",
        "event": draw(st.sampled_from(NAMES)),
        "key": "v",
        "next": "n0",
    }
    if draw(st.booleans()):
        nodes.append({"type": "goal", "id": "goal", "events": [draw(awaited)], "within": draw(durations)})
    reachable = _reachable([entry, *nodes])
    rule = draw(st.sampled_from(["never", "after_exit", "after_days", "each_key"]))
    return {
        "nodes": [entry, *(node for node in nodes if node["id"] in reachable or node["type"] == "goal")],
        "settings": {
            "re_entry": {"rule": rule, "days": 1},
            "holdout_percent": draw(st.sampled_from([0, 0, 30])),
            "max_entries": draw(st.sampled_from([None, None, 4])),
        },
    }


def _reachable(nodes: list[dict[str, Any]]) -> set[str]:
    ways = {
        node["id"]: [
            *(node.get(way) for way in ("next", "happened", "timed_out", "otherwise")),
            *(branch["next"] for branch in node.get("branches", [])),
        ]
        for node in nodes
    }
    seen, todo = set[str](), ["in"]
    while todo:
        id_ = todo.pop()
        if id_ is not None and id_ not in seen:
            seen.add(id_)
            todo += ways.get(id_, [])
    return seen


actions = st.lists(
    st.one_of(
        st.tuples(
            st.just("events"),
            st.lists(
                st.tuples(
                    st.sampled_from(PEOPLE), st.sampled_from(NAMES), st.integers(1, 2), st.integers(0, 90)
                ),
                min_size=1,
                max_size=5,
            ),
        ),
        st.tuples(st.just("advance"), st.sampled_from([1, 7, 60, 61, 400, 1440, 3000, 9000])),
        st.tuples(st.just("step"), st.just(0)),
    ),
    min_size=3,
    max_size=25,
)


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(graph=graphs(), script=actions, small=st.booleans())
def test_sets_do_what_single_people_do(
    monkeypatch: pytest.MonkeyPatch, graph: dict[str, Any], script: list[tuple[str, Any]], small: bool
) -> None:
    _forget()
    cities = {person: {"city": CITIES[person % 2]} for person in PEOPLE if person != 4}
    world = World(traits={k: dict(v) for k, v in cities.items()}).install(monkeypatch)
    monkeypatch.setattr(turns, "batch_size", lambda: 3 if small else 2_000)
    with clock.travel(START) as time:
        draft = Graph.model_validate(graph).model_dump(mode="json")
        made = {"created_at": clock.now(), "updated_at": clock.now()}
        journey = Journey.objects.create(id=JOURNEY, key="random", name="随机", draft=draft, **made)
        assert validate(journey.id).errors == ()
        publish(journey_id=journey.id, actor=None)
        naive = Naive(journey.id, Graph.model_validate(graph), World(traits=cities, events=world.events))

        for kind, value in script:
            if kind == "events":
                _events(time, world, naive, value)
            elif kind == "advance":
                time.move(dt.timedelta(minutes=value))
            else:
                step(clock.now_ms())
                naive.step(clock.now_ms())
        step(clock.now_ms())
        naive.step(clock.now_ms())

    _compare(world, naive)
    _check_invariants(world)


def _forget() -> None:
    """An empty table for every example."""
    Journey.objects.all().update(live_version=None)
    for model in (
        Enrolment,
        NodeCount,
        DayCount,
        OutboxFact,
        Transition,
        HeardEvent,
        JourneyVersion,
        Journey,
    ):
        model.objects.all().delete()


def _events(time: Any, world: World, naive: Naive, drawn: list[tuple[int, str, int, int]]) -> None:
    batch = []
    for person, name, value, seconds in drawn:
        time.move(dt.timedelta(seconds=seconds))
        batch.append(stored_event(person, name, clock.now_ms(), v=value))
    world.events += batch
    remember_heard({event.name: event.time for event in batch})
    react_to_events(batch, {})
    naive.events(batch)


def _compare(world: World, naive: Naive) -> None:
    rows = {(row.person_id, row.key, row.number): row for row in Enrolment.objects.all()}
    assert set(rows) == {(one.person, one.key, one.number) for one in naive.passes}
    for one in naive.passes:
        row = rows[one.person, one.key, one.number]
        got = (row.node, row.state, row.due_at, row.at, row.visit, row.holdout, row.exit_reason)
        assert got == (one.node, one.state, one.due, one.at, one.visit, one.holdout, one.reason)
        assert (row.entered_at, row.converted_at, row.exited_at) == (one.entered, one.converted, one.exited)
    by_id = {row.id: row for row in rows.values()}
    sent = []
    for key in world.messages:
        enrolment, node, visit = key.split(":")
        row = by_id[int(enrolment)]
        sent.append((row.person_id, row.key, row.number, node, int(visit)))
    assert sorted(sent) == sorted(naive.sent)
    assert world.tags == naive.world.tags
    assert {(r.node, r.branch): r.people for r in NodeCount.objects.all()} == dict(naive.flows)


def _check_invariants(world: World) -> None:
    rows = list(Enrolment.objects.all())
    waiting = Counter(row.node for row in rows if row.due_at is not None)
    balance: Counter[str] = Counter()
    for count in NodeCount.objects.all():
        balance[count.node] += count.people if count.branch == "" else -count.people
    assert +balance == waiting
    assert all((row.due_at is not None) == (row.state in ("ready", "waiting")) for row in rows)
    assert len(world.messages) == len(set(world.messages)) == len(world.wanted)
    days = list(DayCount.objects.all())
    assert sum(day.entered for day in days) == len(rows) == sum(_people("journey_entered"))
    assert sum(day.converted for day in days) == sum(row.converted_at is not None for row in rows)
    assert sum(_people("journey_converted")) == sum(row.converted_at is not None for row in rows)
    exits = sum(1 for row in rows if row.exit_reason)
    assert sum(day.exited for day in days) == exits == sum(_people("journey_exited"))


def _people(name: str) -> list[int]:
    return [len(fact.payload["profile_ids"]) for fact in OutboxFact.objects.filter(name=name)]


def test_a_failure_inside_a_turn_leaves_no_trace_and_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = [
        {"type": "event_entry", "id": "in", "event": "a", "next": "m"},
        {"type": "send_email", "id": "m", "template": "tpl_ok", "next": "d"},
        {"type": "delay", "id": "d", "wait": {"kind": "duration", "length": {"amount": 1}}, "next": None},
    ]
    world = World().install(monkeypatch)
    with clock.travel(START):
        journey = create_journey(name="崩溃", graph={"nodes": nodes}, actor=None)
        publish(journey_id=journey.id, actor=None)
        react_to_events([stored_event(person, "a", clock.now_ms()) for person in range(1, 11)], {})
        real = sql.add_node_counts
        monkeypatch.setattr(sql, "add_node_counts", _fail)

        with pytest.raises(RuntimeError):
            step(clock.now_ms())
        after_failure = set(Enrolment.objects.values_list("node", "state", "visit"))
        monkeypatch.setattr(sql, "add_node_counts", real)
        step(clock.now_ms())

    assert after_failure == {("in", "ready", 1)}
    assert set(Enrolment.objects.values_list("node", "state", "visit")) == {("d", "waiting", 3)}
    assert len(world.messages) == len(set(world.messages)) == 10


def _fail(counts: object) -> None:
    raise RuntimeError("cut off")

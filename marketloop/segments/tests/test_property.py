"""Random lives of people, random conditions, random jumps of the clock, through the real spine: what is kept step by step
equals a full count, and both equal the plain evaluator that explains one person (`events.explain`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from marketloop.events import facade as events
from marketloop.identity import facade as identity
from marketloop.platform import clock, ids
from marketloop.segments import facade as segments
from marketloop.segments.tests.world import make_people, send, set_tag, set_traits, settle

pytestmark = [pytest.mark.django_db, pytest.mark.db]
START = dt.datetime(2026, 3, 1, 15, 30, tzinfo=dt.UTC)  # 23:30 in Shanghai: days turn early
PEOPLE = 3
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MS = dt.timedelta(milliseconds=1)

windows = st.sampled_from(
    [
        {"kind": "ever"},
        {"kind": "last", "amount": 1, "unit": "day"},
        {"kind": "last", "amount": 36, "unit": "hour"},
        {"kind": "last", "amount": 3, "unit": "day"},
        {"kind": "between", "start": clock.to_ms(START), "end": clock.to_ms(START + 2 * DAY)},
    ]
)
counts = st.sampled_from([("gte", 1), ("eq", 0), ("eq", 1), ("gte", 2), ("lt", 2), ("ne", 1)])
names = st.sampled_from(["product_viewed", "signed_in"])
wheres = st.sampled_from(
    [
        [],
        [{"property": "amount", "op": "gte", "value": 2}],
        [{"property": "colour", "op": "ne", "value": "red"}],
    ]
)


@st.composite
def event_leaves(draw: st.DrawFn) -> dict[str, Any]:
    op, count = draw(counts)
    return {
        "type": "event",
        "name": draw(names),
        "where": draw(wheres),
        "window": draw(windows),
        "op": op,
        "count": count,
    }


@st.composite
def aggregate_leaves(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "type": "aggregate",
        "name": draw(names),
        "window": draw(windows),
        "function": draw(st.sampled_from(["sum", "max", "avg", "distinct"])),
        "property": "amount",
        "op": draw(st.sampled_from(["gte", "lt", "eq"])),
        "value": draw(st.integers(0, 3)),
    }


@st.composite
def bought_leaves(draw: st.DrawFn) -> dict[str, Any]:
    op, count = draw(counts)
    return {
        "type": "bought",
        "by": "category",
        "values": ["茶"],
        "window": draw(windows),
        "op": op,
        "count": count,
    }


state_leaves = st.sampled_from(
    [
        {"type": "trait", "key": "city", "op": "eq", "value": "杭州"},
        {"type": "trait", "key": "city", "op": "empty"},
        {"type": "trait", "key": "visits", "op": "gte", "value": 2},
        {"type": "trait", "key": "birthday", "op": "anniversary_within_days", "value": 2},
        {"type": "trait", "key": "joined", "op": "in_last_days", "value": 1},
        {"type": "tag", "tag": "VIP", "has": True},
        {"type": "tag", "tag": "VIP", "has": False},
        {"type": "stage", "among": ["prospect"]},
        {"type": "stage", "among": ["repeat", "retained"]},
        {"type": "state", "field": "orders", "op": "gte", "value": 1},
        {"type": "state", "field": "last_seen", "op": "in_last_days", "value": 1},
        {"type": "state", "field": "last_order", "op": "not_in_last_days", "value": 2},
        {"type": "identifier", "kind": "user_id", "present": True},
        {"type": "bucket", "salt": "x", "start": 0, "end": 5000},
    ]
)
leaves = event_leaves() | aggregate_leaves() | bought_leaves() | state_leaves
conditions = st.recursive(
    leaves,
    lambda parts: (
        st.builds(lambda of: {"type": "all", "of": of}, st.lists(parts, min_size=1, max_size=3))
        | st.builds(lambda of: {"type": "any", "of": of}, st.lists(parts, min_size=1, max_size=3))
        | st.builds(lambda of: {"type": "not", "of": of}, parts)
    ),
    max_leaves=5,
)

CHEAP = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # shrinking would take minutes: examples are whole lives
)
people = st.integers(0, PEOPLE - 1)
behind = st.sampled_from([dt.timedelta(), HOUR, DAY, 2 * DAY, -HOUR, -DAY])
acts = (
    st.tuples(st.just("send"), people, names, st.integers(1, 3), st.sampled_from(["red", "blue"]), behind)
    | st.tuples(st.just("buy"), people, st.sampled_from(["茶", "咖啡"]), behind)
    | st.tuples(
        st.just("trait"),
        people,
        st.sampled_from(
            [
                ("city", "杭州"),
                ("city", "上海"),
                ("city", None),
                ("visits", 2),
                ("birthday", "1990-03-03"),
                ("joined", "2026-03-02"),
            ]
        ),
    )
    | st.tuples(st.just("tag"), people, st.booleans())
    | st.tuples(st.just("merge"), people, people)
    | st.tuples(st.just("undo"))
    | st.tuples(st.just("settle"))
    | st.tuples(st.just("newcomer"))
    | st.tuples(st.just("advance"), st.sampled_from([MS, HOUR, DAY - MS, DAY, 36 * HOUR, 3 * DAY]))
)


@dataclass
class Life:
    """The people of one example and what was done to them."""

    people: list[int]
    merges: list[int]
    orders: int = 0

    def act(self, act: tuple[Any, ...], traveller: clock.Traveller) -> None:
        """Do one thing."""
        kind, *rest = act
        getattr(self, kind)(*rest, traveller=traveller)

    def send(self, who: int, name: str, amount: int, colour: str, ago: dt.timedelta, **_: Any) -> None:
        send(self.people[who], name, amount=amount, colour=colour, time_ms=clock.to_ms(clock.now() - ago))

    def buy(self, who: int, category: str, ago: dt.timedelta, **_: Any) -> None:
        self.orders += 1
        order, time_ms = f"{self.people[0]}-{self.orders}", clock.to_ms(clock.now() - ago)
        send(self.people[who], "order_paid", order_id=order, amount=500, time_ms=time_ms)
        send(self.people[who], "product_bought", order_id=order, line=1, category=category, time_ms=time_ms)

    def trait(self, who: int, change: tuple[str, str | int | None], **_: Any) -> None:
        set_traits(self.people[who], **{change[0]: change[1]})

    def tag(self, who: int, has: bool, **_: Any) -> None:
        set_tag(self.people[who], "VIP", has)

    def merge(self, one: int, other: int, **_: Any) -> None:
        if identity.canonical(self.people[one]) != identity.canonical(self.people[other]):
            self.merges.append(identity.merge(self.people[one], self.people[other], "test"))

    def undo(self, **_: Any) -> None:
        if self.merges:
            identity.undo_merge(self.merges.pop())

    def settle(self, **_: Any) -> None:
        settle()

    def newcomer(self, **_: Any) -> None:
        self.people += make_people()

    def advance(self, by: dt.timedelta, traveller: clock.Traveller) -> None:
        traveller.move(by)


def check(life: Life, condition: dict[str, Any], segment_id: int) -> None:
    """The kept membership against the plain evaluator and the compiler over these people."""
    mine = {identity.canonical(person) for person in life.people}
    tree = segments.parse_condition(condition)
    kept = set(segments.members(segment_id).tolist()) & mine
    plain = {person for person in mine if (found := events.explain(tree, person)) and found.holds}
    counted = set(events.matching_profiles(tree, among=sorted(mine)).tolist())

    assert kept == plain, f"kept {kept}, evaluator {plain}"
    assert counted == plain
    gone = set(life.people) - mine
    assert gone.isdisjoint(segments.members(segment_id).tolist())


def run_example(condition: dict[str, Any], timeline: list[tuple[Any, ...]]) -> None:
    """One life: three segments (the condition, one that names it, one that names that), checked at every rest."""
    with clock.travel(START) as traveller:
        life = Life(make_people(PEOPLE), [])
        first = segments.create(name="一", condition=condition).id
        inside = {"type": "list", "list_id": ids.encode("seg", first)}
        with_tag = {"type": "all", "of": [{"type": "tag", "tag": "VIP", "has": False}, inside]}
        second = segments.create(name="二", condition=with_tag).id
        outside = {"type": "not", "of": {"type": "list", "list_id": ids.encode("seg", second)}}
        third = segments.create(name="三", condition=outside).id
        trees = {first: condition, second: with_tag, third: outside}
        for act in [*timeline, ("settle",)]:
            life.act(act, traveller)
            if act[0] == "settle":
                for segment_id, tree in trees.items():
                    check(life, tree, segment_id)
        event(f"members {len(segments.members(first))}")
        moved = [segments.recompute(segment_id) for segment_id in trees]
        for segment_id in reversed(trees):
            segments.delete(segment_id=segment_id)

        assert moved == [0, 0, 0]


@settings(CHEAP, max_examples=20)
@given(conditions, st.lists(acts, max_size=12))
def test_kept_equals_counted_equals_evaluated(
    condition: dict[str, Any], timeline: list[tuple[Any, ...]]
) -> None:
    run_example(condition, timeline)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@settings(CHEAP, max_examples=1000)
@given(conditions, st.lists(acts, max_size=30))
def test_kept_equals_counted_equals_evaluated_at_length(
    condition: dict[str, Any], timeline: list[tuple[Any, ...]]
) -> None:
    run_example(condition, timeline)

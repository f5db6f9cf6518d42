"""The compiler against the naive evaluator on random people, conditions and instants."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketloop.events.query.ast import Condition
from marketloop.events.query.checking import leaves_with_paths
from marketloop.events.query.context import QueryContext
from marketloop.events.query.counting import compile_counts
from marketloop.events.query.explain import explain_condition, load_person
from marketloop.events.query.naive import Person, fulfils, leaf_holds
from marketloop.events.query.reference import with_ranks
from marketloop.events.query.touched import compile_touched, compile_touched_each, mentioned
from marketloop.events.tests.query_strategies import conditions, populations
from marketloop.events.tests.query_world import DAY, HOUR, NOW, ZONE, World

checked = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
steps = st.one_of(st.integers(0, 3 * HOUR), st.integers(0, 9 * DAY))


@pytest.fixture(scope="module")
def world() -> World:
    """One store for all examples; each example empties it."""
    return World()


def filled(world: World, people: list[Person]) -> World:
    """The store with these people, the last of them with a merged profile 1."""
    world.clear()
    world.add_people(people, {1: people[-1].profile_id})
    return world


@given(people=populations(), condition=conditions, step=steps)
@checked
def test_compiled_condition_equals_naive_evaluation(
    world: World, people: list[Person], condition: Condition, step: int
) -> None:
    filled(world, people)
    now = NOW + step
    context = QueryContext(now, ZONE)

    found = world.matching(condition, now)

    people = with_ranks(people, condition, context)
    assert found == {one.profile_id for one in people if fulfils(one, condition, context)}
    asked = [people[0].profile_id, 1]
    canonical = {people[0].profile_id, people[-1].profile_id}
    assert world.matching(condition, now, among=asked) == found & canonical


@given(people=populations(), condition=conditions, step=steps, start=steps)
@checked
def test_whoever_changes_by_time_alone_is_touched(
    world: World, people: list[Person], condition: Condition, step: int, start: int
) -> None:
    filled(world, people)
    before, after = QueryContext(NOW + start, ZONE), QueryContext(NOW + start + step, ZONE)
    earlier, later = (
        {one.profile_id for one in with_ranks(people, condition, at) if fulfils(one, condition, at)}
        for at in (before, after)
    )
    changed = set() if mentioned(condition).ranked else earlier ^ later

    query = compile_touched(condition, before, after)
    touched = set() if query is None else set(world.read(query.sql, query.params)["profile_id"].to_pylist())

    assert changed <= touched
    each = compile_touched_each([(condition, after), (condition, before)], after)
    rows = [] if each is None else world.read(each.sql, each.params).to_pylist()
    assert changed <= {row["profile_id"] for row in rows if row["n"] == 1} <= touched
    if query is None or not mentioned(condition).by_time:
        ahead = any(before.now < event.time <= after.now for one in people for event in one.events)
        assert ahead or not changed


@given(people=populations(), condition=conditions)
@checked
def test_counts_and_explanations_agree_with_naive_evaluation(
    world: World, people: list[Person], condition: Condition
) -> None:
    filled(world, people)
    context = QueryContext(NOW, ZONE)

    query, reading = compile_counts(condition, context)
    row = world.read(query.sql, query.params).to_pylist()[0]
    counts = reading([row[f"n{index}"] for index in range(len(row))])
    people = with_ranks(people, condition, context)

    assert counts.universe == len(people)
    assert counts.total == sum(fulfils(one, condition, context) for one in people)
    own = [sum(leaf_holds(leaf, one, context) for one in people) for _, leaf in leaves_with_paths(condition)]
    assert [leaf.own for leaf in counts.leaves] == own
    for one in people:
        explained = explain_condition(condition, one.profile_id, context, world.read)
        assert explained is not None
        assert explained.holds == fulfils(one, condition, context)
    assert load_person(condition, 999, context, world.read) is None

"""Squash changes no answer, and an undone merge gives every event back: on random people, merges and questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from marketloop.events import facade
from marketloop.events.query.ast import (
    Condition,
    FunnelQuery,
    Measure,
    Range,
    RepeatQuery,
    RetentionQuery,
    Step,
    TrendQuery,
)
from marketloop.events.query.naive import Person
from marketloop.events.squash import squash
from marketloop.events.store import get_store
from marketloop.events.tests.query_strategies import conditions, populations
from marketloop.events.tests.query_world import DAY, NOW, World
from marketloop.platform import clock


def examples(number: int) -> settings:
    """So many random worlds, told as they were found: making a failing one small takes longer than reading it."""
    return settings(
        max_examples=number,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


ORIGINS = [1, 2, 3, 4]
SPAN = Range(start=NOW - 10 * DAY, end=NOW + DAY)
VIEWED, BOUGHT = Step(event="product_viewed"), Step(event="order_paid", also=["product_bought"])
merges = st.dictionaries(st.sampled_from(ORIGINS), st.integers(0, 4), max_size=4)
"""Merged id → the place of the person that it follows."""


class StoredWorld(World):
    """The people of the query tests in the store of this process."""

    def __init__(self) -> None:
        self.connection = get_store()._connection

    def fill(self, people: Sequence[Person]) -> None:
        """Each person with a state of their own; their events in turn on the person and on the ids to be merged."""
        self.clear()
        self.add_people([person_without_events(one) for one in people])
        owners = [*(one.profile_id for one in people), *ORIGINS]
        rows = [(one, event) for one in people for event in one.events]
        self.add_events(
            {
                "event_id": place + 1,
                "seq": place + 1,
                "name": event.name,
                "time": event.time,
                "quality": event.quality,
                "profile_id": owners[(place * 7) % len(owners)] if place % 2 else one.profile_id,
                **event.values,
            }
            for place, (one, event) in enumerate(rows)
        )

    def events(self) -> list[tuple[Any, ...]]:
        """What stands in the table, without the mark of the squash."""
        return self.connection.sql(
            "SELECT event_id, profile_id, time, name FROM events ORDER BY 1"
        ).fetchall()


def person_without_events(person: Person) -> Person:
    """The person's state only."""
    from dataclasses import replace

    return replace(person, events=[])


def aliases(chosen: Mapping[int, int], people: Sequence[Person]) -> list[tuple[int, int]]:
    """Flat pairs; ids that follow nobody stand for themselves."""
    return [(one, people[chosen[one] % len(people)].profile_id if one in chosen else one) for one in ORIGINS]


def answers(condition: Condition, people: Sequence[Person]) -> list[Any]:
    """Every kind of question that the events door takes, as plain values."""
    funnel = FunnelQuery(steps=[VIEWED, BOUGHT], range=SPAN, window_ms=5 * DAY, breakdown="category")
    narrow = FunnelQuery(steps=[BOUGHT, VIEWED], range=SPAN, mode="unordered", among=condition)
    trend = TrendQuery(
        measures=[Measure(step=VIEWED, measure="people"), Measure(step=BOUGHT, measure="per_person")],
        range=SPAN,
        breakdown="category",
        among=condition,
    )
    retention = RetentionQuery(start_event=VIEWED, return_event=BOUGHT, range=SPAN, period="day")
    repeated = RepeatQuery(step=BOUGHT, range=Range(start=NOW - 10 * DAY, end=NOW), within_ms=3 * DAY)
    everybody = [*(one.profile_id for one in people), *ORIGINS]
    return [
        facade.matching_profiles(condition).tolist(),
        facade.matching_profiles(condition, ORIGINS).tolist(),
        facade.matching_each([condition], everybody)[0].tolist(),
        facade.count_matching(condition),
        facade.leaf_counts(condition),
        facade.sample_matching(condition, 10).tolist(),
        [facade.explain(condition, one) for one in (people[0].profile_id, ORIGINS[0])],
        facade.touched_by_time(condition, NOW - 2 * DAY, NOW).tolist(),
        facade.trend(trend),
        facade.trend_people(trend).tolist(),
        facade.funnel(funnel),
        facade.funnel(narrow),
        facade.funnel_people(funnel, 1).tolist(),
        facade.retention(retention),
        facade.repeat(repeated),
        facade.repeat_people(repeated).tolist(),
        [[event.event_id for event in facade.timeline([one])] for one in everybody],
    ]


worlds = given(
    people=populations(), condition=conditions, first=merges, second=merges, chunk=st.integers(1, 5)
)


@worlds
@examples(12)
def test_answers_are_equal_before_and_after_a_squash_and_after_its_undoing(
    people: list[Person], condition: Condition, first: dict[int, int], second: dict[int, int], chunk: int
) -> None:
    check_world(people, condition, first, second, chunk)


@pytest.mark.nightly
@pytest.mark.timeout(1200)
@worlds
@examples(200)
def test_answers_are_equal_in_many_worlds(
    people: list[Person], condition: Condition, first: dict[int, int], second: dict[int, int], chunk: int
) -> None:
    check_world(people, condition, first, second, chunk)


def check_world(
    people: list[Person], condition: Condition, first: dict[int, int], second: dict[int, int], chunk: int
) -> None:
    """All answers under the merges `second`, then under `first` squashed, then under `second` again, then all apart."""
    world = StoredWorld()
    with clock.travel(clock.from_ms(NOW)):
        world.fill(people)
        original = world.events()
        facade.set_aliases(aliases(second, people))
        wanted = answers(condition, people)

        facade.set_aliases(aliases(first, people))
        before = answers(condition, people)
        squash(chunk=chunk)
        assert answers(condition, people) == before
        assert (squash(), facade.waiting_for_squash()) == (0, 0)

        facade.set_aliases(aliases(second, people))
        assert answers(condition, people) == wanted
        squash(chunk=chunk)
        assert answers(condition, people) == wanted

        facade.set_aliases([(one, one) for one in ORIGINS])
        assert world.events() == original


def test_a_chunk_rewrites_no_more_than_asked_and_a_break_between_chunks_loses_nothing() -> None:
    world = StoredWorld()
    world.add_events(
        {"event_id": n, "seq": n, "name": "e", "time": n, "profile_id": n % 3} for n in range(1, 13)
    )
    facade.set_aliases([(1, 0), (2, 0)])
    seen: list[tuple[int, int]] = []

    def stop_after_two(done: int, total: int) -> None:
        seen.append((done, total))
        if len(seen) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        squash(chunk=3, after_chunk=stop_after_two)

    assert seen == [(3, 8), (6, 8)]
    assert facade.waiting_for_squash() == 2
    assert squash(chunk=3) == 2
    found = facade.reader()("SELECT DISTINCT profile_id, coalesce(origin_profile_id, 0) AS o FROM events")
    assert sorted(tuple(row.values()) for row in found.to_pylist()) == [(0, 0), (0, 1), (0, 2)]


def test_consumers_see_the_profile_that_the_event_was_resolved_to() -> None:
    world = StoredWorld()
    world.add_events({"event_id": n, "seq": n, "name": "e", "time": n, "profile_id": n} for n in (1, 2))
    facade.set_aliases([(2, 1)])
    squash()

    assert get_store().batch(0, 2)["profile_id"].to_pylist() == [1, 2]


def test_saying_an_alias_again_leaves_squashed_events_alone() -> None:
    world = StoredWorld()
    world.add_events({"event_id": n, "seq": n, "name": "e", "time": n, "profile_id": n} for n in (1, 2))
    facade.set_aliases([(2, 1)])
    squash()

    facade.set_aliases([(2, 1)])

    assert facade.waiting_for_squash() == 0

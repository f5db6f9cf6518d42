"""Who enters and who leaves: re-entry, keys, limits, segments, merged people."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from marketloop.journeys import entries, transitions
from marketloop.journeys.engine.turns import step
from marketloop.journeys.models import Enrolment, Journey
from marketloop.journeys.queries import node_figures
from marketloop.journeys.reactions import (
    react_to_events,
    react_to_merge,
    react_to_segment_entered,
    react_to_segment_left,
    react_to_split,
)
from marketloop.journeys.testing import START, delay, make_live, ms
from marketloop.journeys.tests.scenes import (
    ENTRY,
    EXIT,
    GOAL,
    HOUR,
    happen,
    move,
    the,
)
from marketloop.journeys.tests.worlds import World, stored_event
from marketloop.journeys.transitions import run_transitions
from marketloop.platform import clock
from marketloop.platform.clock import Traveller
from marketloop.platform.models import OutboxFact

pytestmark = [pytest.mark.django_db, pytest.mark.db]


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


def test_undoing_a_merge_gives_each_their_passes_back(world: World, time: Traveller) -> None:
    make_live(ENTRY, delay("d", amount=1, unit="day"), EXIT)
    happen(world, 1, "cart_added")
    react_to_merge(2, 1)
    merged = list(Enrolment.objects.values_list("profile_id", "person_id"))

    react_to_split([1], 1)

    assert (merged, list(Enrolment.objects.values_list("profile_id", "person_id"))) == ([(1, 2)], [(1, 1)])

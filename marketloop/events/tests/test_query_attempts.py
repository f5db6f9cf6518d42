"""The funnel kernel against a plain reference that follows the words of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketloop.events.query import funnel as funnels
from marketloop.events.query.ast import Exclusion, FunnelQuery, Range, Step, Where
from marketloop.events.query.context import QueryContext
from marketloop.events.query.funnel import funnel
from marketloop.events.tests.query_world import DAY, HOUR, ZONE, World

START = 1_795_449_600_000  # 2026-11-24 00:00 in Shanghai


@dataclass(frozen=True)
class Act:
    """An event as the reference sees it."""

    time: int
    mask: int


def fits(act: Act, step: int) -> bool:
    """The event is one of step `step` (from 0)."""
    return bool(act.mask >> step & 1)


def ordered_attempt(acts: Sequence[Act], start: int, steps: int, until: int) -> list[int]:
    """Indices of the events of an attempt."""
    taken = [start]
    for step in range(1, steps):
        later = [
            index
            for index, act in enumerate(acts)
            if index not in taken and fits(act, step) and acts[taken[-1]].time <= act.time <= until
        ]
        if not later:
            break
        taken.append(later[0])
    return taken


def strict_attempt(acts: Sequence[Act], start: int, steps: int, until: int) -> list[int]:
    """The longest beginning of the ordered attempt between whose steps no other act must lie."""
    taken = ordered_attempt(acts, start, steps, until)
    while len(taken) > 1 and any(_between_steps(acts, taken, index) for index in range(len(acts))):
        taken.pop()
    return taken


def _between_steps(acts: Sequence[Act], taken: list[int], index: int) -> bool:
    """The act cannot be put before the first or after the last step."""
    times = [acts[one].time for one in taken]
    return index not in taken and times[0] < acts[index].time < times[-1]


def unordered_attempt(acts: Sequence[Act], start: int, steps: int, until: int) -> list[int]:
    """Each event in order of time fills the lowest empty step that it fits."""
    taken, empty = [start], set(range(steps))
    empty.discard(min(step for step in range(steps) if fits(acts[start], step)))
    for index, act in enumerate(acts):
        open_steps = [step for step in sorted(empty) if fits(act, step)]
        if index != start and acts[start].time <= act.time <= until and open_steps:
            empty.discard(open_steps[0])
            taken.append(index)
    return taken


ATTEMPTS = {"ordered": ordered_attempt, "strict": strict_attempt, "unordered": unordered_attempt}


def is_void(acts: Sequence[Act], taken: list[int], end: int, query: FunnelQuery) -> bool:
    """An exclusion hits the attempt."""
    for number, one in enumerate(query.exclusions):
        if len(taken) < one.after:
            continue
        first = acts[taken[one.after - 1]].time
        last = acts[taken[one.before - 1]].time if len(taken) >= one.before else end + 1
        if any(act.mask >> (12 + number) & 1 and first < act.time < last for act in acts):
            return True
    return False


def reference(acts: list[Act], query: FunnelQuery) -> tuple[int, ...]:
    """The times of the counted attempt, () when none counts."""
    acts = sorted(acts, key=lambda act: (act.time, act.mask))
    best: tuple[Any, ...] = (0, 0, 0)
    counted: tuple[int, ...] = ()
    for start, act in enumerate(acts):
        opens = act.mask & 0xFFF if query.mode == "unordered" else act.mask & 1
        if not opens or not query.range.start <= act.time < query.range.end:
            continue
        end = act.time + query.window_ms
        until = end if query.finish_later else min(end, query.range.end - 1)
        taken = ATTEMPTS[query.mode](acts, start, len(query.steps), until)
        if is_void(acts, taken, end, query):
            continue
        rank = (len(taken), -acts[taken[-1]].time, act.time)
        if not counted or rank > best:
            best, counted = rank, tuple(acts[index].time for index in taken)
    return counted


NAMES = ["a", "b", "c", "x", "y"]
one_step = st.builds(
    lambda name, big: Step(event=name, where=[Where(property="amount", op="gte", value=5)] if big else []),
    st.sampled_from(NAMES[:3]),
    st.booleans(),
)
one_act = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "time": st.integers(0, 14).map(lambda unit: START + unit * HOUR),
        "amount": st.integers(3, 6),
        "profile_id": st.integers(1, 3),
    }
)


@st.composite
def funnels_and_acts(draw: st.DrawFn) -> tuple[FunnelQuery, list[dict[str, Any]]]:
    """A query and events."""
    steps = draw(st.lists(one_step, min_size=2, max_size=4))
    mode = draw(st.sampled_from(["ordered", "strict", "unordered"]))
    places = (
        [(1, len(steps))] if mode == "unordered" else [(1, 2), (1, len(steps)), (len(steps) - 1, len(steps))]
    )
    exclusions = draw(
        st.lists(
            st.builds(
                lambda name, place: Exclusion(event=name, after=place[0], before=place[1]),
                st.sampled_from(NAMES),
                st.sampled_from(places),
            ),
            max_size=2,
        )
    )
    query = FunnelQuery(
        steps=steps,
        mode=mode,  # type: ignore[arg-type]
        exclusions=exclusions,
        range=Range(start=START + HOUR, end=START + 10 * HOUR),
        window_ms=draw(st.integers(1, 8)) * HOUR,
        finish_later=draw(st.booleans()),
    )
    acts = draw(st.lists(one_act, max_size=16))
    return query, [{**act, "event_id": index} for index, act in enumerate(acts)]


def masked(row: dict[str, Any], query: FunnelQuery) -> Act:
    """What the event is in the query."""
    mask = 0
    for index, step in enumerate(query.steps):
        if row["name"] == step.event and (not step.where or row["amount"] >= 5):
            mask |= 1 << index
    for index, one in enumerate(query.exclusions):
        mask |= (row["name"] == one.event) << (12 + index)
    return Act(row["time"], mask | (query.mode == "strict") << 20)


@pytest.fixture(scope="module")
def world() -> World:
    """One store for all examples."""
    return World()


@given(case=funnels_and_acts())
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_kernel_equals_reference(world: World, case: tuple[FunnelQuery, list[dict[str, Any]]]) -> None:
    query, acts = case
    world.clear()
    world.add_events(acts)
    end = query.range.end + (query.window_ms if query.finish_later else 0)
    loaded = [act for act in acts if query.range.start <= act["time"] < end]

    entries = funnels.find_entries(query, QueryContext(START + 30 * DAY, ZONE), world.read)

    found = {
        person: tuple(time + query.range.start for time in times[:depth])
        for person, depth, times in zip(
            entries.people.tolist(), entries.depths.tolist(), entries.times.tolist(), strict=True
        )
    }
    expected = {
        person: reference([masked(act, query) for act in loaded if act["profile_id"] == person], query)
        for person in (1, 2, 3)
    }
    assert found == {person: times for person, times in expected.items() if times}


@given(case=funnels_and_acts())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_rows_never_rise_and_modes_are_nested(
    world: World, case: tuple[FunnelQuery, list[dict[str, Any]]]
) -> None:
    query, acts = case
    world.clear()
    world.add_events(acts)
    context = QueryContext(START + 30 * DAY, ZONE)
    plain = query.model_copy(update={"exclusions": []})

    def of(mode: str) -> list[int]:
        asked = plain.model_copy(update={"mode": mode})
        return [step.count for step in funnel(asked, context, world.read).steps]

    strict, ordered, unordered = of("strict"), of("ordered"), of("unordered")

    assert ordered == sorted(ordered, reverse=True)
    assert all(low <= mid <= high for low, mid, high in zip(strict, ordered, unordered, strict=True))

"""Funnels: the worked example, each rule, and the kernel against a plain reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketloop.events.query import funnel as funnels
from marketloop.events.query.ast import Exclusion, FunnelQuery, Range, Step, Tag, Where
from marketloop.events.query.context import QueryContext
from marketloop.events.query.funnel import FunnelPart, FunnelResult, funnel, funnel_people, histogram
from marketloop.events.query.naive import Person
from marketloop.events.tests.query_world import DAY, HOUR, ZONE, World
from marketloop.platform.errors import Invalid

START = 1_795_449_600_000  # 2026-11-24 00:00 in Shanghai
MINUTE = 60_000


def at(clock: str) -> int:
    """A time of the day of the example."""
    hour, minute = clock.split(":")
    return START + int(hour) * HOUR + int(minute) * MINUTE


def rows(person: int, *acts: tuple[str, int], **values: Any) -> list[dict[str, Any]]:
    """Events of one person."""
    return [
        {"event_id": person * 1000 + index, "profile_id": person, "name": name, "time": time, **values}
        for index, (name, time) in enumerate(acts)
    ]


def ask(
    world: World, names: str = "view cart buy", now: int = START + 30 * DAY, **options: Any
) -> FunnelResult:
    """A funnel over these events."""
    return funnel(query(names, **options), QueryContext(now, ZONE), world.read)


def query(names: str = "view cart buy", **options: Any) -> FunnelQuery:
    """A funnel over the example's day with a window of two hours."""
    values: dict[str, Any] = {
        "steps": [Step(event=name) for name in names.split()],
        "range": Range(start=START, end=START + DAY),
        "window_ms": 2 * HOUR,
    }
    return FunnelQuery(**{**values, **options})


def counts(result: FunnelResult) -> list[int]:
    """The column of counts."""
    return [step.count for step in result.steps]


@pytest.fixture
def example() -> World:
    """The four people of the specification's example."""
    world = World()
    world.add_events(rows(1, ("view", at("9:00")), ("cart", at("9:30")), ("buy", at("10:30"))))
    world.add_events(
        rows(2, ("view", at("9:00")), ("view", at("12:00")), ("cart", at("13:00")), ("buy", at("15:00")))
    )
    world.add_events(rows(3, ("cart", at("9:00")), ("view", at("9:00")), ("buy", at("11:00"))))
    world.add_events(
        rows(4, ("buy", at("9:00")), ("view", at("9:10")), ("refund", at("9:20")), ("cart", at("9:40")))
    )
    return world


def test_worked_example(example: World) -> None:
    ordered = ask(example)

    assert counts(ordered) == [4, 4, 2]
    assert counts(ask(example, mode="strict")) == [4, 3, 2]
    assert counts(ask(example, mode="unordered")) == [4, 4, 3]
    refund = [Exclusion(event="refund", after=1, before=2)]
    assert counts(ask(example, exclusions=refund)) == [3, 3, 2]
    cart, buy = ordered.steps[1], ordered.steps[2]
    assert cart.time is not None
    assert buy.time is not None
    assert (cart.time.mean, cart.time.median) == (30 * MINUTE, 30 * MINUTE)
    assert cart.time.p90 == pytest.approx(51 * MINUTE)
    assert buy.time.mean == 90 * MINUTE
    assert ordered.total is not None
    assert ordered.total.mean == (90 + 120) / 2 * MINUTE
    assert (cart.from_previous, buy.from_previous, buy.from_first) == (1.0, 0.5, 0.5)


def test_people_behind_each_number(example: World) -> None:
    context = QueryContext(START + 30 * DAY, ZONE)

    def people(step: int, dropped: bool) -> list[int]:
        found: list[int] = funnel_people(query(), step, dropped, context, example.read).tolist()
        return found

    assert people(1, False) == [1, 2, 3, 4]
    assert people(3, False) == [1, 3]
    assert people(3, True) == [2, 4]
    with pytest.raises(Invalid):
        people(4, False)
    with pytest.raises(Invalid):
        people(1, True)


def test_window_end_is_inclusive_and_zero_means_fourteen_days() -> None:
    world = World()
    world.add_events(rows(1, ("view", at("0:00")), ("buy", at("2:00"))))
    world.add_events(rows(2, ("view", at("0:00")), ("buy", at("2:00") + 1)))

    assert counts(ask(world, "view buy")) == [2, 1]
    assert counts(ask(world, "view buy", window_ms=0)) == [2, 2]


def test_one_event_fills_one_step() -> None:
    world = World()
    world.add_events(rows(1, ("a", at("9:00")), ("a", at("9:00"))))
    world.add_events(rows(2, ("a", at("9:00")), ("a", at("9:10")), ("a", at("9:20"))))

    assert counts(ask(world, "a a a")) == [2, 2, 1]


def test_steps_after_the_range_need_finish_later() -> None:
    world = World()
    world.add_events(rows(1, ("view", at("23:30")), ("buy", START + DAY + 30 * MINUTE)))
    world.add_events(rows(2, ("view", START + DAY), ("buy", START + DAY)))
    world.add_events(rows(3, ("view", START - 1), ("buy", START)))

    assert counts(ask(world, "view buy")) == [1, 0]
    assert counts(ask(world, "view buy", finish_later=True)) == [1, 1]


def test_open_entries_can_still_go_on() -> None:
    world = World()
    world.add_events(rows(1, ("view", at("9:00"))))
    world.add_events(rows(2, ("view", at("9:00")), ("buy", at("9:10"))))

    assert ask(world, "view buy", now=at("11:00")).open == 1
    assert ask(world, "view buy", now=at("11:00") + 1).open == 0


def test_exclusion_after_a_step_that_was_not_reached_reaches_to_the_window_end() -> None:
    world = World()
    world.add_events(rows(1, ("view", at("9:00")), ("refund", at("11:00"))))
    world.add_events(rows(2, ("view", at("9:00")), ("refund", at("11:00") + 1)))
    world.add_events(
        rows(3, ("view", at("9:00")), ("refund", at("9:00")), ("refund", at("9:30")), ("buy", at("9:30")))
    )
    world.add_events(
        rows(4, ("view", at("9:00")), ("refund", at("9:10")), ("buy", at("9:20")), ("view", at("10:00")))
    )
    refund = [Exclusion(event="refund", after=1, before=2)]

    assert counts(ask(world, "view buy", exclusions=refund)) == [3, 1]


def test_exclusions_out_of_place_are_refused() -> None:
    bad = [Exclusion(event="x", after=2, before=2)], [Exclusion(event="x", after=1, before=4)]
    for exclusions in bad:
        with pytest.raises(Invalid) as error:
            ask(World(), exclusions=exclusions)
        assert error.value.fields == {"exclusions.0": "exclusion_place_invalid"}
    with pytest.raises(Invalid):
        ask(World(), mode="unordered", exclusions=[Exclusion(event="x", after=1, before=2)])


def test_strict_ignores_the_system_and_minds_people() -> None:
    world = World()
    sent = {"name": "message_sent", "kind": "fact", "event_id": 7, "profile_id": 1, "time": at("9:10")}
    world.add_events(rows(1, ("view", at("9:00")), ("buy", at("9:30"))))
    world.add_events([sent])
    world.add_events(rows(2, ("view", at("9:00")), ("page_read", at("9:10")), ("buy", at("9:30"))))
    world.add_events(
        rows(3, ("page_read", at("9:00")), ("view", at("9:00")), ("buy", at("9:30")), ("z", at("9:30")))
    )

    assert counts(ask(world, "view buy", mode="strict")) == [3, 2]


def test_breakdown_adds_up_and_folds_the_rest() -> None:
    world = World()
    for person in range(1, 60):
        value = {} if person == 1 else {"channel": f"c{min(person, 30):02d}"}
        acts = [("view", at("9:00"))] + ([("buy", at("9:30"))] if person % 2 else [])
        world.add_events(rows(person, *acts, **value))

    result = ask(world, "view buy", breakdown="channel")

    assert result.parts[0] == FunnelPart("c30", (30, 15), (1.0, 0.5))
    assert len(result.parts) == 27
    assert [part.value for part in result.parts[-2:]] == ["(other)", "(none)"]
    assert result.parts[-2].counts[0] == 28 - 24
    assert result.parts[-1].counts == (1, 1)
    assert [sum(part.counts[step] for part in result.parts) for step in range(2)] == counts(result)


def test_breakdown_at_last_a_step_and_all_alike() -> None:
    world = World()
    world.add_events(rows(1, ("view", at("9:00")), channel="x") + rows(1, ("buy", at("9:10")), channel="y"))
    world.add_events(rows(2, ("view", at("9:00")), ("buy", at("9:10")), channel="x"))
    world.add_events(rows(3, ("view", at("9:00")), channel="y"))
    world.add_rows("profile_state", [{"profile_id": 3, "is_test": True}])

    def parts(place: Any) -> dict[str, tuple[int, ...]]:
        result = ask(world, "view buy", breakdown="channel", breakdown_at=place)
        return {part.value: part.counts for part in result.parts}

    assert parts("first") == {"x": (2, 2)}
    assert parts("last") == {"x": (1, 1), "y": (1, 1)}
    assert parts(2) == {"x": (1, 1), "y": (1, 1)}
    assert parts("all") == {"x": (2, 1)}


def test_population_merges_and_quality() -> None:
    world = World()
    world.add_people([Person(1, tags=frozenset({"vip"})), Person(2)], {9: 1})
    world.add_events(rows(9, ("view", at("9:00"))) + rows(1, ("buy", at("9:10"))))
    world.add_events(rows(2, ("view", at("9:00")), quality=2))

    assert counts(ask(world, "view buy")) == [1, 1]
    assert counts(ask(world, "view buy", include_invalid=True)) == [2, 1]
    assert counts(ask(world, "view buy", among=Tag(tag="vip"), include_invalid=True)) == [1, 1]


def test_histogram_bars() -> None:
    even = histogram(np.array([0.0, 30.0, 60.0, 90.0]))
    same = histogram(np.array([5.0] * 4))

    assert (even.edges, even.counts) == ((0, 30, 60, 90), (1, 1, 2))
    assert (same.edges, same.counts) == ((5, 65, 125, 185), (4, 0, 0))
    assert len(histogram(np.arange(64.0)).counts) == 4
    assert len(histogram(np.arange(65.0)).counts) == 5


def test_pieces_give_the_same_answer(example: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ask(example)

    monkeypatch.setattr("marketloop.events.query.rows.PIECE_ROWS", 3)

    assert ask(example) == whole


# ---- the kernel against a reference that follows the words -----------------------------------------------------------


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
        return counts(funnel(plain.model_copy(update={"mode": mode}), context, world.read))

    strict, ordered, unordered = of("strict"), of("ordered"), of("unordered")

    assert ordered == sorted(ordered, reverse=True)
    assert all(low <= mid <= high for low, mid, high in zip(strict, ordered, unordered, strict=True))

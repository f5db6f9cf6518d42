"""Funnels: the worked example, each rule, and the kernel against a plain reference."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from marketloop.events.query.ast import Exclusion, FunnelQuery, Range, Step, Tag
from marketloop.events.query.context import QueryContext
from marketloop.events.query.funnel import FunnelPart, FunnelResult, funnel, funnel_people, histogram
from marketloop.events.query.naive import Person
from marketloop.events.query.rows import estimated_rows
from marketloop.events.query.sql import Sql
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
    example.add_rows("alias_map", [{"profile_id": 3, "canonical_id": 1}])
    whole = ask(example)

    monkeypatch.setattr("marketloop.events.query.rows.PIECE_ROWS", 3)
    monkeypatch.setattr("marketloop.events.query.rows.estimated_rows", lambda wanted, read: 13)

    assert counts(whole) == [3, 3, 1]
    assert ask(example) == whole


def test_rows_are_estimated_from_a_sample_of_a_large_store(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    columns = {"name": "['a', 'b'][1 + i % 2]", "profile_id": "i", "time": str(START), "kind": "'track'"}
    zero = ["event_id", "seq", "received", "quality"]
    listed = {**columns, **dict.fromkeys(zero, "0"), "source": "''", "properties": "'{}'"}
    world.connection.execute(
        f"INSERT INTO events BY NAME SELECT {', '.join(f'{sql} AS {name}' for name, sql in listed.items())}"
        " FROM range(1_000_000) t(i)"
    )
    monkeypatch.setattr("marketloop.events.query.rows.PIECE_ROWS", 100_000)

    rows = estimated_rows(Sql("e.name = 'a'"), world.read)

    assert 0 < rows < 2_000_000

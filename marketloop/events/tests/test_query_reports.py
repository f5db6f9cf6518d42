"""Trends and retention: the worked examples, calendar periods, breakdowns, and the people behind the numbers."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketloop.events.query.ast import (
    All,
    FunnelQuery,
    Measure,
    Range,
    RepeatQuery,
    RetentionQuery,
    Step,
    Tag,
    TrendQuery,
    Where,
)
from marketloop.events.query.conditions import compile_condition
from marketloop.events.query.context import QueryContext
from marketloop.events.query.funnel import funnel_people
from marketloop.events.query.naive import Person
from marketloop.events.query.periods import periods_of
from marketloop.events.query.repeat import RepeatCount, repeat, repeat_people
from marketloop.events.query.retention import RetentionResult, retention, retention_people
from marketloop.events.query.trend import TrendResult, trend, trend_people
from marketloop.events.tests.query_world import DAY, HOUR, ZONE, World
from marketloop.organisation.contracts import ScopeFilter
from marketloop.platform import clock
from marketloop.platform.errors import Invalid, NotFound


def ms(year: int, month: int, day: int, hour: int = 0, zone: ZoneInfo = ZONE) -> int:
    """A local time in milliseconds."""
    return clock.to_ms(dt.datetime(year, month, day, hour, tzinfo=zone))


START = ms(2026, 11, 2)  # a Monday
LATER = QueryContext(START + 300 * DAY, ZONE)


def world_of(*events: tuple[int, str, int], **values: Any) -> World:
    """A store with (person, name, time) events."""
    world = World()
    world.add_events(
        {"event_id": index, "profile_id": person, "name": name, "time": time, **values}
        for index, (person, name, time) in enumerate(events)
    )
    return world


# ---- retention -------------------------------------------------------------------------------------------------------


@pytest.fixture
def three() -> World:
    """U1 on days 0, 1, 3; U2 on 0, 2; U3 on 1, 2."""
    days = {1: [0, 1, 3], 2: [0, 2], 3: [1, 2]}
    return world_of(
        *[(person, "open", START + day * DAY + 5 * HOUR) for person, listed in days.items() for day in listed]
    )


def keep(world: World, context: QueryContext = LATER, **options: Any) -> RetentionResult:
    """The retention of four days."""
    return retention(keeping(**options), context, world.read)


def keeping(**options: Any) -> RetentionQuery:
    """The query over four days."""
    values: dict[str, Any] = {
        "start_event": Step(event="open"),
        "return_event": Step(event="open"),
        "range": Range(start=START, end=START + 4 * DAY),
        "period": "day",
    }
    return RetentionQuery(**{**values, **options})


def cells(result: RetentionResult) -> list[tuple[int, ...]]:
    """The table."""
    return [cohort.cells for cohort in result.cohorts]


def test_worked_example_of_retention(three: World) -> None:
    assert cells(keep(three)) == [(2, 1, 1, 1), (1, 1, 0), (0, 0), (0,)]
    assert cells(keep(three, rolling=True))[:2] == [(2, 2, 2, 1), (1, 1, 0)]
    assert cells(keep(three, start_mode="recurring"))[1] == (2, 1, 1)
    assert keep(three).mean == (1.0, 2 / 3, 1 / 3, 1 / 2)


def test_mean_takes_only_periods_that_have_passed(three: World) -> None:
    running = keep(three, QueryContext(START + 3 * DAY + 12 * HOUR, ZONE))

    assert [cohort.complete for cohort in running.cohorts] == [3, 2, 1, 0]
    assert running.mean == (1.0, 2 / 3, 1 / 2, None)
    assert [cohort.period.complete for cohort in running.cohorts] == [True, True, True, False]


def test_people_of_each_cell(three: World) -> None:
    for options in ({}, {"rolling": True}, {"start_mode": "recurring"}):
        table = cells(keep(three, **options))
        for cohort, row in enumerate(table):
            for k, number in enumerate(row):
                people = retention_people(keeping(**options), cohort, k, LATER, three.read)
                assert len(people) == number
    assert retention_people(keeping(), 0, 1, LATER, three.read).tolist() == [1]
    with pytest.raises(NotFound):
        retention_people(keeping(), 3, 1, LATER, three.read)


def test_first_ever_looks_before_the_range(three: World) -> None:
    late = Range(start=START + DAY, end=START + 4 * DAY)

    assert cells(keep(three, range=late)) == [(1, 1, 0), (0, 0), (0,)]
    assert cells(keep(three, range=late, start_mode="recurring"))[0] == (2, 1, 1)


def test_retention_by_month_follows_the_calendar() -> None:
    world = world_of(
        (1, "open", ms(2026, 1, 31, 23)),
        (1, "open", ms(2026, 2, 1)),
        (2, "open", ms(2026, 1, 1)),
        (2, "open", ms(2026, 3, 31, 23)),
    )
    span = Range(start=ms(2026, 1, 1), end=ms(2026, 4, 1))

    assert cells(keep(world, range=span, period="month")) == [(2, 1, 1), (0, 0), (0,)]


activity = st.lists(
    st.tuples(st.integers(1, 4), st.just("open"), st.integers(START, START + 4 * DAY)), max_size=20
)


@given(acts=activity, recurring=st.booleans())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_classic_is_at_most_rolling_is_at_most_size(
    acts: list[tuple[int, str, int]], recurring: bool
) -> None:
    world = world_of(*acts)
    mode: dict[str, Any] = {"start_mode": "recurring" if recurring else "first_ever"}

    classic, rolling = keep(world, **mode), keep(world, rolling=True, **mode)

    for one, other in zip(classic.cohorts, rolling.cohorts, strict=True):
        assert all(low <= high <= one.size for low, high in zip(one.cells, other.cells, strict=True))
        assert all(first >= second for first, second in pairwise(other.cells[1:]))


# ---- trends ----------------------------------------------------------------------------------------------------------


def draw(world: World, *measures: Measure, context: QueryContext = LATER, **options: Any) -> TrendResult:
    """A trend over three days."""
    return trend(asking(*measures, **options), context, world.read)


def asking(*measures: Measure, **options: Any) -> TrendQuery:
    """The query over three days."""
    values: dict[str, Any] = {"range": Range(start=START, end=START + 3 * DAY), "period": "day"}
    return TrendQuery(measures=list(measures), **{**values, **options})


def of(measure: str, **options: Any) -> Measure:
    """A measure of the event `pay`."""
    return Measure(step=Step(event="pay"), measure=measure, **options)  # type: ignore[arg-type]


@pytest.fixture
def payments() -> World:
    """Payments of two people on three days, one of them before midnight."""
    world = World()
    listed = [
        (1, START, 100, "web"),
        (1, START + 23 * HOUR, 300, "app"),
        (2, START + 2 * DAY, 50, "web"),
        (1, START + 2 * DAY, 70, None),
    ]
    world.add_events(
        {
            "event_id": index,
            "profile_id": who,
            "name": "pay",
            "time": time,
            "amount": amount,
            "channel": channel,
        }
        for index, (who, time, amount, channel) in enumerate(listed)
    )
    return world


def test_measures_per_day(payments: World) -> None:
    names = ["count", "people", "per_person", "sum", "mean", "median", "p90"]

    result = draw(payments, *[of(name, property="amount") for name in names])

    assert [line.numbers for line in result.series] == [
        (2, 0, 2),
        (1, 0, 2),
        (2.0, None, 1.0),
        (400, 0, 120),
        (200.0, None, 60.0),
        (200.0, None, 60.0),
        (280.0, None, 68.0),
    ]
    assert [line.total for line in result.series][:4] == [4, 2, 2.0, 520]
    assert [period.label for period in result.periods] == ["2026-11-02", "2026-11-03", "2026-11-04"]


def test_breakdown_of_a_trend(payments: World) -> None:
    result = draw(payments, of("sum", property="amount"), breakdown="channel")

    assert [(line.value, line.numbers, line.total) for line in result.series] == [
        ("app", (300, 0, 0), 300),
        ("web", (100, 0, 50), 150),
        ("(none)", (0, 0, 70), 70),
    ]


def test_values_beyond_the_first_25_are_other() -> None:
    world = World()
    world.add_events(
        {"event_id": n, "profile_id": n, "name": "pay", "time": START, "channel": f"c{min(n, 28):02d}"}
        for n in range(1, 31)
    )

    result = draw(world, of("people"), breakdown="channel")

    assert len(result.series) == 26
    assert (result.series[0].value, result.series[0].total) == ("c28", 3)
    assert (result.series[-1].value, result.series[-1].total) == ("(other)", 3)
    others = trend_people(asking(of("people"), breakdown="channel"), 0, LATER, world.read, value="(other)")
    assert others.tolist() == [25, 26, 27]


def test_people_behind_the_points(payments: World) -> None:
    query = asking(of("people"), breakdown="channel")

    def people(**options: Any) -> list[int]:
        found: list[int] = trend_people(query, 0, LATER, payments.read, **options).tolist()
        return found

    assert people() == [1, 2]
    assert people(period=0) == [1]
    assert people(period=2, value="(none)") == [1]
    assert people(value="web") == [1, 2]
    with pytest.raises(NotFound):
        people(period=3)


def test_comparison_with_the_range_before_and_the_last_year() -> None:
    world = world_of(
        (1, "pay", START), (1, "pay", START - DAY), (2, "pay", START - DAY), (3, "pay", ms(2025, 11, 2, 5))
    )

    before = draw(world, of("count"), compare="previous")
    year = draw(world, of("count"), compare="last_year")

    assert [line.numbers for line in before.series] == [(1, 0, 0)]
    assert [line.numbers for line in before.compared] == [(0, 0, 2)]
    assert next(period.label for period in before.compared_periods) == "2026-10-30"
    assert [line.numbers for line in year.compared] == [(1, 0, 0)]


def test_periods_follow_the_zone_and_mark_the_running_one() -> None:
    berlin = QueryContext(ms(2026, 10, 26, 12, ZoneInfo("Europe/Berlin")), ZoneInfo("Europe/Berlin"))
    span = Range(start=ms(2026, 10, 24, 0, berlin.zone), end=ms(2026, 10, 27, 0, berlin.zone))

    days = periods_of(span, "day", berlin).listed

    assert [(one.end - one.start) // HOUR for one in days] == [24, 25, 24]
    assert [one.complete for one in days] == [True, True, False]
    world = world_of((1, "pay", days[1].end - 1), (1, "pay", days[2].start))
    result = draw(world, of("count"), context=berlin, range=span)
    assert result.series[0].numbers == (0, 1, 1)
    weeks = periods_of(Range(start=START + 2 * DAY, end=START + 8 * DAY), "week", LATER).listed
    assert [(one.label, (one.end - one.start) // DAY) for one in weeks] == [
        ("2026-11-02", 5),
        ("2026-11-09", 1),
    ]


def test_partial_first_period_counts_from_its_place() -> None:
    world = world_of((1, "pay", START + 2 * DAY), (2, "pay", START + 7 * DAY), (3, "pay", START + 14 * DAY))
    span = Range(start=START + 2 * DAY, end=START + 15 * DAY)

    assert draw(world, of("count"), range=span, period="week").series[0].numbers == (1, 1, 1)


def test_population_of_a_trend() -> None:
    world = world_of((1, "pay", START), (2, "pay", START), (9, "pay", START), (3, "pay", START))
    world.add_people([Person(1, tags=frozenset({"vip"})), Person(3, {"is_test": True})], {9: 1})

    assert draw(world, of("people")).series[0].total == 2
    assert draw(world, of("count")).series[0].total == 3
    assert draw(world, of("count"), among=Tag(tag="vip")).series[0].total == 2
    assert trend_people(asking(of("count")), 0, LATER, world.read).tolist() == [1, 2]


def test_measure_without_its_property_is_refused() -> None:
    with pytest.raises(Invalid) as error:
        draw(World(), of("sum"))
    assert error.value.fields == {"measures.0.property": "measure_property_missing"}
    with pytest.raises(Invalid):
        draw(World(), Measure(step=Step(event="pay", where=[Where(property="a", op="between", value=3)])))
    with pytest.raises(Invalid):
        draw(World(), of("count"), range=Range(start=0, end=START), period="hour")


@given(acts=activity, zone=st.sampled_from(["Asia/Shanghai", "UTC", "America/New_York", "Europe/Berlin"]))
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_all_time_totals_do_not_depend_on_the_zone(acts: list[tuple[int, str, int]], zone: str) -> None:
    world = world_of(*acts)
    measures = [
        Measure(step=Step(event="open"), measure="count"),
        Measure(step=Step(event="open"), measure="people"),
    ]
    context = QueryContext(LATER.now, ZoneInfo(zone))

    result = draw(world, *measures, context=context, range=Range(start=START, end=START + 5 * DAY))

    assert [line.total for line in result.series] == [len(acts), len({act[0] for act in acts})]
    assert sum(number or 0 for number in result.series[0].numbers) == len(acts)


# ---- repetition and scope --------------------------------------------------------------------------------------------


def test_repeat_counts_people_whose_next_event_comes_in_time() -> None:
    world = world_of(
        (1, "pay", START),
        (1, "pay", START + 5 * DAY),
        (2, "pay", START + DAY),
        (2, "pay", START + DAY + 5 * DAY + 1),
        (3, "pay", START + 2 * DAY),
        (3, "pay", START + 2 * DAY + 1),
        (4, "pay", START + 3 * DAY),
    )
    query = RepeatQuery(
        step=Step(event="pay"), range=Range(start=START, end=START + 3 * DAY), within_ms=5 * DAY
    )

    found = repeat(query, LATER, world.read)

    assert [(one.people, one.again) for one in found.counts] == [(1, 1), (1, 0), (1, 1)]
    assert (found.total, found.total.rate) == (RepeatCount(3, 2), 2 / 3)
    assert repeat_people(query, LATER, world.read).tolist() == [1, 3]


def test_figures_hold_only_people_in_the_askers_scope() -> None:
    world = world_of(*[(person, "pay", START) for person in (1, 2, 3, 4)])
    world.add_people(
        [Person(1, {"org_unit": 7}), Person(2, {"owner": 5}), Person(3, {"org_unit": 8, "owner": 6})]
    )
    mine = QueryContext(LATER.now, ZONE, scope=ScopeFilter(False, frozenset({7}), 5))
    nobody = QueryContext(LATER.now, ZONE, scope=ScopeFilter(False))
    steps = [Step(event="pay"), Step(event="never", also=["pay"])]
    query = FunnelQuery(steps=steps, range=Range(start=START, end=START + DAY))

    assert trend_people(asking(of("count")), 0, mine, world.read).tolist() == [1, 2]
    assert draw(world, of("count"), context=nobody).series[0].total == 0
    assert cells(keep(world, mine, start_event=Step(event="pay")))[0][0] == 2
    assert funnel_people(query, 1, False, mine, world.read).tolist() == [1, 2]
    condition = compile_condition(All(of=[]), mine)
    assert sorted(world.read(condition.sql, condition.params)["profile_id"].to_pylist()) == [1, 2]

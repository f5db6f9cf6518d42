"""Lifecycle over time: stages from orders equal those of profiles, and moves join one period end to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketloop.analytics import lifecycle
from marketloop.events import facade as events
from marketloop.events.query.ast import Range, Stage
from marketloop.events.testing import make_event
from marketloop.platform import clock
from marketloop.platform.errors import Invalid
from marketloop.profiles import facade as profiles
from marketloop.profiles.testing import make_profile

pytestmark = pytest.mark.django_db
DAY = 86_400_000
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
NOON_MS = clock.to_ms(NOON)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """A fixed day."""
    with clock.travel(NOON):
        yield


def paid(person: int, *days_ago: float) -> None:
    """Paid orders."""
    events.append(
        [
            make_event(
                "order_paid",
                kind="fact",
                profile_id=person,
                time_ms=NOON_MS - int(one * DAY),
                identifiers=(),
                properties={"order_id": f"{person}-{one}", "amount": 100},
            )
            for one in days_ago
        ]
    )


def seen(person: int, days_ago: float) -> None:
    """A visit."""
    events.append([make_event(profile_id=person, time_ms=NOON_MS - int(days_ago * DAY), identifiers=())])


def test_counts_and_moves_of_a_worked_example() -> None:
    buyer, visitor, sleeper = make_profile(), make_profile(), make_profile()
    seen(buyer, 25)
    seen(visitor, 5)
    paid(buyer, 20, 3)
    paid(sleeper, 100)
    events.catch_up()

    found = lifecycle.report(Range(start=NOON_MS - 14 * DAY, end=NOON_MS), "week")
    assert [period.label for period in found.periods] == ["2026-11-09", "2026-11-16", "2026-11-23"]
    assert found.start == _counts(first_purchase=2)
    assert found.counts[-1] == _counts(prospect=1, repeat=1, dormant=1)
    assert found.whole == (
        ("", "prospect", 1),
        ("first_purchase", "dormant", 1),
        ("first_purchase", "repeat", 1),
    )
    everywhere = [one for moves in found.moves for one in moves]
    assert sorted(everywhere) == sorted(found.whole)

    span = Range(start=NOON_MS - 14 * DAY, end=NOON_MS)
    assert lifecycle.people(span, "first_purchase", "repeat").tolist() == [buyer]
    assert lifecycle.people(span, "", "prospect").tolist() == [visitor]
    assert lifecycle.people(span, None, "dormant").tolist() == [sleeper]
    assert len(lifecycle.people(span, None, None)) == 3


def _counts(**given: int) -> dict[str, int]:
    stages = ("prospect", "first_purchase", "repeat", "retained", "dormant", "lapsed")
    return dict.fromkeys(stages, 0) | given


@pytest.mark.parametrize(
    ("days_ago", "stage"), [(89, "first_purchase"), (90, "dormant"), (180, "dormant"), (181, "lapsed")]
)
def test_the_window_is_that_of_profiles(days_ago: int, stage: str) -> None:
    person = make_profile()
    paid(person, days_ago)
    events.catch_up()

    now = Range(start=NOON_MS - DAY, end=NOON_MS + 1)
    assert lifecycle.people(now, None, stage).tolist() == [person]
    assert profiles.lifecycle(person) == stage


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(0, 800), max_size=5), min_size=1, max_size=6))
def test_the_stage_now_is_the_stage_in_the_profile(histories: list[list[int]]) -> None:
    for history in histories:
        person = make_profile()
        seen(person, 900)
        paid(person, *set(history))
    events.catch_up()

    now = Range(start=NOON_MS - DAY, end=NOON_MS + 1)
    for stage in _counts():
        found = set(lifecycle.people(now, None, stage).tolist())
        assert found == set(events.matching_profiles(Stage(among=[stage])).tolist())


def test_too_many_periods_are_refused() -> None:
    with pytest.raises(Invalid):
        lifecycle.report(Range(start=NOON_MS - 100 * DAY, end=NOON_MS), "day")

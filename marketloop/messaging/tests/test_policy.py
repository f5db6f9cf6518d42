"""The order of the checks, caps, quiet hours across midnight and clock changes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from marketloop.messaging.contracts import Reason
from marketloop.messaging.policy import (
    Allowance,
    Candidate,
    Caps,
    Circumstances,
    Decision,
    History,
    Person,
    QuietHours,
    Rules,
    decide_all,
)
from marketloop.messaging.quiet_hours import opens_at

NOW = dt.datetime(2026, 11, 24, 15, 30, tzinfo=dt.UTC)  # 23:30 in Shanghai
QUIET = Rules(total=Caps(per_day=1), quiet_hours=QuietHours(behaviour="skip"))


def _decide(
    person: Person,
    rules: Rules = QUIET,
    history: History | None = None,
    allowance: Allowance | None = None,
    purpose: str = "marketing",
    count: int = 1,
) -> list[Decision]:
    candidates = [Candidate(n, 7, "email", purpose, "news") for n in range(count)]
    given = Circumstances(rules, NOW, "Asia/Shanghai")
    return decide_all(candidates, {7: person}, history or History(), allowance or Allowance(), given)


def test_each_check_in_its_order() -> None:
    """From all wrong, mending one thing after another, the next reason appears each time."""
    person = Person(
        person_id=7,
        exists=False,
        is_test=True,
        address=None,
        address_valid=False,
        consent=False,
        topics_off=frozenset({"news"}),
        suppressed=True,
    )
    history = History({7: [("email", NOW - dt.timedelta(hours=1))]})
    empty = Allowance(0, dt.timedelta(seconds=2))
    mending: list[dict[str, Any]] = [
        {"exists": True},
        {"is_test": False},
        {"address": "a@x.example"},
        {"address_valid": True},
        {"consent": True},
        {"topics_off": frozenset()},
        {"suppressed": False},
    ]

    reasons = [_decide(person, history=history, allowance=empty)[0].reason]
    for change in mending:
        person = dataclasses.replace(person, **change)
        reasons.append(_decide(person, history=history, allowance=empty)[0].reason)
    reasons.append(_decide(person, allowance=empty)[0].reason)
    person = dataclasses.replace(person, zone="Europe/London")
    last = _decide(person, allowance=empty)[0]
    free = _decide(person)[0]

    assert [*reasons, last.reason] == [
        Reason.PROFILE_GONE,
        Reason.PROFILE_TEST,
        Reason.NO_ADDRESS,
        Reason.ADDRESS_INVALID,
        Reason.NO_CONSENT,
        Reason.TOPIC_OFF,
        Reason.SUPPRESSION_LIST,
        Reason.CAP_DAY,
        Reason.QUIET_HOURS,
        Reason.RATE_LIMIT,
    ]
    assert (last.verdict, last.until) == ("delay", NOW + dt.timedelta(seconds=2))
    assert free.verdict == "send"
    assert [name for name, _, _ in free.trail] == [
        "profile",
        "address",
        "consent",
        "topic",
        "suppression_list",
        "caps",
        "quiet_hours",
        "rate_limit",
    ]


REACHABLE = Person(7, address="a@x.example", consent=True)


def test_messages_of_one_batch_count_for_those_behind_them() -> None:
    decisions = _decide(REACHABLE, Rules(total=Caps(per_day=2)), count=4)

    assert [one.verdict for one in decisions] == ["send", "send", "suppress", "suppress"]
    assert [one.reason for one in decisions[2:]] == [Reason.CAP_DAY, Reason.CAP_DAY]


@pytest.mark.parametrize(
    ("rules", "age", "reason"),
    [
        (Rules(total=Caps(per_day=1)), dt.timedelta(hours=23, minutes=59), Reason.CAP_DAY),
        (Rules(total=Caps(per_day=1)), dt.timedelta(hours=24), None),
        (Rules(total=Caps(per_week=1)), dt.timedelta(days=6), Reason.CAP_WEEK),
        (Rules(total=Caps(per_month=1)), dt.timedelta(days=29), Reason.CAP_MONTH),
        (
            Rules(total=Caps(), channels={"email": Caps(per_week=1)}),
            dt.timedelta(days=6),
            Reason.CHANNEL_CAP_WEEK,
        ),
        (Rules(total=Caps(), channels={"email": Caps(per_week=1)}), dt.timedelta(days=8), None),
    ],
)
def test_caps_slide(rules: Rules, age: dt.timedelta, reason: Reason | None) -> None:
    [decision] = _decide(REACHABLE, rules, History({7: [("email", NOW - age)]}))

    assert decision.reason == reason


def test_transactional_is_free_of_consent_topic_caps_and_quiet_hours() -> None:
    stranger = Person(7, address="a@x.example", consent=False, topics_off=frozenset({"news"}))
    history = History({7: [("email", NOW)] * 9})

    decisions = _decide(stranger, history=history, purpose="transactional", count=3)

    assert [one.verdict for one in decisions] == ["send"] * 3


def test_quiet_hours_delay_until_they_end_on_the_persons_clock() -> None:
    rules = Rules(quiet_hours=QuietHours())
    tokyo = dataclasses.replace(REACHABLE, zone="Asia/Tokyo")
    nonsense = dataclasses.replace(REACHABLE, zone="Mars/Base")

    assert _decide(REACHABLE, rules)[0].until == dt.datetime(2026, 11, 25, 0, 0, tzinfo=dt.UTC)
    assert _decide(tokyo, rules)[0].until == dt.datetime(2026, 11, 24, 23, 0, tzinfo=dt.UTC)
    assert _decide(nonsense, rules)[0].until == dt.datetime(2026, 11, 25, 0, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "start", "end", "expected"),
    [
        # Berlin, 29 March 2026: 02:00 CET becomes 03:00 CEST at 01:00 UTC.
        ("2026-03-28T22:30Z", "22:00", "08:00", "2026-03-29T06:00Z"),
        (
            "2026-03-29T00:30Z",
            "22:00",
            "02:30",
            "2026-03-29T01:00Z",
        ),  # the end is skipped: first minute behind
        # 25 October 2026: 03:00 CEST becomes 02:00 CET at 01:00 UTC.
        ("2026-10-24T21:00Z", "22:00", "08:00", "2026-10-25T07:00Z"),
        ("2026-10-25T00:10Z", "22:00", "02:30", "2026-10-25T00:30Z"),  # first 02:10, first 02:30
        ("2026-10-25T01:10Z", "22:00", "02:30", "2026-10-25T01:30Z"),  # second 02:10, second 02:30
        ("2026-06-01T10:00Z", "22:00", "08:00", None),
        ("2026-06-01T06:00Z", "22:00", "08:00", None),  # the end itself is open
        ("2026-06-01T20:00Z", "22:00", "08:00", "2026-06-02T06:00Z"),  # the start itself is quiet
        ("2026-06-01T11:00Z", "12:00", "14:00", "2026-06-01T12:00Z"),  # within one day
        ("2026-06-01T11:00Z", "12:00", "12:00", None),
    ],
)
def test_quiet_hours_and_the_changing_clock(now: str, start: str, end: str, expected: str | None) -> None:
    opening = opens_at(
        dt.datetime.fromisoformat(now),
        ZoneInfo("Europe/Berlin"),
        dt.time.fromisoformat(start),
        dt.time.fromisoformat(end),
    )

    assert opening == (dt.datetime.fromisoformat(expected) if expected else None)


def test_a_rate_gives_waiting_times_one_token_apart() -> None:
    allowance = Allowance(2.0, dt.timedelta(seconds=3))

    decisions = _decide(REACHABLE, Rules(total=Caps()), allowance=allowance, count=4)

    assert [one.until for one in decisions] == [
        None,
        None,
        NOW + dt.timedelta(seconds=3),
        NOW + dt.timedelta(seconds=6),
    ]

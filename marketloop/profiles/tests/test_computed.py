"""Computed traits: kept from events, by time and through merges, equal to a naive evaluation."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from marketloop.events import facade as events
from marketloop.events.testing import make_event
from marketloop.identity import facade as identity
from marketloop.organisation.testing import client_of, make_user, staff_client
from marketloop.platform import background, clock, jobs
from marketloop.platform.models import Job
from marketloop.profiles import facade
from marketloop.profiles.computing import follow_time
from marketloop.profiles.models import ComputedTrait, TraitKey, TraitRow
from marketloop.profiles.refreshing import refresh_pending
from marketloop.profiles.testing import make_profile, pro, send

pytestmark = [pytest.mark.django_db]
ZONE, DAY, HOUR = ZoneInfo("Asia/Shanghai"), 86_400_000, 3_600_000
START = clock.to_ms(dt.datetime(2026, 3, 2, 9, 30, tzinfo=ZONE))


@dataclass(frozen=True)
class Seen:
    """One event as the naive evaluator knows it."""

    number: int
    person: int
    time: int
    category: str | None
    amount: int | None


def naive(asked: dict[str, Any], seen: list[Seen], now: int) -> Any:
    """The value of one person's events, written down as plainly as possible."""
    window = asked.get("window", {"kind": "ever"})
    since = now - window["amount"] * DAY if window["kind"] == "last" else -1
    kept = [one for one in seen if since < one.time <= now]
    for test in asked.get("where", []):
        kept = [one for one in kept if one.category == test["value"]]
    kept.sort(key=lambda one: (one.time, one.number))

    def local(time: int) -> dt.datetime:
        return clock.from_ms(time).astimezone(ZONE)

    read: dict[str, Callable[[Seen], Any]] = {
        "category": lambda one: one.category,
        "amount": lambda one: one.amount,
        "$hour": lambda one: local(one.time).hour,
        "$weekday": lambda one: local(one.time).isoweekday(),
    }
    function, name = asked["function"], asked.get("property", "")
    if not kept:
        return None
    if function == "count":
        return len(kept)
    if function.startswith("days_since"):
        end = kept[-1] if function == "days_since" else kept[0]
        return (local(now).date() - local(end.time).date()).days
    values = [value for one in kept if (value := read[name](one)) is not None]
    if not values:
        return None
    answers: dict[str, Callable[[], Any]] = {
        "sum": lambda: sum(values),
        "avg": lambda: round(sum(values) / len(values), 6),
        "min": lambda: min(values),
        "max": lambda: max(values),
        "distinct": lambda: len(set(values)),
        "first": lambda: values[0],
        "last": lambda: values[-1],
        "most_frequent": lambda: min(Counter(map(str, values)).items(), key=lambda pair: (-pair[1], pair[0]))[0],
    }  # fmt: skip
    return answers[function]()


DEFINITIONS: dict[str, dict[str, Any]] = {
    "bought_times": {"function": "count"},
    "bought_week": {"function": "count", "window": {"kind": "last", "amount": 7, "unit": "day"}},
    "spent": {"function": "sum", "property": "amount"},
    "mean": {"function": "avg", "property": "amount", "window": {"kind": "last", "amount": 3, "unit": "day"}},
    "least": {"function": "min", "property": "amount"},
    "most": {"function": "max", "property": "amount", "where": [{"property": "category", "value": "毛巾"}]},
    "kinds": {"function": "distinct", "property": "category"},
    "first_kind": {"function": "first", "property": "category"},
    "last_amount": {"function": "last", "property": "amount"},
    "top_kind": {
        "function": "most_frequent", "property": "category", "window": {"kind": "last", "amount": 5, "unit": "day"},
    },
    "top_hour": {"function": "most_frequent", "property": "$hour"},
    "top_day": {"function": "most_frequent", "property": "$weekday"},
    "quiet_days": {"function": "days_since"},
    "since_first": {"function": "days_since_first"},
}  # fmt: skip


def define_all() -> None:
    for key, asked in DEFINITIONS.items():
        ComputedTrait.objects.create(
            key=key, label=key, definition=full(asked), created=0, by_name="", up_to=clock.now_ms()
        )


def full(asked: dict[str, Any]) -> dict[str, Any]:
    definition = {"event": "thing_bought", **asked}
    return events.PerProfile.model_validate(definition).model_dump(mode="json")


def send_in(seen: list[Seen], people: list[int]) -> None:
    events.append(
        [
            make_event(
                "thing_bought",
                profile_id=people[one.person],
                time_ms=one.time,
                properties={
                    key: value
                    for key, value in (("category", one.category), ("amount", one.amount))
                    if value is not None
                },
            )
            for one in seen
        ]
    )
    settle()


def settle() -> None:
    events.catch_up()
    follow_time()
    refresh_pending()


def standing(person: int) -> dict[str, Any]:
    traits = facade.traits_of([person])[person]
    return {one.key: one.value for one in traits if one.source == f"computed:{one.key}"}


def wanted(seen: list[Seen], now: int) -> dict[str, Any]:
    found = {}
    for key, asked in DEFINITIONS.items():
        value = naive(asked, seen, now)
        if value is not None:
            hours = asked.get("property") in ("$hour", "$weekday")
            found[key] = int(value) if hours else value
    return found


event_of = st.tuples(
    st.integers(0, 2),
    st.integers(0, 12 * 24),
    st.sampled_from(["毛巾", "床品", "香氛", None]),
    st.one_of(st.none(), st.integers(0, 900)),
)


def grow(now: int, batch: list[Any], seen: list[Seen], people: list[int]) -> None:
    """Let these events happen; each has its own millisecond, so some are a little ahead of now."""
    first = len(seen)
    seen += [
        Seen(first + n, person, now - back * HOUR + first + n, category, amount)
        for n, (person, back, category, amount) in enumerate(batch)
    ]
    send_in(seen[first:], people)


@given(
    drawn=st.lists(st.lists(event_of, max_size=8), min_size=1, max_size=3),
    steps=st.lists(st.integers(1, 4 * 24), min_size=4, max_size=4),
    merge=st.booleans(),
)
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take minutes
)
def test_kept_values_equal_a_naive_evaluation_and_a_run_over_everybody(
    drawn: list[list[Any]], steps: list[int], merge: bool
) -> None:
    ComputedTrait.objects.all().delete()
    now, seen = START, list[Seen]()
    with clock.travel(clock.from_ms(now)):
        people = [make_profile() for _ in range(3)]
        define_all()
    groups = {one: {one} for one in range(3)}
    for turn, hours in enumerate(steps):
        now += hours * HOUR
        with clock.travel(clock.from_ms(now)):
            grow(now, drawn[turn] if turn < len(drawn) else [], seen, people)
            if merge and turn == 1:
                identity.merge(people[0], people[1], "manual")
                background.run_all_once(but=frozenset({"jobs"}))
                groups = {0: {0, 1}, 1: {0, 1}, 2: {2}}
            for one, group in groups.items():
                own = [event for event in seen if event.person in group]
                assert standing(people[one]) == wanted(own, now), (one, turn)
    with clock.travel(clock.from_ms(now)):
        kept = computed_rows(people)
        for key in DEFINITIONS:
            run(key)
        assert computed_rows(people) == kept


def computed_rows(people: list[int]) -> list[tuple[Any, ...]]:
    rows = TraitRow.objects.filter(source__startswith="computed:", profile_id__in=people)
    return sorted(rows.values_list("profile_id", "key", "value", "time"))


class Quiet:
    """A job's context that says nothing."""

    def check(self) -> None: ...

    def progress(self, *_: object) -> None: ...


def run(key: str) -> dict[str, int]:
    from marketloop.profiles.computing import run_everybody

    found: dict[str, int] = run_everybody.run(Quiet(), key=key)
    return found


ASKED = {"event": "thing_bought", "function": "sum", "property": "amount"}
BODY = {"key": "spent_on_things", "label": "买东西花费", "definition": ASKED}


def bought(person: int, amount: int, **more: Any) -> None:
    events.append([make_event("thing_bought", profile_id=person, properties={"amount": amount}, **more)])
    settle()


def run_jobs() -> None:
    while jobs.run():
        pass
    refresh_pending()


def in_store(key: str) -> dict[int, float]:
    rows = events.reader()("SELECT profile_id, number FROM profile_trait WHERE key = ?", [key]).to_pylist()
    return {row["profile_id"]: row["number"] for row in rows}


def test_a_definition_fills_follows_changes_and_goes() -> None:
    client = staff_client("growth")
    one, other = make_profile(), make_profile()
    bought(one, 300)

    made = send(client, "POST", "/computed-traits", BODY)
    assert (made.status_code, made.json()["people"]) == (201, None)
    run_jobs()
    [row] = send(client, "GET", "/computed-traits").json()
    assert (row["key"], row["people"], row["number"]) == ("spent_on_things", 1, True)
    assert in_store("spent_on_things") == {one: 300}
    bought(other, 50)
    bought(one, 200)
    assert in_store("spent_on_things") == {one: 500, other: 50}
    [trait] = [one_ for one_ in facade.traits_of([one])[one] if one_.key == "spent_on_things"]
    assert (trait.value, trait.source, trait.personal) == (500, "computed:spent_on_things", False)

    changed = {**BODY, "definition": {**ASKED, "where": [{"property": "amount", "op": "lt", "value": 100}]}}
    assert send(client, "PUT", "/computed-traits/spent_on_things", changed).status_code == 200
    run_jobs()
    assert in_store("spent_on_things") == {other: 50}

    assert send(client, "DELETE", "/computed-traits/spent_on_things").status_code == 200
    run_jobs()
    assert in_store("spent_on_things") == {}
    assert not TraitKey.objects.filter(key="spent_on_things").exists()
    assert ComputedTrait.objects.count() == 0


def test_it_is_tried_on_one_person_within_the_scope_before_it_is_kept() -> None:
    rep = make_user("sales")
    own, other = make_profile(owner=rep.id), make_profile()
    bought(own, 120)
    bought(own, 80)
    bought(other, 1)
    client = client_of(rep)

    tried = send(client, "POST", "/computed-traits/try", {"definition": ASKED, "profile": pro(own)})
    hidden = send(client, "POST", "/computed-traits/try", {"definition": ASKED, "profile": pro(other)})

    assert tried.json() == {"value": 200, "events": 2, "people": 2}
    assert (hidden.status_code, hidden.json()["code"]) == (404, "profile_not_found")
    assert ComputedTrait.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"key": "Spent"}, 422, "computed_key_invalid"),
        ({"key": "phone"}, 422, "computed_key_invalid"),
        ({"key": "city"}, 409, "computed_key_taken"),
        ({"label": " "}, 422, "computed_label_invalid"),
        ({"definition": {"event": "thing_bought", "function": "sum"}}, 422, "fields_invalid"),
        ({"definition": {**ASKED, "property": "$hour"}}, 422, "fields_invalid"),
        ({"definition": {**ASKED, "where": [{"property": "x", "op": "between", "value": 1}]}}, 422, "condition_value_unfit"),
    ],
)  # fmt: skip
def test_bad_definitions_are_refused_and_leave_nothing(
    change: dict[str, Any], status: int, code: str
) -> None:
    make_profile()

    answer = send(staff_client("growth"), "POST", "/computed-traits", {**BODY, **change})

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert (ComputedTrait.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/computed-traits", BODY),
        ("PUT", "/computed-traits/spent_on_things", BODY),
        ("POST", "/computed-traits/spent_on_things/run", None),
        ("DELETE", "/computed-traits/spent_on_things", None),
    ],
)
def test_changes_need_the_right_and_the_whole_company(method: str, path: str, body: Any) -> None:
    send(staff_client("growth"), "POST", "/computed-traits", BODY)
    before = list(ComputedTrait.objects.values())

    codes = [send(staff_client(role), method, path, body).json()["code"] for role in ("analyst", "sales")]

    assert codes == ["permission_missing", "computed_needs_whole_company"]
    assert list(ComputedTrait.objects.values()) == before

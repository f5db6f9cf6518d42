"""Pure rules: stages, figures, survivorship, consent shapes, names."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketloop.profiles import naming
from marketloop.profiles.consenting import consents_in
from marketloop.profiles.contracts import Figures, Purchase, Stage
from marketloop.profiles.stages import DAY_MS, next_change, stage_at, summarise
from marketloop.profiles.survivorship import Observation, Rule, gather, survivor, trust_of

L = 180 * DAY_MS
NOW = 1_000 * DAY_MS


def days_ago(*days: float) -> list[int]:
    return sorted(int(NOW - day * DAY_MS) for day in days)


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        ((), Stage.PROSPECT),
        ((5,), Stage.FIRST_PURCHASE),
        ((5, 6), Stage.REPEAT),
        ((5, 179.9), Stage.REPEAT),
        ((5, 180), Stage.RETAINED),
        ((5, 359), Stage.RETAINED),
        ((5, 360), Stage.REPEAT),
        ((89.9,), Stage.FIRST_PURCHASE),
        ((90,), Stage.DORMANT),
        ((90, 200), Stage.DORMANT),
        ((180,), Stage.DORMANT),
        ((180.1, 300), Stage.LAPSED),
        ((-1,), Stage.FIRST_PURCHASE),
    ],
)
def test_stage_by_paid_orders(days: tuple[float, ...], stage: Stage) -> None:
    assert stage_at(days_ago(*days), NOW, L) is stage


@given(st.lists(st.integers(0, 800), max_size=6), st.integers(0, 400))
def test_a_stage_stays_until_it_is_due(days: list[int], later: int) -> None:
    times, window = sorted(days), 100
    now = 800

    due = next_change(times, now, window)
    instant = now + later

    if due is None or instant < due:
        assert stage_at(times, instant, window) is stage_at(times, now, window)


PURCHASES = st.lists(
    st.builds(
        lambda order, amount, time, refund: Purchase(
            f"o{order}", -amount if refund else amount, time, refund
        ),
        st.integers(0, 30), st.integers(0, 9_999), st.integers(0, NOW), st.booleans(),
    ),
    max_size=12,
    unique_by=lambda one: (one.order_id, one.refund),
)  # fmt: skip


@given(PURCHASES, st.randoms())
def test_figures_do_not_depend_on_the_order_of_arrival(
    purchases: list[Purchase], chance: random.Random
) -> None:
    shuffled = list(purchases)
    chance.shuffle(shuffled)

    assert summarise(shuffled, now=NOW) == summarise(purchases, now=NOW)


def test_figures_of_orders_and_a_refund() -> None:
    bought = [Purchase("a", 12_00, 5), Purchase("b", 8_00, 9), Purchase("a", -2_00, 11, refund=True)]

    assert summarise(bought, now=20, window_ms=100) == Figures(2, 18_00, 5, 9, Stage.REPEAT, 59)


OBSERVATIONS = st.lists(
    st.builds(
        Observation, st.one_of(st.integers(0, 5), st.sampled_from("ab")), st.integers(0, 5), st.integers(0, 2)
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("rule", list(Rule))
@given(seen=OBSERVATIONS, chance=st.randoms())
def test_the_survivor_does_not_depend_on_order_or_grouping(
    rule: Rule, seen: list[Observation], chance: random.Random
) -> None:
    shuffled = list(seen)
    chance.shuffle(shuffled)
    cut = chance.randrange(len(seen))
    parts = [part for part in (shuffled[:cut], shuffled[cut:]) if part]

    assert survivor(rule, [survivor(rule, part) for part in parts]) == survivor(rule, seen)
    assert all(survivor(rule, [survivor(rule, seen), one]) == survivor(rule, seen) for one in seen)


@settings(deadline=None)
@given(seen=OBSERVATIONS, chance=st.randoms())
def test_what_is_kept_gives_every_rule_what_it_would_have_chosen_from_all_and_is_at_most_four(
    seen: list[Observation], chance: random.Random
) -> None:
    shuffled, kept = list(seen), list[Observation]()
    chance.shuffle(shuffled)
    for one in shuffled:
        kept = gather([*kept, one])

    assert len(kept) <= 4
    assert {rule: survivor(rule, kept).value for rule in Rule} == {
        rule: survivor(rule, seen).value for rule in Rule
    }


def test_each_rule_chooses_by_its_own_measure() -> None:
    old, new = Observation(9, 1, trust_of("web")), Observation(3, 2, trust_of("web"))
    trusted = Observation(5, 0, trust_of("console"))

    assert survivor(Rule.LATEST, [old, new, trusted]) == new
    assert survivor(Rule.FIRST, [old, new]) == old
    assert survivor(Rule.MAX, [new, old]) == old
    assert survivor(Rule.TRUSTED, [old, new, trusted]) == trusted


@pytest.mark.parametrize(
    ("traits", "context", "expected"),
    [
        ({"email_consent": "是", "sms_opt_in": 0}, {}, {"email": True, "sms": False}),
        ({"consent": {"email": False}}, {}, {"email": False}),
        ({}, {"consent": {"categoryPreferences": {"email": True, "Advertising": True}}}, {"email": True}),
        ({"email_consent": True}, {"consent": {"email": False}}, {"email": False}),
        ({"email_consent": "maybe"}, {"consent": "yes"}, {}),
    ],
)
def test_consent_shapes(
    traits: dict[str, object], context: dict[str, object], expected: dict[str, bool]
) -> None:
    assert consents_in(traits, context) == expected


@pytest.mark.parametrize(
    ("name", "query", "found"),
    [
        ("王小明", "王", True),
        ("王小明", "王小", True),
        ("王小明", "小明", True),
        ("王小明", "明", False),
        ("王小明", "李", False),
        ("Jane Alexandrova", "jan", True),
        ("Jane Alexandrova", "ALEXANDROVA", True),
        ("Jane Alexandrova", "alex jane", True),
        ("Jane Alexandrova", "john alex", False),
        ("Jane Alexandrova", "j", False),
    ],
)
def test_names_are_found_by_their_beginnings(name: str, query: str, found: bool) -> None:
    tokens = naming.query_tokens(query)

    begun = [any(one.startswith(token) for one in naming.name_tokens(name)) for token in tokens]
    assert (bool(begun) and all(begun)) is found


def test_names_from_traits() -> None:
    assert naming.name_in({"first_name": "小明", "last_name": "王"}) == "王小明"
    assert naming.name_in({"firstName": "Jane", "lastName": "Doe"}) == "Jane Doe"
    assert naming.name_in({"name": " 林梅 ", "nickname": "mei"}) == "林梅"
    assert naming.name_in({}) == ""
    assert naming.fallback_name(5, "u-7") == "u-7"
    assert naming.fallback_name(5, "", "en") == "Visitor 0005"

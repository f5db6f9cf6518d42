"""The questions through the module's door, over the real store."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from marketloop.events import facade as events
from marketloop.events.query.ast import (
    All,
    Any,
    Between,
    Condition,
    Event,
    InList,
    Last,
    Not,
    Stage,
    State,
    Tag,
    Trait,
    Where,
)
from marketloop.events.schema import ALIAS, STATE, TAG
from marketloop.events.testing import make_event
from marketloop.platform import clock
from marketloop.platform.errors import Invalid

NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
DAY = 86_400_000
VIEWED = Event(name="product_viewed", window=Last(amount=7))
pytestmark = pytest.mark.django_db


def people(*rows: dict[str, object]) -> None:
    """Rows of profile_state."""
    table = pa.Table.from_pylist([{**dict.fromkeys(STATE.names), **row} for row in rows], schema=STATE)
    with events.get_store().writing(incoming=table) as connection:
        connection.execute("DELETE FROM profile_state")  # what the consumers made of the events
        connection.execute("INSERT INTO profile_state SELECT * FROM incoming")


def rows(name: str, schema: pa.Schema, *values: dict[str, object]) -> None:
    """Rows of another table of the state."""
    with events.get_store().writing(incoming=pa.Table.from_pylist(list(values), schema=schema)) as connection:
        connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")


def viewed(profile_id: int, days_ago: float, **properties: object) -> None:
    """A view of goods."""
    time = clock.to_ms(NOON) - int(days_ago * DAY)
    events.append(
        [make_event(profile_id=profile_id, time_ms=time, identifiers=(), properties=dict(properties))]
    )


@pytest.fixture
def store() -> None:
    """1 viewed twice (once as the merged 9), 2 long ago, 3 is a test, 4 did nothing."""
    for person, days in ((1, 1), (9, 6.5), (2, 8), (3, 1)):
        viewed(person, days, brand="Aurora", size="big")
    events.catch_up()
    people(
        {"profile_id": 1, "last_seen": 10},
        {"profile_id": 2, "last_seen": 20},
        {"profile_id": 3, "is_test": True},
        {"profile_id": 4, "stage": "prospect"},
    )
    rows("alias_map", ALIAS, {"profile_id": 9, "canonical_id": 1})
    rows("profile_tag", TAG, {"profile_id": 2, "tag": "vip"})


def test_sets_counts_and_samples(store: None) -> None:
    with clock.travel(NOON):
        assert events.matching_profiles(VIEWED).tolist() == [1]
        assert events.matching_profiles(Not(of=VIEWED)).tolist() == [2, 4]
        assert events.matching_profiles(All(of=[]), among=[9, 4, 77]).tolist() == [1, 4]
        assert events.count_matching(Any(of=[VIEWED, Tag(tag="vip")])) == 2
        assert events.sample_matching(All(of=[]), 2).tolist() == [2, 1]


def test_figures_of_the_builder(store: None) -> None:
    with clock.travel(NOON):
        counts = events.leaf_counts(
            All(of=[Event(name="product_viewed"), Any(of=[Tag(tag="vip"), Stage(among=["x"])])])
        )

    assert (counts.total, counts.universe) == (1, 3)
    assert [(leaf.path, leaf.own, leaf.remaining) for leaf in counts.leaves] == [
        (("of", 0), 2, 2),
        (("of", 1, "of", 0), 1, 1),
        (("of", 1, "of", 1), 0, 1),
    ]


def test_explanation_of_one_person(store: None) -> None:
    condition = All(of=[Event(name="product_viewed", count=3), Not(of=Tag(tag="vip"))])

    with clock.travel(NOON):
        explained = events.explain(condition, 9)
        unknown = events.explain(condition, 77)

    assert explained is not None
    assert (explained.type, explained.holds, unknown) == ("all", False, None)
    assert explained.of[0].data == {"count": 2, "latest": clock.to_ms(NOON) - DAY}
    assert (explained.of[1].holds, explained.of[1].of[0].holds) == (True, False)


def test_time_alone_touches_those_whose_window_ends(store: None) -> None:
    now = clock.to_ms(NOON)

    assert events.touched_by_time(VIEWED, now, now + DAY // 2 - 1).tolist() == []
    assert events.touched_by_time(VIEWED, now, now + DAY // 2).tolist() == [1]
    assert events.touched_by_time(Tag(tag="vip"), now, now + 300 * DAY).tolist() == []
    asked: list[tuple[Condition, int]] = [(VIEWED, now), (Tag(tag="vip"), now), (VIEWED, now + DAY // 2)]
    assert [one.tolist() for one in events.touched_by_time_each(asked, now + DAY // 2)] == [[1], [], []]


def test_what_a_condition_mentions() -> None:
    condition = All(
        of=[
            VIEWED,
            Trait(key="city", op="eq", value="x"),
            Not(of=InList(list_id=5)),
            State(field="orders", op="gt", value=1),
        ]
    )

    found = events.mentioned(condition)

    assert (found.events, found.traits, found.lists, found.state) == (
        frozenset({"product_viewed"}),
        frozenset({"city"}),
        frozenset({5}),
        frozenset({"orders"}),
    )
    assert (found.by_time, events.mentioned(Tag(tag="vip")).by_time) == (True, False)


def test_names_and_values_that_occur(store: None) -> None:
    assert [(one.name, one.count) for one in events.event_names()] == [("product_viewed", 4)]
    assert [(one.value, one.count) for one in events.property_values("product_viewed", "brand", "au")] == [
        ("Aurora", 4)
    ]
    assert [one.value for one in events.property_values("product_viewed", "size")] == ["big"]
    assert events.property_values("product_viewed", "size", "x") == []


def test_bad_conditions_name_the_leaf() -> None:
    with pytest.raises(Invalid) as error:
        events.count_matching(All(of=[VIEWED, Not(of=Trait(key="a", op="between", value=[1]))]))
    assert error.value.fields == {"of.1.of": "condition_value_unfit"}
    with pytest.raises(Invalid) as error:
        events.count_matching(Event(name="a", where=[Where(property="b", op="in", value="c")]))
    assert error.value.fields == {"condition": "condition_value_unfit"}
    deep = Tag(tag="a")
    for _ in range(8):
        deep = Not(of=deep)  # type: ignore[assignment]
    with pytest.raises(Invalid) as error:
        events.count_matching(deep)
    assert error.value.code == "condition_too_deep"


def test_text_in_questions_is_never_read_as_sql(store: None) -> None:
    word = "x' OR 1=1 --\"{}"
    for condition in (
        Tag(tag=word),
        Event(name=word),
        Event(name="product_viewed", where=[Where(property=word, value=word)]),
        Event(
            name="product_viewed",
            window=Between(start=0, end=1),
            where=[Where(property=word, op="contains", value=word)],
        ),
        Trait(key=word, op="starts_with", value=word),
    ):
        assert events.matching_profiles(condition).tolist() == []
    assert events.property_values(word, word, word) == []

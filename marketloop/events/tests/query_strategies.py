"""Random people, conditions and instants for the property tests of the query layer."""

from __future__ import annotations

from typing import Any as Anything

from hypothesis import strategies as st

from marketloop.events.query.ast import (
    Aggregate,
    All,
    Any,
    Between,
    Bought,
    Bucket,
    Condition,
    Consent,
    Event,
    Ever,
    Identifier,
    InList,
    Last,
    Not,
    Stage,
    State,
    Tag,
    Trait,
    Where,
)
from marketloop.events.query.naive import Person, TimelineEvent, TraitRow
from marketloop.events.tests.query_strategies_leaves import (
    COUNTIES,
    JOURNEYS,
    POINTS,
    agos,
    habit_leaves,
    relation_leaves,
)
from marketloop.events.tests.query_world import DAY, HOUR, NOW

NAMES = ["product_viewed", "product_bought", "order_paid"]
RARE = ["journey_entered", "journey_converted", "page_viewed"]
TEXTS = [
    "",
    "a",
    "Ab",
    "abc",
    "12",
    "7.5",
    "上海",
    "2026-11-20",
    "1990-11-26",
    "2000-02-29",
    "2026-11-23T17:30:00Z",
]
NUMBERS = [-3, 0, 1, 7, 12, 250, NOW - 3 * DAY, NOW - 3 * DAY + 10 * HOUR]
STAGES = ["prospect", "repeat"]

times = st.one_of(
    st.sampled_from([NOW - k * DAY for k in range(-2, 9)]),
    st.integers(NOW - 10 * DAY, NOW + 3 * DAY),
)
scalars: st.SearchStrategy[Anything] = st.sampled_from([*TEXTS, *NUMBERS, 7.5, True, False])
windows = st.one_of(
    st.just(Ever()),
    st.builds(Last, amount=st.integers(1, 9), unit=st.sampled_from(["day", "hour"])),
    st.builds(lambda start, length: Between(start=start, end=start + length), times, st.integers(0, 5 * DAY)),
    agos,
)
comparisons: st.SearchStrategy[Anything] = st.sampled_from(["eq", "ne", "gt", "gte", "lt", "lte"])


@st.composite
def tests(draw: st.DrawFn) -> dict[str, Anything]:
    """An operator with an operand that fits."""
    op = draw(
        st.sampled_from(
            [
                "eq",
                "ne",
                "in",
                "not_in",
                "contains",
                "not_contains",
                "starts_with",
                "matches",
                "not_matches",
                "has_all",
                "days_ago",
                "gt",
                "gte",
                "lt",
                "lte",
                "between",
                "empty",
                "not_empty",
                "in_last_days",
                "not_in_last_days",
                "in_next_days",
                "anniversary_within_days",
            ]
        )
    )
    if op in ("empty", "not_empty"):
        return {"op": op}
    if op.endswith("_days"):
        return {"op": op, "value": draw(st.integers(0, 40))}
    if op == "days_ago":
        fewest = draw(st.integers(0, 5))
        return {"op": op, "value": [fewest, fewest + draw(st.integers(0, 40))]}
    if op in ("matches", "not_matches"):
        return {
            "op": op,
            "value": draw(st.sampled_from(["*", "a*", "?b*", "%", "2026-*", "上?", "a_c", "\\"])),
        }
    if op in ("in", "not_in", "has_all"):
        return {"op": op, "value": draw(st.lists(scalars, max_size=3))}
    if op == "between":
        ends: list[Anything] = draw(st.sampled_from([TEXTS, NUMBERS]))
        return {"op": op, "value": [draw(st.sampled_from(ends)), draw(st.sampled_from(ends))]}
    return {"op": op, "value": draw(scalars)}


properties = st.sampled_from(["amount", "category", "product_id", "a/b.c~d", "size", "absent"])
wheres = st.builds(lambda name, test: Where(property=name, **test), properties, tests())
traits = st.builds(lambda key, test: Trait(key=key, **test), st.sampled_from(["birthday", "level"]), tests())
states = st.builds(
    lambda name, test: State(field=name, **test),
    st.sampled_from(["orders", "spend", "last_order", "first_seen", "city"]),
    tests(),
)


@st.composite
def counts(draw: st.DrawFn) -> dict[str, Anything]:
    """A comparison of a count."""
    if draw(st.booleans()):
        return {"op": draw(comparisons), "count": draw(st.integers(0, 3))}
    return {"op": "between", "count": draw(st.integers(0, 2)), "count_to": draw(st.integers(0, 4))}


leaves: st.SearchStrategy[Condition] = st.one_of(
    traits,
    states,
    st.builds(Tag, tag=st.sampled_from(["vip", "new"]), has=st.booleans()),
    st.builds(Stage, among=st.lists(st.sampled_from(STAGES), min_size=1, max_size=2)),
    st.builds(Consent, channel=st.just("email"), granted=st.booleans()),
    st.builds(Identifier, kind=st.just("phone"), present=st.booleans()),
    st.builds(InList, list_id=st.just(5), member=st.booleans()),
    st.builds(
        Bucket, salt=st.sampled_from(["s", "盐"]), start=st.integers(0, 10_000), end=st.integers(0, 10_000)
    ),
    st.builds(
        lambda name, where, window, count: Event(name=name, where=where, window=window, **count),
        st.sampled_from(NAMES),
        st.lists(wheres, max_size=2),
        windows,
        counts(),
    ),
    st.builds(
        lambda by, values, window, count: Bought(by=by, values=values, window=window, **count),
        st.sampled_from(["product_id", "category", "any"]),
        st.lists(st.sampled_from(TEXTS), max_size=3),
        windows,
        counts(),
    ),
    st.builds(
        Aggregate,
        name=st.sampled_from(NAMES),
        where=st.lists(wheres, max_size=1),
        window=windows,
        function=st.sampled_from(["sum", "avg", "max", "min", "distinct"]),
        property=st.sampled_from(["amount", "size", "category"]),
        op=comparisons,
        value=st.sampled_from([0.0, 1.0, 7.0, 19.0]),
    ),
    habit_leaves(st.sampled_from(NAMES), wheres, windows, comparisons),
    relation_leaves(st.sampled_from(NAMES), wheres, windows, counts()),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(All, of=st.lists(inner, max_size=3)),
        st.builds(Any, of=st.lists(inner, max_size=3)),
        st.builds(Not, of=inner),
    ),
    max_leaves=5,
)

event_values = st.fixed_dictionaries(
    {},
    optional={
        "amount": st.integers(-5, 20),
        "category": st.sampled_from(TEXTS),
        "quantity": st.integers(1, 3),
        "discount": st.integers(0, 9),
        "journey": st.sampled_from(JOURNEYS),
        "holdout": st.booleans(),
        "path": st.sampled_from(["/a", "/a/b", "/B"]),
        "product_id": st.sampled_from(["a", "12"]),
        "order_id": st.sampled_from(["o1", "o2", "o3"]),
        "a/b.c~d": scalars,
        "size": st.one_of(scalars, st.none(), st.just([1, "x"])),
    },
)
events = st.builds(
    TimelineEvent,
    name=st.sampled_from([*NAMES, *NAMES, *RARE]),
    time=times,
    values=event_values,
    quality=st.sampled_from([0, 0, 0, 1, 2]),
)
trait_rows = st.builds(
    TraitRow,
    key=st.sampled_from(["birthday", "level"]),
    text=st.one_of(st.none(), st.sampled_from(TEXTS)),
    number=st.one_of(st.none(), st.sampled_from([0.0, 7.0, 7.5])),
    time=st.one_of(st.none(), times),
)
state_rows = st.fixed_dictionaries(
    {},
    optional={
        "orders": st.integers(0, 3),
        "spend": st.integers(0, 300),
        "last_order": times,
        "first_seen": times,
        "city": st.sampled_from(["上海", "Ab", ""]),
        "stage": st.sampled_from(STAGES),
        "owner": st.sampled_from([7, 8]),
        "org_unit": st.sampled_from([7, 8]),
    },
)
place_rows: st.SearchStrategy[list[TraitRow]] = st.one_of(
    st.just([]),
    st.builds(
        lambda point, county: [
            TraitRow("lat", number=point[0]),
            TraitRow("lon", number=point[1]),
            TraitRow("county", text=county),
        ],
        st.sampled_from(POINTS),
        st.sampled_from(COUNTIES),
    ),
)
one_person = st.builds(
    Person,
    profile_id=st.just(0),
    state=state_rows,
    traits=st.builds(lambda some, place: [*some, *place], st.lists(trait_rows, max_size=3), place_rows),
    tags=st.frozensets(st.sampled_from(["vip", "new"])),
    consents=st.frozensets(st.just("email")),
    identifiers=st.frozensets(st.just("phone")),
    lists=st.frozensets(st.just(5)),
    events=st.lists(events, max_size=8),
)


@st.composite
def populations(draw: st.DrawFn) -> list[Person]:
    """A few people with ids of their own."""
    from dataclasses import replace

    drawn = draw(st.lists(one_person, min_size=1, max_size=5))
    return [replace(one, profile_id=1000 + index) for index, one in enumerate(drawn)]

"""Random leaves on habits and relations."""

from __future__ import annotations

from typing import Any as Anything

from hypothesis import strategies as st

from marketloop.events.query.ast import (
    Act,
    Ago,
    Basket,
    Condition,
    Engaged,
    Holdout,
    Near,
    Occurrence,
    Owner,
    Place,
    Reachable,
    Regular,
    Restarted,
    Span,
    Stopped,
    Top,
)
from marketloop.events.query.ast import Sequence as SequenceLeaf
from marketloop.events.query.relations import EventMetric, StateMetric, TraitMetric

JOURNEYS = ["jny_a", "jny_b"]
COUNTIES = ["吴中区", "余杭区"]
POINTS = [(31.3, 120.6), (30.27, 120.15), (-33.9, 151.2)]
"""Suzhou, Hangzhou, Sydney."""

spans = st.builds(Span, amount=st.integers(1, 5), unit=st.sampled_from(["day", "hour"]))
agos = st.builds(
    lambda end, length, unit: Ago(start=end + length, end=end, unit=unit),
    st.integers(0, 4),
    st.integers(1, 4),
    st.sampled_from(["day", "hour"]),
)


def habit_leaves(
    names: st.SearchStrategy[str], wheres: Anything, windows: Anything, comparisons: Anything
) -> st.SearchStrategy[Condition]:
    """Leaves of `habits`."""
    acts = st.builds(lambda name, where: {"name": name, "where": where}, names, st.lists(wheres, max_size=1))
    return st.one_of(
        st.builds(
            lambda act, which, window: Occurrence(**act, which=which, window=window),
            acts,
            st.sampled_from(["first", "last"]),
            windows,
        ),
        st.builds(
            lambda act, of, days: Regular(**act, of=of, days=min(days, of)),
            acts,
            st.integers(1, 6),
            st.integers(1, 3),
        ),
        st.builds(lambda act, within: Stopped(**act, within=within), acts, spans),
        st.builds(
            lambda act, within, pause: Restarted(**act, within=within, pause=pause), acts, spans, spans
        ),
        st.builds(
            lambda steps, within, without, window: SequenceLeaf(
                steps=[Act(**step) for step in steps],
                within=within,
                without=Act(**without) if without else None,
                window=window,
            ),
            st.lists(acts, min_size=2, max_size=4),
            spans,
            st.none() | acts,
            windows,
        ),
        st.builds(
            Basket,
            measure=st.sampled_from(["value_avg", "value_max", "value_min", "items_avg", "discount_share"]),
            window=windows,
            op=comparisons,
            value=st.sampled_from([0.0, 0.25, 1.0, 7.0]),
        ),
    )


def relation_leaves(
    names: st.SearchStrategy[str], wheres: Anything, windows: Anything, counts: Anything
) -> st.SearchStrategy[Condition]:
    """Leaves of `relations`."""
    metrics = st.one_of(
        st.builds(StateMetric, field=st.sampled_from(["orders", "spend", "last_order"])),
        st.builds(TraitMetric, key=st.just("level")),
        st.builds(
            EventMetric,
            name=names,
            where=st.lists(wheres, max_size=1),
            window=windows,
            function=st.sampled_from(["count", "sum", "avg", "max"]),
            property=st.just("amount"),
        ),
    )
    points = st.sampled_from(POINTS)
    return st.one_of(
        st.builds(Reachable, channel=st.sampled_from(["email", "sms"]), can=st.booleans()),
        st.builds(
            Owner,
            by=st.sampled_from(["staff", "unit"]),
            among=st.lists(st.sampled_from([7, 8]), max_size=2),
            belongs=st.booleans(),
        ),
        st.builds(
            lambda values, window, count: Engaged(
                thing="journey", how="converted", values=values, window=window, **count
            ),
            st.lists(st.sampled_from(JOURNEYS), min_size=1, max_size=2),
            windows,
            counts,
        ),
        st.builds(
            lambda values, window, count: Engaged(
                thing="page", how="visited", values=values, window=window, **count
            ),
            st.lists(st.sampled_from(["/a", "/a/*", "*", "/?"]), min_size=1, max_size=2),
            windows,
            counts,
        ),
        st.builds(Holdout, journeys=st.lists(st.sampled_from(JOURNEYS), max_size=1), held=st.booleans()),
        st.builds(Place, level=st.just("city"), among=st.just(["上海", "Ab"]), inside=st.booleans()),
        st.builds(
            Place,
            level=st.just("county"),
            among=st.lists(st.sampled_from(COUNTIES), min_size=1),
            inside=st.booleans(),
        ),
        st.builds(
            lambda point, radius, near: Near(lat=point[0], lon=point[1], radius_km=radius, near=near),
            points,
            st.sampled_from([1.0, 130.0, 9000.0]),
            st.booleans(),
        ),
        st.builds(
            Top, n=st.integers(1, 3), most=st.booleans(), metric=metrics, unit=st.sampled_from(["people"])
        ),
        st.builds(
            Top,
            n=st.sampled_from([1, 34, 50, 100]),
            most=st.booleans(),
            metric=metrics,
            unit=st.just("percent"),
        ),
    )

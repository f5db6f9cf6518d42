"""The leaves of `relations` for one person, in plain Python."""

from __future__ import annotations

import math

from marketloop.events.query.ast import Engaged, Ever, Holdout, Near, Owner, Place, Reachable, Top
from marketloop.events.query.context import QueryContext
from marketloop.events.query.leaves_relations import EARTH_KM
from marketloop.events.query.naive import Person, Rank, TimelineEvent, events_of, leaf_holds
from marketloop.events.query.reading import compare_numbers, glob_fits, text_of
from marketloop.events.query.reads import ENTERED, HELD_OUT
from marketloop.events.query.relations import ADDRESSES, COUNTY, ENGAGEMENTS, LATITUDE, LONGITUDE


@leaf_holds.register
def _reachable(leaf: Reachable, person: Person, context: QueryContext) -> bool:
    can = leaf.channel in person.consents and ADDRESSES[leaf.channel] in person.identifiers
    return can == leaf.can


@leaf_holds.register
def _owner(leaf: Owner, person: Person, context: QueryContext) -> bool:
    owner = person.state.get("owner" if leaf.by == "staff" else "org_unit")
    return (owner in leaf.among if leaf.among else owner is not None) == leaf.belongs


@leaf_holds.register
def _engaged(leaf: Engaged, person: Person, context: QueryContext) -> bool:
    return compare_numbers(len(engagements(leaf, person, context)), leaf.op, leaf.count, leaf.count_to)


def engagements(leaf: Engaged, person: Person, context: QueryContext) -> list[TimelineEvent]:
    """The events that an `engaged` leaf counts."""
    return [
        event
        for name in ENGAGEMENTS[leaf.thing][leaf.how]
        for event in events_of(person, name, [], leaf.window, context)
        if _of_thing(leaf, event)
    ]


def _of_thing(leaf: Engaged, event: TimelineEvent) -> bool:
    value = text_of(event.values.get("path" if leaf.thing == "page" else leaf.thing))
    if value is None:
        return False
    return any(glob_fits(value, one) if leaf.thing == "page" else value == one for one in leaf.values)


@leaf_holds.register
def _holdout(leaf: Holdout, person: Person, context: QueryContext) -> bool:
    return bool(held_out_of(leaf, person, context)) == leaf.held


def held_out_of(leaf: Holdout, person: Person, context: QueryContext) -> list[str]:
    """The journeys that the person was held out of, among those asked for."""
    entered = events_of(person, ENTERED, [HELD_OUT], Ever(), context)
    journeys = {event.values.get("journey") for event in entered}
    return sorted(str(one) for one in journeys if not leaf.journeys or one in leaf.journeys)


@leaf_holds.register
def _place(leaf: Place, person: Person, context: QueryContext) -> bool:
    return bool(set(places_of(leaf, person)) & set(leaf.among)) == leaf.inside


def places_of(leaf: Place, person: Person) -> list[str]:
    """Where the person lives, on the leaf's level."""
    if leaf.level == "county":
        return [row.text for row in person.traits if row.key == COUNTY and row.text is not None]
    place = person.state.get(leaf.level)
    return [] if place is None else [place]


@leaf_holds.register
def _near(leaf: Near, person: Person, context: QueryContext) -> bool:
    distance = distance_km(leaf, person)
    return (distance is not None and distance <= leaf.radius_km) == leaf.near


def distance_km(leaf: Near, person: Person) -> float | None:
    """How far the person lives from the point; None when unknown."""
    lats, lons = (
        [row.number for row in person.traits if row.key == key and row.number is not None]
        for key in (LATITUDE, LONGITUDE)
    )
    found = [_great_circle(leaf, lat, lon) for lat in lats for lon in lons]
    return min(found, default=None)


def _great_circle(leaf: Near, lat: float, lon: float) -> float:
    up = math.sin(math.radians(lat - leaf.lat) / 2) ** 2
    along = math.sin(math.radians(lon - leaf.lon) / 2) ** 2
    half = up + math.cos(math.radians(leaf.lat)) * math.cos(math.radians(lat)) * along
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


@leaf_holds.register
def _top(leaf: Top, person: Person, context: QueryContext) -> bool:
    rank = rank_of(leaf, person)
    return rank is not None and rank.place <= last_place(leaf, rank.ranked)


def rank_of(leaf: Top, person: Person) -> Rank | None:
    """Where the person stands; None when not ranked."""
    return person.ranks.get(leaf.model_dump_json())


def last_place(leaf: Top, ranked: int) -> int:
    """The last place that the leaf takes in."""
    return leaf.n if leaf.unit == "people" else max(1, math.ceil(ranked * leaf.n / 100.0))

"""What stands behind a leaf's verdict on one person: counts, instants, values, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from typing import Any as Anything

from marketloop.events.query.ast import (
    Aggregate,
    Basket,
    Bought,
    Bucket,
    Consent,
    Engaged,
    Event,
    Holdout,
    Identifier,
    InList,
    Near,
    Occurrence,
    Owner,
    Place,
    Reachable,
    Regular,
    Restarted,
    Stage,
    State,
    Stopped,
    Tag,
    Top,
    Trait,
)
from marketloop.events.query.ast import Sequence as SequenceLeaf
from marketloop.events.query.context import QueryContext
from marketloop.events.query.naive import Person, TimelineEvent, aggregate_of, events_of, orders_of
from marketloop.events.query.naive_habits import Chain, basket_of, chains_of, days_of, times_of
from marketloop.events.query.naive_relations import (
    distance_km,
    engagements,
    held_out_of,
    last_place,
    places_of,
    rank_of,
)
from marketloop.events.query.reads import BOUGHT, PAID
from marketloop.events.query.relations import ADDRESSES, OWNERS
from marketloop.platform import ids
from marketloop.platform.buckets import bucket

Data = dict[str, Anything]


@singledispatch
def data_of(leaf: Anything, person: Person, context: QueryContext) -> Data:
    """The data of one leaf; times are UTC milliseconds."""
    raise TypeError(f"no data for {type(leaf).__name__}")


def _latest(found: Iterable[TimelineEvent]) -> int | None:
    return max((event.time for event in found), default=None)


@data_of.register
def _event(leaf: Event, person: Person, context: QueryContext) -> Data:
    found = events_of(person, leaf.name, leaf.where, leaf.window, context)
    return {"count": len(found), "latest": _latest(found)}


@data_of.register
def _aggregate(leaf: Aggregate, person: Person, context: QueryContext) -> Data:
    found = events_of(person, leaf.name, leaf.where, leaf.window, context)
    return {"count": len(found), "latest": _latest(found), "value": aggregate_of(leaf, person, context)}


@data_of.register
def _bought(leaf: Bought, person: Person, context: QueryContext) -> Data:
    lines = events_of(person, BOUGHT, [], leaf.window, context)
    mine = [one for one in lines if leaf.by == "any" or one.values.get(leaf.by) in leaf.values]
    return {"count": len(orders_of(leaf, person, context)), "latest": _latest(mine)}


@data_of.register
def _basket(leaf: Basket, person: Person, context: QueryContext) -> Data:
    orders = events_of(person, PAID, [], leaf.window, context)
    return {"count": len(orders), "latest": _latest(orders), "value": basket_of(leaf, person, context)}


@data_of.register(Occurrence)
@data_of.register(Stopped)
def _times(leaf: Occurrence | Stopped, person: Person, context: QueryContext) -> Data:
    times = times_of(leaf, person, context)
    return {"count": len(times), "first": times[0], "latest": times[-1]} if times else {"count": 0}


@data_of.register
def _regular(leaf: Regular, person: Person, context: QueryContext) -> Data:
    days = sorted(days_of(leaf, person, context))
    return {"days": len(days), "latest_day": days[-1] if days else None}


@data_of.register
def _restarted(leaf: Restarted, person: Person, context: QueryContext) -> Data:
    recent = context.now - leaf.within.length_ms()
    times = times_of(leaf, person, context)
    before = [time for time in times if time <= recent]
    after = [time for time in times if time > recent]
    return {
        "count": len(times),
        "before": before[-1] if before else None,
        "again": after[0] if after else None,
    }


@data_of.register
def _sequence(leaf: SequenceLeaf, person: Person, context: QueryContext) -> Data:
    """The chain that decides: one that fits, else the one nearest to it; without any how far the steps went."""
    chains = chains_of(leaf, person, context)
    if not chains:
        done = [len(times_of(step, person, context, leaf.window)) for step in leaf.steps]
        return {"steps": done, "times": []}
    best = min(chains, key=_distance_from_fitting)
    return {"times": list(best.times), "crossed": best.crossed, "late": best.late}


def _distance_from_fitting(chain: Chain) -> tuple[int, int]:
    return chain.late + chain.crossed, -chain.times[-1]


@data_of.register
def _trait(leaf: Trait, person: Person, context: QueryContext) -> Data:
    rows = [row for row in person.traits if row.key == leaf.key]
    return {"values": [row.text if row.text is not None else row.number for row in rows]}


@data_of.register
def _state(leaf: State, person: Person, context: QueryContext) -> Data:
    return {"value": person.state.get(leaf.field)}


@data_of.register
def _stage(leaf: Stage, person: Person, context: QueryContext) -> Data:
    return {"value": person.state.get("stage")}


@data_of.register
def _tag(leaf: Tag, person: Person, context: QueryContext) -> Data:
    return {"present": leaf.tag in person.tags}


@data_of.register
def _consent(leaf: Consent, person: Person, context: QueryContext) -> Data:
    return {"present": leaf.channel in person.consents}


@data_of.register
def _identifier(leaf: Identifier, person: Person, context: QueryContext) -> Data:
    return {"present": leaf.kind in person.identifiers}


@data_of.register
def _reachable(leaf: Reachable, person: Person, context: QueryContext) -> Data:
    return {
        "consent": leaf.channel in person.consents,
        "address": ADDRESSES[leaf.channel] in person.identifiers,
    }


@data_of.register
def _list(leaf: InList, person: Person, context: QueryContext) -> Data:
    return {"present": leaf.list_id in person.lists}


@data_of.register
def _bucket(leaf: Bucket, person: Person, context: QueryContext) -> Data:
    return {"bucket": bucket(leaf.salt, person.profile_id)}


@data_of.register
def _owner(leaf: Owner, person: Person, context: QueryContext) -> Data:
    owner = person.state.get("owner" if leaf.by == "staff" else "org_unit")
    return {"value": None if owner is None else ids.encode(OWNERS[leaf.by], owner)}


@data_of.register
def _engaged(leaf: Engaged, person: Person, context: QueryContext) -> Data:
    found = engagements(leaf, person, context)
    return {"count": len(found), "latest": _latest(found)}


@data_of.register
def _holdout(leaf: Holdout, person: Person, context: QueryContext) -> Data:
    return {"journeys": held_out_of(leaf, person, context)}


@data_of.register
def _place(leaf: Place, person: Person, context: QueryContext) -> Data:
    return {"values": places_of(leaf, person)}


@data_of.register
def _near(leaf: Near, person: Person, context: QueryContext) -> Data:
    distance = distance_km(leaf, person)
    return {"distance_km": None if distance is None else round(distance, 3)}


@data_of.register
def _top(leaf: Top, person: Person, context: QueryContext) -> Data:
    rank = rank_of(leaf, person)
    if rank is None:
        return {"place": None}
    return {
        "place": rank.place,
        "ranked": rank.ranked,
        "value": rank.value,
        "last_place": last_place(leaf, rank.ranked),
    }

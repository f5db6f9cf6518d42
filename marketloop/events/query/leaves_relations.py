"""The leaves of `relations` as tests on a row of `profile_state u`."""

from __future__ import annotations

from marketloop.events.query.ast import Engaged, Ever, Holdout, Near, Owner, Place, Reachable, Top
from marketloop.events.query.leaves import COUNT, against, leaf_test
from marketloop.events.query.reads import ENTERED, HELD_OUT
from marketloop.events.query.relations import (
    ADDRESSES,
    COUNTY,
    ENGAGEMENTS,
    LATITUDE,
    LONGITUDE,
    EventMetric,
    StateMetric,
    TraitMetric,
)
from marketloop.events.query.scan import UNIVERSE, EventScan
from marketloop.events.query.sql import TRUE, Sql, every, param, some, sql, values_in
from marketloop.events.query.values import like_pattern, property_number, property_text, where_holds

EARTH_KM = 6371.0088
"""Mean radius."""


def _signed(test: Sql, wanted: bool) -> Sql:
    return test if wanted else sql("(NOT {})", test)


@leaf_test.register
def _reachable(leaf: Reachable, scan: EventScan) -> Sql:
    test = sql(
        "(u.profile_id IN (SELECT profile_id FROM profile_consent WHERE channel = {} AND granted)"
        " AND u.profile_id IN (SELECT profile_id FROM profile_identifier WHERE kind = {}))",
        param(leaf.channel),
        param(ADDRESSES[leaf.channel]),
    )
    return _signed(test, leaf.can)


@leaf_test.register
def _owner(leaf: Owner, scan: EventScan) -> Sql:
    column = Sql("u.owner" if leaf.by == "staff" else "u.org_unit")
    test = values_in(column, leaf.among) if leaf.among else sql("{} IS NOT NULL", column)
    return _signed(sql("coalesce({}, FALSE)", test), leaf.belongs)


@leaf_test.register
def _engaged(leaf: Engaged, scan: EventScan) -> Sql:
    names = ENGAGEMENTS[leaf.thing][leaf.how]
    column = scan.matching(COUNT, names, sql("coalesce({}, FALSE)", _of_thing(leaf)), leaf.window)
    return against(sql("coalesce({}, 0)", column), leaf.op, leaf.count, leaf.count_to)


def _of_thing(leaf: Engaged) -> Sql:
    if leaf.thing != "page":
        return values_in(Sql(f'e."{leaf.thing}"'), leaf.values)
    path = property_text("path")
    return some(sql("{} LIKE {} ESCAPE '\\'", path, param(like_pattern(one))) for one in leaf.values)


@leaf_test.register
def _holdout(leaf: Holdout, scan: EventScan) -> Sql:
    tests = [where_holds(HELD_OUT, scan.context)]
    if leaf.journeys:
        tests.append(sql("coalesce({}, FALSE)", values_in(Sql("e.journey"), leaf.journeys)))
    column = scan.matching(COUNT, [ENTERED], every(tests), Ever())
    return _signed(sql("(coalesce({}, 0) > 0)", column), leaf.held)


@leaf_test.register
def _place(leaf: Place, scan: EventScan) -> Sql:
    if leaf.level == "county":
        test = sql(
            "(u.profile_id IN (SELECT t.profile_id FROM profile_trait t WHERE t.key = {} AND {}))",
            param(COUNTY),
            values_in(Sql("t.text"), leaf.among),
        )
    else:
        test = sql("coalesce({}, FALSE)", values_in(Sql(f"u.{leaf.level}"), leaf.among))
    return _signed(test, leaf.inside)


@leaf_test.register
def _near(leaf: Near, scan: EventScan) -> Sql:
    test = sql(
        "(u.profile_id IN (SELECT y.profile_id FROM profile_trait y JOIN profile_trait x ON x.profile_id = y.profile_id"
        " WHERE y.key = {} AND x.key = {} AND {} <= {}))",
        param(LATITUDE),
        param(LONGITUDE),
        _distance_km(leaf),
        param(leaf.radius_km),
    )
    return _signed(test, leaf.near)


def _distance_km(leaf: Near) -> Sql:
    """The great circle between the point and the traits, by the haversine formula."""
    return sql(
        "(2 * {} * asin(sqrt(least(1.0, pow(sin(radians(y.number - {}) / 2), 2)"
        " + cos(radians({})) * cos(radians(y.number)) * pow(sin(radians(x.number - {}) / 2), 2)))))",
        param(EARTH_KM),
        param(leaf.lat),
        param(leaf.lat),
        param(leaf.lon),
    )


@leaf_test.register
def _top(leaf: Top, scan: EventScan) -> Sql:
    return scan.people(sql("SELECT profile_id FROM ({}) WHERE {}", ranking(leaf, scan), within_rank(leaf)))


def within_rank(leaf: Top) -> Sql:
    """A row of the ranking belongs to the leaf's people."""
    if leaf.unit == "people":
        return sql("place <= {}", param(leaf.n))
    return sql("place <= greatest(1, ceil(ranked * {} / 100.0))", param(leaf.n))


def ranking(leaf: Top, scan: EventScan) -> Sql:
    """Rows `profile_id, value, place, ranked` of everybody with a value; `ranked`: how many there are."""
    order = "DESC" if leaf.most else "ASC"
    source, value, known = _metric(leaf, scan)
    return sql(
        f"SELECT u.profile_id, {{}} AS value, row_number() OVER (ORDER BY {{}} {order}, u.profile_id) AS place,"
        f" count(*) OVER () AS ranked FROM profile_state u{{}} WHERE {UNIVERSE} AND {{}}",
        value,
        value,
        source,
        known,
    )


def _metric(leaf: Top, scan: EventScan) -> tuple[Sql, Sql, Sql]:
    """(what to join, the value, the test that there is one)."""
    metric = leaf.metric
    if isinstance(metric, StateMetric):
        value = Sql(f"u.{metric.field}")
        return Sql(""), value, sql("coalesce({} <> 0, FALSE)", value)
    if isinstance(metric, TraitMetric):
        joined = sql(
            " JOIN (SELECT profile_id, max(number) AS number FROM profile_trait WHERE key = {}"
            " AND number IS NOT NULL GROUP BY 1) t ON t.profile_id = u.profile_id",
            param(metric.key),
        )
        return joined, Sql("t.number"), TRUE
    everybody = EventScan(scan.context.everybody())
    value = everybody.column(_figure(metric), metric.name, metric.where, metric.window)
    joined = sql(" JOIN ({}) ev ON ev.person = u.profile_id", everybody.statement())
    return joined, value, sql("{} IS NOT NULL", value)


def _figure(metric: EventMetric) -> Sql:
    if metric.function == "count":
        return COUNT
    return sql(f"{metric.function}(CAST({{}} AS DOUBLE))", property_number(metric.property))

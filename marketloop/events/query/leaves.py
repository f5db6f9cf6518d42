"""Each leaf of a condition as a test on one row of `profile_state u`, joined with the event scan `ev`. Never NULL."""

from __future__ import annotations

import datetime as dt
from functools import singledispatch

from marketloop.events.query.ast import (
    Aggregate,
    Bought,
    Bucket,
    Consent,
    Event,
    Identifier,
    InList,
    Leaf,
    Stage,
    State,
    Tag,
    Trait,
)
from marketloop.events.query.context import QueryContext
from marketloop.events.query.reads import BOUGHT
from marketloop.events.query.scan import EventScan
from marketloop.events.query.sql import FALSE, TRUE, Sql, every, param, sql, values_in
from marketloop.events.query.values import (
    OPPOSITES,
    Value,
    compare,
    date_of_ms,
    number_value,
    property_number,
    property_text,
    text_value,
)

COUNT = Sql("count(*)")
ORDERS = Sql("count(DISTINCT e.order_id)")
ZERO_STATES = frozenset({"orders", "spend"})
TIME_STATES = frozenset({"first_order", "last_order", "first_seen", "last_seen", "created"})
_SIGNS = {"eq": "=", "ne": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@singledispatch
def leaf_test(leaf: Leaf, scan: EventScan) -> Sql:
    """The leaf as SQL; event leaves put their columns into the scan."""
    raise TypeError(f"no SQL for {type(leaf).__name__}")


@leaf_test.register
def _trait(leaf: Trait, scan: EventScan) -> Sql:
    context = scan.context
    if leaf.op in OPPOSITES:
        positive = leaf.model_copy(update={"op": OPPOSITES[leaf.op]})
        return sql("NOT {}", leaf_test(positive, scan))
    if leaf.op == "not_in_last_days":
        dated = sql("{} IS NOT NULL", _trait_value(context).date)
        recent = leaf.model_copy(update={"op": "in_last_days"})
        return sql("({} AND NOT {})", _has_trait(leaf.key, dated), leaf_test(recent, scan))
    if leaf.op == "has_all":
        return every(leaf_test(one, scan) for one in leaf.one_each())
    test = compare(_trait_value(context), leaf.op, leaf.value, context)
    if leaf.op == "anniversary_within_days" and isinstance(leaf.value, int):
        test = every([_may_return(leaf.value, context), test])
    return _has_trait(leaf.key, test)


def _may_return(days: int, context: QueryContext) -> Sql:
    """False for most dates that do not return within `days`: month and day say so at once, without reading the date."""
    if days > 360:
        return TRUE
    returning = {f"{context.today + dt.timedelta(days=ahead):%m-%d}" for ahead in range(days + 1)}
    if "02-28" in returning:
        returning.add("02-29")
    return sql(
        "(t.time IS NOT NULL OR t.text IS NULL OR t.text NOT LIKE '____-__-__' OR {})",
        values_in(Sql("substr(t.text, 6, 5)"), sorted(returning)),
    )


def _has_trait(key: str, test: Sql) -> Sql:
    """Some row of the trait fulfils the test."""
    return sql(
        "(u.profile_id IN (SELECT t.profile_id FROM profile_trait t WHERE t.key = {} AND {}))",
        param(key),
        test,
    )


def _trait_value(context: QueryContext) -> Value:
    read = text_value(Sql("t.text"), context)
    return Value(
        read.text,
        sql("coalesce(t.number, {})", read.number),
        sql("coalesce({}, {})", date_of_ms(Sql("t.time"), context), read.date),
    )


@leaf_test.register
def _tag(leaf: Tag, scan: EventScan) -> Sql:
    return _mark("profile_tag WHERE tag = {}", leaf.has, param(leaf.tag))


@leaf_test.register
def _consent(leaf: Consent, scan: EventScan) -> Sql:
    return _mark("profile_consent WHERE channel = {} AND granted", leaf.granted, param(leaf.channel))


@leaf_test.register
def _identifier(leaf: Identifier, scan: EventScan) -> Sql:
    return _mark("profile_identifier WHERE kind = {}", leaf.present, param(leaf.kind))


@leaf_test.register
def _list(leaf: InList, scan: EventScan) -> Sql:
    return _mark("profile_list WHERE list_id = {}", leaf.member, param(leaf.list_id))


def _mark(source: str, wanted: bool, value: Sql) -> Sql:
    found = f"(u.profile_id IN (SELECT profile_id FROM {source}))"
    return sql(found if wanted else f"(NOT {found})", value)


@leaf_test.register
def _stage(leaf: Stage, scan: EventScan) -> Sql:
    return sql("coalesce({}, FALSE)", values_in(Sql("u.stage"), leaf.among))


@leaf_test.register
def _state(leaf: State, scan: EventScan) -> Sql:
    column = Sql(f"u.{leaf.field}")
    if leaf.field in ZERO_STATES:
        value = number_value(sql("coalesce({}, 0)", column), scan.context)
    elif leaf.field in TIME_STATES:
        value = number_value(column, scan.context)
    else:
        value = text_value(column, scan.context)
    return compare(value, leaf.op, leaf.value, scan.context)


@leaf_test.register
def _event(leaf: Event, scan: EventScan) -> Sql:
    column = scan.column(COUNT, leaf.name, leaf.where, leaf.window)
    return against(sql("coalesce({}, 0)", column), leaf.op, leaf.count, leaf.count_to)


@leaf_test.register
def _bought(leaf: Bought, scan: EventScan) -> Sql:
    test = TRUE if leaf.by == "any" else values_in(Sql(f"e.{leaf.by}"), leaf.values)
    column = scan.matching(ORDERS, [BOUGHT], test, leaf.window)
    return against(sql("coalesce({}, 0)", column), leaf.op, leaf.count, leaf.count_to)


@leaf_test.register
def _aggregate(leaf: Aggregate, scan: EventScan) -> Sql:
    if leaf.function == "distinct":
        aggregate = sql("count(DISTINCT {})", property_text(leaf.property))
    else:
        aggregate = sql(f"{leaf.function}(CAST({{}} AS DOUBLE))", property_number(leaf.property))
    column = scan.column(aggregate, leaf.name, leaf.where, leaf.window)
    if leaf.function in ("sum", "distinct"):
        column = sql("coalesce({}, 0)", column)
    return sql("coalesce({}, FALSE)", against(column, leaf.op, leaf.value, leaf.value_to))


@leaf_test.register
def _bucket(leaf: Bucket, scan: EventScan) -> Sql:
    if leaf.start >= leaf.end:
        return FALSE
    number = sql(
        "CAST('0x' || left(md5({} || CAST(u.profile_id AS VARCHAR)), 8) AS UBIGINT) % 10000",
        param(f"{leaf.salt}:"),
    )
    return sql("({} BETWEEN {} AND {})", number, param(leaf.start), param(leaf.end - 1))


def against(column: Sql, op: str, value: float, upper: float | None) -> Sql:
    """A column compared with numbers; `between` has both ends inside."""
    if op == "between":
        return sql("({} BETWEEN {} AND {})", column, param(value), param(upper))
    return sql(f"({{}} {_SIGNS[op]} {{}})", column, param(value))

"""Who some people are against everybody: for each dimension, how many of them and of the base have each value.

The base is the universe within the asker's scope. People of whom a dimension is not known are left out of its figures. What
people do is looked at over the last 90 days; a person's device and hours are the most frequent ones (ties: the first by name).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from marketloop.events.contracts import Reader
from marketloop.events.query.conditions import ASKED
from marketloop.events.query.context import QueryContext, in_scope
from marketloop.events.query.scan import ALIASED, PERSON, UNIVERSE
from marketloop.events.query.sql import Sql, param, sql
from marketloop.events.query.values import text_value

LOOKED_AT_MS = 90 * 86_400_000
SHOWN = 15
"""Values of a dimension without a natural order; the most frequent ones."""
AGES = (18, 25, 30, 35, 40, 50, 60)
"""Lower ends of the age bands; before the first one is "-17"."""
HOURS = 3
"""Length of the bands of the day."""
PRICE_BANDS = 5
"""Price bands hold equally many people of the base."""
GENDERS = ("gender", "sex")


@dataclass(frozen=True)
class ValueCount:
    """How many of the people and of the base have this value; `low`, `high`: bounds of a band of money (minor units)."""

    value: str
    people: int
    base: int
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class DimensionCounts:
    """One dimension; `people`, `base`: of how many it is known. `several`: a person may have several values."""

    key: str
    people: int
    base: int
    values: tuple[ValueCount, ...]
    several: bool = False


@dataclass(frozen=True)
class _Dimension:
    """`rows(context)` gives `profile_id, value` (and `low, high`); `ordered`: values have an order of their own."""

    key: str
    rows: Callable[[QueryContext], Sql]
    ordered: bool = False
    several: bool = False


def persona_counts(
    people: pa.Table, context: QueryContext, read: Reader
) -> tuple[int, int, list[DimensionCounts]]:
    """(size of the people within the base, size of the base, the dimensions)."""
    counted = Sql("SELECT count(*) AS base, count(*) FILTER (member) AS people FROM base")
    sizes = read(*_statement(counted, context), {ASKED: people})
    [row] = sizes.to_pylist()
    return row["people"], row["base"], [_counted(one, people, context, read) for one in DIMENSIONS]


def _statement(body: Sql, context: QueryContext) -> Sql:
    return sql(
        f"WITH base AS (SELECT u.*, u.profile_id IN (FROM {ASKED}) AS member FROM profile_state u WHERE {UNIVERSE} AND {{}}) {{}}",
        in_scope(context.scope),
        body,
    )


def _counted(dimension: _Dimension, people: pa.Table, context: QueryContext, read: Reader) -> DimensionCounts:
    order = "value" if dimension.ordered else "base DESC, value"
    body = sql(
        "SELECT value, min(low) AS low, max(high) AS high, count(*) AS base, count(*) FILTER (member) AS people,"
        " any_value(known) AS known, any_value(known_people) AS known_people FROM"
        " (SELECT d.value, d.low, d.high, b.member, (SELECT count(DISTINCT profile_id) FROM known) AS known,"
        " (SELECT count(DISTINCT profile_id) FILTER (member) FROM known) AS known_people"
        " FROM dimension d JOIN base b USING (profile_id) WHERE d.value <> '')"
        f" GROUP BY value ORDER BY {order}",
    )
    whole = sql(
        ", dimension AS ({}), known AS (SELECT d.profile_id, b.member FROM dimension d JOIN base b USING (profile_id)"
        " WHERE d.value <> '') {}",
        dimension.rows(context),
        body,
    )
    found = read(*_statement(whole, context), {ASKED: people}).to_pylist()
    shown = found if dimension.ordered else found[:SHOWN]
    return DimensionCounts(
        key=dimension.key,
        people=found[0]["known_people"] if found else 0,
        base=found[0]["known"] if found else 0,
        values=tuple(_value(row) for row in shown),
        several=dimension.several,
    )


def _value(row: dict[str, Any]) -> ValueCount:
    return ValueCount(row["value"], row["people"], row["base"], row["low"], row["high"])


# ---- dimensions ------------------------------------------------------------------------------------------------------


def _of_state(column: str) -> Callable[[QueryContext], Sql]:
    return lambda context: Sql(f"SELECT profile_id, {column} AS value, NULL AS low, NULL AS high FROM base")


def _gender(context: QueryContext) -> Sql:
    return sql(
        "SELECT profile_id, min(lower(text)) AS value, NULL AS low, NULL AS high FROM profile_trait"
        " WHERE key IN ({}, {}) GROUP BY 1",
        *(param(key) for key in GENDERS),
    )


def _age(context: QueryContext) -> Sql:
    born = text_value(Sql("text"), context).date
    age = sql(
        "(date_part('year', {}) - date_part('year', born)"
        " - CASE WHEN strftime(born, '%m-%d') > {} THEN 1 ELSE 0 END)",
        sql("CAST({} AS DATE)", param(context.today)),
        param(f"{context.today:%m-%d}"),
    )
    bands = " ".join(
        f"WHEN age < {end} THEN '{name}'" for end, name in zip((*AGES, 130), AGE_BANDS, strict=True)
    )
    return sql(
        f"SELECT profile_id, CASE WHEN age < 0 THEN NULL {bands} END AS value, NULL AS low, NULL AS high FROM"
        " (SELECT profile_id, {} AS age FROM (SELECT profile_id, min({}) AS born FROM profile_trait"
        " WHERE key = 'birthday' GROUP BY 1) WHERE born IS NOT NULL)",
        age,
        born,
    )


AGE_BANDS = (
    f"-{AGES[0] - 1}",
    *(f"{low}-{high - 1}" for low, high in itertools.pairwise(AGES)),
    f"{AGES[-1]}+",
)


def _acts(selected: Sql, context: QueryContext) -> Sql:
    """What people did themselves lately."""
    return sql(
        f"SELECT {PERSON} AS profile_id, {{}} FROM {ALIASED}"
        " WHERE e.quality <> 2 AND e.kind <> 'fact' AND e.time <= {} AND e.time > {}",
        selected,
        param(context.now),
        param(context.now - LOOKED_AT_MS),
    )


def _most_frequent(value: Sql, context: QueryContext) -> Sql:
    return sql(
        "SELECT profile_id, first(value ORDER BY n DESC, value) AS value, NULL AS low, NULL AS high FROM"
        " (SELECT profile_id, value, count(*) AS n FROM ({}) WHERE value <> '' GROUP BY 1, 2) GROUP BY 1",
        _acts(sql("{} AS value", value), context),
    )


def _device(context: QueryContext) -> Sql:
    return _most_frequent(Sql("e.device"), context)


def _hour(context: QueryContext) -> Sql:
    hour = sql("date_part('hour', make_timestamptz(e.time * 1000) AT TIME ZONE {})", param(str(context.zone)))
    start = sql(f"CAST(floor({{}} / {HOURS}) * {HOURS} AS INTEGER)", hour)
    return _most_frequent(sql("format('{{:02d}}', {})", start), context)


def _category(context: QueryContext) -> Sql:
    return sql(
        "SELECT DISTINCT profile_id, value, NULL AS low, NULL AS high FROM ({}) WHERE value <> ''",
        sql(
            f"SELECT {PERSON} AS profile_id, e.category AS value FROM {ALIASED} WHERE e.quality <> 2"
            " AND e.name IN ('product_viewed', 'product_added', 'product_bought') AND e.time <= {} AND e.time > {}",
            param(context.now),
            param(context.now - LOOKED_AT_MS),
        ),
    )


def _price(context: QueryContext) -> Sql:
    """Mean value of a person's paid orders, in bands of equally many people of the base."""
    return sql(
        "SELECT profile_id, CAST(band AS VARCHAR) AS value, min(mean) OVER (PARTITION BY band) AS low,"
        " max(mean) OVER (PARTITION BY band) AS high FROM"
        f" (SELECT profile_id, mean, ntile({PRICE_BANDS}) OVER (ORDER BY mean, profile_id) AS band FROM"
        f" (SELECT {PERSON} AS profile_id, CAST(round(avg(e.amount)) AS BIGINT) AS mean FROM {ALIASED}"
        " WHERE e.quality <> 2 AND e.name = 'order_paid' AND e.amount IS NOT NULL AND e.time <= {} GROUP BY 1)"
        " JOIN base USING (profile_id))",
        param(context.now),
    )


DIMENSIONS = (
    _Dimension("gender", _gender),
    _Dimension("age", _age, ordered=True),
    _Dimension("province", _of_state("province")),
    _Dimension("city", _of_state("city")),
    _Dimension("device", _device),
    _Dimension("hour", _hour, ordered=True),
    _Dimension("category", _category, several=True),
    _Dimension("price", _price, ordered=True),
    _Dimension("source", _of_state("source")),
    _Dimension("stage", _of_state("stage")),
)

"""Trends: measures per calendar period, split by a property, beside an earlier range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from marketloop.events.contracts import Reader
from marketloop.events.query.ast import Measure, TrendQuery
from marketloop.events.query.checking import check_condition, check_where
from marketloop.events.query.context import QueryContext
from marketloop.events.query.grouping import Ints, as_ints
from marketloop.events.query.periods import Period, Periods, earlier, periods_of
from marketloop.events.query.population import counted, step_fits
from marketloop.events.query.scan import ALIASED, PERSON
from marketloop.events.query.sql import Sql, every, param, sql, values_in
from marketloop.events.query.values import property_number, property_text
from marketloop.platform.errors import Invalid, NotFound

TOP = 25
NONE, OTHER = "(none)", "(other)"
_OF_PROPERTY = frozenset({"sum", "mean", "median", "p90"})
_ADDING = frozenset({"count", "people", "sum"})
"""Measures that are 0, not absent, without events."""
Number = float | int | None


@dataclass(frozen=True)
class TrendSeries:
    """One line: the measure (its place in the query), the value of the breakdown, a number per period, and the number over the
    whole range (people count once in it)."""

    measure: int
    label: str
    value: str | None
    numbers: tuple[Number, ...]
    total: Number


@dataclass(frozen=True)
class TrendResult:
    """Lines over the periods; `compared` has the same lines over the earlier range (periods by place), else ()."""

    periods: tuple[Period, ...]
    series: tuple[TrendSeries, ...]
    compared_periods: tuple[Period, ...] = ()
    compared: tuple[TrendSeries, ...] = ()


def trend(query: TrendQuery, context: QueryContext, read: Reader) -> TrendResult:
    """All lines; raises Invalid for a query that makes no sense."""
    check_trend(query)
    periods = periods_of(query.range, query.period, context)
    series = tuple(_lines(query, periods, context, read, None))
    if query.compare == "none":
        return TrendResult(periods.listed, series)
    span = earlier(query.range, query.period, query.compare, context.zone)
    before = periods_of(span, query.period, context)
    values = [line.value for line in series if line.value is not None]
    compared = tuple(_lines(query, before, context, read, values))
    return TrendResult(periods.listed, series, before.listed, compared)


def trend_people(
    query: TrendQuery,
    measure: int,
    context: QueryContext,
    read: Reader,
    *,
    period: int | None = None,
    value: str | None = None,
) -> Ints:
    """The people with an event behind a number: of a line, a period (by place; None: all) and a value of the breakdown.

    `(other)` means every value beyond the first 25.
    """
    check_trend(query)
    periods = periods_of(query.range, query.period, context)
    if not 0 <= measure < len(query.measures) or (
        period is not None and not 0 <= period < len(periods.listed)
    ):
        raise NotFound("trend_number_unknown")
    cut = periods if period is None else Periods((periods.listed[period],))
    tests = [_within(query, query.measures[measure], cut, context)]
    if value is not None and query.breakdown is not None:
        label = _label(query.breakdown)
        if value == OTHER:
            top = _top(query, query.measures[measure], periods, context, read)
            tests.append(sql("NOT {}", values_in(label, [*top, NONE])))
        else:
            tests.append(sql("{} = {}", label, param(value)))
    found = read(*sql(f"SELECT DISTINCT {PERSON} AS person FROM {ALIASED} WHERE {{}}", every(tests)))
    return np.sort(as_ints(found["person"]))


def check_trend(query: TrendQuery) -> None:
    """Raises Invalid for measures without their property and tests that cannot be answered."""
    for index, one in enumerate(query.measures):
        if one.measure in _OF_PROPERTY and not one.property:
            place = f"measures.{index}.property"
            raise Invalid(
                "measure_property_missing", fields={place: "measure_property_missing"}, number=index + 1
            )
        check_where(one.step.where, f"measures.{index}.step.where")
    if query.among is not None:
        check_condition(query.among)


def _lines(
    query: TrendQuery, periods: Periods, context: QueryContext, read: Reader, values: list[str] | None
) -> Iterable[TrendSeries]:
    for index, measure in enumerate(query.measures):
        label = measure.step.label or measure.step.event
        if query.breakdown is None:
            listed: list[str | None] = [None]
            value = Sql("NULL::VARCHAR")
        else:
            top = values if values is not None else _top(query, measure, periods, context, read)
            listed = [*dict.fromkeys([*top, OTHER, NONE])]
            value = _folded(_label(query.breakdown), top)
        found = _numbers(query, measure, value, periods, context, read)
        for name in listed:
            if name in found or (values is not None and name in values) or name is None:
                yield _line(index, label, name, found.get(name, {}), len(periods.listed), measure)


def _line(
    index: int, label: str, name: str | None, found: dict[int, Number], periods: int, measure: Measure
) -> TrendSeries:
    empty = 0 if measure.measure in _ADDING else None
    numbers = tuple(found.get(number, empty) for number in range(periods))
    return TrendSeries(index, label, name, numbers, found.get(-1, empty))


def _numbers(
    query: TrendQuery, measure: Measure, value: Sql, periods: Periods, context: QueryContext, read: Reader
) -> dict[str | None, dict[int, Number]]:
    """value → period (−1: the whole range) → number."""
    statement = sql(
        f"SELECT value, CASE WHEN grouping(number) = 1 THEN -1 ELSE number END AS number, {{}} AS measured FROM"
        f" (SELECT {{}} AS value, {{}} AS number, {PERSON} AS person, {{}} AS amount FROM {{}}"
        " LEFT JOIN alias_map a ON a.profile_id = e.profile_id WHERE {}) GROUP BY GROUPING SETS ((value, number), (value))",
        _aggregate(measure),
        value,
        periods.number(),
        property_number(measure.property) if measure.property else Sql("NULL::DOUBLE"),
        periods.source(),
        _within(query, measure, periods, context),
    )
    found: dict[str | None, dict[int, Number]] = {}
    for row in read(statement.text, statement.params, periods.tables()).to_pylist():
        found.setdefault(row["value"], {})[row["number"]] = _number(row["measured"], measure)
    return found


def _number(measured: Any, measure: Measure) -> Number:
    if measured is None:
        return 0 if measure.measure in _ADDING else None
    return int(measured) if measured == int(measured) and measure.measure in _ADDING else float(measured)


def _aggregate(measure: Measure) -> Sql:
    return Sql(
        {
            "count": "count(*)",
            "people": "count(DISTINCT person)",
            "per_person": "count(*) / nullif(count(DISTINCT person), 0)",
            "sum": "CAST(sum(amount) AS DOUBLE)",
            "mean": "avg(amount)",
            "median": "quantile_cont(CAST(amount AS DOUBLE), 0.5)",
            "p90": "quantile_cont(CAST(amount AS DOUBLE), 0.9)",
        }[measure.measure]
    )


def _within(query: TrendQuery, measure: Measure, periods: Periods, context: QueryContext) -> Sql:
    return every(
        [
            step_fits(measure.step, context),
            periods.holds(context),
            counted(query.among, query.include_invalid, context),
        ]
    )


def _top(
    query: TrendQuery, measure: Measure, periods: Periods, context: QueryContext, read: Reader
) -> list[str]:
    """The values with the most events (sums: the largest sums), at most 25, without the missing one."""
    assert query.breakdown is not None
    amount = property_number(measure.property) if measure.measure == "sum" and measure.property else Sql("1")
    statement = sql(
        f"SELECT value FROM (SELECT {{}} AS value, {{}} AS amount FROM {ALIASED} WHERE {{}})"
        " WHERE value <> {} GROUP BY 1 ORDER BY sum(amount) DESC NULLS LAST, 1 LIMIT {}",
        _label(query.breakdown),
        amount,
        _within(query, measure, periods, context),
        param(NONE),
        param(TOP),
    )
    return [str(value) for value in read(*statement)["value"].to_pylist()]


def _label(name: str) -> Sql:
    return sql("coalesce(nullif({}, ''), {})", property_text(name), param(NONE))


def _folded(label: Sql, top: list[str]) -> Sql:
    return sql("CASE WHEN {} THEN {} ELSE {} END", values_in(label, [*top, NONE]), label, param(OTHER))

"""Retention: cohorts by their start event, and how many come back in the k-th period after.

Classic: a return in period p + k; rolling: in p + k or later; k = 0 is the size of the cohort. `first_ever` puts a person into
the cohort of the first start event ever, `recurring` into one for each period with a start event.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from marketloop.events.contracts import Reader
from marketloop.events.query.ast import RetentionQuery, Step
from marketloop.events.query.checking import check_condition, check_where
from marketloop.events.query.context import QueryContext
from marketloop.events.query.grouping import Ints, as_ints
from marketloop.events.query.periods import Period, Periods, periods_of
from marketloop.events.query.population import counted, step_fits
from marketloop.events.query.scan import ALIASED, PERSON
from marketloop.events.query.sql import Sql, param, sql
from marketloop.platform.errors import NotFound

Tables = dict[str, pa.Table]


@dataclass(frozen=True)
class Cohort:
    """`cells[k]` for the periods up to the end of the range; `cells[0]` is the size. `complete` cells have fully passed."""

    period: Period
    size: int
    cells: tuple[int, ...]
    complete: int


@dataclass(frozen=True)
class RetentionResult:
    """A cohort per period; `mean[k]` = Σ cells ÷ Σ sizes over the cohorts whose k-th period has passed, None for x/0."""

    cohorts: tuple[Cohort, ...]
    mean: tuple[float | None, ...]


def retention(query: RetentionQuery, context: QueryContext, read: Reader) -> RetentionResult:
    """The cohort table; raises Invalid for tests that cannot be answered."""
    check_retention(query)
    periods = periods_of(query.range, query.period, context)
    count = len(periods.listed)
    sizes, returns = np.zeros(count, np.int64), np.zeros((count, count), np.int64)
    starts, tables = _starts(query, periods, context)
    found = read(*sql("SELECT number, count(*) AS people FROM ({}) GROUP BY 1", starts), tables)
    sizes[as_ints(found["number"])] = as_ints(found["people"])
    pairs, tables = _pairs(query, periods, context)
    found = read(*sql("SELECT cohort, gap, count(*) AS people FROM ({}) GROUP BY 1, 2", pairs), tables)
    returns[as_ints(found["cohort"]), as_ints(found["gap"])] = as_ints(found["people"])
    if query.rolling:
        returns = np.cumsum(returns[:, ::-1], axis=1)[:, ::-1]
    return _table(periods, sizes, returns)


def retention_people(query: RetentionQuery, cohort: int, k: int, context: QueryContext, read: Reader) -> Ints:
    """The people of a cell: cohort by place, k periods later (0: the whole cohort)."""
    check_retention(query)
    periods = periods_of(query.range, query.period, context)
    if not (0 <= cohort < len(periods.listed) and 0 <= k < len(periods.listed) - cohort):
        raise NotFound("retention_cell_unknown")
    if k == 0:
        starts, tables = _starts(query, periods, context)
        statement = sql("SELECT person FROM ({}) WHERE number = {}", starts, param(cohort))
    else:
        pairs, tables = _pairs(query, periods, context)
        sign = ">=" if query.rolling else "="
        statement = sql(
            f"SELECT person FROM ({{}}) WHERE cohort = {{}} AND gap {sign} {{}}",
            pairs,
            param(cohort),
            param(k),
        )
    return np.sort(as_ints(read(statement.text, statement.params, tables)["person"]))


def check_retention(query: RetentionQuery) -> None:
    """Raises Invalid for tests that cannot be answered."""
    check_where(query.start_event.where, "start_event.where")
    check_where(query.return_event.where, "return_event.where")
    if query.among is not None:
        check_condition(query.among)


def _starts(query: RetentionQuery, periods: Periods, context: QueryContext) -> tuple[Sql, Tables]:
    """Rows (person, number of the cohort's period), and the Arrow tables that the statement names."""
    if query.start_mode == "recurring":
        return _active(query, query.start_event, periods, context), periods.tables()
    first = sql(
        f"(SELECT {PERSON} AS person, min(e.time) AS time FROM {ALIASED} WHERE {{}} AND e.time <= {{}} AND {{}} GROUP BY 1) e",
        step_fits(query.start_event, context),
        param(context.now),
        counted(query.among, query.include_invalid, context),
    )
    number, source = periods.number(), periods.source(first)
    return (
        sql("SELECT e.person, {} AS number FROM {} WHERE {}", number, source, periods.holds(context)),
        periods.tables(),
    )


def _active(query: RetentionQuery, step: Step, periods: Periods, context: QueryContext) -> Sql:
    return sql(
        f"SELECT DISTINCT {PERSON} AS person, {{}} AS number FROM {{}}"
        " LEFT JOIN alias_map a ON a.profile_id = e.profile_id WHERE {} AND {} AND {}",
        periods.number(),
        periods.source(),
        step_fits(step, context),
        periods.holds(context),
        counted(query.among, query.include_invalid, context),
    )


def _pairs(query: RetentionQuery, periods: Periods, context: QueryContext) -> tuple[Sql, Tables]:
    """Rows (person, cohort, gap): one per later active period, or, rolling, one with the largest gap."""
    starts, tables = _starts(query, periods, context)
    gap = "max(r.number) - s.number" if query.rolling else "r.number - s.number"
    tail = " GROUP BY s.person, s.number" if query.rolling else ""
    pairs = sql(
        f"SELECT s.person AS person, s.number AS cohort, {gap} AS gap FROM ({{}}) s JOIN ({{}}) r"
        f" ON r.person = s.person AND r.number > s.number{tail}",
        starts,
        _active(query, query.return_event, periods, context),
    )
    return pairs, tables


def _table(periods: Periods, sizes: Ints, returns: Ints) -> RetentionResult:
    count = len(periods.listed)
    passed = [period.complete for period in periods.listed]
    cohorts, mean = [], []
    for number, period in enumerate(periods.listed):
        cells = (int(sizes[number]), *(int(cell) for cell in returns[number, 1 : count - number]))
        cohorts.append(Cohort(period, int(sizes[number]), cells, sum(passed[number:])))
    for k in range(count):
        counting = [number for number in range(count - k) if passed[number + k]]
        people = sum(cohorts[number].size for number in counting)
        back = sum(cohorts[number].cells[k] for number in counting)
        mean.append(back / people if people else None)
    return RetentionResult(tuple(cohorts), tuple(mean))

"""Who does it again: people with an event, and those of them with the next one within a span of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marketloop.events.contracts import Reader
from marketloop.events.query.ast import RepeatQuery
from marketloop.events.query.checking import check_condition, check_where
from marketloop.events.query.context import QueryContext
from marketloop.events.query.grouping import Ints, as_ints
from marketloop.events.query.periods import Period, Periods, periods_of
from marketloop.events.query.population import counted, step_fits
from marketloop.events.query.scan import ALIASED, PERSON
from marketloop.events.query.sql import Sql, every, param, sql


@dataclass(frozen=True)
class RepeatCount:
    """`people` did it, `again` of them once more in time; `rate` is None for x/0."""

    people: int
    again: int

    @property
    def rate(self) -> float | None:
        """Share that did it again."""
        return self.again / self.people if self.people else None


@dataclass(frozen=True)
class RepeatResult:
    """Per period of the first event, and over the whole range (a person counts once)."""

    periods: tuple[Period, ...]
    counts: tuple[RepeatCount, ...]
    total: RepeatCount


def repeat(query: RepeatQuery, context: QueryContext, read: Reader) -> RepeatResult:
    """How many did it again; raises Invalid for tests that cannot be answered."""
    periods = _checked(query, context)
    statement = sql(
        "SELECT CASE WHEN grouping(number) = 1 THEN -1 ELSE number END AS number, count(DISTINCT person) AS people,"
        " count(DISTINCT person) FILTER (WHERE again) AS repeaters FROM (SELECT person, again, {} AS number FROM {})"
        " GROUP BY GROUPING SETS ((number), ())",
        periods.number(),
        periods.source(_pairs(query, periods, context)),
    )
    found = {
        row["number"]: row for row in read(statement.text, statement.params, periods.tables()).to_pylist()
    }
    counts = {number: RepeatCount(row["people"], row["repeaters"]) for number, row in found.items()}
    nobody = RepeatCount(0, 0)
    listed = tuple(counts.get(number, nobody) for number in range(len(periods.listed)))
    return RepeatResult(periods.listed, listed, counts.get(-1, nobody))


def repeat_people(query: RepeatQuery, context: QueryContext, read: Reader) -> Ints:
    """The people who did it again."""
    periods = _checked(query, context)
    statement = sql("SELECT DISTINCT person FROM {} WHERE again", _pairs(query, periods, context))
    return np.sort(as_ints(read(statement.text, statement.params)["person"]))


def _checked(query: RepeatQuery, context: QueryContext) -> Periods:
    check_where(query.step.where, "step.where")
    if query.among is not None:
        check_condition(query.among)
    return periods_of(query.range, query.period, context)


def _pairs(query: RepeatQuery, periods: Periods, context: QueryContext) -> Sql:
    """A relation `e` of the events in the range: person, time, and whether the next one follows in time."""
    last = min(periods.end - 1 + query.within_ms, context.now)
    inner = sql(
        f"SELECT {PERSON} AS person, e.time AS time, lead(e.time) OVER (PARTITION BY {PERSON} ORDER BY e.time, e.event_id)"
        f" AS following FROM {ALIASED} WHERE {{}}",
        every(
            [
                step_fits(query.step, context),
                sql("e.time >= {}", param(periods.start)),
                sql("e.time <= {}", param(last)),
                counted(query.among, query.include_invalid, context),
            ]
        ),
    )
    return sql(
        "(SELECT person, time, coalesce(following - time <= {}, FALSE) AS again FROM ({}) WHERE time < {}) e",
        param(query.within_ms),
        inner,
        param(periods.end),
    )

"""The questions that other modules may put to the event store, answered at the business clock's now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from marketloop.events.catalogue import STANDARD
from marketloop.events.contracts import Reader
from marketloop.events.query import explain as explaining
from marketloop.events.query import funnel as funnels
from marketloop.events.query import repeat as repeats
from marketloop.events.query import retention as retentions
from marketloop.events.query import trend as trends
from marketloop.events.query.ast import Condition, FunnelQuery, Range, RepeatQuery, RetentionQuery, TrendQuery
from marketloop.events.query.conditions import ASKED, CompiledQuery, compile_condition, compile_each
from marketloop.events.query.context import QueryContext
from marketloop.events.query.counting import (
    AudienceCounts,
    LeafCount,
    compile_count,
    compile_counts,
    compile_sample,
)
from marketloop.events.query.explain import Explained
from marketloop.events.query.funnel import FunnelResult
from marketloop.events.query.periods import Period, Unit, earlier
from marketloop.events.query.persona import DimensionCounts, ValueCount, persona_counts
from marketloop.events.query.repeat import RepeatResult
from marketloop.events.query.retention import RetentionResult
from marketloop.events.query.sql import param, sql
from marketloop.events.query.touched import Mentioned, compile_touched, compile_touched_each, mentioned
from marketloop.events.query.trend import TrendResult, TrendSeries
from marketloop.events.query.values import property_text
from marketloop.organisation.contracts import ALL, ScopeFilter
from marketloop.platform import clock

__all__ = [
    "AudienceCounts",
    "DimensionCounts",
    "EventName",
    "Explained",
    "FunnelResult",
    "Ids",
    "LeafCount",
    "Mentioned",
    "Period",
    "PropertyValue",
    "RepeatResult",
    "RetentionResult",
    "TrendResult",
    "TrendSeries",
    "ValueCount",
    "count_matching",
    "earlier_range",
    "event_names",
    "explain",
    "funnel",
    "funnel_people",
    "leaf_counts",
    "matching_each",
    "matching_profiles",
    "mentioned",
    "persona",
    "place_values",
    "property_values",
    "refusing",
    "repeat",
    "repeat_people",
    "retention",
    "retention_people",
    "sample_matching",
    "standard_names",
    "touched_by_time",
    "touched_by_time_each",
    "trend",
    "trend_people",
]

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True)
class EventName:
    """A name that occurs, with the number of valid events and the latest time (UTC ms)."""

    name: str
    count: int
    latest: int


@dataclass(frozen=True)
class PropertyValue:
    """A value of a property and how often it occurs."""

    value: str
    count: int


def matching_profiles(
    condition: Condition, among: Sequence[int] | Ids | None = None, *, scope: ScopeFilter = ALL
) -> Ids:
    """The canonical ids of all who fulfil the condition now, ascending; `among` limits the answer to these people."""
    query = compile_condition(condition, context(scope, narrowed=among is not None))
    tables = None if among is None else {ASKED: id_table(among)}
    return ids_of(reader()(query.sql, query.params, tables))


def matching_each(conditions: Sequence[Condition], among: Sequence[int] | Ids) -> list[Ids]:
    """`matching_profiles(condition, among)` of several conditions at once, by one statement."""
    if not conditions:
        return []
    query = compile_each(conditions, context(narrowed=True))
    found = reader()(query.sql, query.params, {ASKED: id_table(among)})
    people = _ids_in_order(found)
    masks = [
        found[f"m{index}"].combine_chunks().to_numpy(zero_copy_only=False) for index in range(len(conditions))
    ]
    return [np.sort(people[mask.astype(bool)]) for mask in masks]


def count_matching(condition: Condition, *, scope: ScopeFilter = ALL) -> int:
    """How many people fulfil the condition now."""
    return int(_run(compile_count(condition, context(scope)))["people"][0].as_py())


def leaf_counts(
    condition: Condition, *, scope: ScopeFilter = ALL, further: Mapping[str, Condition] | None = None
) -> AudienceCounts:
    """Total, universe, and per leaf its own count and what remains: the figures beside the builder's rows.

    `further`: how many of the total fulfil each of these too, in the same pass.
    """
    query, reading = compile_counts(condition, context(scope), further)
    row = _run(query).to_pylist()[0]
    return reading([row[f"n{index}"] for index in range(len(row))])


def sample_matching(condition: Condition, n: int, *, scope: ScopeFilter = ALL) -> Ids:
    """Up to `n` people who fulfil the condition, those seen last first."""
    return _ids_in_order(_run(compile_sample(condition, context(scope), n)))


def explain(condition: Condition, profile_id: int) -> Explained | None:
    """Each leaf's verdict for one person with the data found; merged ids are followed; None for an unknown person."""
    return explaining.explain_condition(condition, canonical_of(profile_id), context(), reader())


def touched_by_time(condition: Condition, from_ms: int, to_ms: int) -> Ids:
    """People whose answer may differ between the two instants through time alone (a superset of those who do)."""
    zone = clock.company_zone()
    query = compile_touched(condition, QueryContext(from_ms, zone), QueryContext(to_ms, zone))
    return np.empty(0, np.int64) if query is None else ids_of(_run(query))


def touched_by_time_each(asked: Sequence[tuple[Condition, int]], to_ms: int) -> list[Ids]:
    """`touched_by_time(condition, from_ms, to_ms)` of several (condition, from_ms) at once, by one statement."""
    zone = clock.company_zone()
    contexts = [(condition, QueryContext(from_ms, zone)) for condition, from_ms in asked]
    query = compile_touched_each(contexts, QueryContext(to_ms, zone))
    if query is None:
        return [np.empty(0, np.int64) for _ in asked]
    found = _run(query)
    places, people = (found[name].combine_chunks().to_numpy() for name in ("n", "profile_id"))
    return [np.sort(people[places == n]) for n in range(len(asked))]


def persona(
    people: Sequence[int] | Ids, *, scope: ScopeFilter = ALL
) -> tuple[int, int, list[DimensionCounts]]:
    """(how many of these people are in the base, its size, counts by dimension); see `query.persona`."""
    return persona_counts(id_table(people), context(scope), reader())


def refusing(channel: str, among: Sequence[int] | Ids) -> Ids:
    """Those of these people (canonical ids) who said no to a channel; who said nothing is not among them."""
    found = reader()(
        f"SELECT DISTINCT profile_id FROM profile_consent WHERE channel = ? AND NOT granted AND profile_id IN (FROM {ASKED})",
        [channel],
        {ASKED: id_table(among)},
    )
    return ids_of(found)


def place_values(level: Literal["province", "city", "county"], limit: int = 500) -> list[PropertyValue]:
    """Provinces, cities or counties (the trait) where people live, the most frequent first."""
    source = (
        "SELECT text AS value FROM profile_trait WHERE key = 'county'"
        if level == "county"
        else f"SELECT {level} AS value FROM profile_state"
    )
    found = reader()(
        f"SELECT value, count(*) AS count FROM ({source}) WHERE value <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?",
        [limit],
    )
    return [PropertyValue(**row) for row in found.to_pylist()]


def trend(query: TrendQuery, *, scope: ScopeFilter = ALL) -> TrendResult:
    """Measures per period; raises Invalid with `fields` for a query that makes no sense (so do the next two)."""
    return trends.trend(query, context(scope), reader())


def funnel(query: FunnelQuery, *, scope: ScopeFilter = ALL) -> FunnelResult:
    """Counts, conversions, times, open entries and breakdown of a funnel."""
    return funnels.funnel(query, context(scope), reader())


def retention(query: RetentionQuery, *, scope: ScopeFilter = ALL) -> RetentionResult:
    """Cohorts and how many of them come back."""
    return retentions.retention(query, context(scope), reader())


def trend_people(
    query: TrendQuery,
    measure: int = 0,
    period: int | None = None,
    value: str | None = None,
    *,
    scope: ScopeFilter = ALL,
) -> Ids:
    """The people behind a number of a trend (measure and period by place, value of the breakdown)."""
    return trends.trend_people(query, measure, context(scope), reader(), period=period, value=value)


def funnel_people(query: FunnelQuery, step: int, dropped: bool = False, *, scope: ScopeFilter = ALL) -> Ids:
    """Who reached a step (from 1); `dropped`: who reached the one before it and went no further."""
    return funnels.funnel_people(query, step, dropped, context(scope), reader())


def retention_people(query: RetentionQuery, cohort: int, k: int, *, scope: ScopeFilter = ALL) -> Ids:
    """The people of a cell of the retention table."""
    return retentions.retention_people(query, cohort, k, context(scope), reader())


def repeat(query: RepeatQuery, *, scope: ScopeFilter = ALL) -> RepeatResult:
    """How many people did it again in time, per period of the first event."""
    return repeats.repeat(query, context(scope), reader())


def repeat_people(query: RepeatQuery, *, scope: ScopeFilter = ALL) -> Ids:
    """The people who did it again."""
    return repeats.repeat_people(query, context(scope), reader())


def earlier_range(span: Range, unit: Unit, how: Literal["previous", "last_year"] = "previous") -> Range:
    """The range to compare with: as many calendar periods before, or the same dates a year before."""
    return earlier(span, unit, how, clock.company_zone())


def event_names() -> list[EventName]:
    """All names of events that occur, the most frequent first."""
    found = reader()(
        "SELECT name, count(*) AS count, max(time) AS latest FROM events WHERE quality <> 2 GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return [EventName(**row) for row in found.to_pylist()]


def standard_names() -> list[str]:
    """The names of the tracking plan and of the catalogue, whether they occur or not."""
    from marketloop.events.declared import current

    return list(dict.fromkeys([*current().labels, *(one.name for one in STANDARD)]))


def property_values(event: str, name: str, prefix: str = "", limit: int = 50) -> list[PropertyValue]:
    """The most frequent values of a property of an event that start with `prefix` (case ignored)."""
    statement = sql(
        "SELECT value, count(*) AS count FROM (SELECT {} AS value FROM events e WHERE e.name = {} AND e.quality <> 2)"
        " WHERE starts_with(lower(value), {}) AND value <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {}",
        property_text(name),
        param(event),
        param(prefix.lower()),
        param(limit),
    )
    return [PropertyValue(**row) for row in reader()(statement.text, statement.params).to_pylist()]


def canonical_of(profile_id: int) -> int:
    """The surviving profile of a merged one, else the id itself."""
    found = reader()("SELECT canonical_id FROM alias_map WHERE profile_id = ?", [profile_id])
    return int(found["canonical_id"][0].as_py()) if found.num_rows else profile_id


def reader() -> Reader:
    """The store of this process."""
    from marketloop.events.store import get_store

    return get_store().read


def context(scope: ScopeFilter = ALL, *, narrowed: bool = False) -> QueryContext:
    """Now, in the company's time zone."""
    return QueryContext(now=clock.now_ms(), zone=clock.company_zone(), narrowed=narrowed, scope=scope)


def id_table(profile_ids: Sequence[int] | Ids) -> pa.Table:
    """Ids as the Arrow table that a narrowed statement names."""
    return pa.table({"profile_id": pa.array(np.asarray(profile_ids, dtype=np.int64))})


def ids_of(found: pa.Table) -> Ids:
    """The column of ids, ascending."""
    return np.sort(_ids_in_order(found))


def _ids_in_order(found: pa.Table) -> Ids:
    column = found.column(0).combine_chunks()
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.int64)


def _run(query: CompiledQuery) -> pa.Table:
    return reader()(query.sql, query.params)

"""One pass over `events` for all event leaves of a question: a conditional aggregate per leaf, grouped by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from marketloop.events.query.ast import AnyWindow, Where
from marketloop.events.query.context import QueryContext, in_window, window_bounds
from marketloop.events.query.sql import TRUE, Sql, every, join, param, sql, values_in
from marketloop.events.query.values import where_holds

PERSON = "coalesce(a.canonical_id, e.profile_id)"
"""The person of an event: merged profiles follow the surviving one."""
UNIVERSE = "NOT coalesce(u.is_test, FALSE) AND NOT EXISTS (SELECT 1 FROM alias_map gone WHERE gone.profile_id = u.profile_id)"
"""Everybody that can be in an answer: canonical profiles that are no test profiles."""
ALIASED = "events e LEFT JOIN alias_map a ON a.profile_id = e.profile_id"


@dataclass(frozen=True)
class Aggregated:
    """One column of the scan: an aggregate over the events that match."""

    aggregate: Sql
    matches: Sql


@dataclass
class EventScan:
    """Collects the columns that leaves ask for; `statement()` is the scan, joined as `ev` on `ev.person`."""

    context: QueryContext
    columns: list[Aggregated] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    firsts: list[int | None] = field(default_factory=list)
    lasts: list[int] = field(default_factory=list)
    sets: list[Sql] = field(default_factory=list)

    def column(self, aggregate: Sql, name: str, where: Sequence[Where], window: AnyWindow) -> Sql:
        """Ask for an aggregate over the events `name`; returns the column that will hold it (NULL without events)."""
        return self.matching(
            aggregate, [name], every(where_holds(one, self.context) for one in where), window
        )

    def matching(self, aggregate: Sql, names: Sequence[str], test: Sql, window: AnyWindow) -> Sql:
        """As `column`, with any test on the event and several names."""
        first, last = window_bounds(window, self.context.now)
        return self.spanning(
            aggregate, names, every([in_window(window, self.context.now), test]), first, last
        )

    def spanning(self, aggregate: Sql, names: Sequence[str], test: Sql, first: int | None, last: int) -> Sql:
        """As `matching`; the test itself keeps to the instants from `first` (None: ever) to `last`."""
        self.names.update(names)
        self.firsts.append(first)
        self.lasts.append(last)
        named = sql("e.name = {}", param(names[0])) if len(names) == 1 else values_in(Sql("e.name"), names)
        matches = every([named, test])
        wanted = Aggregated(aggregate, matches)
        if wanted not in self.columns:
            self.columns.append(wanted)
        return Sql(f"ev.c{self.columns.index(wanted)}")

    def people(self, selected: Sql) -> Sql:
        """Ask for a set of people (a statement with one column of ids), read once; returns the test that somebody is in it."""
        if selected not in self.sets:
            self.sets.append(selected)
        return Sql(f"(u.profile_id IN (FROM set{self.sets.index(selected)}))")

    def tables(self) -> list[Sql]:
        """The common tables that the tests name."""
        sets = [sql(f"set{index} AS MATERIALIZED ({{}})", one) for index, one in enumerate(self.sets)]
        return [*([sql("ev AS ({})", self.statement())] if self.columns else []), *sets]

    def narrowing(self) -> Sql:
        """The test that keeps a read of the events to the people who are asked for."""
        return Sql("e.profile_id IN (FROM members)") if self.context.narrowed else TRUE

    def statement(self) -> Sql:
        """`SELECT person, c0, c1, …` with one row a person that has any such event."""
        if len(self.columns) == 1:
            only = self.columns[0]
            listed, matches = sql("{} AS c0", only.aggregate), only.matches
        else:
            listed = join(
                ", ",
                [
                    sql(f"{{}} FILTER (WHERE {{}}) AS c{index}", one.aggregate, one.matches)
                    for index, one in enumerate(self.columns)
                ],
            )
            matches = self._common()
        return sql(
            f"SELECT {PERSON} AS person, {{}} FROM {ALIASED} WHERE e.quality <> 2 AND {{}} AND {{}} GROUP BY 1",
            listed,
            matches,
            self.narrowing(),
        )

    def _common(self) -> Sql:
        """What holds for every event that any column needs, so that the rest is never read."""
        tests = [values_in(Sql("e.name"), sorted(self.names)), sql("e.time <= {}", param(max(self.lasts)))]
        bounded = [first for first in self.firsts if first is not None]
        if len(bounded) == len(self.firsts):
            tests.append(sql("e.time >= {}", param(min(bounded))))
        return every(tests)

"""One pass over `events` for all event leaves of a question: a conditional aggregate per leaf, grouped by person."""

from __future__ import annotations

from dataclasses import dataclass, field

from marketloop.events.query.ast import Between, Ever, Last, Where
from marketloop.events.query.context import QueryContext, in_window, window_bounds
from marketloop.events.query.sql import Sql, every, join, param, sql, values_in
from marketloop.events.query.values import where_holds

PERSON = "coalesce(a.canonical_id, e.profile_id)"
"""The person of an event: merged profiles follow the surviving one."""
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

    def column(self, aggregate: Sql, name: str, where: list[Where], window: Ever | Last | Between) -> Sql:
        """Ask for an aggregate over the events `name`; returns the column that will hold it (NULL without events)."""
        return self.matching(aggregate, name, every(where_holds(one, self.context) for one in where), window)

    def matching(self, aggregate: Sql, name: str, test: Sql, window: Ever | Last | Between) -> Sql:
        """As `column`, with any test on the event."""
        first, last = window_bounds(window, self.context.now)
        self.names.add(name)
        self.firsts.append(first)
        self.lasts.append(last)
        matches = every([sql("e.name = {}", param(name)), in_window(window, self.context.now), test])
        wanted = Aggregated(aggregate, matches)
        if wanted not in self.columns:
            self.columns.append(wanted)
        return Sql(f"ev.c{self.columns.index(wanted)}")

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
        narrowed = Sql(" AND e.profile_id IN (FROM members)" if self.context.narrowed else "")
        return sql(
            f"SELECT {PERSON} AS person, {{}} FROM {ALIASED} WHERE e.quality <> 2 AND {{}}{{}} GROUP BY 1",
            listed,
            matches,
            narrowed,
        )

    def _common(self) -> Sql:
        """What holds for every event that any column needs, so that the rest is never read."""
        tests = [values_in(Sql("e.name"), sorted(self.names)), sql("e.time <= {}", param(max(self.lasts)))]
        bounded = [first for first in self.firsts if first is not None]
        if len(bounded) == len(self.firsts):
            tests.append(sql("e.time >= {}", param(min(bounded))))
        return every(tests)

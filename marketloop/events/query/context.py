"""What a question needs besides its words: the instant it is asked at and the company's time zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from marketloop.events.query.ast import Ago, AnyWindow, Between, Last
from marketloop.events.query.sql import TRUE, Sql, every, param, some, sql, values_in
from marketloop.organisation.contracts import ALL, ScopeFilter
from marketloop.platform import clock


@dataclass(frozen=True)
class QueryContext:
    """`now` in UTC milliseconds (business time). `narrowed`: the statement may only look at the Arrow table `asked`.

    `scope`: the people whom the asker may see; nobody else is in an answer or counts in a figure.
    """

    now: int
    zone: ZoneInfo
    narrowed: bool = False
    scope: ScopeFilter = ALL

    @property
    def today(self) -> dt.date:
        """The company's date at `now`."""
        return local_date(self.now, self.zone)

    def day_start(self, day: dt.date) -> int:
        """The first millisecond of a company day."""
        return clock.to_ms(dt.datetime.combine(day, dt.time(), self.zone))

    def everybody(self) -> QueryContext:
        """The same instant without narrowing: for questions that compare people with each other."""
        return QueryContext(self.now, self.zone)

    def days_ago(self, days: int) -> int:
        """The first millisecond of the company day that many days ago."""
        return self.day_start(self.today - dt.timedelta(days=days))


def local_date(milliseconds: int, zone: ZoneInfo) -> dt.date:
    """The date in the zone at an instant."""
    return clock.from_ms(milliseconds).astimezone(zone).date()


def window_bounds(window: AnyWindow, now: int) -> tuple[int | None, int]:
    """The window as a closed interval of milliseconds: (first or None, last)."""
    if isinstance(window, Last):
        return now - window.length_ms() + 1, now
    if isinstance(window, Ago):
        end, start = window.edges_ms()
        return now - start + 1, now - end
    if isinstance(window, Between):
        return window.start, min(window.end - 1, now)
    return None, now


def in_window(window: AnyWindow, now: int, column: str = "e.time") -> Sql:
    """The window as a test on a time column."""
    first, last = window_bounds(window, now)
    bounds = [sql(f"{column} <= {{}}", param(last))]
    if first is not None:
        bounds.append(sql(f"{column} >= {{}}", param(first)))
    return every(bounds)


def in_scope(scope: ScopeFilter) -> Sql:
    """The scope as a test on a row of `profile_state u`, never NULL."""
    if scope.everything:
        return TRUE
    mine = [values_in(Sql("u.org_unit"), sorted(scope.org_units))]
    if scope.owner is not None:
        mine.append(sql("u.owner = {}", param(scope.owner)))
    return sql("coalesce({}, FALSE)", some(mine))

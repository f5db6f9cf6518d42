"""Hours, days, ISO weeks and months of the company's calendar as ranges of UTC milliseconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

import pyarrow as pa

from marketloop.events.query.ast import Range
from marketloop.events.query.context import QueryContext
from marketloop.events.query.sql import Sql, param, sql
from marketloop.platform import clock
from marketloop.platform.errors import Invalid

Unit = Literal["hour", "day", "week", "month"]
MAX_PERIODS = 2_000
EVENTS = Sql("events e")
PERIODS = "periods"
"""Name of the Arrow table that `Periods.join` reads."""


@dataclass(frozen=True)
class Period:
    """[start, end) cut to the range; `label` is the local ISO date (hours: date and time); `complete`: the end of
    the calendar period lies in the range and has passed."""

    start: int
    end: int
    label: str
    complete: bool


@dataclass(frozen=True)
class Periods:
    """Consecutive periods, and how a statement finds the number of an event's period."""

    listed: tuple[Period, ...]

    @property
    def start(self) -> int:
        """The start of the first."""
        return self.listed[0].start

    @property
    def end(self) -> int:
        """The end of the last."""
        return self.listed[-1].end

    def number(self) -> Sql:
        """The number (from 0) of the period of `e.time`, within `source()`."""
        if self._even():
            length = self.listed[-1].end - self.listed[-1].start if len(self.listed) == 1 else self._length()
            first = self.listed[0].end - length
            return sql("CAST((e.time - {}) // {} AS INTEGER)", param(first), param(length))
        return Sql("p.number")

    def source(self, relation: Sql = EVENTS) -> Sql:
        """A relation `e` (with a `time`) beside what `number()` needs."""
        return relation if self._even() else sql(f"{{}} ASOF JOIN {PERIODS} p ON e.time >= p.start", relation)

    def holds(self, context: QueryContext) -> Sql:
        """`e.time` lies in the periods and not after now."""
        last = min(self.end - 1, context.now)
        return sql("(e.time >= {} AND e.time <= {})", param(self.start), param(last))

    def tables(self) -> dict[str, pa.Table]:
        """The Arrow tables that `source()` names."""
        if self._even():
            return {}
        starts = pa.array([period.start for period in self.listed], pa.int64())
        return {PERIODS: pa.table({"start": starts, "number": pa.array(range(len(self.listed)), pa.int32())})}

    def _length(self) -> int:
        return self.listed[1].end - self.listed[1].start

    def _even(self) -> bool:
        """All inner periods have one length, and the outer ones are no longer."""
        if len(self.listed) == 1:
            return True
        lengths = [period.end - period.start for period in self.listed]
        inner = set(lengths[1:-1]) or {lengths[1]}
        return len(inner) == 1 and lengths[0] <= self._length() and lengths[-1] <= self._length()


def periods_of(span: Range, unit: Unit, context: QueryContext) -> Periods:
    """The calendar periods that the range touches, cut to it; raises Invalid for too many."""
    found: list[Period] = []
    for start, end, label in _calendar(span.start, unit, context.zone):
        if start >= span.end:
            break
        if len(found) == MAX_PERIODS:
            raise Invalid("range_too_long", fields={"range": "range_too_long"}, limit=MAX_PERIODS)
        cut = Period(max(start, span.start), min(end, span.end), label, False)
        whole = cut.end == end and end <= context.now
        found.append(Period(cut.start, cut.end, label, whole))
    return Periods(tuple(found))


def _calendar(milliseconds: int, unit: Unit, zone: ZoneInfo) -> Iterator[tuple[int, int, str]]:
    """(start, end, label) of the period that holds an instant and of all after it."""
    if unit == "hour":
        start = milliseconds - milliseconds % 3_600_000
        while True:
            label = clock.from_ms(start).astimezone(zone).strftime("%Y-%m-%dT%H:%M")
            yield start, start + 3_600_000, label
            start += 3_600_000
    day = clock.from_ms(milliseconds).astimezone(zone).date()
    if unit == "week":
        day -= dt.timedelta(days=day.weekday())
    elif unit == "month":
        day = day.replace(day=1)
    while True:
        following = _following(day, unit)
        yield _instant(day, zone), _instant(following, zone), day.isoformat()
        day = following


def _following(day: dt.date, unit: Unit) -> dt.date:
    if unit == "month":
        return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return day + dt.timedelta(days=7 if unit == "week" else 1)


def _instant(day: dt.date, zone: ZoneInfo) -> int:
    return clock.to_ms(dt.datetime.combine(day, dt.time(), zone))


def earlier(span: Range, unit: Unit, how: Literal["previous", "last_year"], zone: ZoneInfo) -> Range:
    """The range to compare with: the one before with as many calendar periods, or the same dates a year before."""
    start, end = (clock.from_ms(one).astimezone(zone) for one in (span.start, span.end))
    if how == "last_year":
        return Range(start=clock.to_ms(_year_before(start)), end=clock.to_ms(_year_before(end)))
    if unit == "month" and start.day == end.day == 1 and start.time() == end.time() == dt.time():
        months = (end.year - start.year) * 12 + end.month - start.month
        index = start.year * 12 + start.month - 1 - months
        moved = start.replace(year=index // 12, month=index % 12 + 1)
        return Range(start=clock.to_ms(moved), end=span.start)
    if unit == "hour":
        return Range(start=span.start - (span.end - span.start), end=span.start)
    length = end.replace(tzinfo=None) - start.replace(tzinfo=None)
    return Range(
        start=clock.to_ms((start.replace(tzinfo=None) - length).replace(tzinfo=zone)), end=span.start
    )


def _year_before(moment: dt.datetime) -> dt.datetime:
    try:
        return moment.replace(year=moment.year - 1)
    except ValueError:  # 29 February
        return moment.replace(year=moment.year - 1, day=28)

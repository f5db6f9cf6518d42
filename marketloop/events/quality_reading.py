"""The quality of traffic in figures: raw, invalid, suspect and net, by source, campaign, creative, region, hour or event.

Raw are all events that people (or machines that play people) sent; facts of our own modules are none. Net = raw − invalid;
suspect events stay in net and are shown apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from marketloop.events.contracts import StoredEvent
from marketloop.events.query.sql import TRUE, Sql, every, param, sql
from marketloop.events.schema import REASONS, stored_events
from marketloop.events.spine import get_spine
from marketloop.platform import clock

Dimension = Literal["source", "campaign", "content", "region", "hour", "name", "day"]
NONE = "(none)"
MAX_PARTS = 200


@dataclass(frozen=True)
class Traffic:
    """Numbers of events; `rate` is invalid/raw, None for x/0."""

    raw: int
    invalid: int
    suspect: int

    @property
    def net(self) -> int:
        """What figures count."""
        return self.raw - self.invalid

    @property
    def rate(self) -> float | None:
        """Share of invalid traffic."""
        return self.invalid / self.raw if self.raw else None


@dataclass(frozen=True)
class TrafficPart:
    """One value of the dimension."""

    value: str
    traffic: Traffic


@dataclass(frozen=True)
class ReasonCount:
    """How many events have a reason, by what it made of them."""

    reason: str
    invalid: int
    suspect: int


@dataclass(frozen=True)
class TrafficReport:
    """The whole, its parts (the largest first; hours and days in order), and the reasons."""

    total: Traffic
    parts: tuple[TrafficPart, ...]
    reasons: tuple[ReasonCount, ...]


@dataclass(frozen=True)
class Slice:
    """Which traffic: times in [start, end) UTC ms; `by` and `value` one part of a report; verdict and reason."""

    start: int
    end: int
    by: Dimension | None = None
    value: str = ""
    quality: int | None = None
    reason: str = ""

    def where(self) -> Sql:
        """As a test on a row of `events`."""
        tests = [
            sql("time >= {} AND time < {} AND kind <> 'fact'", param(self.start), param(self.end)),
            TRUE if self.quality is None else sql("quality = {}", param(self.quality)),
        ]
        if self.by is not None:
            tests.append(sql("{} = {}", _dimension(self.by), param(self.value)))
        if self.reason:
            tests.append(sql("quality > 0 AND list_contains({}, {})", _reasons(), param(self.reason)))
        return every(tests)


def report(start: int, end: int, by: Dimension) -> TrafficReport:
    """The figures of [start, end)."""
    wanted = Slice(start, end).where()
    counted = (
        "count(*) AS raw, count(*) FILTER (quality = 2) AS invalid, count(*) FILTER (quality = 1) AS suspect"
    )
    parts = sql(f"SELECT {{}} AS value, {counted} FROM events WHERE {{}} GROUP BY 1", _dimension(by), wanted)
    read = get_spine().store.read
    rows = read(parts.text, parts.params).to_pylist()
    listed = [TrafficPart(row.pop("value"), Traffic(**row)) for row in rows]
    total = Traffic(
        sum(one.traffic.raw for one in listed),
        sum(one.traffic.invalid for one in listed),
        sum(one.traffic.suspect for one in listed),
    )
    if by in ("hour", "day"):
        listed.sort(key=lambda one: one.value)
    else:
        listed.sort(key=lambda one: (-one.traffic.raw, one.value))
    return TrafficReport(total, tuple(listed[:MAX_PARTS]), _reason_counts(wanted))


def _reason_counts(wanted: Sql) -> tuple[ReasonCount, ...]:
    query = sql(
        "SELECT reason, count(*) FILTER (quality = 2) AS invalid, count(*) FILTER (quality = 1) AS suspect FROM"
        " (SELECT quality, unnest({}) AS reason FROM events WHERE {} AND quality > 0) GROUP BY 1"
        " ORDER BY count(*) DESC, 1",
        _reasons(),
        wanted,
    )
    rows = get_spine().store.read(query.text, query.params).to_pylist()
    return tuple(ReasonCount(**row) for row in rows)


def behind(wanted: Slice, before: tuple[int, int] | None, limit: int) -> list[StoredEvent]:
    """The events of a slice, newest first, after the position (time, event id)."""
    place = TRUE if before is None else sql("(time, event_id) < ({}, {})", *map(param, before))
    query = sql(
        "SELECT * FROM events WHERE {} AND {} ORDER BY time DESC, event_id DESC LIMIT {}",
        wanted.where(),
        place,
        param(limit),
    )
    return list(stored_events(get_spine().store.read(query.text, query.params)))


def _dimension(by: Dimension) -> Sql:
    if by == "hour":
        return sql(
            "strftime(make_timestamptz(time * 1000) AT TIME ZONE {}, '%H')", param(str(clock.company_zone()))
        )
    if by == "day":
        return sql(
            "strftime(make_timestamptz(time * 1000) AT TIME ZONE {}, '%Y-%m-%d')",
            param(str(clock.company_zone())),
        )
    if by == "campaign":
        return sql("coalesce(nullif(campaign, ''), nullif(utm_source, ''), {})", param(NONE))
    return sql(f"coalesce(nullif({by}, ''), {{}})", param(NONE))


def _reasons() -> Sql:
    return sql("CAST(json_extract(properties, {}) AS VARCHAR[])", param(f"/{REASONS}"))

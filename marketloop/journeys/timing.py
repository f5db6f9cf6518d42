"""When a wait ends: pure rules on UTC milliseconds and the company zone. No ORM, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

DAY = dt.timedelta(days=1)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _local(ms: int, zone: ZoneInfo) -> dt.datetime:
    return (_EPOCH + dt.timedelta(milliseconds=ms)).astimezone(zone)


def _ms(moment: dt.datetime) -> int:
    return (moment.astimezone(dt.UTC) - _EPOCH) // dt.timedelta(milliseconds=1)


def at_local(day: dt.date, time: str, zone: ZoneInfo) -> int:
    """The instant of a local time on a day; a time that the clocks skip is moved on by the gap, a doubled one is the first."""
    wanted = dt.datetime.combine(day, dt.time.fromisoformat(time), tzinfo=zone)
    return _ms(wanted)


def next_local_time(from_ms: int, time: str, weekdays: Sequence[int], zone: ZoneInfo) -> int:
    """The first instant at or after `from_ms` at which it is `time` on one of the weekdays (none: any day)."""
    day = _local(from_ms, zone).date()
    for _ in range(9):
        instant = at_local(day, time, zone)
        if instant >= from_ms and (not weekdays or day.weekday() in weekdays):
            return instant
        day += DAY
    raise AssertionError("a week always holds such a time")


def date_of(value: object, zone: ZoneInfo) -> dt.date | None:
    """The local date of a trait: an ISO date or date-time text, or UTC milliseconds; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _local(int(value), zone).date()
    if not isinstance(value, str):
        return None
    try:
        if len(value) <= 10:
            return dt.date.fromisoformat(value)
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(zone).date() if moment.tzinfo else moment.date()


def trait_instant(value: object, offset_days: int, time: str, zone: ZoneInfo) -> int | None:
    """The instant of a date trait plus days at a local time; None without a date."""
    day = date_of(value, zone)
    if day is None:
        return None
    try:
        return at_local(day + offset_days * DAY, time, zone)
    except OverflowError:
        return None

"""Quiet hours on a person's clock: windows may cross midnight, daylight-saving changes are respected."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=1024)
def zone_of(name: str, fallback: str) -> ZoneInfo:
    """The zone of this name, else the fallback."""
    try:
        return ZoneInfo(name) if name else ZoneInfo(fallback)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(fallback)


def is_quiet(moment: dt.time, start: dt.time, end: dt.time) -> bool:
    """Whether a clock time lies in [start, end); equal ends mean never."""
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end


def opens_at(now: dt.datetime, zone: ZoneInfo, start: dt.time, end: dt.time) -> dt.datetime | None:
    """None outside quiet hours, else the first instant (UTC) after `now` at which the local clock is out of them."""
    local = now.astimezone(zone)
    if not is_quiet(local.time(), start, end):
        return None
    return min(
        one
        for days in (0, 1)
        for one in _instants(dt.datetime.combine(local.date() + dt.timedelta(days=days), end, zone))
        if one > now
    )


def _instants(local: dt.datetime) -> tuple[dt.datetime, ...]:
    """When a local clock reads this time: once, twice (clock set back), or, when it skips it, the first instant behind."""
    first, second = (local.replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    if first <= second:
        return first, second
    skipped = second
    while skipped.astimezone(local.tzinfo).replace(tzinfo=None) < local.replace(tzinfo=None):
        skipped += dt.timedelta(minutes=1)
    return (skipped,)

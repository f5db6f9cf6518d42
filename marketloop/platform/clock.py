"""Two clocks: `now()` is business time, `wall()` is real time.

Business time = real time + an offset that only moves forward, kept in the table `platform_clock`; the demo and tests move it.
Use business time for what marketers see and schedule; wall time for leases, sessions and signatures only.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from marketloop.platform.config import get_config

_offset = dt.timedelta()
_frozen: dt.datetime | None = None


def wall() -> dt.datetime:
    """Real time, aware UTC."""
    return dt.datetime.fromtimestamp(time.time(), dt.UTC)


def wall_ms() -> int:
    """Real time in milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def now() -> dt.datetime:
    """Business time, aware UTC."""
    return _frozen if _frozen is not None else wall() + _offset


def stands_still() -> bool:
    """Whether business time is frozen (`travel`) and moves only when told."""
    return _frozen is not None


def now_ms() -> int:
    """Business time in milliseconds since 1970 UTC."""
    return to_ms(now())


def to_ms(moment: dt.datetime) -> int:
    """Milliseconds since 1970 UTC of an aware datetime, rounded down."""
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(milliseconds=1)


def from_ms(milliseconds: int) -> dt.datetime:
    """Aware UTC datetime of milliseconds since 1970."""
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=milliseconds)


def company_zone() -> ZoneInfo:
    """The company's time zone."""
    return ZoneInfo(get_config().timezone)


def load() -> None:
    """Read the persisted offset; called at start and by the background loops."""
    global _offset
    from marketloop.platform.models import ClockOffset

    row = ClockOffset.objects.filter(pk=1).first()
    _offset = dt.timedelta(milliseconds=row.offset_ms) if row else dt.timedelta()


def forget() -> None:
    """Business time is real time again in this process, until the next `load` (tests)."""
    global _offset
    _offset = dt.timedelta()


def advance(by: dt.timedelta) -> dt.datetime:
    """Move business time forward and persist it; raises ValueError for a step back. Returns the new business time."""
    from django.db.models import F

    from marketloop.platform.models import ClockOffset

    if by < dt.timedelta():
        raise ValueError("business time only moves forward")
    ClockOffset.objects.get_or_create(pk=1)
    ClockOffset.objects.filter(pk=1).update(offset_ms=F("offset_ms") + by // dt.timedelta(milliseconds=1))
    load()
    return now()


def begin(at: dt.datetime) -> None:
    """Let business time start in the past, so that a demo can live its last weeks; only before the clock was ever moved.

    Raises ValueError for a time in the future or when the clock has an offset.
    """
    from marketloop.platform.models import ClockOffset

    if at > wall():
        raise ValueError("business time begins now or in the past")
    milliseconds = (at - wall()) // dt.timedelta(milliseconds=1)
    _, created = ClockOffset.objects.get_or_create(pk=1, defaults={"offset_ms": milliseconds})
    if not created:
        raise ValueError("the clock of this installation was moved already")
    load()


class Traveller:
    """Handle of a frozen clock in tests: `move(to or by)`."""

    def move(self, to: dt.datetime | dt.timedelta) -> None:
        """Set the frozen time, or add to it."""
        global _frozen
        assert _frozen is not None
        _frozen = _frozen + to if isinstance(to, dt.timedelta) else to


@contextmanager
def travel(to: dt.datetime) -> Iterator[Traveller]:
    """Freeze business time at an aware datetime for the length of the block (tests, backtests)."""
    global _frozen
    if to.tzinfo is None:
        raise ValueError("needs an aware datetime")
    before, _frozen = _frozen, to.astimezone(dt.UTC)
    try:
        yield Traveller()
    finally:
        _frozen = before

"""A channel's switch, rate and circuit breaker."""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from marketloop.messaging.contracts import EMAIL
from marketloop.messaging.models import Channel
from marketloop.messaging.policy import Allowance
from marketloop.organisation.facade import record_audit
from marketloop.platform import background, clock
from marketloop.platform.config import get_config
from marketloop.platform.errors import NotFound
from marketloop.platform.http import Principal

CHANNELS = (EMAIL,)
BREAK_AFTER = 3
BREAK_S, LONGEST_BREAK_S = 30, 600
BURST_S = 1.0
"""A full bucket holds what the rate allows in this time, at least one."""


def get_channel(key: str) -> Channel:
    """The channel's row, made on first sight; raises NotFound for a channel that does not exist."""
    if key not in CHANNELS:
        raise NotFound("channel_not_found", channel=key)
    row, _ = Channel.objects.get_or_create(key=key, defaults={"refilled_at": clock.wall()})
    return row


def set_channel(
    *, key: str, paused: bool | None = None, rate_per_minute: int | None = None, actor: Principal | None
) -> Channel:
    """Pause or resume (which also closes the circuit breaker again), or set the rate (0: no limit)."""
    row = get_channel(key)
    if paused is not None:
        row.paused = paused
        if not paused:
            row.failures, row.closed_until, row.last_error = 0, None, ""
    if rate_per_minute is not None:
        row.rate_per_minute = rate_per_minute or None
        row.tokens, row.refilled_at = 0, clock.wall()
    row.save(force_update=True)
    record_audit(
        actor=actor,
        action="messaging.channel_changed",
        subject=key,
        detail={"paused": row.paused, "rate_per_minute": row.rate_per_minute},
    )
    background.wake("messaging")
    return row


def mode_of(key: str) -> str:
    """`outbox` when mail stays here for the console to show, `smtp` when a server takes it."""
    return "smtp" if key == EMAIL and get_config().smtp_url else "outbox"


def is_open(row: Channel) -> bool:
    """Whether messages may go out now."""
    return not row.paused and (row.closed_until is None or row.closed_until <= clock.wall())


def is_probing(row: Channel) -> bool:
    """Whether the channel has just come back from a break and only a few messages should try it."""
    return row.failures >= BREAK_AFTER


def note_failure(key: str, error: str) -> None:
    """The server could not be reached; after three times in a row the channel rests, longer each time, then tries again."""
    Channel.objects.filter(key=key).update(failures=F("failures") + 1, last_error=error[:300])
    failures = Channel.objects.values_list("failures", flat=True).get(key=key)
    if failures >= BREAK_AFTER:
        rest = min(BREAK_S * 2 ** (failures - BREAK_AFTER), LONGEST_BREAK_S)
        Channel.objects.filter(key=key).update(closed_until=clock.wall() + dt.timedelta(seconds=rest))


def note_success(key: str) -> None:
    """The server answered."""
    Channel.objects.filter(key=key, failures__gt=0).update(failures=0, closed_until=None, last_error="")


def allowance_of(row: Channel) -> Allowance:
    """What the rate leaves now; call under the policy lock and give it back by `store_allowance`."""
    if row.rate_per_minute is None:
        return Allowance()
    every = dt.timedelta(minutes=1) / row.rate_per_minute
    full = max(1.0, row.rate_per_minute * BURST_S / 60)
    return Allowance(min(full, row.tokens + (clock.wall() - row.refilled_at) / every), every)


def store_allowance(row: Channel, allowance: Allowance) -> None:
    """Keep what is left."""
    if allowance.tokens is not None:
        Channel.objects.filter(key=row.key).update(tokens=allowance.tokens, refilled_at=clock.wall())

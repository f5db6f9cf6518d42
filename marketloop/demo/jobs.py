"""The trickle of live events and the moving clock, in demo mode only."""

from __future__ import annotations

import datetime as dt
import time

from marketloop.demo.continuing import world
from marketloop.demo.reactions import note_sent
from marketloop.facts.messages import MessageSent
from marketloop.platform import background, clock, jobs, outbox
from marketloop.platform.config import get_config
from marketloop.platform.jobs import JobContext

EVERY_S = 1.0
_last = 0.0


@jobs.job("demo.advance")
def advance(ctx: JobContext, *, hours: int) -> dict[str, str]:
    """Move business time forward, a day at a time, with everything that people do meanwhile."""
    live = world()
    for done in range(0, hours, 24):
        ctx.check()
        ctx.progress(done, hours)
        span = dt.timedelta(hours=min(24, hours - done))
        if live is not None:
            live.advance(span)
        else:
            clock.advance(span)
            background.run_all_once(but=frozenset({"jobs", "demo"}))
    ctx.progress(hours, hours)
    return {"now": clock.now().isoformat()}


def trickle() -> int:
    """Live events since the last turn; only where the loops run in threads (a server), never inline. Always 0: no work is owed."""
    global _last
    if background.running() and (live := world()) is not None:
        now = time.monotonic()
        live.trickle(min(now - _last, 5.0) if _last else EVERY_S)
        _last = now
    return 0


if get_config().demo:
    background.loop("demo", every_s=EVERY_S, order=95)(trickle)
    outbox.subscriber("demo.reactions", MessageSent)(note_sent)

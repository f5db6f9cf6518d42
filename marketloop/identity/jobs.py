"""Background work of identity: old events get the profile that stands for their person written into them (squash)."""

from __future__ import annotations

from marketloop.events import facade as events
from marketloop.identity.ports import publish_aliases
from marketloop.platform import jobs


@jobs.job("identity.squash", retries=3)
def squash(ctx: jobs.JobContext) -> dict[str, int]:
    """Rewrite all events that stand under a merged profile, chunk by chunk; answers stay the same, an undo gives them back."""

    def after_chunk(done: int, total: int) -> None:
        ctx.progress(done, total)
        ctx.check()

    while publish_aliases():
        ctx.check()
    return {"events": events.squash(after_chunk=after_chunk)}


jobs.cron("identity.squash", "37 3 * * *", squash)

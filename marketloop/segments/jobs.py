"""Background: the loop of full counts and ticks (`ticking`), recounting on demand, exports, the hourly look at sizes."""

from __future__ import annotations

from marketloop.platform import ids, jobs
from marketloop.segments import exports, ticking
from marketloop.segments.contracts import PREFIX
from marketloop.segments.counting import count_fully
from marketloop.segments.queries import get_row, standing
from marketloop.segments.watching import look_at_sizes

__all__ = ["exports", "recount", "ticking", "watch_sizes"]


@jobs.job("segments.recount", retries=2)
def recount(ctx: jobs.JobContext, *, segment_id: str | None = None) -> dict[str, int]:
    """Count one segment (`seg_…`), or all live dynamic ones, anew; returns how many entered or left."""
    if segment_id is not None:
        rows = [get_row(ids.decode(PREFIX, segment_id))]
    else:
        rows = list(standing().filter(state="live", kind="dynamic").order_by("id"))
    moved = 0
    for done, row in enumerate(rows):
        ctx.check()
        ctx.progress(done, len(rows), row.name)
        moved += count_fully(row.id)
    return {"segments": len(rows), "moved": moved}


@jobs.job("segments.watch", retries=1)
def watch_sizes(ctx: jobs.JobContext) -> dict[str, int]:
    """Hold the watches against the sizes; the job's result tells how many went off."""
    names = {row.id: row.name for row in standing()}
    alarms = look_at_sizes()
    told = ", ".join(names[one.segment_id] for one in alarms[:5])
    ctx.progress(len(alarms), len(alarms), told)
    return {"alarms": len(alarms)}


jobs.cron("segments.watch", "5 * * * *", watch_sizes)

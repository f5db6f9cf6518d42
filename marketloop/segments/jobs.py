"""Background: the loop of full counts and ticks (`ticking`), recounting on demand."""

from __future__ import annotations

from marketloop.platform import ids, jobs
from marketloop.segments import ticking
from marketloop.segments.contracts import PREFIX
from marketloop.segments.counting import count_fully
from marketloop.segments.queries import get_row, standing

__all__ = ["recount", "ticking"]


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

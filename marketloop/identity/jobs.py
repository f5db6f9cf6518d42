"""Background work of identity: rewriting old events (squash), searching for probable duplicates."""

from __future__ import annotations

from marketloop.events import facade as events
from marketloop.identity.duplicates import ports as duplicate_ports
from marketloop.identity.duplicates import review
from marketloop.identity.duplicates.records import as_table
from marketloop.identity.duplicates.searching import search
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


@jobs.job("identity.duplicates", retries=1)
def search_duplicates(ctx: jobs.JobContext) -> dict[str, int]:
    """Search among all customers, keep the pairs for review, and merge those above the threshold if there is one."""
    records = as_table(duplicate_ports.records())
    found = search(records, progress=lambda done, total: ctx.progress(done, total), check=ctx.check)
    kept = review.keep_pairs(found)
    return {"records": records.num_rows, **kept, "merged": review.merge_certain()}

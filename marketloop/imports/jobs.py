"""The background job of file import."""

from __future__ import annotations

from marketloop.imports import running
from marketloop.platform import ids, jobs


@jobs.job("imports.run", retries=3)
def run_import(ctx: jobs.JobContext, *, import_id: str) -> dict[str, int]:
    """Run an import to its end; a killed worker's import goes on where it was."""
    return running.run(ctx, ids.decode("imp", import_id))

"""Background jobs over HTTP: list, look, cancel."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query

from marketloop.platform import ids, jobs
from marketloop.platform.http import Page, PageQuery, Router, Schema, page_of, require
from marketloop.platform.models import Job, JobState

router = Router(tags=["platform"])


class JobOut(Schema):
    """A job; `done` and `total` are in the job's own unit."""

    id: str
    name: str
    state: JobState
    done: int
    total: int
    note: str
    error: str
    result: Any = None
    attempts: int
    run_at: dt.datetime
    created_at: dt.datetime
    finished_at: dt.datetime | None

    @classmethod
    def of(cls, row: Job) -> JobOut:
        """From the row."""
        values = {name: getattr(row, name) for name in cls.model_fields if name != "id"}
        return cls(id=ids.encode("job", row.id), **values)


@router.get("/jobs", response=Page[JobOut])
@require("jobs.read")
def list_jobs(request: HttpRequest, query: Query[PageQuery], state: JobState | None = None) -> Page[JobOut]:
    """Background jobs, newest first; filter by state and by words of the name."""
    rows = Job.objects.all()
    if state is not None:
        rows = rows.filter(state=state)
    if query.q:
        rows = rows.filter(name__icontains=query.q)
    return page_of(rows, query, JobOut.of, {"created_at": "created_at", "name": "name"}, "-created_at")


@router.get("/jobs/{job_id}", response=JobOut)
def get_job(request: HttpRequest, job_id: str) -> JobOut:
    """One job with its progress."""
    return JobOut.of(jobs.get_job(ids.decode("job", job_id)))


@router.post("/jobs/{job_id}/cancel", response=JobOut)
@require("jobs.write")
def cancel_job(request: HttpRequest, job_id: str) -> JobOut:
    """Cancel a queued job at once, a running one at its next check."""
    return JobOut.of(jobs.ask_cancel(ids.decode("job", job_id)))

"""Starting a search and saying how far the queue is."""

from __future__ import annotations

from marketloop.identity.contracts import DuplicatesStatus
from marketloop.identity.duplicates import review
from marketloop.platform import clock, jobs
from marketloop.platform.models import Job, JobState

_UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)


def start_search(by: int | None = None) -> int:
    """The job of a search among all customers: the one under way, else a new one."""
    from marketloop.identity.jobs import search_duplicates

    return _running(search_duplicates.name) or jobs.enqueue(search_duplicates, created_by=by)


def duplicates_status() -> DuplicatesStatus:
    """Counts, the last search, the one under way, the threshold."""
    from marketloop.identity.jobs import search_duplicates

    done = (
        Job.objects.filter(name=search_duplicates.name, state=JobState.DONE).order_by("-finished_at").first()
    )
    return DuplicatesStatus(
        counts=review.pair_counts(),
        searched_at=clock.to_ms(done.finished_at) if done and done.finished_at else None,
        records=int((done.result or {}).get("records", 0)) if done else 0,
        job=_running(search_duplicates.name),
        threshold=review.threshold(),
    )


def _running(name: str) -> int | None:
    return Job.objects.filter(name=name, state__in=_UNDER_WAY).values_list("id", flat=True).first()

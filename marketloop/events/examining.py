"""The doctor asked from outside: only the process that owns the store can look at it, so a command lets the server look."""

from __future__ import annotations

import os
import time
from typing import Any

from marketloop.events import ownership
from marketloop.platform import doctor, jobs
from marketloop.platform.config import get_config
from marketloop.platform.doctor import Finding
from marketloop.platform.models import JobState

PATIENCE_S = 60.0


@jobs.job("events.examine")
def examine(ctx: jobs.JobContext) -> list[dict[str, Any]]:
    """The findings of this process."""
    return [vars(one) for one in doctor.examine()]


def examine_by_owner() -> list[Finding]:
    """All findings, by the server when one runs; by this process when none runs or the server does not answer."""
    answer = _ask_server() if ownership.find_owner(get_config().home) not in (None, os.getpid()) else None
    return doctor.examine() if answer is None else answer


def _ask_server() -> list[Finding] | None:
    job_id = jobs.enqueue(examine, priority=100)
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        job = jobs.get_job(job_id)
        if job.state == JobState.DONE:
            return [Finding(**one) for one in job.result or ()]
        if job.state in (JobState.FAILED, JobState.CANCELLED):
            return None
        time.sleep(0.1)
    jobs.ask_cancel(job_id)
    return None

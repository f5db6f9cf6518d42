"""Commands that need the store: they do a job themselves when no server runs, else leave it to the server and follow it."""

from __future__ import annotations

import sys
import threading
import time

from django.db import connection
from django.db.models import F

from marketloop.platform import clock, ids, jobs
from marketloop.platform.config import get_config
from marketloop.platform.i18n import translate
from marketloop.platform.models import Job, JobState

OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


def see_through(job_id: int, *, here: bool, wait: bool) -> Job:
    """Run the job in this process, or follow the server's run of it; `wait=False` leaves it to the server at once."""
    if here:
        _run_here(job_id)
    elif not wait:
        print(_text("left_to_server", job=ids.encode("job", job_id)))
        return Job.objects.get(id=job_id)
    return _follow(job_id)


def told(job: Job) -> int:
    """Print how it ended; the exit status."""
    if job.state == JobState.DONE:
        for name, value in (job.result or {}).items():
            shown = f"{value:,}" if isinstance(value, int) else str(value)
            print(f"{_text(f'result.{name}')}: {shown}")
    elif job.state in OVER:
        print(_text(f"ended.{job.state}", reason=job.error), file=sys.stderr)
    return 1 if job.state in (JobState.FAILED, JobState.CANCELLED) else 0


def _run_here(job_id: int) -> None:
    """In a thread, so that its progress can be shown."""
    claimed = Job.objects.filter(id=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, lease_until=clock.wall() + jobs.LEASE, attempts=F("attempts") + 1
    )
    job = jobs.get_job(job_id)
    if not claimed:
        return
    if connection.in_atomic_block:
        jobs.execute(job)  # a test's connection: no other thread could see its rows
        return

    def work() -> None:
        try:
            jobs.execute(job)
        finally:
            connection.close()

    threading.Thread(target=work, name="command", daemon=True).start()


def _follow(job_id: int) -> Job:
    """Show the progress until the job is over; Ctrl-C asks it to stop."""
    shown = ""
    while True:
        job = Job.objects.get(id=job_id)
        line = f"{job.done * 100 // (job.total or 1):3d} %  {job.note}"
        if line != shown:
            print(line, file=sys.stderr, flush=True)
            shown = line
        if job.state in OVER or (job.state == JobState.QUEUED and job.error):
            return job
        try:
            time.sleep(0.2)
        except KeyboardInterrupt:
            jobs.ask_cancel(job_id)


def _text(name: str, **params: str) -> str:
    return translate(f"events.cli.{name}", get_config().language, **params)

"""Background jobs on a lease table: a killed worker's job runs again; delay, retry with backoff, cron, progress, cancel.

    @job("imports.run", retries=3)
    def run_import(ctx: JobContext, *, import_id: str) -> dict[str, int]: ...

    enqueue(run_import, {"import_id": "imp_…"}, key="import:imp_…")

A job may be run more than once (after a crash) and must be idempotent. Queue-like state (enrolments, messages, outbox) is
leased in its own tables; this table is for the rest. `platform.tasks.LeaseTableBackend` offers it as a Django Tasks backend.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from croniter import croniter
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q

from marketloop.platform import background, clock
from marketloop.platform.errors import Conflict, NotFound
from marketloop.platform.models import CronMark, Job, JobState

log = structlog.get_logger(__name__)
LEASE = dt.timedelta(seconds=30)
BACKOFF_S = (5, 30, 120, 600, 3600)


class JobCancelled(Exception):
    """Raised by `ctx.check()` when someone asked to cancel."""


class JobContext:
    """What a running job sees: progress out, cancel in. Renews its lease in a side thread while it lives."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self._over = threading.Event()

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Show progress (units are the job's own)."""
        Job.objects.filter(id=self.job_id).update(done=done, total=total, note=note[:200])

    def cancelled(self) -> bool:
        """Whether someone asked to cancel."""
        return Job.objects.filter(id=self.job_id, cancel_asked=True).exists()

    def check(self) -> None:
        """Raise JobCancelled when someone asked to cancel."""
        if self.cancelled():
            raise JobCancelled

    def keep_lease(self) -> None:
        """Renew the lease until `release` (runs in a thread)."""
        while not self._over.wait(LEASE.total_seconds() / 3):
            Job.objects.filter(id=self.job_id).update(lease_until=clock.wall() + LEASE)
        connection.close()

    def release(self) -> None:
        """End the renewal."""
        self._over.set()


@dataclass(frozen=True)
class JobType:
    """A registered job function."""

    name: str
    run: Callable[..., Any]
    retries: int


_types: dict[str, JobType] = {}
_crons: dict[str, tuple[str, JobType]] = {}


def job(name: str, *, retries: int = 0) -> Callable[[Callable[..., Any]], JobType]:
    """Register a job function `fn(ctx, **payload)`; failures are retried `retries` times with backoff."""

    def register(function: Callable[..., Any]) -> JobType:
        _types[name] = JobType(name, function, retries)
        return _types[name]

    return register


def cron(name: str, schedule: str, what: JobType) -> None:
    """Enqueue `what` at every match of a five-field cron expression, in company time; once each, even if late."""
    if not croniter.is_valid(schedule):
        raise ValueError(f"not a cron expression: {schedule!r}")
    _crons[name] = (schedule, what)


def enqueue(
    what: JobType,
    payload: dict[str, Any] | None = None,
    *,
    run_at: dt.datetime | None = None,
    key: str | None = None,
    priority: int = 0,
    created_by: int | None = None,
) -> int:
    """Queue a job in the caller's transaction; a second one with the same `key` returns the first one's id."""
    try:
        with transaction.atomic():
            row = Job.objects.create(
                name=what.name,
                payload=payload or {},
                run_at=run_at or clock.now(),
                key=key,
                priority=priority,
                created_by=created_by,
                created_at=clock.now(),
            )
    except IntegrityError:
        return Job.objects.values_list("id", flat=True).get(key=key)
    transaction.on_commit(lambda: background.wake("jobs"))
    return row.id


def claim() -> Job | None:
    """Lease the next due job: queued and due, or running with a lost lease."""
    now = clock.wall()
    due = Q(state=JobState.QUEUED, run_at__lte=clock.now()) | Q(state=JobState.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        waiting = Job.objects.filter(due).order_by("-priority", "run_at", "id")
        if connection.vendor == "postgresql":
            waiting = waiting.select_for_update(skip_locked=True)
        row = waiting.first()
        if row is None:
            return None
        Job.objects.filter(id=row.id).update(
            state=JobState.RUNNING, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
    row.refresh_from_db()
    return row


def execute(row: Job) -> None:
    """Run one claimed job to its end and store how it ended."""
    ctx = JobContext(row.id)
    keeper = threading.Thread(target=ctx.keep_lease, daemon=True)
    keeper.start()
    try:
        if row.cancel_asked:
            raise JobCancelled
        result = _types[row.name].run(ctx, **row.payload)
        _finish(row.id, JobState.DONE, result=result)
    except JobCancelled:
        _finish(row.id, JobState.CANCELLED)
    except Exception as error:  # whatever a job meets is stored and shown
        log.exception("job_failed", job=row.name, id=row.id)
        _fail(row, f"{type(error).__name__}: {error}")
    finally:
        ctx.release()


def _finish(job_id: int, state: JobState, *, result: Any = None, error: str = "") -> None:
    Job.objects.filter(id=job_id).update(
        state=state, result=result, error=error[:4000], lease_until=None, finished_at=clock.now()
    )


def _fail(row: Job, error: str) -> None:
    known = _types.get(row.name)
    if known is None or row.attempts > known.retries:
        _finish(row.id, JobState.FAILED, error=error)
        return
    wait = BACKOFF_S[min(row.attempts - 1, len(BACKOFF_S) - 1)]
    Job.objects.filter(id=row.id).update(
        state=JobState.QUEUED,
        run_at=clock.now() + dt.timedelta(seconds=wait),
        error=error[:4000],
        lease_until=None,
    )


def _enqueue_crons() -> None:
    now = clock.now()
    marks = dict(CronMark.objects.values_list("name", "up_to"))
    minute = now.replace(second=0, microsecond=0)
    until = minute if minute == now else minute + dt.timedelta(minutes=1)
    for name, (schedule, what) in _crons.items():
        up_to = marks.get(name)
        if up_to is None:
            CronMark.objects.get_or_create(name=name, defaults={"up_to": now})
            continue
        last = _last_match(schedule, until, clock.company_zone())
        if last <= up_to:
            continue
        with transaction.atomic():
            if CronMark.objects.filter(name=name, up_to=up_to).update(up_to=last.astimezone(dt.UTC)):
                enqueue(what, key=f"cron:{name}:{last.isoformat()}")


@lru_cache(maxsize=256)
def _last_match(schedule: str, until: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The last match before a whole minute; every instant of the minute before it has the same one."""
    found: dt.datetime = croniter(schedule, until.astimezone(zone)).get_prev(dt.datetime)
    return found


@background.loop("jobs", every_s=1.0, order=90)
def run() -> int:
    """Background turn: queue what cron owes, then run what is due; returns how many jobs ran."""
    _enqueue_crons()
    ran = 0
    while not background.stopping() and (row := claim()) is not None:
        execute(row)
        ran += 1
    return ran


def get_job(job_id: int) -> Job:
    """The job; raises NotFound."""
    row = Job.objects.filter(id=job_id).first()
    if row is None:
        raise NotFound("job_not_found")
    return row


def ask_cancel(job_id: int) -> Job:
    """Cancel a queued job at once, a running one at its next check; raises Conflict when it is over."""
    if Job.objects.filter(id=job_id, state=JobState.QUEUED).update(
        state=JobState.CANCELLED, cancel_asked=True, finished_at=clock.now()
    ):
        return get_job(job_id)
    if not Job.objects.filter(id=job_id, state=JobState.RUNNING).update(cancel_asked=True):
        raise Conflict("job_is_over", state=get_job(job_id).state)
    return get_job(job_id)

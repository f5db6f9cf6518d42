"""Replay: all that follows from the log is made again from it, and must come out the same; effects are not repeated.

First the events themselves (`rebuilding`; or, when the store was lost, by the appender into an empty one), then what modules
publish into the store (`on_rebuilt`, in their order), then every derived consumer sees all events again (`rewind_derived`).
Each step may be cut off and done again.
"""

from __future__ import annotations

import time
from dataclasses import asdict

from django.db import transaction

from marketloop.events import consumers, quality_marking, rebuilding, rebuilt, retention_rules
from marketloop.events.appender import append_batch
from marketloop.events.rebuilding import Rebuilt
from marketloop.events.rebuilt import Rebuilding, on_rebuilt
from marketloop.events.spine import Spine, get_spine
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import background, jobs
from marketloop.platform.config import get_config
from marketloop.platform.errors import Conflict
from marketloop.platform.i18n import translate
from marketloop.platform.models import Job, JobState

NAME = "events.replay"


@jobs.job(NAME, retries=1)
def replay_job(ctx: jobs.JobContext, *, lost_store: bool = False) -> dict[str, int]:
    """Build everything again from the log; returns how many events and rows that concerned."""
    spine = get_spine()
    steps = _Steps(ctx, spine)
    counts = _restore(spine, steps) if lost_store else rebuilding.rebuild(spine, steps.rebuilt)
    for name, publish in rebuilt.in_order():
        steps.say("publishing", name)
        publish(Rebuilding(lost_store, ctx.check))
    wanted = consumers.rewind_derived()
    while (seq := consumers.derived_seq()) < wanted:
        steps.derived(seq, wanted)
        if background.running():
            time.sleep(0.2)
        else:
            consumers.round_once()
    steps.derived(wanted, wanted)
    return asdict(counts)


@on_rebuilt("quality", order=15)
def judge_again(rebuilding: Rebuilding) -> None:
    """In a store that was lost the verdicts over time are given anew; elsewhere they were taken over."""
    if rebuilding.lost:
        quality_marking.judge_again(rebuilding.check)


class _Steps:
    """Progress: the first half is the events, the second what follows from them."""

    def __init__(self, ctx: jobs.JobContext, spine: Spine) -> None:
        self._ctx, self._total = ctx, max(2 * spine.log.last_seq, 1)

    def rebuilt(self, seq: int, last: int) -> None:
        """The events up to here are done."""
        self._ctx.progress(seq, self._total, _text("events"))
        self._ctx.check()

    def say(self, step: str, name: str) -> None:
        """A step without a measure."""
        self._ctx.progress(self._total // 2, self._total, _text(step, name=name))
        self._ctx.check()

    def derived(self, seq: int, last: int) -> None:
        """Derived consumers have come up to here."""
        self._ctx.progress(
            self._total // 2 + seq * self._total // 2 // max(last, 1), self._total, _text("derived")
        )
        self._ctx.check()


def _text(step: str, **params: str) -> str:
    return translate(f"events.replay.{step}", get_config().language, **params)


def _restore(spine: Spine, steps: _Steps) -> Rebuilt:
    """Fill an empty store from the log."""
    read = 0
    while True:
        with spine.appending:
            taken = append_batch(spine)
        if not taken:
            break
        read += taken
        steps.rebuilt(spine.store.position, spine.log.last_seq)
    with spine.store.writing() as connection:
        names = [name for (name,) in connection.execute("SELECT DISTINCT name FROM events").fetchall()]
        for part in retention_rules.applied(names):
            connection.execute(f"DELETE FROM events WHERE {part.condition}", part.params)
        [(rows,)] = connection.execute("SELECT count(*) FROM events").fetchall()
    return Rebuilt(read=read, repeated=max(read - int(rows), 0), restored=int(rows))


def start_replay(*, lost_store: bool = False, actor: Principal | None) -> int:
    """Queue a replay; returns the job's id. Raises Conflict while one waits or runs."""
    with transaction.atomic():
        if Job.objects.filter(name=NAME, state__in=(JobState.QUEUED, JobState.RUNNING)).exists():
            raise Conflict("events_replay_running")
        job_id = jobs.enqueue(
            replay_job, {"lost_store": lost_store}, created_by=actor.user_id if actor else None
        )
        record_audit(
            actor=actor, action="events.replay_started", subject="", detail={"lost_store": lost_store}
        )
    return job_id

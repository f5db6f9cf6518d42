"""The squash as a job: waiting aliases are published first; undoing a merge gives the events back."""

from __future__ import annotations

import pytest

from marketloop.events import facade as events
from marketloop.events.testing import make_event
from marketloop.identity import facade
from marketloop.identity.jobs import squash
from marketloop.identity.testing import make_profiles, publish_aliases
from marketloop.platform import background, jobs
from marketloop.platform.jobs import JobContext
from marketloop.platform.models import Job

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


def _owners() -> list[int]:
    found = events.reader()("SELECT profile_id FROM events WHERE name = 'looked' ORDER BY time")
    return [int(owner) for owner in found["profile_id"].to_pylist()]


def test_the_job_rewrites_the_events_of_merged_people_and_an_undo_gives_them_back() -> None:
    one, other, third = make_profiles(3)
    events.append(
        [make_event("looked", profile_id=who, time_ms=at + 1) for at, who in enumerate((one, other, third))]
    )
    events.catch_up()
    merge = facade.merge(one, other, "manual")

    job = jobs.enqueue(squash)
    background.run_all_once()

    assert Job.objects.get(id=job).result == {"events": 1}
    assert _owners() == [one, one, third]
    facade.undo_merge(merge)
    publish_aliases()
    assert _owners() == [one, other, third]


def test_a_cancelled_job_stops_between_chunks_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = make_profiles(2)
    events.append([make_event("looked", profile_id=other, time_ms=at) for at in range(3)])
    events.catch_up()
    facade.merge(one, other, "manual")
    assert events.squash.__kwdefaults__ is not None
    monkeypatch.setitem(events.squash.__kwdefaults__, "chunk", 1)
    job = jobs.enqueue(squash)
    progress = JobContext.progress

    def asked_meanwhile(ctx: JobContext, done: int, total: int, note: str = "") -> None:
        progress(ctx, done, total, note)
        jobs.ask_cancel(ctx.job_id)

    monkeypatch.setattr(JobContext, "progress", asked_meanwhile)
    background.run_all_once()

    row = Job.objects.get(id=job)
    assert (row.state, row.done, row.total) == ("cancelled", 1, 3)
    assert _owners() == [one, other, other]
    assert events.squash() == 2

"""Outbox and jobs: once each, in order, whatever fails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self

import pytest
from django.db import transaction

from marketloop.platform import clock, jobs, outbox
from marketloop.platform.errors import Conflict
from marketloop.platform.models import Job, JobState, OutboxDelivery, OutboxFact

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@dataclass(frozen=True, kw_only=True)
class KettleBoiled:
    """A fact of this test, with all that the outbox needs of one."""

    name: ClassVar[str] = "kettle_boiled"
    litres: int

    def to_payload(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        return cls(**payload)


@dataclass(frozen=True)
class KettleCooled:
    """Another one, that nobody hears."""

    name: ClassVar[str] = "kettle_cooled"

    def to_payload(self) -> dict[str, Any]:
        return {}


@pytest.fixture
def kettles() -> Iterator[list[int]]:
    """What the test's subscriber has seen."""
    seen: list[int] = []

    @outbox.subscriber("test.kettles", KettleBoiled)
    def note(fact: KettleBoiled) -> None:
        if fact.litres < 0 and not seen:
            raise RuntimeError("cannot boil less than nothing")
        seen.append(fact.litres)

    yield seen
    outbox._subscribers.pop("test.kettles")


def test_facts_reach_sink_and_subscriber_once_and_in_order(kettles: list[int]) -> None:
    sunk: list[int] = []
    before = outbox._sink
    outbox.set_sink(lambda facts: sunk.extend(fact.id for fact in facts))

    ids = [outbox.record(KettleBoiled(litres=n)) for n in range(3)]
    outbox.drain()
    outbox.drain()
    outbox.set_sink(before)

    assert kettles == [0, 1, 2]
    assert sunk == ids


def test_a_rolled_back_fact_never_happened(kettles: list[int]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.record(KettleBoiled(litres=1))
        raise ZeroDivisionError

    outbox.drain()

    assert kettles == []
    assert not OutboxFact.objects.exists()


def test_a_failing_subscriber_waits_and_keeps_its_order(kettles: list[int]) -> None:
    outbox.record(KettleBoiled(litres=-1))
    outbox.record(KettleBoiled(litres=2))

    outbox.drain()

    assert kettles == []
    first = OutboxDelivery.objects.order_by("fact_id").first()
    assert first is not None
    assert (first.attempts, first.error) == (1, "RuntimeError: cannot boil less than nothing")
    kettles.append(99)
    OutboxDelivery.objects.update(next_try=None)
    outbox.drain()
    assert kettles == [99, -1, 2]


def test_what_was_handled_before_a_failure_stays_handled(kettles: list[int]) -> None:
    outbox.record(KettleBoiled(litres=3))

    @outbox.subscriber("test.kettles", KettleBoiled)
    def note(fact: KettleBoiled) -> None:
        outbox.record(KettleCooled())
        kettles.append(fact.litres)
        if fact.litres == 5:
            raise RuntimeError("boiled over")

    for litres in (4, 5, 6):
        outbox.record(KettleBoiled(litres=litres))
    outbox.drain()

    assert kettles == [3, 4, 5]
    assert OutboxDelivery.objects.filter(subscriber="test.kettles").count() == 2
    assert OutboxFact.objects.filter(name="kettle_cooled").count() == 2


_ran: list[str] = []


@jobs.job("test.brew", retries=1)
def brew(ctx: jobs.JobContext, *, tea: str) -> dict[str, str]:
    """A job of this test."""
    ctx.progress(1, 2, "half")
    ctx.check()
    _ran.append(tea)
    if tea == "bad":
        raise RuntimeError("bitter")
    return {"tea": tea}


@pytest.fixture(autouse=True)
def _empty_cups() -> None:
    _ran.clear()


def _run_one() -> Job:
    row = jobs.claim()
    assert row is not None
    jobs.execute(row)
    row.refresh_from_db()
    return row


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_once_and_keeps_its_result() -> None:
    first = jobs.enqueue(brew, {"tea": "green"}, key="cup-1")
    second = jobs.enqueue(brew, {"tea": "green"}, key="cup-1")

    row = _run_one()

    assert first == second == row.id
    assert (row.state, row.result, row.done, row.total) == (JobState.DONE, {"tea": "green"}, 1, 2)
    assert jobs.claim() is None


@pytest.mark.django_db(transaction=True)
def test_a_lost_lease_lets_the_job_run_again() -> None:
    jobs.enqueue(brew, {"tea": "black"})
    dead = jobs.claim()
    assert dead is not None
    assert jobs.claim() is None

    Job.objects.filter(id=dead.id).update(lease_until=clock.wall() - dt.timedelta(seconds=1))
    row = _run_one()

    assert (row.state, row.attempts, _ran) == (JobState.DONE, 2, ["black"])


@pytest.mark.django_db(transaction=True)
def test_a_failure_is_retried_later_then_kept() -> None:
    jobs.enqueue(brew, {"tea": "bad"})

    row = _run_one()
    again_at = row.run_at
    Job.objects.update(run_at=clock.now())
    last = _run_one()

    assert again_at > clock.now()
    assert (last.state, last.error, _ran) == (JobState.FAILED, "RuntimeError: bitter", ["bad", "bad"])


@pytest.mark.django_db(transaction=True)
def test_cancel_stops_a_queued_job_and_refuses_a_finished_one() -> None:
    queued = jobs.enqueue(brew, {"tea": "white"})

    jobs.ask_cancel(queued)

    assert jobs.claim() is None
    with pytest.raises(Conflict):
        jobs.ask_cancel(queued)
    assert _ran == []

"""The demo bar: where the clock stands, +24 h, reset, and the truth beside the estimates. 404 outside demo mode."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field

from marketloop.demo.jobs import advance
from marketloop.demo.snapshots import ask_reset, snapshot_exists
from marketloop.demo.truth import read_truth
from marketloop.events import facade as events
from marketloop.events.query.ast import All
from marketloop.platform import clock, ids, jobs
from marketloop.platform.config import get_config
from marketloop.platform.errors import NotFound
from marketloop.platform.http import Router, Schema, principal, require

router = Router(tags=["demo"])


class DemoOut(Schema):
    """Demo mode: business time now, customers, and the months that were built (null where nothing was)."""

    now: dt.datetime
    customers: int
    months: int | None
    can_reset: bool


class AdvanceIn(Schema):
    """How far to move the clock, in hours."""

    hours: int = Field(24, ge=1, le=24 * 90)


class JobRef(Schema):
    """The job that does it; null when it is done otherwise."""

    job: str | None


class TruthOut(Schema):
    """What was really put in."""

    realised: dict[str, int]
    message_effect: dict[str, dict[str, float]]
    seed: int


def _in_demo_mode() -> None:
    if not get_config().demo:
        raise NotFound("demo_absent")


def _truth() -> dict[str, Any]:
    _in_demo_mode()
    found = read_truth()
    if found is None:
        raise NotFound("demo_absent")
    return found


@router.get("/demo", response=DemoOut)
def get_demo(request: HttpRequest) -> DemoOut:
    """What the demo bar shows."""
    _in_demo_mode()
    truth = read_truth()
    return DemoOut(
        now=clock.now(),
        customers=events.count_matching(All(of=[])),
        months=truth["months"] if truth else None,
        can_reset=snapshot_exists(),
    )


@router.get("/demo/truth", response=TruthOut)
@require("analytics.read")
def get_demo_truth(request: HttpRequest) -> TruthOut:
    """Parameters and realised effects of messages."""
    truth = _truth()
    return TruthOut(realised=truth["realised"], message_effect=truth["message_effect"], seed=truth["seed"])


@router.post("/demo/advance", response=JobRef)
@require("demo.write")
def advance_demo(request: HttpRequest, body: AdvanceIn) -> JobRef:
    """Move business time; follow the job."""
    _in_demo_mode()
    job_id = jobs.enqueue(advance, {"hours": body.hours}, priority=5, created_by=principal(request).user_id)
    return JobRef(job=ids.encode("job", job_id))


@router.post("/demo/reset", response=JobRef)
@require("demo.write")
def reset_demo(request: HttpRequest) -> JobRef:
    """Back to the day the demo was built; the server starts anew within seconds."""
    _truth()
    ask_reset()
    return JobRef(job=None)

"""One turn: claim, execute, write; repeated until nothing is due."""

from __future__ import annotations

import structlog
from django.db import transaction

from marketloop.journeys import sql
from marketloop.journeys.contracts import HOLDOUT_NODE
from marketloop.journeys.engine import actions, control, waits
from marketloop.journeys.engine.claiming import claim_due, is_live, list_due_journeys
from marketloop.journeys.engine.moves import WAITING, Batch, Row
from marketloop.journeys.graph import (
    ConditionSplit,
    Delay,
    EventEntry,
    Exit,
    Goal,
    RandomSplit,
    SegmentEntry,
    SendEmail,
    TagPeople,
    UpdateProfile,
    WaitFor,
)
from marketloop.journeys.plans import Plan, plan_of
from marketloop.platform import background

log = structlog.get_logger(__name__)
MOST_GROUPS = 500
"""Groups of people and node in one turn; what is left is written as ready and goes on in the next."""


def batch_size() -> int:
    """Rows in one transaction: SQLite has one writer, who must not hold the others up."""
    return 10_000 if sql.is_postgresql() else 2_000


failing: dict[int, str] = {}
"""Journeys whose last turn failed in this process, with the error; their health says so."""


def step(now_ms: int) -> int:
    """Move all who are due at `now_ms`; returns the number of node executions.

    A journey that fails (its template was broken meanwhile, say) holds up nobody else; its people stay where they are and are
    tried again in the next step. Where no loops run (tests, commands) the first failure rises at the end.
    """
    total, failed = 0, dict[int, Exception]()
    while journeys := [one for one in list_due_journeys(now_ms) if one not in failed]:
        done = 0
        for journey_id in journeys:
            try:
                done += turn(journey_id, now_ms)
                failing.pop(journey_id, None)
            except Exception as error:
                failed[journey_id] = error
                failing[journey_id] = f"{type(error).__name__}: {error}"[:500]
                log.exception("journey_failed", journey=journey_id)
        total += done
        if not done or (background.running() and background.stopping()):
            break
    if failed and not background.running():
        raise next(iter(failed.values()))
    return total


def turn(journey_id: int, now_ms: int) -> int:
    """One batch of one journey in one transaction; returns its node executions."""
    with transaction.atomic():
        sql.lock_movement(exclusive=False)
        if not is_live(journey_id):
            return 0
        rows = claim_due(journey_id, now_ms, batch_size())
        if not rows:
            return 0
        batch = Batch(now_ms)
        batch.take(rows)
        release(batch, rows)
        execute(batch)
        batch.write()
    return max(batch.steps, 1)


def release(batch: Batch, rows: list[Row]) -> None:
    """Rows whose wait is over leave their node; the others stand ready at theirs."""
    over: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        groups = over if row.state == WAITING else batch.ready
        groups.setdefault((row.version, row.node), []).append(row)
    for (version, node_id), group in over.items():
        plan = plan_of(version)
        for row in group:
            row.at = max(row.at, row.due or row.at)
        _time_out(batch, plan, node_id, group)


def _time_out(batch: Batch, plan: Plan, node_id: str, rows: list[Row]) -> None:
    node = plan.nodes.get(node_id)
    match node:
        case Delay() | SendEmail():
            batch.leave(plan, node_id, "next", node.next, rows)
        case WaitFor():
            batch.leave(plan, node_id, "timed_out", node.timed_out, rows)
        case _:
            reason = "window_over" if node_id == HOLDOUT_NODE else "node_gone"
            batch.exit(plan, node_id, reason, rows)


def execute(batch: Batch) -> None:
    """Execute nodes, each once for all who stand ready at it, until nobody is left or the turn is long enough."""
    for _ in range(MOST_GROUPS):
        if not batch.ready:
            return
        key = min(batch.ready, key=lambda one: (plan_of(one[0]).rank.get(one[1], 0), one))
        rows = batch.ready.pop(key)
        plan = plan_of(key[0])
        _run(batch, plan, key[1], rows)


def _run(batch: Batch, plan: Plan, node_id: str, rows: list[Row]) -> None:
    node = plan.nodes.get(node_id)
    match node:
        case SegmentEntry() | EventEntry():
            batch.leave(plan, node_id, "next", node.next, rows)
        case Delay():
            control.run_delay(batch, plan, node, rows)
        case ConditionSplit():
            control.run_condition_split(batch, plan, node, rows)
        case RandomSplit():
            control.run_random_split(batch, plan, node, rows)
        case WaitFor():
            waits.run_wait_for(batch, plan, node, rows)
        case SendEmail():
            actions.run_send_email(batch, plan, node, rows)
        case UpdateProfile():
            actions.run_update_profile(batch, plan, node, rows)
        case TagPeople():
            actions.run_tag(batch, plan, node, rows)
        case Goal():
            control.run_goal(batch, plan, node, rows)
        case Exit():
            control.run_exit(batch, plan, node, rows)
        case None:
            batch.exit(plan, node_id, "node_gone", rows)

"""Nodes that act. Every effect is a row with the key enrolment:node:visit, written in the transaction that moves the person."""

from __future__ import annotations

import json
from typing import Any

from marketloop.journeys import doors, sql
from marketloop.journeys.engine.moves import Batch, Row
from marketloop.journeys.graph import SendEmail, TagPeople, UpdateProfile
from marketloop.journeys.plans import Plan

RESULT_WAIT_MS = 3 * 86_400_000
"""How long people wait for the result of a message before they go on by `next`."""


def intent_key(row: Row) -> str:
    """The key under which an action of this visit happens at most once."""
    return f"{row.id}:{row.node}:{row.visit}"


def run_send_email(batch: Batch, plan: Plan, node: SendEmail, rows: list[Row]) -> None:
    """Request one message a person; with result branches people wait for what becomes of it."""
    variables = variables_of([row.id for row in rows])
    doors.request_messages(
        plan,
        node,
        [
            (intent_key(row), row.person, {**variables.get(row.id, {}), "enrolment": _enrolment(plan, row)})
            for row in rows
        ],
    )
    if node.by_result:
        for row in rows:
            batch.hold(row, max(row.at, batch.now) + RESULT_WAIT_MS)
        return
    batch.leave(plan, node.id, "next", node.next, rows)


def _enrolment(plan: Plan, row: Row) -> dict[str, Any]:
    return {"journey": plan.journey, "version": plan.number, "node": row.node, "entered_at": row.entered}


def variables_of(enrolment_ids: list[int]) -> dict[int, dict[str, Any]]:
    """The stored variables of enrolments (the event that they entered by)."""
    found = sql.select(
        f"SELECT id, vars FROM journeys_enrolment WHERE {sql.among('id')}", [sql.id_list(enrolment_ids)]
    )
    return {id_: json.loads(value) if isinstance(value, str) else value for id_, value in found}


def run_update_profile(batch: Batch, plan: Plan, node: UpdateProfile, rows: list[Row]) -> None:
    """Set traits."""
    doors.update_traits(plan, sorted({row.person for row in rows}), node.traits)
    batch.leave(plan, node.id, "next", node.next, rows)


def run_tag(batch: Batch, plan: Plan, node: TagPeople, rows: list[Row]) -> None:
    """Add and remove tags."""
    people = sorted({row.person for row in rows})
    doors.change_tags(plan, people, add=node.add, remove=node.remove)
    batch.leave(plan, node.id, "next", node.next, rows)

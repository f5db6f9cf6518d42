"""Work on many enrolments in chunks, each a transaction that also moves its cursor: killed at any point, it goes on there."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict

from django.db import transaction

from marketloop.journeys import doors, sql
from marketloop.journeys.contracts import JourneyState
from marketloop.journeys.engine.claiming import claim_active_after
from marketloop.journeys.engine.moves import Batch, Row
from marketloop.journeys.entries import Arrival, enrol
from marketloop.journeys.models import Transition
from marketloop.journeys.plans import plan_of
from marketloop.journeys.reactions import exit_rows
from marketloop.platform import background, clock

CHUNK = 2_000
ENTER, MOVE, EXIT = "enter_present", "move", "exit"


def run_transitions() -> int:
    """All open work, oldest first; returns how many people or enrolments were looked at."""
    done = 0
    for transition in Transition.objects.filter(done=False).order_by("id"):
        done += run_transition(transition)
    return done


def run_transition(transition: Transition) -> int:
    """One piece of work to its end (or until the process stops)."""
    members = doors.members(transition.params["segment"]) if transition.kind == ENTER else []
    done = 0
    while not (background.running() and background.stopping()):
        with transaction.atomic():
            sql.lock_movement(exclusive=True)
            row = Transition.objects.select_for_update().get(id=transition.id)
            if row.done or (row.kind == ENTER and row.journey.state == JourneyState.PAUSED):
                return done
            seen, cursor = _enter(row, members) if row.kind == ENTER else _change(row)
            done += seen
            row.cursor, row.done = cursor, seen == 0
            row.save(update_fields=["cursor", "done"])
    return done


def _enter(row: Transition, members: list[int]) -> tuple[int, int]:
    start = bisect_right(members, row.cursor)
    chunk = members[start : start + CHUNK]
    if not chunk:
        return 0, row.cursor
    now = clock.now_ms()
    enrol(row.journey_id, row.params["node"], [Arrival(person, now) for person in chunk])
    return len(chunk), chunk[-1]


def _change(row: Transition) -> tuple[int, int]:
    rows = claim_active_after(row.journey_id, row.cursor, CHUNK)
    if not rows:
        return 0, row.cursor
    if row.kind == EXIT:
        _exit(row, rows)
    else:
        _move(row, rows)
    return len(rows), rows[-1].id


def _exit(transition: Transition, rows: list[Row]) -> None:
    keep = transition.params.get("keep_version")
    by_version: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.version != keep:
            by_version[row.version].append(row)
    exit_rows(by_version, transition.params["reason"])


def _move(transition: Transition, rows: list[Row]) -> None:
    new = plan_of(transition.params["version"])
    mapping: dict[str, str] = transition.params["mapping"]
    groups: defaultdict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.version != new.version_id:
            groups[row.version, row.node].append(row)
    batch = Batch(clock.now_ms())
    for (version, node), group in groups.items():
        batch.take(group)
        to = mapping.get(node, node)
        if to in new.nodes or to.startswith("$"):
            batch.replace(plan_of(version), new, node, to, group)
        else:
            for row in group:
                row.at = max(row.at, batch.now)
            batch.exit(plan_of(version), node, "node_gone", group)
    batch.write()

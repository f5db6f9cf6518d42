"""Control nodes: delays, splits, exits. Sets in, sets out."""

from __future__ import annotations

from marketloop.experiments.facade import assign_arms
from marketloop.journeys import doors
from marketloop.journeys.engine.moves import Batch, Row
from marketloop.journeys.graph import (
    ConditionSplit,
    Delay,
    Exit,
    ForDuration,
    Goal,
    RandomSplit,
    UntilLocalTime,
    UntilTrait,
)
from marketloop.journeys.plans import Plan
from marketloop.journeys.timing import next_local_time, trait_instant
from marketloop.platform import clock


def run_delay(batch: Batch, plan: Plan, node: Delay, rows: list[Row]) -> None:
    """Hold people until their instant; who is past it already goes on with that instant as their time."""
    dues = due_instants(node, rows)
    passed = []
    for row, due in zip(rows, dues, strict=True):
        if due > batch.now:
            batch.hold(row, due)
        else:
            row.at = max(row.at, due)
            passed.append(row)
    batch.leave(plan, node.id, "next", node.next, passed)


def due_instants(node: Delay, rows: list[Row]) -> list[int]:
    """When each person's delay ends, in order."""
    wait = node.wait
    if isinstance(wait, ForDuration):
        length = wait.length.ms()
        return [row.at + length for row in rows]
    zone = clock.company_zone()
    if isinstance(wait, UntilLocalTime):
        known: dict[int, int] = {}
        for row in rows:
            if row.at not in known:
                known[row.at] = next_local_time(row.at, wait.time, wait.weekdays, zone)
        return [known[row.at] for row in rows]
    return _trait_instants(wait, rows)


def _trait_instants(wait: UntilTrait, rows: list[Row]) -> list[int]:
    zone, values = clock.company_zone(), doors.trait_values([row.person for row in rows], wait.key)
    instants = [trait_instant(values.get(row.person), wait.offset_days, wait.time, zone) for row in rows]
    return [row.at if due is None else due for row, due in zip(rows, instants, strict=True)]


def run_condition_split(batch: Batch, plan: Plan, node: ConditionSplit, rows: list[Row]) -> None:
    """Each person takes the first branch whose condition holds now; one question per branch for the whole set."""
    rest = rows
    for branch in node.branches:
        if not rest:
            return
        holds = doors.matching(branch.condition, [row.person for row in rest])
        batch.leave(plan, node.id, branch.key, branch.next, [row for row in rest if row.person in holds])
        rest = [row for row in rest if row.person not in holds]
    batch.leave(plan, node.id, "otherwise", node.otherwise, rest)


def split_salt(plan: Plan, node_id: str) -> str:
    """The salt of a random split: journey and node, not the version, so that people keep their way."""
    return f"{plan.journey_id}:{node_id}"


def run_random_split(batch: Batch, plan: Plan, node: RandomSplit, rows: list[Row]) -> None:
    """Shares by stable hash."""
    shares = [branch.percent for branch in node.branches]
    arms = assign_arms(split_salt(plan, node.id), [row.person for row in rows], shares).tolist()
    ways: list[list[Row]] = [[] for _ in node.branches]
    for row, arm in zip(rows, arms, strict=True):
        ways[arm].append(row)
    for branch, group in zip(node.branches, ways, strict=True):
        batch.leave(plan, node.id, branch.key, branch.next, group)


def run_exit(batch: Batch, plan: Plan, node: Exit, rows: list[Row]) -> None:
    """The path ends."""
    batch.exit(plan, node.id, node.reason, rows)


def run_goal(batch: Batch, plan: Plan, node: Goal, rows: list[Row]) -> None:
    """A path that leads to the goal ends as converted."""
    batch.convert(plan, rows)

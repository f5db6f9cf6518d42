"""What happens to people in one turn: collected in memory, written with counters and facts in one transaction.

A move counts once at the node that is left (by branch) and once at the node that is reached, so at every node
arrivals = departures by all branches + people there now. Leaving without an edge uses the branches `$exited`, `$converted`,
`$moved`. Times are logical: who waited until 10:00 arrives at the next node at 10:00, however late the turn runs.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from marketloop.facts.audiences import JourneyConverted, JourneyExited
from marketloop.facts.base import Fact
from marketloop.journeys import sql
from marketloop.journeys.contracts import EnrolmentState
from marketloop.journeys.plans import Plan
from marketloop.platform import clock, outbox

EXITED, CONVERTED, MOVED = "$exited", "$converted", "$moved"
LARGEST_FACT = 5_000
READY, WAITING = EnrolmentState.READY.value, EnrolmentState.WAITING.value
_DONE_EXITED, _DONE_CONVERTED = EnrolmentState.EXITED.value, EnrolmentState.CONVERTED.value
_RESTING = ("version_id", "node", "state", "due_at", "visit", "at")
_DONE = (*_RESTING, "exited_at", "exit_reason", "converted_at")


class Row:
    """One enrolment in the hands of a turn."""

    __slots__ = (
        "at", "converted_at", "due", "entered", "exited_at", "holdout", "id", "node", "path", "person", "reason",
        "state", "version", "visit",
    )  # fmt: skip

    def __init__(
        self,
        id_: int,
        version: int,
        person: int,
        node: str,
        state: str,
        due: int | None,
        visit: int,
        at: int,
        entered: int,
        holdout: bool,
    ) -> None:
        self.id = id_
        self.version = version
        self.person = person
        self.node = node
        self.state = state
        self.due = due
        self.visit = visit
        self.at = at
        self.entered = entered
        self.holdout = bool(holdout)
        self.path = ""
        self.reason = ""
        self.exited_at: int | None = None
        self.converted_at: int | None = None


class Batch:
    """The rows of one turn, what they do, and how it is written."""

    def __init__(self, now_ms: int) -> None:
        self.now = now_ms
        self.steps = 0
        self.ready: dict[tuple[int, str], list[Row]] = {}
        self._rows: dict[int, Row] = {}
        self._nodes: Counter[tuple[int, str, str]] = Counter()
        self._exits: defaultdict[tuple[str, int, str], list[int]] = defaultdict(list)
        self._conversions: defaultdict[tuple[str, int, bool], list[int]] = defaultdict(list)
        self._days: Counter[tuple[int, int, bool, int]] = Counter()

    def take(self, rows: Iterable[Row]) -> None:
        """Rows that this turn may change; all of them are written."""
        for row in rows:
            self._rows[row.id] = row

    def add_ready(self, version: int, node: str, rows: list[Row]) -> None:
        """Rows that stand at a node and are to execute it."""
        self.ready.setdefault((version, node), []).extend(rows)

    def leave(self, plan: Plan, node: str, branch: str, to: str | None, rows: list[Row]) -> None:
        """People leave a node by a branch, at their own time `row.at`; without an edge the path is finished."""
        if not rows:
            return
        if to is None:
            self.exit(plan, node, "finished", rows, branch=branch)
            return
        self.steps += len(rows)
        self._nodes[plan.version_id, node, branch] += len(rows)
        self._nodes[plan.version_id, to, ""] += len(rows)
        mark = f",{node}:{branch}:"
        for row in rows:
            row.path += mark + str((row.at - row.entered) // 1000)
            row.node, row.state, row.due = to, READY, row.at
            row.visit += 1
        self.add_ready(plan.version_id, to, rows)

    def hold(self, row: Row, due_ms: int) -> None:
        """A person rests at the node until an instant (or until an event moves them)."""
        row.state, row.due = WAITING, due_ms

    def exit(self, plan: Plan, node: str, reason: str, rows: list[Row], *, branch: str = EXITED) -> None:
        """People leave the journey without conversion; a goal event within its window still counts later."""
        self._end(plan, node, branch, rows)
        for row in rows:
            row.state, row.reason, row.exited_at = _DONE_EXITED, reason, row.at
            self._days[plan.journey_id, row.at // 900_000, row.holdout, 2] += 1
        self._exits[plan.journey, plan.number, reason] += [row.person for row in rows]

    def convert(self, plan: Plan, rows: list[Row], *, branch: str = CONVERTED) -> None:
        """People reach the goal at `row.at`, wherever they are; who had left already keeps exit and reason."""
        for node, group in _by_node(rows).items():
            inside = [row for row in group if row.state in (READY, WAITING)]
            self._end(plan, node, branch, inside)
            for row in inside:
                row.exited_at = row.at
        for row in rows:
            row.state, row.converted_at, row.due = _DONE_CONVERTED, row.at, None
            self._days[plan.journey_id, row.at // 900_000, row.holdout, 1] += 1
            self._conversions[plan.journey, plan.number, row.holdout].append(row.person)

    def _end(self, plan: Plan, node: str, branch: str, rows: list[Row]) -> None:
        if not rows:
            return
        self.steps += len(rows)
        self._nodes[plan.version_id, node, branch] += len(rows)
        for row in rows:
            row.path += f",{node}:{branch}:{(row.at - row.entered) // 1000}"
            row.due = None

    def replace(self, old: Plan, new: Plan, node: str, to: str, rows: list[Row]) -> None:
        """People go over to another version: to the same node as they are, to another one to execute it now."""
        self._nodes[old.version_id, node, MOVED] += len(rows)
        self._nodes[new.version_id, to, ""] += len(rows)
        anew = to != node or type(old.nodes.get(node)) is not type(new.nodes.get(to))
        for row in rows:
            row.version = new.version_id
            if anew:
                row.node, row.state, row.at, row.due = to, READY, self.now, self.now
                row.visit += 1

    def write(self) -> None:
        """All changes, counters and facts, in the caller's transaction."""
        rows = self._rows.values()
        resting = [
            (r.version, r.node, r.state, r.due, r.visit, r.at, r.path, r.id)
            for r in rows
            if r.due is not None
        ]
        done = [
            (
                r.version,
                r.node,
                r.state,
                None,
                r.visit,
                r.at,
                r.exited_at,
                r.reason,
                r.converted_at,
                r.path,
                r.id,
            )
            for r in rows
            if r.due is None
        ]
        sql.update_enrolments(_RESTING, resting)
        sql.update_enrolments(_DONE, done)
        sql.add_node_counts((*key, people) for key, people in self._nodes.items())
        sql.add_day_counts(_days(self._days))
        outbox.record_many(self._facts())

    def _facts(self) -> list[Fact]:
        facts: list[Fact] = []
        for (journey, version, holdout), people in self._conversions.items():
            facts += [
                JourneyConverted(profile_ids=part, journey=journey, version=version, holdout=holdout)
                for part in in_parts(people)
            ]
        for (journey, version, reason), people in self._exits.items():
            facts += [
                JourneyExited(profile_ids=part, journey=journey, version=version, reason=reason)
                for part in in_parts(people)
            ]
        return facts


def in_parts(people: list[int]) -> list[tuple[int, ...]]:
    """Sets as large as a fact may be."""
    return [tuple(people[i : i + LARGEST_FACT]) for i in range(0, len(people), LARGEST_FACT)]


def _by_node(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.node, []).append(row)
    return groups


def day_of(quarter: int, zone: ZoneInfo) -> dt.date:
    """The local day of a quarter of an hour since 1970 (offsets of zones are whole quarters)."""
    return clock.from_ms(quarter * 900_000).astimezone(zone).date()


def _days(counts: Counter[tuple[int, int, bool, int]]) -> list[tuple[int, dt.date, bool, int, int, int]]:
    zone = clock.company_zone()
    days: defaultdict[tuple[int, dt.date, bool], list[int]] = defaultdict(lambda: [0, 0, 0])
    for (journey, quarter, holdout, what), people in counts.items():
        days[journey, day_of(quarter, zone), holdout][what] += people
    return [(*key, *values) for key, values in days.items()]  # type: ignore[misc]

"""Dry run: the draft's way of one person with the data of now, step by step, each with its reason. Nothing is written.

Waits are shown with the instants at which they would end, starting now; a wait that is not over yet is walked on by the branch
that the asker assumes (timed out, unless told otherwise). Reasons are text keys `journeys.dry.<code>` with parameters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from marketloop.events.facade import Explained
from marketloop.experiments.facade import assign_arms, assign_holdout
from marketloop.identity import facade as identity
from marketloop.journeys import doors
from marketloop.journeys.engine.control import due_instants, split_salt
from marketloop.journeys.engine.moves import Row
from marketloop.journeys.entries import Arrival, admit, list_pasts
from marketloop.journeys.graph import (
    ConditionSplit,
    Delay,
    Entry,
    EventEntry,
    Exit,
    Goal,
    Graph,
    Node,
    RandomSplit,
    SegmentEntry,
    SendEmail,
    TagPeople,
    UpdateProfile,
    WaitFor,
)
from marketloop.journeys.plans import Plan, rank_of
from marketloop.platform import clock, ids

MOST_STEPS = 100
Assume = Literal["happened", "timed_out"]


@dataclass(frozen=True)
class Leaf:
    """A part of a condition: what it tests, whether it holds, and the data that was found."""

    leaf: dict[str, Any]
    holds: bool
    data: dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """A branch that was looked at."""

    branch: str
    label: str
    holds: bool
    leaves: tuple[Leaf, ...] = ()


@dataclass(frozen=True)
class DryStep:
    """One node: when (UTC ms), the branch taken, why, and for splits what each branch said. `until` is when a wait ends."""

    node: str
    type: str
    label: str
    at: int
    branch: str
    to: str | None
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    until: int | None = None
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True)
class DryRun:
    """The whole walk: would the person be let in, in which group, and how it ends (exit reason, or `loop`)."""

    person: int
    enters: bool
    holdout: bool
    entry: tuple[DryStep, ...]
    steps: tuple[DryStep, ...]
    end: str


def walk(
    *,
    journey_id: int,
    key: str,
    graph: Graph,
    profile_id: int,
    entry: str | None = None,
    assume: Assume = "timed_out",
) -> DryRun:
    """The way of one person from an entry node (the first one that is there, unless named)."""
    person, now = identity.canonical(profile_id), clock.now_ms()
    entries = [node for node in graph.entries() if entry is None or node.id == entry]
    if not entries:
        return DryRun(person, False, False, (), (), "no_entry")
    plan = _plan(journey_id, key, graph)
    checks = tuple(_entry_checks(plan, entries[0], person, now))
    enters = all(step.branch == "yes" for step in checks)
    percent = graph.settings.holdout_percent
    held = bool(percent and assign_holdout(str(journey_id), [person], percent))
    if held:
        return DryRun(person, enters, True, checks, (), "holdout")
    steps, end = _walk(plan, entries[0], person, now, assume)
    return DryRun(person, enters, False, checks, tuple(steps), end)


def _plan(journey_id: int, key: str, graph: Graph) -> Plan:
    """The draft as the engine would see it; it has no version yet."""
    journey = ids.encode("jny", journey_id)
    return Plan(0, 0, journey_id, journey, key, graph, graph.by_id(), graph.goal(), rank_of(graph))


def _entry_checks(plan: Plan, node: Entry, person: int, now: int) -> Iterator[DryStep]:
    """One step per rule of entry, `yes` or `no`."""

    def said(code: str, holds: bool, **params: Any) -> DryStep:
        return DryStep(node.id, node.type, node.label, now, "yes" if holds else "no", None, code, params)

    settings = plan.graph.settings
    if isinstance(node, SegmentEntry) and node.segment:
        inside = person in doors.in_segment(node.segment, [person])
        yield said(
            "in_segment" if inside else "not_in_segment", inside, segment=doors.segment_name(node.segment)
        )
    elif isinstance(node, EventEntry):
        yield said("at_event", True, event=node.event)
    if settings.suppression_segment:
        barred = person in doors.in_segment(settings.suppression_segment, [person])
        name = doors.segment_name(settings.suppression_segment)
        yield said("suppressed" if barred else "not_suppressed", not barred, segment=name)
    if settings.start_ms is not None or settings.end_ms is not None:
        inside = (settings.start_ms or 0) <= now < (settings.end_ms or now + 1)
        yield said("in_period" if inside else "not_in_period", inside)
    past = list_pasts(plan.journey_id, [person])
    admitted = bool(admit(settings.re_entry, [Arrival(person, now)], past))
    passes = past[person].passes if person in past else 0
    yield said("may_enter" if admitted else "may_not_enter_again", admitted, passes=passes)


def _walk(plan: Plan, entry: Entry, person: int, now: int, assume: Assume) -> tuple[list[DryStep], str]:
    steps: list[DryStep] = []
    row = Row(0, 0, person, entry.id, "ready", now, 1, now, now, False)
    node: Node | None = entry
    while node is not None and len(steps) < MOST_STEPS:
        step = _step(plan, node, row, assume)
        steps.append(step)
        if isinstance(node, Exit | Goal):
            return steps, node.reason if isinstance(node, Exit) else "converted"
        row.at = max(row.at, step.until or row.at)
        node = plan.nodes.get(step.to) if step.to is not None else None
    return steps, "loop" if node is not None else "finished"


def _step(plan: Plan, node: Node, row: Row, assume: Assume) -> DryStep:
    def took(branch: str, to: str | None, code: str, **params: Any) -> DryStep:
        until, verdicts = params.pop("until", None), params.pop("verdicts", ())
        return DryStep(node.id, node.type, node.label, row.at, branch, to, code, params, until, verdicts)

    match node:
        case SegmentEntry() | EventEntry():
            return took("next", node.next, "entered")
        case Delay():
            [due] = due_instants(node, [row])
            return took("next", node.next, "waits_until", until=due)
        case WaitFor():
            return _wait(node, row, assume, took)
        case ConditionSplit():
            return _split(node, row, took)
        case RandomSplit():
            shares = [branch.percent for branch in node.branches]
            chosen = node.branches[int(assign_arms(split_salt(plan, node.id), [row.person], shares)[0])]
            return took(
                chosen.key, chosen.next, "drawn", percent=chosen.percent, way=chosen.label or chosen.key
            )
        case SendEmail():
            return took("next", node.next, "would_send", template=doors.template_name(node.template))
        case UpdateProfile():
            return took("next", node.next, "would_set", traits=dict(node.traits))
        case TagPeople():
            return took("next", node.next, "would_tag", add=list(node.add), remove=list(node.remove))
        case Goal():
            return took("", None, "converts")
        case Exit():
            return took("", None, "exits", reason=node.reason)


def _wait(node: WaitFor, row: Row, assume: Assume, took: Any) -> DryStep:
    now, back = clock.now_ms(), node.lookback.ms() if node.lookback else 0
    if node.segment and row.person in doors.in_segment(node.segment, [row.person]):
        name = doors.segment_name(node.segment)
        return took("happened", node.happened, "in_segment_already", segment=name)  # type: ignore[no-any-return]
    for event in node.events:
        if back and (times := doors.event_times(event, [row.person], row.at - back, now).get(row.person)):
            return took("happened", node.happened, "happened_already", event=event.name, time=min(times))  # type: ignore[no-any-return]
    awaited = ", ".join(event.name for event in node.events) or doors.segment_name(node.segment)
    if assume == "happened":
        return took("happened", node.happened, "assumed_happened", awaited=awaited)  # type: ignore[no-any-return]
    due = row.at + node.timeout.ms()
    return took("timed_out", node.timed_out, "assumed_timed_out", awaited=awaited, until=due)  # type: ignore[no-any-return]


def _split(node: ConditionSplit, row: Row, took: Any) -> DryStep:
    verdicts = []
    for branch in node.branches:
        tree = doors.explain(branch.condition, row.person)
        holds = tree.holds if tree else bool(doors.matching(branch.condition, [row.person]))
        verdicts.append(Verdict(branch.key, branch.label, holds, tuple(_leaves(tree)) if tree else ()))
        if holds:
            name = branch.label or branch.key
            return took(branch.key, branch.next, "branch_holds", way=name, verdicts=tuple(verdicts))  # type: ignore[no-any-return]
    return took("otherwise", node.otherwise, "no_branch_holds", verdicts=tuple(verdicts))  # type: ignore[no-any-return]


def _leaves(tree: Explained) -> Iterator[Leaf]:
    if tree.of:
        for part in tree.of:
            yield from _leaves(part)
    else:
        yield Leaf(tree.leaf, tree.holds, dict(tree.data))

"""Findings on a draft: errors forbid publication, warnings do not. Each names its node, a code and parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from marketloop.events.query.ast import (
    MAX_DEPTH,
    MAX_LEAVES,
    All,
    Condition,
    Not,
    depth_of,
    leaves_of,
    parts_of,
)
from marketloop.events.query.ast import Any as AnyOf
from marketloop.journeys.contracts import Issue, Issues
from marketloop.journeys.graph import (
    ConditionSplit,
    Delay,
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
    branches_of,
    holds_people,
)

Exists = Callable[[str], bool]
"""Answers whether a segment or template id is known and usable."""


Fault = Callable[[Condition], str | None]
"""Says which part of a condition cannot be answered (an operand that does not fit its operator), None when all can."""


def check(
    graph: Graph, *, segment_exists: Exists, template_exists: Exists, fault_in: Fault = lambda _: None
) -> Issues:
    """All findings, errors first, in the order of the nodes."""
    found = [
        *_structure(graph),
        *(issue for node in graph.nodes for issue in _node(node, segment_exists, template_exists)),
        *(
            issue
            for node in graph.nodes
            if isinstance(node, ConditionSplit)
            for issue in _faults(node, fault_in)
        ),
        *_settings(graph, segment_exists),
    ]
    return Issues(
        tuple(issue for issue in found if issue.level == "error"),
        tuple(issue for issue in found if issue.level == "warning"),
    )


def _error(code: str, node: str = "", **params: object) -> Issue:
    return Issue("error", code, node, params)


def _warning(code: str, node: str = "", **params: object) -> Issue:
    return Issue("warning", code, node, params)


def _structure(graph: Graph) -> Iterator[Issue]:
    ids = [node.id for node in graph.nodes]
    yield from (_error("duplicate_id", id_) for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}))
    if not graph.entries():
        yield _error("no_entry")
    goals = [node for node in graph.nodes if isinstance(node, Goal)]
    yield from (_error("second_goal", node.id) for node in goals[1:])
    if not goals:
        yield _warning("no_goal")
    known = graph.by_id()
    for node in graph.nodes:
        for branch, to in branches_of(node):
            if to is not None and to not in known:
                yield _error("dangling_branch", node.id, branch=branch, to=to)
            elif to is not None and isinstance(known[to], SegmentEntry | EventEntry):
                yield _error("into_entry", node.id, branch=branch, to=to)
        if isinstance(node, SegmentEntry | EventEntry) and node.next is None:
            yield _error("entry_leads_nowhere", node.id)
    reached = _reachable(graph)
    for node in graph.nodes:
        if node.id not in reached and not isinstance(node, Goal):
            yield _error("unreachable", node.id)
    yield from (_error("cycle_without_wait", id_) for id_ in _spinning(graph))


def _reachable(graph: Graph) -> set[str]:
    known, reached = graph.by_id(), set[str]()
    todo = [node.id for node in graph.entries()]
    while todo:
        id_ = todo.pop()
        if id_ in reached or id_ not in known:
            continue
        reached.add(id_)
        todo += [to for _, to in branches_of(known[id_]) if to is not None]
    return reached


def _spinning(graph: Graph) -> list[str]:
    """Nodes on a cycle that no delay or wait interrupts (Tarjan's order is not needed: graphs are small)."""
    known = graph.by_id()
    steps = {
        id_: [to for _, to in branches_of(node) if to in known and not holds_people(known[to])]
        for id_, node in known.items()
        if not holds_people(node)
    }
    spinning = []
    for start in steps:
        seen, todo = set[str](), list(steps[start])
        while todo:
            id_ = todo.pop()
            if id_ not in seen:
                seen.add(id_)
                todo += steps.get(id_, [])
        if start in seen:
            spinning.append(start)
    return spinning


def _node(node: Node, segment_exists: Exists, template_exists: Exists) -> Iterator[Issue]:
    match node:
        case SegmentEntry():
            yield from _segment(node.id, node.segment, segment_exists)
        case EventEntry() if not node.event:
            yield _error("event_missing", node.id)
        case WaitFor():
            if not node.events and not node.segment:
                yield _error("wait_for_nothing", node.id)
            if node.segment:
                yield from _segment(node.id, node.segment, segment_exists)
            yield from _open_ends(node)
        case ConditionSplit():
            yield from _split(node)
        case RandomSplit():
            yield from _shares(node)
        case SendEmail():
            if not node.template:
                yield _error("template_missing", node.id)
            elif not template_exists(node.template):
                yield _error("template_unknown", node.id, template=node.template)
        case UpdateProfile() if not node.traits:
            yield _error("traits_missing", node.id)
        case TagPeople() if not node.add and not node.remove:
            yield _error("tags_missing", node.id)
        case Goal() if not node.events:
            yield _error("event_missing", node.id)
        case Delay() if node.next is None:
            yield _warning("delay_before_nothing", node.id)
        case Exit() if node.reason in ("merged", "stopped", "suppressed"):
            yield _error("reason_reserved", node.id, reason=node.reason)
        case _:
            pass


def _segment(node: str, segment: str, exists: Exists) -> Iterator[Issue]:
    if not segment:
        yield _error("segment_missing", node)
    elif not exists(segment):
        yield _error("segment_unknown", node, segment=segment)


def _open_ends(node: Node) -> Iterator[Issue]:
    ways = branches_of(node)
    if ways and all(to is None for _, to in ways):
        yield _warning("all_ways_end", node.id)


def _split(node: ConditionSplit) -> Iterator[Issue]:
    if not node.branches:
        yield _error("no_branches", node.id)
    yield from _keys(node.id, [branch.key for branch in node.branches], ("otherwise",))
    for branch in node.branches:
        if _is_empty(branch.condition):
            yield _error("empty_condition", node.id, branch=branch.key)
        elif depth_of(branch.condition) > MAX_DEPTH or len(leaves_of(branch.condition)) > MAX_LEAVES:
            yield _error("condition_too_large", node.id, branch=branch.key)
    yield from _open_ends(node)


def _faults(node: ConditionSplit, fault_in: Fault) -> Iterator[Issue]:
    """Conditions that would fail when people arrive."""
    for branch in node.branches:
        fault = None if _is_empty(branch.condition) else fault_in(branch.condition)
        if fault is not None:
            yield _error("condition_unfit", node.id, branch=branch.label or branch.key, leaf=fault)


def _is_empty(condition: Condition) -> bool:
    """A group without parts anywhere: it would hold for everybody or nobody, which nobody means."""
    if isinstance(condition, All | AnyOf | Not):
        parts = parts_of(condition)
        return not parts or any(_is_empty(part) for part in parts)
    return False


def _shares(node: RandomSplit) -> Iterator[Issue]:
    if len(node.branches) < 2:
        yield _error("no_branches", node.id)
    yield from _keys(node.id, [branch.key for branch in node.branches])
    total = round(sum(branch.percent for branch in node.branches), 6)
    if node.branches and total != 100:
        yield _error("percent_not_100", node.id, total=total)
    yield from _open_ends(node)


def _keys(node: str, keys: list[str], reserved: tuple[str, ...] = ()) -> Iterator[Issue]:
    for key in sorted({key for key in keys if keys.count(key) > 1 or key in reserved}):
        yield _error("branch_key_taken", node, branch=key)


def _settings(graph: Graph, segment_exists: Exists) -> Iterator[Issue]:
    settings = graph.settings
    if settings.suppression_segment and not segment_exists(settings.suppression_segment):
        yield _error("segment_unknown", "", segment=settings.suppression_segment)
    if settings.holdout_percent and graph.goal() is None:
        yield _warning("holdout_without_goal")
    events = [node for node in graph.entries() if isinstance(node, EventEntry)]
    if settings.re_entry.rule == "each_key" and not any(node.key for node in events):
        yield _error("each_key_without_key")
    if settings.re_entry.rule != "each_key":
        yield from (_warning("key_without_rule", node.id) for node in events if node.key)

"""Published graphs, parsed once: versions never change, so they are kept in memory by id."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from marketloop.journeys.graph import Goal, Graph, Node, branches_of
from marketloop.journeys.models import JourneyVersion
from marketloop.platform import ids


@dataclass(frozen=True)
class Plan:
    """A version as the engine uses it; `rank` orders nodes so that a batch meets each of them once where it can."""

    version_id: int
    number: int
    journey_id: int
    journey: str
    campaign: str
    graph: Graph
    nodes: dict[str, Node]
    goal: Goal | None
    rank: dict[str, int]

    def window_ms(self) -> int:
        """How long after entry a goal event counts; 30 days when there is no goal."""
        return self.goal.within.ms() if self.goal is not None else 30 * 86_400_000


def rank_of(graph: Graph) -> dict[str, int]:
    """Node ids in reverse order of completion of a depth-first walk: topological but for edges that close a cycle."""
    known, finished, opened = graph.by_id(), list[str](), set[str]()

    def visit(start: str) -> None:
        stack = [(start, iter([to for _, to in branches_of(known[start]) if to in known]))]
        opened.add(start)
        while stack:
            id_, following = stack[-1]
            to = next((one for one in following if one not in opened), None)
            if to is None:
                finished.append(id_)
                stack.pop()
            else:
                opened.add(to)
                stack.append((to, iter([one for _, one in branches_of(known[to]) if one in known])))

    for node in [*graph.entries(), *graph.nodes]:
        if node.id not in opened:
            visit(node.id)
    return {id_: place for place, id_ in enumerate(reversed(finished))}


@lru_cache(maxsize=256)
def plan_of(version_id: int) -> Plan:
    """The plan of a published version; raises JourneyVersion.DoesNotExist."""
    row = JourneyVersion.objects.select_related("journey").get(id=version_id)
    graph = Graph.model_validate(row.graph)
    return Plan(
        version_id=row.id,
        number=row.number,
        journey_id=row.journey_id,
        journey=ids.encode("jny", row.journey_id),
        campaign=row.journey.key,
        graph=graph,
        nodes=graph.by_id(),
        goal=graph.goal(),
        rank=rank_of(graph),
    )

"""Reads of journeys: drafts, versions, counts per node, people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from marketloop.journeys.contracts import ACTIVE, HOLDOUT_NODE
from marketloop.journeys.engine.moves import MOVED
from marketloop.journeys.models import Enrolment, Journey, JourneyVersion, NodeCount
from marketloop.platform.errors import NotFound


def get_journey(journey_id: int) -> Journey:
    """The journey; raises NotFound."""
    journey = Journey.objects.select_related("live_version").filter(id=journey_id).first()
    if journey is None:
        raise NotFound("journey_not_found")
    return journey


def find_by_key(key: str) -> Journey | None:
    """The journey with this stable key, or None."""
    return Journey.objects.filter(key=key).first()


def list_versions(journey_id: int) -> list[JourneyVersion]:
    """Published versions, newest first."""
    return list(get_journey(journey_id).versions.order_by("-number"))


def list_journeys() -> QuerySet[Journey]:
    """All journeys with their live versions."""
    return Journey.objects.select_related("live_version")


def people_by_node(journey_id: int) -> dict[tuple[int, str], int]:
    """People who stand at each (version, node) now."""
    people: defaultdict[tuple[int, str], int] = defaultdict(int)
    for row in NodeCount.objects.filter(version__journey_id=journey_id):
        people[row.version_id, row.node] += row.people if row.branch == "" else -row.people
    return dict(people)


@dataclass(frozen=True)
class NodeFigures:
    """Counts of a node over all versions: people who arrived, who stand there now, who left by each branch."""

    node: str
    entered: int
    waiting: int
    branches: dict[str, int]


def node_figures(journey_id: int) -> dict[str, NodeFigures]:
    """Figures by node id; who went over to a new version counts once."""
    arrived: defaultdict[str, int] = defaultdict(int)
    left: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in NodeCount.objects.filter(version__journey_id=journey_id):
        if row.branch == "":
            arrived[row.node] += row.people
        elif row.branch == MOVED:
            arrived[row.node] -= row.people
        else:
            left[row.node][row.branch] += row.people
    return {
        node: NodeFigures(node, people, people - sum(left[node].values()), dict(left[node]))
        for node, people in arrived.items()
    }


def list_passes(person: int) -> list[Enrolment]:
    """All passes of a person (canonical id) with their journeys, the latest first."""
    rows = Enrolment.objects.filter(person_id=person).select_related("journey", "version")
    return list(rows.order_by("-entered_at", "-id"))


def list_enrolments(
    journey_id: int,
    *,
    node: str = "",
    branch: str = "",
    state: str = "",
    holdout: bool | None = None,
    reason: str = "",
) -> QuerySet[Enrolment]:
    """Enrolments behind a figure.

    `node` with state `active`: those who stand there now; without: all who came by (with `branch`: who left by it). `state` is
    active, converted or exited.
    """
    rows = Enrolment.objects.filter(journey_id=journey_id)
    if state == "active":
        rows = rows.filter(state__in=ACTIVE)
    elif state:
        rows = rows.filter(state=state)
    if reason:
        rows = rows.filter(exit_reason=reason)
    if holdout is not None:
        rows = rows.filter(holdout=holdout)
    if branch:
        rows = rows.filter(path__contains=f",{node}:{branch}:")
    elif node and (state == "active" or node == HOLDOUT_NODE):
        rows = rows.filter(node=node)
    elif node:
        rows = rows.filter(path__contains=f",{node}:") | rows.filter(node=node)
    return rows

"""The door of journeys.

Definitions are graphs (`journeys.graph`, JSON). `step(now_ms)` runs the engine until nobody is due; the background loop does
so by itself. Instants are UTC milliseconds of business time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketloop.journeys.contracts import Issue, Issues, JourneyState, OnPublish, RunningJourney
from marketloop.journeys.dry_run import Assume, DryRun, walk
from marketloop.journeys.engine.turns import step
from marketloop.journeys.playbooks import create_from_playbook, list_playbooks
from marketloop.journeys.queries import find_by_key, get_journey, list_versions
from marketloop.journeys.report import Report, list_running, report
from marketloop.journeys.services import (
    create_journey,
    delete_draft,
    duplicate,
    parse_graph,
    pause,
    publish,
    resume,
    stop,
    update_draft,
    validate,
)
from marketloop.journeys.transitions import run_transitions
from marketloop.platform.http import Principal

__all__ = [
    "Issue",
    "Issues",
    "JourneyState",
    "OnPublish",
    "Report",
    "RunningJourney",
    "create_from_playbook",
    "create_journey",
    "delete_draft",
    "dry_run",
    "duplicate",
    "ensure_live",
    "find_by_key",
    "get_journey",
    "list_playbooks",
    "list_running",
    "list_versions",
    "pause",
    "publish",
    "report",
    "resume",
    "run_transitions",
    "step",
    "stop",
    "update_draft",
    "validate",
]


def dry_run(
    journey_id: int, profile_id: int, *, entry: str | None = None, assume: Assume = "timed_out"
) -> DryRun:
    """The draft's way of one person with the data of now; no side effect. Raises NotFound."""
    journey = get_journey(journey_id)
    return walk(
        journey_id=journey.id,
        key=journey.key,
        graph=parse_graph(journey.draft),
        profile_id=profile_id,
        entry=entry,
        assume=assume,
    )


def ensure_live(
    *, key: str, name: str, graph: Mapping[str, Any], description: str = "", actor: Principal | None = None
) -> int:
    """The id of the journey with this key, made and published when there is none; safe to repeat."""
    found = find_by_key(key)
    if found is not None:
        return found.id
    journey = create_journey(name=name, description=description, key=key, graph=graph, actor=actor)
    publish(journey_id=journey.id, actor=actor)
    return journey.id

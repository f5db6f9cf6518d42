"""What other modules see of journeys: states, issues, view types. No framework."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

HOLDOUT_NODE = "$holdout"
"""Where people of the holdout stand: they are tracked to the goal and get no action."""


class JourneyState(StrEnum):
    """Life of a journey; `paused` keeps people where they are, `stopped` lets nobody in and ends what runs."""

    DRAFT = "draft"
    LIVE = "live"
    PAUSED = "paused"
    STOPPED = "stopped"


class EnrolmentState(StrEnum):
    """Where an enrolment stands: about to execute its node, resting at it, or done."""

    READY = "ready"
    WAITING = "waiting"
    CONVERTED = "converted"
    EXITED = "exited"


ACTIVE = (EnrolmentState.READY, EnrolmentState.WAITING)


class OnPublish(StrEnum):
    """What becomes of people inside when a new version goes live."""

    FINISH = "finish"
    MOVE = "move"
    EXIT = "exit"


@dataclass(frozen=True)
class Issue:
    """A finding of validation: `code` is a text key `journeys.issue.<code>`, `node` empty when it is about the whole."""

    level: str  # error | warning
    code: str
    node: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Issues:
    """All findings; a draft with errors cannot be published."""

    errors: tuple[Issue, ...]
    warnings: tuple[Issue, ...]


@dataclass(frozen=True)
class RunningJourney:
    """A line on the home page. Rates are shares of people, None without people; `health` is ok, paused, failing or stalled."""

    id: int
    name: str
    state: str
    version: int
    entered: int
    active: int
    converted: int
    conversion: float | None
    holdout_conversion: float | None
    lift: float | None
    lift_low: float | None
    lift_high: float | None
    verdict: str
    health: str

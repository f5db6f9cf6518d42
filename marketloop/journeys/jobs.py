"""The background loop that moves people."""

from __future__ import annotations

from marketloop.journeys.engine.turns import step
from marketloop.journeys.transitions import run_transitions
from marketloop.platform import background, clock


@background.loop("journeys", every_s=0.5, order=60)
def move_people() -> int:
    """Open transitions, then all who are due; returns how much was done."""
    return run_transitions() + step(clock.now_ms())

"""The background loop that moves people."""

from __future__ import annotations

from marketloop.events import facade as events
from marketloop.journeys.engine import turns
from marketloop.journeys.transitions import run_transitions
from marketloop.platform import background, clock

FAR_BEHIND = 5_000
"""Events that the consumer may lag behind before time stands still: a wait must not time out on an event that is on its way."""

_began_at: int | None = None


@background.loop("journeys", every_s=0.5, order=60)
def move_people() -> int:
    """Open transitions, then all who are due; returns how much was done."""
    if background.running() and events_are_ahead():
        return 0
    return run_transitions() + turns.step(clock.now_ms())


def events_are_ahead() -> bool:
    """Whether events of before this process, or very many, have yet to be seen by the consumer of journeys."""
    global _began_at
    seq, lag = next(
        ((one.seq, one.lag) for one in events.consumer_status() if one.name == "journeys"), (0, 0)
    )
    if _began_at is None:
        _began_at = events.counts().log_seq
    return seq < _began_at or lag > FAR_BEHIND

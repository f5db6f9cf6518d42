"""Background loops of the serving process: named functions that run again and again in daemon threads.

A loop function does all the work that is due and returns how much it did; it is idempotent and safe to run at any time, so
tests and the moving clock call `run_all_once()` instead of waiting.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from django.db import close_old_connections

log = structlog.get_logger(__name__)
Turn = Callable[[], int]


@dataclass
class Loop:
    """One registered loop with its health."""

    name: str
    every_s: float
    turn: Turn
    order: int
    awake: threading.Event = field(default_factory=threading.Event)
    turning: threading.RLock = field(default_factory=threading.RLock)
    calls: int = 0
    failures: int = 0
    last_error: str = ""


_loops: dict[str, Loop] = {}
_stop = threading.Event()
_threads: list[threading.Thread] = []


def loop(name: str, *, every_s: float, order: int = 50) -> Callable[[Turn], Turn]:
    """Register a loop; `order` (low first) is its place in `run_all_once`."""

    def register(turn: Turn) -> Turn:
        _loops[name] = Loop(name, every_s, turn, order)
        return turn

    return register


def wake(name: str) -> None:
    """Let a loop run now instead of at its next interval; unknown names are ignored (the loop may live elsewhere)."""
    if name in _loops:
        _loops[name].calls += 1
        _loops[name].awake.set()


def list_loops() -> list[Loop]:
    """All loops in order, for health and diagnosis."""
    return sorted(_loops.values(), key=lambda one: (one.order, one.name))


def run_all_once(
    *, rounds: int = 50, only: frozenset[str] | None = None, but: frozenset[str] = frozenset()
) -> int:
    """Run the loops in order until a whole round does nothing (at most `rounds`); returns the work done. Errors rise.

    Between whole rounds only those run that were woken since their last turn. Waits for a turn that runs in a thread; a job
    must leave out its own loop (`but={"jobs"}`).
    """
    wanted = [one for one in list_loops() if one.name not in but and (only is None or one.name in only)]
    heard: dict[str, int] = {}
    total, whole = 0, True
    for _ in range(rounds):
        did = ran = 0
        for one in wanted:
            if whole or heard[one.name] != one.calls:
                heard[one.name] = one.calls
                ran += 1
                did += _turn(one)
        total += did
        if whole and not did:
            break
        whole = not ran
    return total


def _turn(one: Loop) -> int:
    with one.turning:
        return one.turn()


def start() -> None:
    """Start one daemon thread per loop; called once by the serving process."""
    _stop.clear()
    for one in list_loops():
        thread = threading.Thread(target=_run, args=(one,), name=f"loop-{one.name}", daemon=True)
        thread.start()
        _threads.append(thread)


def stop(timeout_s: float = 10) -> None:
    """Ask all loops to end after their present turn and wait for them."""
    _stop.set()
    for one in _loops.values():
        one.awake.set()
    for thread in _threads:
        thread.join(timeout_s)
    _threads.clear()


def running() -> bool:
    """True in the process whose threads run the loops; elsewhere (tests, commands) callers run them inline."""
    return bool(_threads)


def stopping() -> bool:
    """True while the process shuts down; long turns ask it."""
    return _stop.is_set()


def _run(one: Loop) -> None:
    from marketloop.platform import clock

    while not _stop.is_set():
        one.awake.clear()
        try:
            close_old_connections()
            clock.load()
            _turn(one)
            one.failures, one.last_error = 0, ""
        except Exception as error:  # a loop must survive whatever one turn meets; health shows it
            one.failures += 1
            one.last_error = f"{type(error).__name__}: {error}"[:500]
            log.exception("loop_failed", loop=one.name, failures=one.failures)
        one.awake.wait(min(one.every_s * 2 ** min(one.failures, 6), 60) if one.failures else one.every_s)

"""Port: what modules publish into the store again after its events were built again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rebuilding:
    """What a module's port is told: whether the store had been lost, and `check()`, which raises when somebody cancelled."""

    lost: bool
    check: Callable[[], None]


OnRebuilt = Callable[[Rebuilding], None]
_ports: dict[str, tuple[int, OnRebuilt]] = {}


def on_rebuilt(name: str, *, order: int) -> Callable[[OnRebuilt], OnRebuilt]:
    """Register what a module does after the events were built again: publish its state, in `order` (low first).

    It must be idempotent and tell no fact of what has not changed.
    """

    def register(function: OnRebuilt) -> OnRebuilt:
        _ports[name] = order, function
        return function

    return register


def in_order() -> list[tuple[str, OnRebuilt]]:
    """The ports as they have to be called."""
    listed = sorted((order, name, function) for name, (order, function) in _ports.items())
    return [(name, function) for _, name, function in listed]

"""Who may read the store next: a few slots, handed out by priority, then in order of arrival."""

from __future__ import annotations

import contextlib
import heapq
import itertools
import threading
from collections.abc import Iterator
from enum import IntEnum


class Priority(IntEnum):
    """Screens before incremental work before reports."""

    INTERACTIVE = 0
    INCREMENTAL = 1
    REPORT = 2

    @property
    def limit_s(self) -> float:
        """Seconds after which a read of this priority is interrupted."""
        return (20.0, 60.0, 300.0)[self]


class Gate:
    """`slots` readers at a time."""

    def __init__(self, slots: int) -> None:
        self._free = slots
        self._lock = threading.Lock()
        self._waiting: list[tuple[int, int, threading.Event]] = []
        self._arrivals = itertools.count()

    @contextlib.contextmanager
    def turn(self, priority: Priority) -> Iterator[None]:
        """Wait for a slot and hold it for the block."""
        self._enter(priority)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, priority: Priority) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            called = threading.Event()
            heapq.heappush(self._waiting, (priority, next(self._arrivals), called))
        called.wait()

    def _leave(self) -> None:
        with self._lock:
            if self._waiting:
                heapq.heappop(self._waiting)[2].set()
            else:
                self._free += 1

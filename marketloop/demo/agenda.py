"""What is going to happen: planned acts by time, taken when the clock has passed them."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Act = Callable[[], None]


@dataclass
class Agenda:
    """A queue of (UTC ms, act); equal times keep their order."""

    _planned: list[tuple[int, int, Act]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def plan(self, at_ms: int, act: Act) -> None:
        """Let `act` happen at this time."""
        heapq.heappush(self._planned, (at_ms, next(self._numbers), act))

    def run_until(self, now_ms: int) -> int:
        """Do all that was planned up to now, in order of time; returns how many acts."""
        done = 0
        while self._planned and self._planned[0][0] <= now_ms:
            heapq.heappop(self._planned)[2]()
            done += 1
        return done

    def __len__(self) -> int:
        return len(self._planned)

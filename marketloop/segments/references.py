"""Segments that name other segments: no circles, and an order in which each stands after those it names. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping


def find_cycle(start: int, references: Mapping[int, Collection[int]]) -> list[int] | None:
    """A way from `start` back to itself (both ends included), or None."""
    came_from: dict[int, int] = {}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for there in sorted(references.get(here, ())):
            if there == start:
                return _way(start, here, came_from)
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return None


def _way(start: int, last: int, came_from: Mapping[int, int]) -> list[int]:
    back = [start, last]
    while back[-1] != start:
        back.append(came_from[back[-1]])
    return back[::-1]


def levels(references: Mapping[int, Collection[int]]) -> list[list[int]]:
    """The nodes in groups: each group names only members of earlier groups (names outside the mapping do not count)."""
    left = {node: {name for name in names if name in references} for node, names in references.items()}
    ordered: list[list[int]] = []
    while left:
        ready = sorted(node for node, names in left.items() if not names)
        if not ready:
            raise ValueError(f"circle among {sorted(left)}")
        ordered.append(ready)
        for node in ready:
            del left[node]
        for names in left.values():
            names.difference_update(ready)
    return ordered


def dependents(of: Iterable[int], references: Mapping[int, Collection[int]]) -> set[int]:
    """All that name one of these, directly or through others (without these themselves unless they are named too)."""
    found: set[int] = set()
    waiting = list(of)
    while waiting:
        here = waiting.pop()
        for node, names in references.items():
            if here in names and node not in found:
                found.add(node)
                waiting.append(node)
    return found

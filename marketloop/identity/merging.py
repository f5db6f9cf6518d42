"""Components of people from their live merges. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


def components(profiles: Iterable[int], merges: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Profile → canonical profile (the smallest id of its component) under the given live merges."""
    neighbours: dict[int, set[int]] = defaultdict(set)
    for left, right in merges:
        neighbours[left].add(right)
        neighbours[right].add(left)
    canonical: dict[int, int] = {}
    for start in sorted({*profiles, *neighbours}):
        if start in canonical:
            continue
        stack = [start]
        while stack:
            one = stack.pop()
            if one not in canonical:
                canonical[one] = start
                stack.extend(neighbours[one])
    return canonical

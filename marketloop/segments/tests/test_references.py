"""Circles and order among segments that name each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketloop.segments.references import dependents, find_cycle, levels


def test_a_circle_is_named_in_order() -> None:
    assert find_cycle(1, {1: {2}, 2: {3}, 3: {1}}) == [1, 2, 3, 1]
    assert find_cycle(1, {1: {1}}) == [1, 1]


def test_a_circle_elsewhere_is_no_circle_through_the_start() -> None:
    assert find_cycle(1, {1: {2}, 2: {3}, 3: {2}}) is None


def test_levels_stand_after_what_they_name() -> None:
    assert levels({1: {2, 3}, 2: {3}, 3: set(), 4: {99}}) == [[3, 4], [2], [1]]
    with pytest.raises(ValueError, match="circle"):
        levels({1: {2}, 2: {1}})


def test_dependents_reach_through_others() -> None:
    assert dependents([3], {1: {2}, 2: {3}, 3: set(), 4: {5}}) == {1, 2}
    assert dependents([1], {1: {2}, 2: {3}}) == set()


@given(st.dictionaries(st.integers(0, 9), st.sets(st.integers(0, 9), max_size=3), max_size=10))
def test_levels_exist_exactly_when_nothing_reaches_itself(graph: dict[int, set[int]]) -> None:
    circular = any(find_cycle(node, graph) for node in graph)

    if circular:
        with pytest.raises(ValueError, match="circle"):
            levels(graph)
    else:
        placed = {node: level for level, nodes in enumerate(levels(graph)) for node in nodes}
        assert set(placed) == set(graph)
        assert all(placed[name] < placed[node] for node in graph for name in graph[node] if name in graph)

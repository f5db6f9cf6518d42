"""The funnel's attempts on one person's timeline. Kernel code (numba); `funnel.py` states the rules in words.

A timeline is a slice of packed values (`time << SHIFT | mask`), ascending. Mask bit k−1: the event fits step k; from bit 12 on
exclusions; bit 20: an act of the person. Times are milliseconds from the start of the report range.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from marketloop.events.query.grouping import SHIFT

FIRST_EXCLUSION, ACT = 12, 20
ORDERED, STRICT, UNORDERED = 0, 1, 2
NEVER = np.int64(1) << 41


@njit(nogil=True, cache=True)
def best_attempts(values, offsets, steps, window, mode, starts_before, steps_before, exclusions, disjoint):  # type: ignore[no-untyped-def]
    """(depth, times, first, last) per group: the counted attempt's depth (0: none counts), the time of each filled step,
    and the index in `values` of the event of each filled step. `disjoint`: no event fits two steps."""
    groups = len(offsets) - 1
    depths = np.zeros(groups, np.int8)
    times, places = np.zeros((groups, steps), np.int64), np.full((groups, steps), -1, np.int32)
    found = np.empty(steps, np.int64)
    froms, nexts = np.empty(steps, np.int64), np.empty(steps, np.int64)
    table = np.empty((steps, 0), np.int32)
    step_bits = (1 << steps) - 1
    skips = disjoint and mode == ORDERED and len(exclusions) == 0
    for group in range(groups):
        low, high = offsets[group], offsets[group + 1]
        froms[:], nexts[:] = high + 1, -1
        if mode == UNORDERED:
            table = _next_places(values, low, high, steps)
        for start in range(low, high):
            opens = values[start] & (step_bits if mode == UNORDERED else 1)
            begun = values[start] >> SHIFT
            if not opens or begun >= starts_before:
                continue
            if skips and start + 1 < high and values[start + 1] & 1:
                following = values[start + 1] >> SHIFT
                if begun < following < starts_before:
                    continue  # the next start takes the same steps, and has more time for them
            until = min(begun + window, steps_before - 1)
            if mode == ORDERED:
                depth = _ordered(values, start, low, high, steps, until, found, froms, nexts)
            elif mode == STRICT:
                depth = _strict(values, start, low, high, steps, until, found)
            else:
                depth = _unordered(values, start, low, high, steps, until, found, table)
            if _better(values, depth, found, depths[group], times[group]) and not (
                len(exclusions) and _void(values, high, depth, found, begun + window, exclusions)
            ):
                depths[group] = depth
                for step in range(depth):
                    times[group, step], places[group, step] = values[found[step]] >> SHIFT, found[step]
    return depths, times, places


@njit(nogil=True, cache=True, inline="always")
def _better(values, depth, found, best, times):  # type: ignore[no-untyped-def]
    """Deepest; then first to reach that depth; then latest start; then first in order."""
    if depth != best:
        return depth > best
    reached = values[found[depth - 1]] >> SHIFT
    if reached != times[depth - 1]:
        return reached < times[depth - 1]
    return (values[found[0]] >> SHIFT) > times[0]


@njit(nogil=True, cache=True, inline="always")
def _group_start(values, place, low):  # type: ignore[no-untyped-def]
    """The first event with the same time."""
    time = values[place] >> SHIFT
    while place > low and (values[place - 1] >> SHIFT) == time:
        place -= 1
    return place


@njit(nogil=True, cache=True, inline="always")
def _used(found, depth, place):  # type: ignore[no-untyped-def]
    for step in range(depth):  # noqa: SIM110 — the compiler wants the loop
        if found[step] == place:
            return True
    return False


@njit(nogil=True, cache=True)
def _ordered(values, start, low, high, steps, until, found, froms, nexts):  # type: ignore[no-untyped-def]
    """Greedy: each step takes the earliest unused event that fits. The search of a step goes on where it ended for the
    attempt before (`froms`, `nexts`), so a timeline is read once per step."""
    found[0] = start
    for step in range(1, steps):
        place, bit = _group_start(values, found[step - 1], low), np.int64(1) << step
        if not froms[step] <= place <= nexts[step]:
            froms[step] = place
            while place < high and not values[place] & bit:
                place += 1
            nexts[step] = place
        place = nexts[step]
        while place < high and (not values[place] & bit or _used(found, step, place)):
            place += 1
        if place >= high or (values[place] >> SHIFT) > until:
            return step
        found[step] = place
    return steps


@njit(nogil=True, cache=True)
def _strict(values, start, low, high, steps, until, found):  # type: ignore[no-untyped-def]
    """The next step must be in the same instant or in the next instant with an act, with no other act in between.

    An act in the same instant as a step can be put before the first step or after the last, but not between two steps.
    """
    found[0] = start
    begun = values[start] >> SHIFT
    for step in range(1, steps):
        bit, time = np.int64(1) << step, values[found[step - 1]] >> SHIFT
        place, taken, others = _group_start(values, found[step - 1], low), np.int64(-1), False
        while place < high and (values[place] >> SHIFT) == time:
            if not _used(found, step, place):
                if values[place] & bit:
                    taken = place
                    break
                others = others or values[place] & (1 << ACT) != 0
            place += 1
        if taken < 0:
            if others and time != begun:
                return step
            taken = _next_instant(values, place, high, bit)
        if taken < 0 or (values[taken] >> SHIFT) > until:
            return step
        found[step] = taken
    return steps


@njit(nogil=True, cache=True)
def _next_instant(values, place, high, bit):  # type: ignore[no-untyped-def]
    """The event that fits in the first instant that holds an act or such an event; −1 when an act alone is there."""
    while place < high:
        time, acted = values[place] >> SHIFT, False
        while place < high and (values[place] >> SHIFT) == time:
            if values[place] & bit:
                return place
            acted = acted or values[place] & (1 << ACT) != 0
            place += 1
        if acted:
            return np.int64(-1)
    return np.int64(-1)


@njit(nogil=True, cache=True)
def _next_places(values, low, high, steps):  # type: ignore[no-untyped-def]
    """Per step and place: the first place from there on whose event fits the step (`high`: none)."""
    table = np.empty((steps, high - low + 1), np.int32)
    for step in range(steps):
        table[step, high - low] = high
        for place in range(high - 1, low - 1, -1):
            fits = values[place] & (np.int64(1) << step)
            table[step, place - low] = place if fits else table[step, place - low + 1]
    return table


@njit(nogil=True, cache=True)
def _unordered(values, start, low, high, steps, until, found, table):  # type: ignore[no-untyped-def]
    """In order of time, each event fills the lowest step that it fits and that is still empty."""
    filled = _lowest(values[start], steps, 0)
    found[0] = start
    place, depth = _group_start(values, start, low), 1
    while depth < steps:
        nearest = high
        for step in range(steps):
            if not filled & (np.int64(1) << step):
                candidate = np.int64(table[step, place - low])
                if candidate == start:
                    candidate = np.int64(table[step, start + 1 - low])
                nearest = min(nearest, candidate)
        if nearest >= high or (values[nearest] >> SHIFT) > until:
            return depth
        filled |= _lowest(values[nearest], steps, filled)
        found[depth] = nearest
        depth += 1
        place = nearest + 1
    return depth


@njit(nogil=True, cache=True, inline="always")
def _lowest(value, steps, filled):  # type: ignore[no-untyped-def]
    for step in range(steps):
        bit = np.int64(1) << step
        if value & bit and not filled & bit:
            return bit
    return np.int64(0)


@njit(nogil=True, cache=True)
def _void(values, high, depth, found, deadline, exclusions):  # type: ignore[no-untyped-def]
    """An excluded event lies strictly between step `after` and step `before` (up to the deadline when that was not reached)."""
    for number in range(len(exclusions)):
        after, before = exclusions[number, 0], exclusions[number, 1]
        if depth < after:
            continue
        bit, begun = np.int64(1) << (FIRST_EXCLUSION + number), values[found[after - 1]] >> SHIFT
        reached = depth >= before
        ends = values[found[before - 1]] >> SHIFT if reached else deadline + 1
        place = found[after - 1] + 1
        while place < high and (values[place] >> SHIFT) < ends:
            if values[place] & bit and (values[place] >> SHIFT) > begun:
                return True
            place += 1
    return False

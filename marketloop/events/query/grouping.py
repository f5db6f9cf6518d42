"""From events in arrival order to timelines: rows grouped by person, each group in order of time. Kernel code (numba).

Rows carry one packed integer `time << SHIFT | mask`, so that sorting by it orders equal times by what the events are: a fixed
order that does not depend on arrival. Two parts of the people are handled by two threads without sharing anything.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]

SHIFT = 21
"""Bits below the time: 12 steps, 8 exclusions, 1 for acts."""
FILTER_BITS = 1 << 20


@njit(nogil=True, cache=True, inline="always")
def _mixed(value):  # type: ignore[no-untyped-def]
    """The finaliser of SplitMix64: ids that rise in time become evenly spread."""
    mixed = np.uint64(value)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


@njit(nogil=True, cache=True)
def alias_filter(merged):  # type: ignore[no-untyped-def]
    """A bit set that says for most ids at once that they are not merged."""
    bits = np.zeros(FILTER_BITS, np.bool_)
    for one in merged:
        bits[_mixed(one) & np.uint64(FILTER_BITS - 1)] = True
    return bits


@njit(nogil=True, cache=True)
def group_rows(person, merged, canonical, bits, part, parts):  # type: ignore[no-untyped-def]
    """(ids, offsets, order): rows `order[offsets[g]:offsets[g + 1]]` are person `ids[g]`'s, in arrival order.

    `merged` (ascending) and `canonical` are the alias map, `bits` its filter; only people of this part are taken.
    """
    size = 1 << 14
    keys, codes = np.zeros(size, np.int64), np.full(size, -1, np.int32)
    ids, counts = np.empty(1 << 13, np.int64), np.zeros(1 << 13, np.int64)
    rows = np.empty(len(person) // parts + len(person) // 16 + 64, np.int32)
    of_row = np.empty(len(rows), np.int32)
    groups, taken = 0, 0
    for row in range(len(person)):
        one = person[row]
        mixed = _mixed(one)
        if len(merged) and bits[mixed & np.uint64(FILTER_BITS - 1)]:
            place = np.searchsorted(merged, one)
            if place < len(merged) and merged[place] == one:
                one = canonical[place]
                mixed = _mixed(one)
        if (mixed >> np.uint64(40)) % np.uint64(parts) != np.uint64(part):
            continue
        slot = np.int64(mixed & np.uint64(size - 1))
        while codes[slot] >= 0 and keys[slot] != one:
            slot = (slot + 1) & (size - 1)
        if codes[slot] < 0:
            if groups == len(ids):
                ids = np.concatenate((ids, np.empty_like(ids)))
                counts = np.concatenate((counts, np.zeros_like(counts)))
            keys[slot], codes[slot] = one, groups
            ids[groups] = one
            groups += 1
            if groups * 2 > size:
                size *= 4
                keys, codes = _rehashed(ids[:groups], size)
                slot = np.int64(mixed & np.uint64(size - 1))
                while keys[slot] != one or codes[slot] < 0:
                    slot = (slot + 1) & (size - 1)
        if taken == len(rows):
            rows = np.concatenate((rows, np.empty_like(rows)))
            of_row = np.concatenate((of_row, np.empty_like(of_row)))
        rows[taken], of_row[taken] = row, codes[slot]
        counts[codes[slot]] += 1
        taken += 1
    offsets, order = _scattered(rows[:taken], of_row[:taken], counts[:groups])
    return ids[:groups].copy(), offsets, order


@njit(nogil=True, cache=True)
def _rehashed(ids, size):  # type: ignore[no-untyped-def]
    keys, codes = np.zeros(size, np.int64), np.full(size, -1, np.int32)
    for group in range(len(ids)):
        slot = np.int64(_mixed(ids[group]) & np.uint64(size - 1))
        while codes[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        keys[slot], codes[slot] = ids[group], group
    return keys, codes


@njit(nogil=True, cache=True)
def _scattered(rows, of_row, counts):  # type: ignore[no-untyped-def]
    offsets = np.zeros(len(counts) + 1, np.int64)
    for group in range(len(counts)):
        offsets[group + 1] = offsets[group] + counts[group]
    free, order = offsets[:-1].copy(), np.empty(len(rows), np.int32)
    for index in range(len(rows)):
        group = of_row[index]
        order[free[group]] = rows[index]
        free[group] += 1
    return offsets, order


@njit(nogil=True, cache=True)
def sort_groups(packed, ties, offsets, order):  # type: ignore[no-untyped-def]
    """The packed values in the groups' order, each group ascending (equal values by `ties`, may be empty); `order` follows."""
    values = np.empty(len(order), np.int64)
    for index in range(len(order)):
        values[index] = packed[order[index]]
    tied = len(ties) > 0
    for group in range(len(offsets) - 1):
        low, high = offsets[group], offsets[group + 1]
        moves = 0
        for index in range(low + 1, high):
            value, row, place = values[index], order[index], index - 1
            while place >= low and (
                values[place] > value or (tied and values[place] == value and ties[order[place]] > ties[row])
            ):
                values[place + 1], order[place + 1] = values[place], order[place]
                place -= 1
                moves += 1
            values[place + 1], order[place + 1] = value, row
            if moves > 64 * (high - low):
                _sort_long(values, ties, order, low, high)
                break
    return values


@njit(nogil=True, cache=True)
def _sort_long(values, ties, order, low, high):  # type: ignore[no-untyped-def]
    """A long group far out of order."""
    if len(ties):
        first = np.argsort(ties[order[low:high]], kind="mergesort")
        values[low:high], order[low:high] = values[low:high][first], order[low:high][first]
    by_value = np.argsort(values[low:high], kind="mergesort")
    values[low:high], order[low:high] = values[low:high][by_value], order[low:high][by_value]


def empty_ties() -> Ints:
    """No order among rows with equal packed values."""
    return np.empty(0, np.int64)


def as_ints(column: Any) -> Ints:
    """An Arrow column of integers as one array."""
    return np.ascontiguousarray(column.to_numpy(), dtype=np.int64)

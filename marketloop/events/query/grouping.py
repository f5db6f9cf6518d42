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
SHARE_ROWS = 32_768


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
def group_rows(person, packed, merged, canonical, bits, part, parts):  # type: ignore[no-untyped-def]
    """(ids, offsets, order, values): `values[offsets[g]:offsets[g + 1]]` are the packed values of person `ids[g]` in order of
    arrival, `order` the rows that they come from.

    `merged` (ascending) and `canonical` are the alias map, `bits` its filter; only people of this part are taken. Rows are
    first dealt to shares of the people that fit into the processor's cache, then grouped share by share.
    """
    shares = 1
    while shares < 4096 and len(person) > shares * parts * SHARE_ROWS:
        shares *= 2
    starts, people, rows, dealt = _dealt(person, packed, merged, canonical, bits, part, parts, shares)
    taken = len(people)
    order, values = np.empty(taken, np.int32), np.empty(taken, np.int64)
    of_row = np.empty(taken, np.int32)
    ids, offsets = np.empty(taken, np.int64), np.empty(taken + 1, np.int64)
    groups = 0
    for share in range(shares):
        low, high, first = starts[share], starts[share + 1], groups
        size = 512
        table = _empty_table(size)
        for index in range(low, high):
            slot = _slot_of(table, people[index], _mixed(people[index]))
            group = table[slot, 1]
            if group < 0:
                group = groups
                table[slot, 0], table[slot, 1], ids[group], offsets[group] = (
                    people[index],
                    group,
                    people[index],
                    0,
                )
                groups += 1
                if (groups - first) * 2 > size:
                    size *= 4
                    table = _table_of(ids, first, groups, size)
            of_row[index] = group
            offsets[group] += 1
        place = low
        for group in range(first, groups):
            place, offsets[group] = place + offsets[group], place
        for index in range(low, high):
            place = offsets[of_row[index]]
            order[place], values[place] = rows[index], dealt[index]
            offsets[of_row[index]] = place + 1
    # Every offset has moved to the end of its group, which is the start of the next.
    bounds = np.zeros(groups + 1, np.int64)
    bounds[1:] = offsets[:groups]
    return ids[:groups].copy(), bounds, order, values


@njit(nogil=True, cache=True)
def _dealt(person, packed, merged, canonical, bits, part, parts, shares):  # type: ignore[no-untyped-def]
    """(starts, people, rows, packed): the canonical people, rows and packed values of this part, share after share."""
    share_of = np.empty(len(person), np.int16)
    starts = np.zeros(shares + 1, np.int64)
    aliased = len(merged) > 0
    for row in range(len(person)):
        mixed = _mixed(_canonical(person[row], merged, canonical, bits) if aliased else person[row])
        if ((mixed >> np.uint64(32)) * np.uint64(parts)) >> np.uint64(32) == np.uint64(part):
            share = np.int64((mixed >> np.uint64(20)) & np.uint64(shares - 1))
            share_of[row] = share
            starts[share + 1] += 1
        else:
            share_of[row] = -1
    starts = np.cumsum(starts)
    free = starts[:-1].copy()
    people, rows = np.empty(starts[-1], np.int64), np.empty(starts[-1], np.int32)
    dealt = np.empty(starts[-1], np.int64)
    for row in range(len(person)):
        share = share_of[row]
        if share >= 0:
            place = free[share]
            people[place] = _canonical(person[row], merged, canonical, bits) if aliased else person[row]
            rows[place], dealt[place] = row, packed[row]
            free[share] = place + 1
    return starts, people, rows, dealt


@njit(nogil=True, cache=True, inline="always")
def _canonical(one, merged, canonical, bits):  # type: ignore[no-untyped-def]
    """The surviving profile."""
    if bits[_mixed(one) & np.uint64(FILTER_BITS - 1)]:
        place = np.searchsorted(merged, one)
        if place < len(merged) and merged[place] == one:
            return canonical[place]
    return one


@njit(nogil=True, cache=True, inline="always")
def _slot_of(table, one, mixed):  # type: ignore[no-untyped-def]
    """Where the id stands in the open-addressed table of (id, group), or the free place for it."""
    last = len(table) - 1
    slot = np.int64(mixed & np.uint64(last))
    while table[slot, 1] >= 0 and table[slot, 0] != one:
        slot = (slot + 1) & last
    return slot


@njit(nogil=True, cache=True)
def _empty_table(size):  # type: ignore[no-untyped-def]
    return np.full((size, 2), -1, np.int64)


@njit(nogil=True, cache=True)
def _table_of(ids, first, groups, size):  # type: ignore[no-untyped-def]
    table = _empty_table(size)
    for group in range(first, groups):
        slot = _slot_of(table, ids[group], _mixed(ids[group]))
        table[slot, 0], table[slot, 1] = ids[group], group
    return table


@njit(nogil=True, cache=True)
def sort_groups(values, ties, offsets, order):  # type: ignore[no-untyped-def]
    """Sort each group in place, ascending (equal values by `ties` of their rows; may be empty); `order` follows."""
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
    return read_only(np.empty(0, np.int64))


def as_ints(column: Any) -> Ints:
    """An Arrow column of integers as one array, read only."""
    return read_only(np.ascontiguousarray(column.to_numpy(), dtype=np.int64))


def read_only(values: Ints) -> Ints:
    """The values in an array that must not be written: columns are so or not by chance, and each sort would be compiled anew."""
    seen = values.view()
    seen.flags.writeable = False
    return seen

"""How segments overlap: every combination of up to six, with the people in just these and no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marketloop.platform.errors import Invalid
from marketloop.segments.membership import EMPTY, Ids

MOST = 6


@dataclass(frozen=True)
class Combination:
    """`inside`: places of the segments; `count`: people in all of these and in none of the others."""

    inside: tuple[int, ...]
    count: int


@dataclass(frozen=True)
class Overlap:
    """`sizes` by place; `together`: people in any; combinations by count, the largest first, empty ones left out."""

    sizes: tuple[int, ...]
    together: int
    combinations: tuple[Combination, ...]


def overlap(sets: Sequence[Ids]) -> Overlap:
    """The overlap of sorted sets; raises Invalid unless they are two to six."""
    _, masks = _masks(sets)
    values, counts = np.unique(masks, return_counts=True)
    found = [
        Combination(places_in(int(mask), len(sets)), int(count))
        for mask, count in zip(values.tolist(), counts.tolist(), strict=True)
    ]
    return Overlap(
        sizes=tuple(len(one) for one in sets),
        together=len(masks),
        combinations=tuple(sorted(found, key=lambda one: (-one.count, one.inside))),
    )


def people_of(sets: Sequence[Ids], inside: Sequence[int]) -> Ids:
    """The people who are in just these sets (by place) and in no other, ascending."""
    people, masks = _masks(sets)
    wanted = sum(1 << place for place in set(inside) if 0 <= place < len(sets))
    return people[masks == wanted] if wanted else EMPTY


def places_in(mask: int, count: int) -> tuple[int, ...]:
    """The places whose bits are set."""
    return tuple(place for place in range(count) if mask >> place & 1)


def _masks(sets: Sequence[Ids]) -> tuple[Ids, Ids]:
    """Everybody in any of the sets, and for each one bit by bit in which."""
    if not 2 <= len(sets) <= MOST:
        raise Invalid("segment_overlap_count", fields={"segments": "segment_overlap_count"}, most=MOST)
    people = np.unique(np.concatenate(sets))
    masks = np.zeros(len(people), np.int64)
    for place, one in enumerate(sets):
        masks[np.searchsorted(people, one)] |= 1 << place
    return people, masks

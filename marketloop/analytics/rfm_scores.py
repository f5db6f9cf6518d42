"""RFM (analytics.md §5): recency in whole days, orders and net spend as scores 1…5, and the eight cells. Pure.

score = 1 + ⌊5 · (people strictly worse) / n⌋, so ties share the lower score: 10, 10, 20, 30, 40 → 1, 1, 3, 4, 5.
A score is high from `high` on (4 unless set otherwise).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
DAY_MS = 86_400_000
SCORES = 5
HIGH = 4


class Cell(StrEnum):
    """The eight cells; what segments test as `rfm.cell`. Names are texts `analytics.rfm.cell.<cell>`."""

    CHAMPIONS = "HHH"
    DEVELOP = "HLH"
    KEEP = "LHH"
    WIN_BACK = "LLH"
    COMMON_VALUE = "HHL"
    COMMON_DEVELOP = "HLL"
    COMMON_KEEP = "LHL"
    COMMON_WIN_BACK = "LLL"


CELLS = tuple(Cell)
_BY_BITS = {bits: cell for cell in CELLS if (bits := tuple(letter == "H" for letter in cell))}


@dataclass(frozen=True)
class RfmTable:
    """One entry a customer, by ascending id: figures, scores, and the place of the cell in CELLS."""

    people: Ints
    days: Ints
    orders: Ints
    spend: Ints
    r: Ints
    f: Ints
    m: Ints
    cell: Ints

    def __len__(self) -> int:
        return len(self.people)


def rfm_table(
    people: Ints, last_order: Ints, orders: Ints, spend: Ints, now: int, high: int = HIGH
) -> RfmTable:
    """Scores and cells at `now` (UTC ms); `last_order` UTC ms, `spend` minor units."""
    days = np.maximum(now - last_order, 0) // DAY_MS
    r, f, m = scores(-days), scores(orders), scores(spend)
    return RfmTable(people, days, orders, spend, r, f, m, _cells(r >= high, f >= high, m >= high))


def scores(values: Ints) -> Ints:
    """1…5, the larger value the better; see the head of the file."""
    if not len(values):
        return np.empty(0, np.int64)
    worse = np.searchsorted(np.sort(values), values, side="left")
    return (1 + SCORES * worse // len(values)).astype(np.int64)


def _cells(r: npt.NDArray[np.bool_], f: npt.NDArray[np.bool_], m: npt.NDArray[np.bool_]) -> Ints:
    places = np.empty(8, np.int64)
    for bits, cell in _BY_BITS.items():
        places[bits[0] * 4 + bits[1] * 2 + bits[2]] = CELLS.index(cell)
    found: Ints = places[r.astype(np.int64) * 4 + f * 2 + m]
    return found

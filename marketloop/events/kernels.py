"""Compile the kernels ahead of their first use; numba keeps them beside their files, so it takes long only once.

python -m marketloop.events.kernels
"""

from __future__ import annotations

import numpy as np

from marketloop.events import scanning
from marketloop.events.query.attempts import ORDERED, best_attempts
from marketloop.events.query.grouping import alias_filter, group_rows, read_only, sort_groups


def compile_kernels() -> None:
    """Call each kernel once with arrays of the types that reports and the collector give it."""
    scanning.plain([b"{}"])
    one = read_only(np.zeros(1, np.int64))
    _, offsets, order, values = group_rows(one, one, one, one, alias_filter(one), 0, 1)
    sort_groups(values, one, offsets, order)
    best_attempts(values, offsets, 2, 1, ORDERED, 1, 1, np.zeros((0, 2), np.int64), True)


if __name__ == "__main__":
    compile_kernels()

"""Python's cycle collector, set for work in batches: it looks after 50,000 new objects instead of 700.

Batches make many plain tuples and no cycles; with the defaults a fifth of the time of an import goes into looking for some.
"""

from __future__ import annotations

import gc

_NEW, _YOUNG, _OLD = 50_000, 20, 50


def relax() -> None:
    """Leave alone what is loaded by now, and look for cycles more rarely; called once a process, after start."""
    gc.freeze()
    gc.set_threshold(_NEW, _YOUNG, _OLD)

"""Short memory for figures that cost many queries: in the serving process, for half a minute, by their arguments.

Screens ask for home every 30 s and per person; the figures of full days hardly move meanwhile. Inline (tests, commands) nothing
is remembered.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Hashable
from typing import TypeVar

from marketloop.platform import background

T = TypeVar("T")
KEEP_S = 30.0
MOST = 256


def remembered(function: Callable[..., T]) -> Callable[..., T]:
    """The function's last answer for the same (hashable) arguments, at most 30 s old; one thread at a time computes it."""
    answers: dict[Hashable, tuple[float, T]] = {}
    locks: dict[Hashable, threading.Lock] = {}

    @functools.wraps(function)
    def ask(*arguments: Hashable) -> T:
        if not background.running():
            return function(*arguments)
        with locks.setdefault(arguments, threading.Lock()):
            found = answers.get(arguments)
            if found is None or time.monotonic() - found[0] > KEEP_S:
                if len(answers) > MOST:
                    answers.clear()
                found = answers[arguments] = (time.monotonic(), function(*arguments))
            return found[1]

    return ask

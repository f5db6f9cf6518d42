"""The serving process: WSGI application plus the background loops, for granian's worker."""

from __future__ import annotations

import atexit
import sys

from marketloop.demo.facade import restore_if_asked

restore_if_asked()  # before anything of home is opened

from marketloop.entrypoints.wsgi import application  # noqa: E402
from marketloop.platform import background, clock, garbage, logs  # noqa: E402

sys.setswitchinterval(0.0005)
"""A call that waits for the interpreter gets it after half a millisecond, however busy the loops are (the default is 5 ms)."""
logs.configure()
garbage.relax()
clock.load()
background.start()
atexit.register(background.stop)

__all__ = ["application"]

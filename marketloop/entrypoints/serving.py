"""The serving process: WSGI application plus the background loops, for granian's worker."""

from __future__ import annotations

import atexit

from marketloop.demo.facade import restore_if_asked

restore_if_asked()  # before anything of home is opened

from marketloop.entrypoints.wsgi import application  # noqa: E402
from marketloop.platform import background, clock, logs  # noqa: E402

logs.configure()
clock.load()
background.start()
atexit.register(background.stop)

__all__ = ["application"]

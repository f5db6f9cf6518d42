"""Whether what is acknowledged must outlive a power cut. Always, but in work that starts anew when it is cut off."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_relaxed = False
_PRAGMA, _SETTING = "PRAGMA synchronous", "synchronous_commit"


def required() -> bool:
    """Whether a write must be on the disk before it is acknowledged."""
    return not _relaxed


@contextmanager
def relaxed() -> Iterator[None]:
    """Let the writes of this process (database and event log) reach the disk when they may; at the end all are there.

    For building from nothing in one process: a power cut in between may lose what was acknowledged, never damages a file.
    Outside of any transaction.
    """
    global _relaxed
    before = _switch("NORMAL", "off")
    _relaxed = True
    try:
        yield
    finally:
        _relaxed = False
        _switch(*before)
        os.sync()


def _switch(sqlite: str, postgresql: str) -> tuple[str, str]:
    """Set how a commit waits for the disk; returns how it did before."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            level = str(cursor.execute(_PRAGMA).fetchone()[0])
            cursor.execute(f"{_PRAGMA}={sqlite}")
            return level, postgresql
        cursor.execute(f"SHOW {_SETTING}")
        level = str(cursor.fetchone()[0])
        cursor.execute(f"SET {_SETTING} = {postgresql}")
        return sqlite, level

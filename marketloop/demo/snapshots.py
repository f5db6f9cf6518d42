"""一键重置: the built demo is kept as a copy of home, and put back before a process opens any store.

`ask_reset` leaves a mark and ends the serving process; the server's supervisor starts a new one, which calls
`restore_if_asked` first. Embedded mode only: a PostgreSQL database is not in home.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from pathlib import Path

from marketloop.platform.config import get_config
from marketloop.platform.errors import Conflict

KEPT = ("demo", "secret.key", "owner.lock", "marketloop.env", "first-sign-in.txt")
EXIT_AFTER_S = 0.5


class ResetImpossible(Conflict):
    """There is no copy to go back to."""


def _snapshot(home: Path) -> Path:
    return home / "demo" / "snapshot"


def _mark(home: Path) -> Path:
    return home / "demo" / "reset.asked"


def take_snapshot() -> None:
    """Copy home as it is; all stores must be closed or at rest (`marketloop demo` calls it as its last act)."""
    from marketloop.events import facade as events  # not at the top: a restore comes before Django is set up

    home = get_config().home
    events.close()
    target = _snapshot(home)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for path in home.iterdir():
        if path.name in KEPT or path.name.endswith(("-wal", "-shm")):
            continue
        if path.suffix == ".sqlite3":
            _copy_sqlite(path, target / path.name)
        elif path.is_dir():
            shutil.copytree(path, target / path.name)
        else:
            shutil.copy2(path, target / path.name)


def _copy_sqlite(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as database:
        database.execute("VACUUM INTO ?", [str(target)])
    database.close()


def snapshot_exists() -> bool:
    """Whether there is a copy to go back to."""
    return not get_config().database_url and _snapshot(get_config().home).is_dir()


def ask_reset() -> None:
    """Let the serving process start anew from the copy; raises ResetImpossible without one or on PostgreSQL."""
    home = get_config().home
    if not snapshot_exists():
        raise ResetImpossible("demo_reset_impossible")
    _mark(home).touch()
    threading.Timer(EXIT_AFTER_S, os._exit, [3]).start()


def restore_if_asked() -> bool:
    """Put the copy back when a reset was asked for; call it before anything is opened. A cut-off restore is repeated."""
    home = get_config().home
    if not _mark(home).exists():
        return False
    for path in home.iterdir():
        if path.name in KEPT:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    for path in _snapshot(home).iterdir():
        copy = shutil.copytree if path.is_dir() else shutil.copy2
        copy(path, home / path.name)
    _mark(home).unlink()
    return True

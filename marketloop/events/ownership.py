"""Who owns the event store: the process that holds `home/owner.lock` (fcntl).

The server holds it while it runs. A command that needs the store tries to take it; when it is taken, the server is up and the
command must hand its work over as a job (ADR 0004). The lock ends with its process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from marketloop.platform.errors import Conflict


class StoreOwned(Conflict):
    """Another process owns the event store."""


class Ownership:
    """The held lock; `release()` or the end of the process gives it up."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock up; safe to call twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _lock_path(home: Path) -> Path:
    return home / "owner.lock"


def take(home: Path) -> Ownership:
    """Become the owner, or raise StoreOwned with the owner's process id."""
    home.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(_lock_path(home), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.read(descriptor, 32).decode().strip()
        os.close(descriptor)
        raise StoreOwned("events_store_owned", pid=owner or "?") from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return Ownership(descriptor)


def find_owner(home: Path) -> int | None:
    """Process id of the present owner, None when nobody owns the store."""
    path = _lock_path(home)
    if not path.exists():
        return None
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        text = os.read(descriptor, 32).decode().strip()
        return int(text) if text.isdecimal() else 0
    finally:
        os.close(descriptor)
    return None

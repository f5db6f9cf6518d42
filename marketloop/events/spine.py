"""This process's spine: ownership of home, vault, log, store and seen ids, opened together at first use.

A command that is not the server opens it too when no server runs; otherwise opening raises StoreOwned and the command hands
its work over (`facade.run_by_owner`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from marketloop.events import ownership
from marketloop.events.log import EventLog
from marketloop.events.ownership import Ownership
from marketloop.events.seen import Ids, SeenIds
from marketloop.events.store import Store
from marketloop.events.vault import Vault
from marketloop.platform.config import get_config


@dataclass
class Spine:
    """The parts, and the condition that is notified when the store got new events."""

    vault: Vault
    log: EventLog
    store: Store
    seen: SeenIds
    owned: Ownership | None = None
    stored: threading.Condition = field(default_factory=threading.Condition)
    appending: threading.Lock = field(default_factory=threading.Lock)

    def close(self) -> None:
        """Close all files and give the ownership up."""
        with self.appending:
            self.log.close()
            self.store.close()
            self.vault.close()
        if self.owned is not None:
            self.owned.release()


def seen_ids(store: Store, folder: object = None) -> SeenIds:
    """The seen ids of a store, from their files and the rest of the store."""
    from pathlib import Path

    def load(after_seq: int) -> Ids:
        found = store.read("SELECT event_id FROM events WHERE seq > ?", [after_seq])
        ids: Ids = found["event_id"].to_numpy().astype(np.int64)
        return ids

    return SeenIds(folder if isinstance(folder, Path) else None, store.position, load)


def open_spine() -> Spine:
    """Take the ownership of home and open everything in it."""
    config = get_config()
    owned = ownership.take(config.home)
    try:
        vault = Vault(config.home / "vault.sqlite3")
        log = EventLog(config.home / "log", vault)
        store = Store(
            config.home / "events.duckdb", memory=config.duckdb_memory, temporary=config.home / "tmp"
        )
        log.skip_to(store.position)
        return Spine(vault, log, store, seen_ids(store, config.home / "seen"), owned)
    except BaseException:
        owned.release()
        raise


_lock = threading.Lock()
_spine: Spine | None = None
_opener: Callable[[], Spine] = open_spine


def get_spine() -> Spine:
    """The spine of this process; raises StoreOwned when another process owns home."""
    global _spine
    if _spine is None:
        with _lock:
            if _spine is None:
                _spine = _opener()
    return _spine


def is_open() -> bool:
    """Whether this process has opened its spine."""
    return _spine is not None


def close_spine() -> None:
    """Close it, if it is open; the next use opens it again."""
    global _spine
    with _lock:
        if _spine is not None:
            _spine.close()
            _spine = None


def set_opener(opener: Callable[[], Spine]) -> None:
    """How the spine is opened from now on (tests)."""
    global _opener
    close_spine()
    _opener = opener

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
from marketloop.platform.errors import Conflict


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


class StoreLost(Conflict):
    """Consumers have passed events that the store does not have: its file is gone, or was restored older than the rows."""


def open_spine() -> Spine:
    """Take the ownership of home and open everything in it; raises StoreLost or StoreUnreadable when the store needs a replay."""
    spine = _open_home()
    passed = furthest_cursor()
    if passed > spine.store.position:
        found = spine.store.position
        spine.close()
        raise StoreLost("events_store_lost", stored=found, passed=passed)
    return spine


def open_lost(aside: str) -> Spine:
    """Open home for building its store again: a file that is there is put aside under this ending, never deleted.

    Raises StoreOwned while another process has the store, Conflict when this process has it open.
    """
    global _spine
    home = get_config().home
    with _lock:
        if _spine is not None:
            raise Conflict("events_store_not_lost")
        owned = ownership.take(home)
        try:
            for name in ("events.duckdb", "events.duckdb.wal"):
                if (home / name).exists():
                    (home / name).rename(home / f"{name}.{aside}")
        finally:
            owned.release()
        _spine = _open_home()
        return _spine


def furthest_cursor() -> int:
    """The last seq that any consumer has passed, ever; 0 when none has passed any."""
    from django.db.models import Max

    from marketloop.events.models import ConsumerCursor

    found = ConsumerCursor.objects.aggregate(seq=Max("seq"), before=Max("passed_once"))
    return max(found["seq"] or 0, found["before"] or 0)


def _open_home() -> Spine:
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

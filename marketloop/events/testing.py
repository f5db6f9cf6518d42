"""For tests of this and other modules: a fresh spine per test, and event factories.

The root conftest loads it with `pytest_plugins = ["marketloop.events.testing"]`; from then on every test has an empty spine
of its own, in memory, opened only when the test touches it. `events_facade.catch_up()` runs appender and consumers inline.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from marketloop.events import spine as spines
from marketloop.events.contracts import IncomingEvent
from marketloop.events.log import EventLog
from marketloop.events.query.ast import Condition
from marketloop.events.seen import SeenIds
from marketloop.events.spine import Spine
from marketloop.events.store import Store
from marketloop.events.vault import Vault
from marketloop.platform import clock

_numbers = itertools.count(1)
_store: Store | None = None


def make_event(name: str = "product_viewed", **overrides: Any) -> IncomingEvent:
    """An event of an anonymous visitor, now."""
    values: dict[str, Any] = {
        "message_id": f"message-{next(_numbers)}",
        "kind": "track",
        "name": name,
        "time_ms": clock.now_ms(),
        "received_ms": clock.now_ms(),
        "source": "test",
        "identifiers": (("anonymous_id", "visitor-1"),),
    }
    return IncomingEvent(**{**values, **overrides})


def rewind_consumers() -> None:
    """Let every consumer start again from the first event, as a replay does."""
    from marketloop.events.models import ConsumerCursor

    ConsumerCursor.objects.all().delete()


def plain_answers(conditions: Sequence[Condition]) -> list[set[int]]:
    """Who fulfils each condition now, by the naive evaluator over everything in the store."""
    from marketloop.events.query.reference import fulfilling, load_everybody
    from marketloop.events.questions import context
    from marketloop.events.store import get_store

    people = load_everybody(conditions, get_store().read)
    return [fulfilling(people, one, context()) for one in conditions]


def _open_fresh() -> Spine:
    """An empty spine: log in a temporary folder without fsync, the session's in-memory store emptied."""
    global _store
    if _store is None:
        _store = _LastingStore(None, memory="1GB")
    elif _store.position or _dirty(_store):
        _store.clear()
    vault = Vault(None, fsync=False)
    folder = Path(tempfile.mkdtemp(prefix="marketloop-log-"))
    return _TestSpine(
        vault, EventLog(folder, vault, fsync=False), _store, SeenIds(None, 0, lambda _: _nothing())
    )


def _dirty(store: Store) -> bool:
    from marketloop.events.schema import TABLES

    counts = " + ".join(f"(SELECT count(*) FROM {name})" for name in TABLES)
    return bool(store.read(f"SELECT {counts} AS n")["n"].to_pylist()[0])


def _nothing() -> Any:
    import numpy as np

    return np.empty(0, np.int64)


class _LastingStore(Store):
    """Stays open from test to test: opening DuckDB takes longer than emptying it."""

    def close(self) -> None:
        """Stay open."""


class _TestSpine(Spine):
    def close(self) -> None:
        """Close, and remove the log."""
        super().close()
        shutil.rmtree(self.log.folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def fresh_spine() -> Iterator[None]:
    """An empty spine of its own for every test."""
    from marketloop.events import consumers, declared, keys, networks, ports

    spines.set_opener(_open_fresh)
    keys.ring.forget()
    declared.clear()
    networks.forget()
    registered, resolver, redirects = dict(consumers._consumers), ports._resolver, ports._redirects
    for one in registered.values():
        one.failures, one.error, one.retry_at = 0, "", 0.0
    yield
    spines.close_spine()
    consumers._consumers.clear()
    consumers._consumers.update(registered)
    ports._resolver, ports._redirects = resolver, redirects

"""Squash: old events get the profile that stands for their person written into them, so that a query need not look it up.

The answer to every question is the same before and after. `origin_profile_id` keeps the profile that the event was resolved to,
and the alias stays in `alias_map`: late events still follow it, and an undone merge gives each event back by its origin
(`state.set_aliases`). Each chunk is one transaction of the store that looks at the aliases as they stand then; a process that
is killed between or within chunks leaves a store that the next run goes on with.
"""

from __future__ import annotations

from collections.abc import Callable

from marketloop.events.store import Store, get_store

CHUNK = 100_000
"""Events rewritten in one transaction; the appender waits for at most one of them."""

_MERGED = "profile_id IN (SELECT profile_id FROM alias_map)"
_REWRITE = (
    "UPDATE events SET origin_profile_id = coalesce(origin_profile_id, events.profile_id),"
    " profile_id = alias_map.canonical_id FROM alias_map"
    " WHERE alias_map.profile_id = events.profile_id AND events.seq BETWEEN ? AND ?"
)


def _all_of_them(done: int, total: int) -> None:
    """Nobody wants to know."""


def waiting() -> int:
    """Events that still stand under a profile that was merged into another."""
    found = get_store().read(f"SELECT count(*) AS n FROM events WHERE {_MERGED}")
    return int(found["n"][0].as_py())


def squash(*, chunk: int = CHUNK, after_chunk: Callable[[int, int], None] = _all_of_them) -> int:
    """Rewrite all events that wait, at most about `chunk` at a time; returns how many.

    `after_chunk(done, total)` is called between transactions and may raise to end the work there.
    """
    store, total, done = get_store(), waiting(), 0
    while span := _next_span(store, chunk):
        with store.writing() as connection:
            done += int(connection.execute(_REWRITE, list(span)).fetchall()[0][0])
        after_chunk(done, max(done, total))
    return done


def _next_span(store: Store, chunk: int) -> tuple[int, int] | None:
    """First and last seq of the next events to rewrite; None when none waits."""
    sql = (
        "SELECT min(seq) AS first, max(seq) AS last"
        f" FROM (SELECT seq FROM events WHERE {_MERGED} ORDER BY seq LIMIT ?)"
    )
    found = store.read(sql, [chunk])
    first, last = found["first"][0].as_py(), found["last"][0].as_py()
    return None if first is None else (int(first), int(last))

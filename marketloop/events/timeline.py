"""The timeline of people: their events, newest first, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from marketloop.events.contracts import StoredEvent
from marketloop.events.schema import stored_events
from marketloop.events.store import get_store

_PEOPLE = """
WITH asked AS (
  SELECT coalesce(a.canonical_id, p.profile_id) AS profile_id
  FROM people p LEFT JOIN alias_map a ON a.profile_id = p.profile_id
), everyone AS (
  SELECT profile_id FROM asked
  UNION SELECT profile_id FROM alias_map WHERE canonical_id IN (SELECT profile_id FROM asked)
)
SELECT * FROM events WHERE profile_id IN (SELECT profile_id FROM everyone)
"""


def timeline(
    profile_ids: Sequence[int],
    *,
    before: tuple[int, int] | None = None,
    limit: int = 50,
    names: Sequence[str] | None = None,
) -> list[StoredEvent]:
    """At most `limit` events of these people (and of those merged into them), newest first.

    `before`: (time, event id) of the last event of the page before; `names`: only these events.
    """
    sql, params = _PEOPLE, list[Any]()
    if before is not None:
        sql += " AND (time, event_id) < (?, ?)"
        params += before
    if names is not None:
        sql += f" AND name IN ({', '.join('?' * len(names)) or 'NULL'})"
        params += names
    sql += " ORDER BY time DESC, event_id DESC LIMIT ?"
    people = pa.table({"profile_id": pa.array(list(profile_ids), pa.int64())})
    return list(stored_events(get_store().read(sql, [*params, limit], {"people": people})))

"""Events by the profile that they were resolved to, whoever stands for it now: what each side of a merge would keep."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa

from marketloop.events.store import get_store
from marketloop.platform.ids import stable_id


@dataclass(frozen=True)
class OriginFigures:
    """What one profile brought: all its events, paid orders, money paid less refunded (minor units), times in UTC ms."""

    events: int
    orders: int
    amount: int
    first: int
    last: int


@dataclass(frozen=True)
class EvidenceEvent:
    """The event behind an identifier or a merge; time in UTC ms."""

    event_id: int
    name: str
    time: int


_FIGURES = """
SELECT coalesce(origin_profile_id, profile_id) AS origin, count(*) AS events,
  count(DISTINCT order_id) FILTER (WHERE name = 'order_paid') AS orders,
  coalesce(sum(amount) FILTER (WHERE name = 'order_paid'), 0)
    - coalesce(sum(amount) FILTER (WHERE name = 'order_refunded'), 0) AS amount,
  min(time) AS first, max(time) AS last
FROM events WHERE coalesce(origin_profile_id, profile_id) IN (FROM asked) GROUP BY 1
"""


def origin_figures(profile_ids: Collection[int]) -> dict[int, OriginFigures]:
    """Figures of those of these profiles that have events; no profile stands for another here."""
    if not profile_ids:
        return {}
    asked = pa.table({"profile_id": pa.array(list(profile_ids), pa.int64())})
    rows = get_store().read(_FIGURES, (), {"asked": asked}).to_pylist()
    return {
        row.pop("origin"): OriginFigures(**{name: int(value) for name, value in row.items()}) for row in rows
    }


def evidence_events(keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], EvidenceEvent]:
    """Stored events by (source, message id); those that no event has are absent."""
    if not keys:
        return {}
    by_id = {stable_id(source, message_id): (source, message_id) for source, message_id in keys}
    asked = pa.table({"event_id": pa.array(list(by_id), pa.int64())})
    found = get_store().read(
        "SELECT event_id, name, time FROM events WHERE event_id IN (FROM asked)", (), {"asked": asked}
    )
    return {by_id[row["event_id"]]: EvidenceEvent(**row) for row in found.to_pylist()}

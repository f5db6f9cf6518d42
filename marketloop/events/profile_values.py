"""Values that are computed for each person from their events; see `query.per_profile`."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from marketloop.events.query.checking import check_where
from marketloop.events.query.context import QueryContext
from marketloop.events.query.per_profile import PerProfile, touched_per_profile, values_per_profile
from marketloop.events.questions import Ids, context, id_table, ids_of, reader
from marketloop.platform import clock

__all__ = ["PerProfile", "check_values", "profile_values", "touched_values"]


def check_values(asked: PerProfile) -> None:
    """Raises Invalid for a test on a property that cannot be answered."""
    check_where(list(asked.where), "definition.where")


def profile_values(asked: PerProfile, among: Sequence[int] | Ids | None = None) -> pa.Table:
    """Rows `profile_id` (canonical), `number` or `text`, `events` of all who have a value now, or of some people."""
    return values_per_profile(asked, context(), reader(), None if among is None else id_table(among))


def touched_values(asked: PerProfile, from_ms: int, to_ms: int) -> Ids:
    """People (canonical) whose value may differ between the two instants through time alone, ascending."""
    zone = clock.company_zone()
    return ids_of(
        touched_per_profile(asked, QueryContext(from_ms, zone), QueryContext(to_ms, zone), reader())
    )

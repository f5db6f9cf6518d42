"""The timeline of a person: their events, newest first, filtered by name or group, without what is only bookkeeping."""

from __future__ import annotations

from collections.abc import Sequence

from marketloop.events import facade as events
from marketloop.events.contracts import StoredEvent
from marketloop.identity import facade as identity

GROUPS = ("behaviour", "order", "message", "journey", "profile")
_BOOKKEEPING = frozenset({"profiles_touched"})
_ROUNDS = 8
_PREFIXES = (
    ("order", ("order_", "product_bought", "coupon_")),
    ("message", ("message_", "email_")),
    ("journey", ("journey_", "segment_")),
    ("profile", ("profiles_", "consent_", "stage_", "identified", "alias_", "group_joined")),
)


def group_of(name: str) -> str:
    """behaviour, order, message, journey or profile."""
    return next((group for group, starts in _PREFIXES if name.startswith(starts)), "behaviour")


def page(
    profile_id: int,
    *,
    before: tuple[int, int] | None,
    limit: int,
    names: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> tuple[list[StoredEvent], tuple[int, int] | None]:
    """(events, position of the next page or None at the end) of all profiles of the person."""
    members, found = identity.members(profile_id), list[StoredEvent]()
    for _ in range(_ROUNDS):
        read = events.timeline(members, before=before, limit=limit + 1, names=list(names) or None)
        found += [
            one
            for one in read
            if one.name not in _BOOKKEEPING and (not groups or group_of(one.name) in groups)
        ]
        if len(found) > limit:
            last = found[limit - 1]
            return found[:limit], (last.time, last.event_id)
        if len(read) <= limit:
            return found, None
        before = (read[-1].time, read[-1].event_id)
    return found, before

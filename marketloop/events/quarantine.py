"""Events that the plan keeps out of the store: durable in a table of their own, until somebody releases or discards them.

Rows are keyed by event id, so a client that sends again adds nothing. A release appends the event to the log, where the same id
makes it unique: released twice, or cut off half-way, it still comes in exactly once.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.db import transaction

from marketloop.events.contracts import IncomingEvent, Quality, event_id_of
from marketloop.events.models import QuarantinedEvent
from marketloop.events.plan import HELD, PREFIX
from marketloop.events.schema import REASONS
from marketloop.events.spine import get_spine
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import background, clock
from marketloop.platform.errors import Invalid

MAX_BULK = 500
WAITING, RELEASED, DISCARDED = "waiting", "released", "discarded"


def set_aside(events: list[IncomingEvent]) -> list[IncomingEvent]:
    """Keep the events that must wait; returns those that may go on. Committed when it returns."""
    held = [event for event in events if event.quality == HELD]
    if not held:
        return events
    rows = [
        QuarantinedEvent(
            id=event_id_of(event),
            name=event.name,
            source=event.source,
            time_ms=event.time_ms,
            received_ms=event.received_ms,
            reasons=event.properties.get(REASONS, []),
            payload=msgspec.json.encode(event).decode(),
            state=WAITING,
        )
        for event in held
    ]
    QuarantinedEvent.objects.bulk_create(rows, ignore_conflicts=True)
    return [event for event in events if event.quality != HELD]


def warned(events: Sequence[IncomingEvent]) -> list[str]:
    """What the plan has to say about the events of one message, for the answer to the client."""
    if not events or events[0].quality == Quality.VALID:
        return []
    return [one for one in events[0].properties.get(REASONS, ()) if one.startswith(PREFIX)]


def release(*, event_ids: Sequence[int], actor: Principal) -> int:
    """Let waiting events into the spine, flagged with their reasons; returns how many."""
    _bounded(event_ids)
    with transaction.atomic():
        rows = list(QuarantinedEvent.objects.select_for_update().filter(id__in=event_ids, state=WAITING))
        events = [
            msgspec.structs.replace(event_of(row), quality=int(Quality.SUSPECT), received_ms=row.received_ms)
            for row in rows
        ]
        if events:
            get_spine().log.append(events)
        _decide(rows, RELEASED, actor)
    background.wake("events")
    return len(rows)


def discard(*, event_ids: Sequence[int], actor: Principal) -> int:
    """Give waiting events up for good; their content is erased, the row stays. Returns how many."""
    _bounded(event_ids)
    with transaction.atomic():
        rows = list(QuarantinedEvent.objects.select_for_update().filter(id__in=event_ids, state=WAITING))
        _decide(rows, DISCARDED, actor)
    return len(rows)


def event_of(row: QuarantinedEvent) -> IncomingEvent:
    """The event that waits."""
    return msgspec.json.decode(row.payload, type=IncomingEvent)


def _decide(rows: list[QuarantinedEvent], state: str, actor: Principal) -> None:
    if not rows:
        return
    QuarantinedEvent.objects.filter(id__in=[row.id for row in rows]).update(
        state=state, payload="", decided_at=clock.wall(), decided_by=actor.user_id
    )
    detail = {"events": len(rows), "names": sorted({row.name for row in rows})[:20]}
    record_audit(actor=actor, action=f"events.quarantine_{state}", subject="", detail=detail)


def _bounded(event_ids: Sequence[int]) -> None:
    if not 0 < len(event_ids) <= MAX_BULK:
        raise Invalid("quarantine_bulk", fields={"events": "quarantine_bulk"}, limit=MAX_BULK)

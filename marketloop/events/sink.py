"""Facts of our own modules on their way from the outbox to the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from marketloop.events.contracts import IncomingEvent, Kind
from marketloop.events.spine import get_spine
from marketloop.facts.base import fact_type
from marketloop.platform import background
from marketloop.platform.outbox import Recorded

SOURCE = "marketloop"
_CHUNK = 20_000
_APART = frozenset({"profile_id", "time_ms"})


def take_facts(facts: Sequence[Recorded]) -> None:
    """The outbox's sink: durable when it returns; idempotent, since event ids come from the facts' ids."""
    log = get_spine().log
    waiting: list[IncomingEvent] = []
    for fact in facts:
        waiting += events_of(fact)
        if len(waiting) >= _CHUNK:
            log.append(waiting)
            waiting = []
    log.append(waiting)
    background.wake("events")


def events_of(fact: Recorded) -> Iterator[IncomingEvent]:
    """One event, or one a person for a fact about a set that is not told `together`; a fact about nobody has profile 0."""
    payload = fact.payload
    time_ms = payload.get("time_ms") or fact.occurred_ms
    if "profile_ids" not in payload or fact_type(fact.name).together:
        profile_id = int(payload.get("profile_id") or 0)
        yield _event(fact, str(fact.id), time_ms, profile_id, _properties(payload, _APART))
        return
    each = fact_type(fact.name).each
    shared = _properties(payload, _APART | {"profile_ids"} | each.keys())
    for place, profile_id in enumerate(payload["profile_ids"]):
        own = {column: payload[name][place] for name, column in each.items() if payload.get(name)}
        yield _event(fact, f"{fact.id}:{profile_id}", time_ms, int(profile_id), shared | own)


def _properties(payload: dict[str, Any], apart: frozenset[str]) -> dict[str, Any]:
    """The fields that say something: absent and empty ones are left out."""
    return {key: value for key, value in payload.items() if key not in apart and value not in (None, "")}


def _event(
    fact: Recorded, message_id: str, time_ms: int, profile_id: int, properties: dict[str, Any]
) -> IncomingEvent:
    return IncomingEvent(
        message_id=message_id,
        kind=Kind.FACT,
        name=fact.name,
        time_ms=time_ms,
        received_ms=fact.occurred_ms,
        source=SOURCE,
        properties=properties,
        profile_id=profile_id,
    )

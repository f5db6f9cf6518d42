"""The door of the events module: append, catch up, consume, read, write state."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marketloop.events import appender, consumers
from marketloop.events.catalogue import personal_kind, stored_name
from marketloop.events.collector import application as collector_application
from marketloop.events.commands import import_archive
from marketloop.events.consumers import consumer, consumer_status
from marketloop.events.contracts import IncomingEvent, Reader, StoredEvent, event_id_of
from marketloop.events.customers import (
    Act,
    NeedCounts,
    NeedKind,
    NeedTrend,
    PurchaseStates,
    StageMoves,
    Unit,
    calendar,
    need_people,
    need_trend,
    purchase_states,
    stage_moves,
    stage_people,
    trait_people,
    trait_texts,
)
from marketloop.events.declared import label_of
from marketloop.events.examining import examine_by_owner
from marketloop.events.kernels import compile_kernels
from marketloop.events.keys import ensure_write_key
from marketloop.events.origins import EvidenceEvent, OriginFigures, evidence_events, origin_figures
from marketloop.events.ownership import StoreOwned
from marketloop.events.personal import identifier_key, open_sealed, seal
from marketloop.events.ports import set_redirect_resolver, set_resolver
from marketloop.events.profile_values import PerProfile, check_values, profile_values, touched_values
from marketloop.events.questions import (
    AudienceCounts,
    DimensionCounts,
    EventName,
    Explained,
    FunnelResult,
    Ids,
    LeafCount,
    Mentioned,
    Period,
    PropertyValue,
    RepeatResult,
    RetentionResult,
    TrendResult,
    TrendSeries,
    ValueCount,
    count_matching,
    earlier_range,
    event_names,
    explain,
    funnel,
    funnel_people,
    leaf_counts,
    matching_each,
    matching_profiles,
    mentioned,
    persona,
    place_values,
    property_values,
    refusing,
    repeat,
    repeat_people,
    retention,
    retention_people,
    sample_matching,
    standard_names,
    touched_by_time,
    touched_by_time_each,
    trend,
    trend_people,
)
from marketloop.events.reading import Priority
from marketloop.events.rebuilt import Rebuilding, on_rebuilt
from marketloop.events.redaction import OF_PROPERTIES, identify, redact
from marketloop.events.spine import close_spine as close
from marketloop.events.spine import get_spine
from marketloop.events.squash import squash
from marketloop.events.squash import waiting as waiting_for_squash
from marketloop.events.state import (
    delete_people,
    drop_list,
    replace_consents,
    replace_identifiers,
    replace_list,
    replace_lists,
    replace_tags,
    replace_traits,
    set_aliases,
    together,
    upsert_state,
)
from marketloop.events.store import get_store, reading_as
from marketloop.events.timeline import timeline
from marketloop.platform import background
from marketloop.platform.errors import Conflict

__all__ = [
    "Act",
    "AudienceCounts",
    "DimensionCounts",
    "EventName",
    "EvidenceEvent",
    "Explained",
    "FunnelResult",
    "Ids",
    "LeafCount",
    "Mentioned",
    "NeedCounts",
    "NeedKind",
    "NeedTrend",
    "OriginFigures",
    "PerProfile",
    "Period",
    "Priority",
    "PropertyValue",
    "PurchaseStates",
    "Rebuilding",
    "RepeatResult",
    "RetentionResult",
    "SpineCounts",
    "StageMoves",
    "TrendResult",
    "TrendSeries",
    "Unit",
    "ValueCount",
    "append",
    "calendar",
    "catch_up",
    "check_values",
    "ciphertext",
    "close",
    "collector_application",
    "compile_kernels",
    "consumer",
    "consumer_status",
    "count_matching",
    "counts",
    "delete_people",
    "drop_list",
    "earlier_range",
    "ensure_write_key",
    "event_names",
    "evidence_events",
    "examine_by_owner",
    "explain",
    "forget",
    "funnel",
    "funnel_people",
    "get_store",
    "identifier_key",
    "import_archive",
    "label_of",
    "leaf_counts",
    "matching_each",
    "matching_profiles",
    "mentioned",
    "need_people",
    "need_trend",
    "on_rebuilt",
    "open_sealed",
    "origin_figures",
    "owns_store",
    "persona",
    "personal_kind",
    "place_values",
    "profile_values",
    "property_values",
    "purchase_states",
    "reader",
    "reading_as",
    "refusing",
    "repeat",
    "repeat_people",
    "replace_consents",
    "replace_identifiers",
    "replace_list",
    "replace_lists",
    "replace_tags",
    "replace_traits",
    "retention",
    "retention_people",
    "sample_matching",
    "seal",
    "sealed_identifiers",
    "sealed_properties",
    "set_aliases",
    "set_redirect_resolver",
    "set_resolver",
    "squash",
    "stage_moves",
    "stage_people",
    "standard_names",
    "stored_event",
    "stored_name",
    "timeline",
    "together",
    "touched_by_time",
    "touched_by_time_each",
    "touched_values",
    "trait_people",
    "trait_texts",
    "trend",
    "trend_people",
    "upsert_state",
    "waiting_for_squash",
]


@dataclass(frozen=True)
class SpineCounts:
    """How much the spine holds; `log_seq − store_seq` events are on their way."""

    events: int
    log_seq: int
    store_seq: int


class SpineSlow(Conflict):
    """The store or a consumer did not catch up in time."""


def append(events: Sequence[IncomingEvent], *, durable: bool = True) -> list[int]:
    """Write events to the log; on the disk when it returns (`durable=False`: may be lost in a power failure).

    Returns their event ids; events whose id is known already are dropped on the way to the store. They must not be changed
    afterwards.
    """
    listed = list(events)
    get_spine().log.append(listed, durable=durable)
    background.wake("events")
    return [event_id_of(event) for event in listed]


def sealed_properties(properties: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Properties with tokens in place of personal values, and `IncomingEvent.secrets` for them; changes the dict in place."""
    secrets: dict[str, str] = {}
    redact(properties, OF_PROPERTIES, secrets, True)
    return properties, secrets


def sealed_identifiers(
    identifiers: Sequence[tuple[str, str]], secrets: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    """Clear identifiers as they stand on the spine; ciphertexts of personal ones are added to `secrets`."""
    return tuple((kind, identify(kind, value, secrets)) for kind, value in identifiers)


def catch_up(timeout_s: float = 30) -> None:
    """Return when all that stands in the log now stands in the store and all consumers have passed it.

    Works inline where no loops run (tests, commands); in the serving process it waits for them, so do not call it in a
    transaction there. Raises SpineSlow when time is over, and, inline, a consumer's own error.
    """
    spine = get_spine()
    wanted, end = spine.log.last_seq, time.monotonic() + timeout_s
    if not background.running():
        while appender.turn() + consumers.turn():
            pass
        return
    background.wake("events")
    while spine.store.position < wanted or not consumers.all_passed(wanted):
        if time.monotonic() > end:
            raise SpineSlow("events_catch_up_slow", seconds=int(timeout_s))
        time.sleep(0.02)


def owns_store() -> bool:
    """Open the store here if nobody has it; False when another process (the server) owns it: hand the work over as a job."""
    try:
        get_spine()
    except StoreOwned:
        return False
    return True


def reader() -> Reader:
    """Runs one read statement in the store; see contracts.Reader. `reading_as(Priority.REPORT)` for long ones."""
    return get_store().read


def ciphertext(token: str) -> str | None:
    """The encrypted value behind a token of an event on its way, None when it has left the vault."""
    return get_spine().vault.find(token)


def forget(tokens: Sequence[str]) -> int:
    """Erase personal values from the vault (deletion of a person); returns how many were still there."""
    return get_spine().vault.forget(tokens)


def counts() -> SpineCounts:
    """Number of stored events and positions."""
    spine = get_spine()
    [total] = spine.store.read("SELECT count(*) AS n FROM events")["n"].to_pylist()
    return SpineCounts(int(total), spine.log.last_seq, spine.store.position)


def stored_event(event_id: int) -> StoredEvent | None:
    """One stored event, None when there is none."""
    from marketloop.events.schema import stored_events

    return next(stored_events(get_store().read("SELECT * FROM events WHERE event_id = ?", [event_id])), None)

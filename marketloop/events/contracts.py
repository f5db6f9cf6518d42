"""Frozen types of the event spine: what goes in, what consumers get. No framework."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import Any, Protocol

import msgspec
import pyarrow as pa

from marketloop.platform.ids import stable_id


class Quality(IntEnum):
    """Verdict on the traffic that sent an event; invalid is left out of queries unless asked for."""

    VALID = 0
    SUSPECT = 1
    INVALID = 2


class Kind(StrEnum):
    """How an event came: one of Segment's calls, or a fact of our own modules."""

    TRACK = "track"
    IDENTIFY = "identify"
    PAGE = "page"
    SCREEN = "screen"
    GROUP = "group"
    ALIAS = "alias"
    FACT = "fact"


class IncomingEvent(msgspec.Struct, array_like=True, gc=False):
    """One event on its way into the log.

    `time_ms`, `received_ms`: UTC milliseconds. `identifiers`: (kind, value) pairs; values of personal kinds (phone, email,
    id_number) are tokens, see `personal.identifier_key`. `traits`, `properties`, `context` hold no personal value in clear.
    `profile_id`: known by the sender (facts); None lets identity resolve it. `amount` in properties is in minor units.
    `secrets` maps tokens in this event to ciphertexts (`personal.seal`); it travels in the vault, never in the log.
    """

    message_id: str
    kind: str
    name: str
    time_ms: int
    received_ms: int
    source: str
    identifiers: tuple[tuple[str, str], ...] = ()
    traits: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    context: dict[str, Any] = {}
    profile_id: int | None = None
    quality: int = 0
    secrets: dict[str, str] = {}


ONCE_PER_ORDER = frozenset({"order_paid"})
ONCE_PER_ORDER_LINE = frozenset({"product_bought"})


def event_id_of(event: IncomingEvent) -> int:
    """The id by which an event is unique for ever.

    An order is paid once whoever reports it, so `order_paid` (and `product_bought` with a `line`) take their id from the
    order; a fact of the outbox keeps its outbox id; all else is hash(source, message id).
    """
    properties = event.properties
    if event.name in ONCE_PER_ORDER and (order := properties.get("order_id")):
        return stable_id("order_paid", str(order))
    if event.name in ONCE_PER_ORDER_LINE and (order := properties.get("order_id")) and "line" in properties:
        return stable_id("product_bought", str(order), str(properties["line"]))
    if event.kind == Kind.FACT and event.message_id.isdecimal() and len(event.message_id) < 19:
        return int(event.message_id)
    return stable_id(event.source, event.message_id)


@dataclass(frozen=True)
class StoredEvent:
    """One event as consumers and screens read it: the JSON parts split again, ids of merged people not yet followed."""

    event_id: int
    seq: int
    name: str
    kind: str
    profile_id: int
    time: int
    received: int
    source: str
    quality: int
    columns: Mapping[str, Any]
    properties: Mapping[str, Any]
    traits: Mapping[str, Any]
    context: Mapping[str, Any]


@dataclass(frozen=True)
class EventBatch:
    """Events in seq order for a consumer; `table` has the columns of `schema.EVENTS`.

    `ciphertext(token)` gives the encrypted personal value behind a token, None when it has left the vault (after all
    consumers have passed it): a replay must keep the value that the consumer stored at first. `replayed`: the consumer has
    committed these events before, see `consumers.rewind_derived`.
    """

    table: pa.Table
    first_seq: int
    last_seq: int
    ciphertext: Callable[[str], str | None] = field(default=lambda token: None, repr=False)
    replayed: bool = False

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def named(self, *names: str) -> EventBatch:
        """Only the events with one of these names."""
        import pyarrow.compute as pc

        mask = pc.is_in(self.table["name"], value_set=pa.array(names, pa.string()))
        return replace(self, table=self.table.filter(mask))

    def of_kind(self, *kinds: str) -> EventBatch:
        """Only the events of one of these kinds."""
        import pyarrow.compute as pc

        mask = pc.is_in(self.table["kind"], value_set=pa.array([str(kind) for kind in kinds], pa.string()))
        return replace(self, table=self.table.filter(mask))

    def rows(self) -> Iterator[StoredEvent]:
        """The events as objects, for the few that need a look one by one."""
        from marketloop.events.schema import stored_events

        return stored_events(self.table)


Resolver = Callable[[list[IncomingEvent]], Sequence[int]]


class Reader(Protocol):
    """Runs one read statement in the store: positional `?` parameters; `tables` are Arrow tables that the statement names."""

    def __call__(
        self, sql: str, params: Sequence[Any] = (), tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table: ...


Consume = Callable[[EventBatch], None]


@dataclass(frozen=True)
class Redirect:
    """Where a tracked link leads, and the event that the visit is."""

    url: str
    event: IncomingEvent | None = None


@dataclass(frozen=True)
class RequestMeta:
    """What is known of a request to a tracked link or image."""

    token: str
    kind: str  # "click" | "open"
    received_ms: int
    ip: str = ""
    user_agent: str = ""
    referrer: str = ""
    method: str = "GET"


@dataclass(frozen=True)
class ConsumerStatus:
    """How far a consumer is; `lag` in events, `error` empty when well."""

    name: str
    seq: int
    lag: int
    failures: int
    error: str

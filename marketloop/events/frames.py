"""What one write to the log holds: a list of events, or the messages of a call just as they came.

Messages that are surely plain (`plain.split`) are written without making events of them first: that is done when they are
read, off the way of the client who waits for the acknowledgement. Both kinds of payload read back as events.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import msgspec
import structlog

from marketloop.events.contracts import IncomingEvent, Quality
from marketloop.events.incoming import Arrival, PlainMessage, to_events
from marketloop.events.keys import Source
from marketloop.events.schema import REASONS
from marketloop.events.traffic import coarse_ip

logger = structlog.get_logger(__name__)
_MESSAGES = b"\xc1"
"""First byte of a payload of messages; no msgpack text begins with it."""
_HEADER = struct.Struct("<IIQI")
_PLACE = struct.Struct("<QI")
_LENGTH = struct.Struct("<I")
_encoder = msgspec.msgpack.Encoder()
_events = msgspec.msgpack.Decoder(list[IncomingEvent])


class _Call(msgspec.Struct, array_like=True):
    """What is known of the call beside its messages."""

    source: str
    from_server: bool
    received_ms: int
    skew_ms: int
    ip: str
    user_agent: str
    events: list[IncomingEvent] = []
    """What was not plain among the messages, as events."""
    places: list[int] = []
    """Their places among the events of the frame."""


_call = msgspec.msgpack.Decoder(_Call)
_plain = msgspec.json.Decoder(list[PlainMessage])


class Frame:
    """A payload on its way to the disk, with those of its events that are no plain messages."""

    __slots__ = ("_events", "checksum", "count", "first_seq", "payload", "secrets")

    def __init__(
        self,
        payload: bytes,
        count: int,
        events: list[IncomingEvent],
        secrets: dict[str, str],
    ) -> None:
        self.payload, self.count, self.secrets = payload, count, secrets
        self.checksum = zlib.crc32(payload)
        self._events = events
        self.first_seq = 0

    def seal(self, first_seq: int) -> bytes:
        """Header and payload for this place in the log."""
        self.first_seq = first_seq
        checksum = zlib.crc32(_PLACE.pack(first_seq, self.count), self.checksum)
        return _HEADER.pack(len(self.payload), checksum, first_seq, self.count) + self.payload

    @property
    def last_seq(self) -> int:
        """Seq of the last event."""
        return self.first_seq + self.count - 1

    def events(self) -> list[IncomingEvent]:
        """The events, with their secrets: they have not left this process."""
        return decode(self.payload, self._events) if self.payload.startswith(_MESSAGES) else self._events


class Header:
    """The head of a frame on the disk."""

    SIZE = _HEADER.size
    __slots__ = ("checksum", "count", "first_seq", "length")

    def __init__(self, data: bytes, offset: int = 0) -> None:
        self.length, self.checksum, self.first_seq, self.count = _HEADER.unpack_from(data, offset)

    @property
    def last_seq(self) -> int:
        """Seq of the last event of the frame."""
        return int(self.first_seq + self.count - 1)

    def fits(self, payload: bytes) -> bool:
        """Whether this is the payload that was written here."""
        if len(payload) != self.length:
            return False
        return bool(zlib.crc32(_PLACE.pack(self.first_seq, self.count), zlib.crc32(payload)) == self.checksum)


def encode(events: list[IncomingEvent]) -> Frame:
    """A frame of events, which must not change afterwards; secrets are taken out of what is written.

    Raises OverflowError for numbers beyond 64 bits.
    """
    written, secrets = _without_secrets(events)
    return Frame(_encoder.encode(written), len(events), events, secrets)


def encodable(events: list[IncomingEvent]) -> bool:
    """Whether all numbers fit the log: 64 bits."""
    try:
        _encoder.encode(events)
    except OverflowError:
        return False
    return True


def encode_call(
    messages: Sequence[bytes], arrival: Arrival, events: list[IncomingEvent], places: list[int]
) -> Frame:
    """A frame of plain messages, each one event, with the events of the others at their places. As `encode`."""
    if not messages:
        return encode(events)
    written, secrets = _without_secrets(events)
    source = arrival.source
    call = _Call(
        source.name,
        source.from_server,
        arrival.received_ms,
        arrival.skew_ms,
        coarse_ip(arrival.ip),
        arrival.user_agent,
        written,
        places,
    )
    head = _encoder.encode(call)
    payload = b"".join((_MESSAGES, _LENGTH.pack(len(head)), head, b"[", b",".join(messages), b"]"))
    return Frame(payload, len(messages) + len(events), events, secrets)


def _without_secrets(events: list[IncomingEvent]) -> tuple[list[IncomingEvent], dict[str, str]]:
    secrets: dict[str, str] = {}
    written = events
    for index, event in enumerate(events):
        if event.secrets:
            if written is events:
                written = list(events)
            secrets.update(event.secrets)
            written[index] = msgspec.structs.replace(event, secrets={})
    return written, secrets


def decode(payload: bytes, others: list[IncomingEvent] | None = None) -> list[IncomingEvent]:
    """The events of a payload; `others`: those beside plain messages, when they are at hand with their secrets."""
    if not payload.startswith(_MESSAGES):
        return _events.decode(payload)
    start = 1 + _LENGTH.size
    end = start + _LENGTH.unpack_from(payload, 1)[0]
    call = _call.decode(payload[start:end])
    source = Source(0, call.source, call.from_server)
    arrival = Arrival(source, call.received_ms, call.skew_ms, call.ip, call.user_agent)
    found = [_event(message, arrival) for message in _plain.decode(memoryview(payload)[end:])]
    for place, event in zip(call.places, others or call.events, strict=True):
        found.insert(place, event)
    return found


def _event(message: PlainMessage, arrival: Arrival) -> IncomingEvent:
    try:
        (event,) = to_events(message, message.type or "track", arrival, look=False, plain=True)
    except Exception:  # one message must not stop all that come after it
        logger.exception("message_unreadable", message_id=message.message_id)
        return _unreadable(message, arrival)
    return event


def _unreadable(message: PlainMessage, arrival: Arrival) -> IncomingEvent:
    return IncomingEvent(
        str(message.message_id),
        "track",
        "message_unreadable",
        arrival.received_ms,
        arrival.received_ms,
        arrival.source.name,
        properties={REASONS: ["unreadable"]},
        quality=int(Quality.INVALID),
    )

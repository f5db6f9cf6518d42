"""Looking through the segments of the log as they stand on the disk: are they whole, how many events, how old."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from marketloop.events.frames import Header, decode
from marketloop.events.log import MAGIC, EventLog, frames_of


@dataclass(frozen=True)
class Segment:
    """One segment: its events' seqs, how many, when the last one was received (UTC ms, None when empty), and whether bytes
    follow its last whole frame."""

    path: Path
    first_seq: int
    last_seq: int
    events: int
    received: int | None
    damaged: bool


def scan(log: EventLog, up_to_seq: int) -> list[Segment]:
    """Every segment, oldest first, as far as a seq; reads the whole log."""
    return [_scan(start, path, up_to_seq) for start, path in log.segments()]


def _scan(start: int, path: Path, up_to_seq: int) -> Segment:
    data = path.read_bytes()
    last_seq, events, end, last = start - 1, 0, len(MAGIC), None
    for offset, header in frames_of(data):
        if header.first_seq > up_to_seq:
            return Segment(path, start, last_seq, events, _received(data, last), False)
        events += min(header.last_seq, up_to_seq) - header.first_seq + 1
        last_seq, last, end = header.last_seq, (offset, header), offset + Header.SIZE + header.length
    damaged = end < len(data) and last_seq < up_to_seq
    return Segment(path, start, last_seq, events, _received(data, last), damaged)


def _received(data: bytes, last: tuple[int, Header] | None) -> int | None:
    if last is None:
        return None
    offset, header = last
    start = offset + Header.SIZE
    return max(event.received_ms for event in decode(data[start : start + header.length]))

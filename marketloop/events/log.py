"""The event log: append-only segment files in `home/log`; an event counts as taken once its frame is on the disk.

A segment `<first seq>.log` holds frames: header (payload length, CRC-32, first seq, number of events) and a msgpack list of
IncomingEvent. Many threads append at once: those that come while one write is under way form the next group, which goes to
the disk with one fsync (group commit). Seqs start at 1 and have no holes. A torn tail (power loss within the last write,
never acknowledged) is cut off at opening and kept beside the segment as `.torn`. Secrets of events go to the vault first.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import structlog

from marketloop.events.contracts import IncomingEvent
from marketloop.events.frames import Frame, Header, decode, encode
from marketloop.platform import durability

logger = structlog.get_logger(__name__)
MAGIC = b"MLLOG\x01\r\n"
SEGMENT_BYTES = 64 * 1024 * 1024
FRAME_EVENTS = 5_000
RECENT_EVENTS = 60_000
"""How many appended events are kept in memory, so that the appender need not decode them again."""


class LogUnwritable(Exception):
    """The disk refused the write; nothing of it is acknowledged and the log stands where it stood."""


class LogCorrupt(Exception):
    """A frame in the middle of the log does not match its checksum: restore the segment from a backup."""


class Secrets(Protocol):
    """Where ciphertexts go, durably, before their events."""

    def put(self, rows: list[tuple[str, str, int]]) -> None:
        """Keep (token, ciphertext, seq) rows."""


@dataclass(slots=True)
class _Group:
    frames: list[Frame] = field(default_factory=list)
    durable: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Consecutive events of the log."""

    first_seq: int
    events: list[IncomingEvent]

    @property
    def last_seq(self) -> int:
        """Seq of the last of them."""
        return self.first_seq + len(self.events) - 1


class EventLog:
    """One log folder, opened by its one owner process. Thread-safe."""

    def __init__(self, folder: Path, secrets: Secrets, *, fsync: bool = True) -> None:
        self.folder, self._secrets, self._fsync = folder, secrets, fsync
        self._lock, self._io = threading.Lock(), threading.Lock()
        self._open = _Group()
        self._recent: deque[Frame] = deque()
        self._recent_events = 0
        self._broken = False
        folder.mkdir(parents=True, exist_ok=True)
        self._segments = sorted(int(path.stem) for path in folder.glob("*.log"))
        self._file, self._size, self._last_seq = -1, 0, 0
        if self._segments:
            self._recover(self._segments[-1])
        else:
            self._start_segment(1)

    @property
    def last_seq(self) -> int:
        """The last acknowledged seq; 0 when the log is empty."""
        return self._last_seq

    @property
    def first_seq(self) -> int:
        """The first seq that the log still has (old segments may have been removed)."""
        return self._segments[0]

    def segments(self) -> list[tuple[int, Path]]:
        """First seq and file of every segment, oldest first; the last one is being written."""
        return [(start, self._path(start)) for start in list(self._segments)]

    def append(self, events: Sequence[IncomingEvent], *, durable: bool = True) -> None:
        """Append in order; returns when they are on the disk (`durable=False`: handed to the system). Raises LogUnwritable."""
        self.commit(
            [encode(list(events[at : at + FRAME_EVENTS])) for at in range(0, len(events), FRAME_EVENTS)],
            durable=durable,
        )

    def commit(self, frames: list[Frame], *, durable: bool = True) -> None:
        """Append encoded frames together with whatever other threads bring; see `append`."""
        if not frames:
            return
        with self._lock:
            group = self._open
            leads = not group.frames
            group.frames.extend(frames)
            group.durable |= durable
        if leads:
            try:
                with self._io:
                    with self._lock:
                        self._open = _Group()
                    self._write(group)
            finally:
                group.done.set()
        else:
            group.done.wait()
        if group.error is not None:
            raise LogUnwritable(str(group.error)) from group.error

    def _write(self, group: _Group) -> None:
        """Put a closed group on the disk; the caller holds `_io`."""
        try:
            if self._broken:
                raise OSError("an earlier failed write could not be cut off; restart")
            seq = self._last_seq + 1
            if self._size >= SEGMENT_BYTES:
                self._start_segment(seq)
            parts, secrets = [], []
            for frame in group.frames:
                parts.append(frame.seal(seq))
                seq += frame.count
                secrets += [(token, text, seq - 1) for token, text in frame.secrets.items()]
            if secrets:
                self._secrets.put(secrets)
            data = b"".join(parts)
            _write_all(self._file, data)
            if group.durable and self._fsync and durability.required():
                os.fdatasync(self._file)
        except Exception as error:  # whatever it is, those who wait must hear of it
            group.error = error
            self._give_up(error)
            return
        self._size += len(data)
        self._remember(group.frames, seq - 1)

    def _remember(self, frames: list[Frame], last_seq: int) -> None:
        with self._lock:
            for frame in frames:
                self._recent.append(frame)
                self._recent_events += frame.count
            while self._recent_events > RECENT_EVENTS:
                self._recent_events -= self._recent.popleft().count
            self._last_seq = last_seq

    def _give_up(self, error: Exception) -> None:
        """After a failed write: what may stand half-written is cut off, and the next write starts a new segment."""
        logger.error("log_write_failed", error=str(error))
        try:
            os.ftruncate(self._file, self._size)
            os.lseek(self._file, 0, os.SEEK_END)
            if self._size > len(MAGIC):
                self._start_segment(self._last_seq + 1)
        except OSError:
            self._broken = True
            logger.exception("log_cut_failed")

    def _path(self, first_seq: int) -> Path:
        return self.folder / f"{first_seq:020d}.log"

    def _start_segment(self, first_seq: int) -> None:
        descriptor = os.open(self._path(first_seq), os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        _write_all(descriptor, MAGIC)
        if self._file >= 0:
            os.fsync(self._file)
            os.close(self._file)
        if self._fsync:
            os.fsync(descriptor)
            _sync_folder(self.folder)
        self._file, self._size = descriptor, len(MAGIC)
        if first_seq not in self._segments:
            self._segments.append(first_seq)

    def _recover(self, first_seq: int) -> None:
        """Open the last segment for writing: find its end, cut off a torn tail."""
        path = self._path(first_seq)
        self._last_seq, good = first_seq - 1, len(MAGIC)
        data = path.read_bytes()
        if not data.startswith(MAGIC):
            self._keep_torn(path, data, 0)
            self._start_segment(first_seq)
            return
        for offset, header in frames_of(data):
            self._last_seq, good = header.last_seq, offset + Header.SIZE + header.length
        self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        if good < len(data):
            self._keep_torn(path, data, good)
            os.ftruncate(self._file, good)
            os.fsync(self._file)
        os.lseek(self._file, good, os.SEEK_SET)
        self._size = good

    def _keep_torn(self, path: Path, data: bytes, good: int) -> None:
        logger.warning("log_tail_torn", segment=path.name, offset=good, bytes=len(data) - good)
        path.with_suffix(".torn").write_bytes(data[good:])

    def skip_to(self, seq: int) -> None:
        """Make `seq` the last seq when the log is behind it (it was restored older than the store): seqs are never used twice."""
        with self._io, self._lock:
            if seq > self._last_seq:
                self._last_seq = seq
                self._start_segment(seq + 1)

    def read(self, after_seq: int, limit: int) -> Iterator[Found]:
        """Acknowledged events after `after_seq`, frame by frame, until at least `limit` events were given. The lists are ours:
        do not change them."""
        with self._lock:
            last, recent = self._last_seq, list(self._recent)
        if after_seq >= last:
            return
        given = 0
        source: Iterator[Found] = (
            Found(one.first_seq, one.events()) for one in recent if one.last_seq > after_seq
        )
        if not recent or recent[0].first_seq > after_seq + 1:
            source = self._read_files(after_seq, last)
        for found in source:
            skip = max(0, after_seq + 1 - found.first_seq)
            yield Found(found.first_seq + skip, found.events[skip:]) if skip else found
            given += len(found.events) - skip
            if given >= limit:
                return

    def _read_files(self, after_seq: int, last_seq: int) -> Iterator[Found]:
        starts = list(self._segments)
        for number, start in enumerate(starts):
            if number + 1 < len(starts) and starts[number + 1] <= after_seq + 1:
                continue
            if start > last_seq:
                return
            yield from self._read_segment(start, after_seq, last_seq)

    def _read_segment(self, start: int, after_seq: int, last_seq: int) -> Iterator[Found]:
        with open(self._path(start), "rb") as file:
            file.seek(len(MAGIC))
            while len(head := file.read(Header.SIZE)) == Header.SIZE:
                header = Header(head)
                if header.first_seq > last_seq:
                    return
                if header.last_seq <= after_seq:
                    file.seek(header.length, os.SEEK_CUR)
                    continue
                payload = file.read(header.length)
                if not header.fits(payload):
                    raise LogCorrupt(f"{self._path(start).name} at seq {header.first_seq}")
                yield Found(header.first_seq, decode(payload))

    def release(self, up_to_seq: int) -> None:
        """Events up to here need not be kept in memory any longer."""
        with self._lock:
            while self._recent and self._recent[0].last_seq <= up_to_seq:
                self._recent_events -= self._recent.popleft().count

    def drop_first(self, first_seq: int) -> None:
        """Remove the oldest segment, which must begin at this seq and not be the one that is written."""
        with self._io:
            if len(self._segments) < 2 or self._segments[0] != first_seq:
                raise ValueError(f"{first_seq} is not an old segment's first seq")
            self._path(first_seq).unlink()
            del self._segments[0]
            _sync_folder(self.folder)

    def close(self) -> None:
        """Close the file; the log must not be used afterwards."""
        with self._io:
            if self._file >= 0:
                os.close(self._file)
                self._file = -1


def frames_of(data: bytes) -> Iterator[tuple[int, Header]]:
    """(offset, header) of the whole frames of a segment, up to the first that is torn."""
    offset = len(MAGIC)
    while offset + Header.SIZE <= len(data):
        header = Header(data, offset)
        end = offset + Header.SIZE + header.length
        if end > len(data) or not header.fits(data[offset + Header.SIZE : end]):
            return
        yield offset, header
        offset = end


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

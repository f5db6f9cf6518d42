"""The log as Parquet files, and back: complete events (tokens in place of personal values), a file a month, and a manifest.

`manifest.json` names every file with its number of events, first and last time and SHA-256. An import appends the events with
their own message ids, so what is here already is dropped on the way to the store: importing twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from marketloop.events.contracts import IncomingEvent
from marketloop.events.spine import Spine, get_spine
from marketloop.platform import background, clock
from marketloop.platform.errors import Conflict, Invalid, NotFound

VERSION = 1
CHUNK = 10_000
MANIFEST = "manifest.json"
SCHEMA = pa.schema(
    [
        pa.field("message_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("time_ms", pa.int64(), nullable=False),
        pa.field("received_ms", pa.int64(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("identifiers", pa.string(), nullable=False),
        pa.field("traits", pa.string(), nullable=False),
        pa.field("properties", pa.string(), nullable=False),
        pa.field("context", pa.string(), nullable=False),
        pa.field("profile_id", pa.int64()),
        pa.field("quality", pa.uint8(), nullable=False),
    ]
)
"""`identifiers` is a JSON list of pairs, `traits`, `properties`, `context` are JSON objects."""
_JSON = ("identifiers", "traits", "properties", "context")
_to_json, _from_json = msgspec.json.encode, msgspec.json.decode
Follow = Callable[[int, int], None]


@dataclass(frozen=True)
class Chosen:
    """Which events: times in [start, end) UTC ms (None: open), names (empty: all)."""

    start: int | None = None
    end: int | None = None
    names: frozenset[str] = frozenset()

    def has(self, event: IncomingEvent) -> bool:
        """Whether an event is among them."""
        if self.names and event.name not in self.names:
            return False
        return (self.start is None or event.time_ms >= self.start) and (
            self.end is None or event.time_ms < self.end
        )


def export(folder: Path, chosen: Chosen, follow: Follow) -> dict[str, int]:
    """Write the chosen events of the log into an empty (or new) folder; returns counts. `follow(done, total)` may raise to give up.

    The manifest is written last: a folder without one is no archive.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Conflict("archive_folder_not_empty", folder=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid("archive_folder_unusable", folder=str(folder), reason=str(error)) from error
    months = _Months(folder)
    try:
        _write_log(get_spine(), chosen, months, follow)
        files = months.close()
    except BaseException:
        months.abandon()
        raise
    manifest = {"format": "marketloop-events", "version": VERSION, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
    return {"exported": sum(one["events"] for one in files), "files": len(files)}


def _write_log(spine: Spine, chosen: Chosen, months: _Months, follow: Follow) -> None:
    last, seq = spine.log.last_seq, spine.log.first_seq - 1
    while seq < last:
        before = seq
        for found in spine.log.read(seq, CHUNK):
            for event in found.events[: max(0, last - found.first_seq + 1)]:
                if chosen.has(event):
                    months.add(event)
            seq = found.last_seq
        if seq == before:
            return
        follow(min(seq, last), last)


class _Months:
    """One open file a month of the company's time."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._zone = folder, clock.company_zone()
        self._rows: dict[str, list[IncomingEvent]] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._spans: dict[str, list[int]] = {}

    def add(self, event: IncomingEvent) -> None:
        """Put an event into its month's file."""
        month = dt.datetime.fromtimestamp(event.time_ms / 1000, self._zone).strftime("%Y-%m")
        rows = self._rows.setdefault(month, [])
        rows.append(event)
        if len(rows) >= CHUNK:
            self._flush(month)

    def _flush(self, month: str) -> None:
        rows = self._rows.pop(month, [])
        if not rows:
            return
        if month not in self._writers:
            self._writers[month] = pq.ParquetWriter(
                self._folder / f"events-{month}.parquet", SCHEMA, compression="zstd"
            )
        self._writers[month].write_table(_table(rows))
        times = [event.time_ms for event in rows]
        count, first, last = self._spans.get(month, [0, times[0], times[0]])
        self._spans[month] = [count + len(rows), min(first, *times), max(last, *times)]

    def close(self) -> list[dict[str, Any]]:
        """Finish all files; what the manifest says of them."""
        for month in list(self._rows):
            self._flush(month)
        listed = []
        for month in sorted(self._writers):
            self._writers[month].close()
            count, first, last = self._spans[month]
            name = f"events-{month}.parquet"
            digest = _digest(self._folder / name)
            listed.append({"file": name, "events": count, "first": first, "last": last, "sha256": digest})
        return listed

    def abandon(self) -> None:
        """Nothing is to stay."""
        for writer in self._writers.values():
            writer.close()
        for path in self._folder.glob("events-*.parquet"):
            path.unlink()


def _table(events: list[IncomingEvent]) -> pa.Table:
    columns = {
        field.name: pa.array(
            [
                _to_json(getattr(event, field.name)).decode()
                if field.name in _JSON
                else getattr(event, field.name)
                for event in events
            ],
            field.type,
        )
        for field in SCHEMA
    }
    return pa.Table.from_pydict(columns, schema=SCHEMA)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load(folder: Path, chosen: Chosen, follow: Follow) -> dict[str, int]:
    """Append the events of an archive to the log; returns counts. Every file is checked against the manifest before the first event.

    Raises NotFound without a manifest, Invalid for a file that is missing or not what was written.
    """
    files = _checked(folder)
    total, done, taken = sum(one["events"] for one in files), 0, 0
    spine = get_spine()
    for one in files:
        for events in _events_of(folder / one["file"]):
            wanted = [event for event in events if chosen.has(event)]
            spine.log.append(wanted)
            background.wake("events")
            done, taken = done + len(events), taken + len(wanted)
            follow(done, total)
    return {"imported": taken, "files": len(files)}


def _checked(folder: Path) -> list[dict[str, Any]]:
    path = folder / MANIFEST
    if not path.is_file():
        raise NotFound("archive_manifest_missing", folder=str(folder))
    try:
        manifest = json.loads(path.read_text())
        known = manifest["format"] == "marketloop-events" and manifest["version"] == VERSION
        files = [
            {"file": str(one["file"]), "events": int(one["events"]), "sha256": one["sha256"]}
            for one in manifest["files"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("archive_manifest_malformed", folder=str(folder)) from error
    if not known:
        raise Invalid("archive_manifest_malformed", folder=str(folder))
    for one in files:
        file = folder / one["file"]
        if Path(one["file"]).name != one["file"] or not file.is_file() or _digest(file) != one["sha256"]:
            raise Invalid("archive_file_changed", file=one["file"])
    return files


def _events_of(path: Path) -> Iterator[list[IncomingEvent]]:
    with pq.ParquetFile(path) as file:
        if file.schema_arrow.remove_metadata() != SCHEMA:
            raise Invalid("archive_file_changed", file=path.name)
        for batch in file.iter_batches(CHUNK):
            yield [_event(row) for row in batch.to_pylist()]


def _event(row: dict[str, Any]) -> IncomingEvent:
    parts = {name: _from_json(row[name]) for name in _JSON}
    parts["identifiers"] = tuple((kind, value) for kind, value in parts["identifiers"])
    return IncomingEvent(**{**row, **parts})

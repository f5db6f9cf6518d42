"""The table `events` built again from the log, beside the one that answers meanwhile.

The log's events go through the appender's own steps into a second table. What was decided about an event after it was stored (its
profile, its origin, its verdict) is taken over from its standing row; only events without one are resolved anew. Rows that are
not, or no longer, in the log are kept. At the end the appender pauses, the rest is caught up with, and one transaction puts the
new table in the place of the old one: a process killed at any instant before leaves the old table whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from marketloop.events import retention_rules
from marketloop.events.appender import fresh_places, profile_ids
from marketloop.events.columns import to_table
from marketloop.events.contracts import IncomingEvent, event_id_of
from marketloop.events.log import Found
from marketloop.events.reading import Priority
from marketloop.events.schema import EVENTS, REASONS, create_table
from marketloop.events.seen import Ids, SeenIds
from marketloop.events.spine import Spine
from marketloop.events.store import REBUILT, reading_as

CHUNK = 20_000
Follow = Callable[[int, int], None]

_REASONS = f"json_extract(%s.properties, '/{REASONS}')"
_MARKS = (
    f"profile_id = e.profile_id, origin_profile_id = e.origin_profile_id, quality = e.quality,"
    f" properties = CASE WHEN {_REASONS % 'e'} IS NOT DISTINCT FROM {_REASONS % REBUILT} THEN {REBUILT}.properties"
    f" ELSE json_merge_patch({REBUILT}.properties, json_object('{REASONS}', {_REASONS % 'e'})) END"
)
_DIFFERS = (
    f"(e.profile_id <> {REBUILT}.profile_id OR e.quality <> {REBUILT}.quality"
    f" OR e.origin_profile_id IS DISTINCT FROM {REBUILT}.origin_profile_id"
    f" OR (e.quality > 0 AND {_REASONS % 'e'} IS DISTINCT FROM {_REASONS % REBUILT}))"
)


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuilding found: events read from the log, of them repeated; rows not in the log that were kept; rows that the
    store had lost; rows whose columns are other than before."""

    read: int = 0
    repeated: int = 0
    kept: int = 0
    restored: int = 0


def rebuild(spine: Spine, follow: Follow) -> Rebuilt:
    """Build the table anew and put it in place; `follow(seq, last)` is called between transactions and may raise to give up."""
    folder = spine.log.folder / "rebuilding"
    shutil.rmtree(folder, ignore_errors=True)
    work = _Rebuilding(spine, SeenIds(folder, 0, lambda _: np.empty(0, np.int64)))
    try:
        work.begin()
        while work.take_chunk():
            follow(work.seq, spine.store.position)
        with spine.appending:
            while work.take_chunk():
                pass
            work.finish()
    except BaseException:
        with spine.store.writing() as connection:
            connection.execute(f"DROP TABLE IF EXISTS {REBUILT}")
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return work.counts


class _Rebuilding:
    def __init__(self, spine: Spine, seen: SeenIds) -> None:
        self._spine, self._store, self._seen = spine, spine.store, seen
        self._unknown: list[Ids] = []
        self.first = spine.log.first_seq
        self.seq = self.first - 1
        self.counts = Rebuilt()

    def begin(self) -> None:
        """An empty table with the rows from before the log's beginning."""
        with self._store.writing() as connection:
            connection.execute(f"DROP TABLE IF EXISTS {REBUILT}")
            connection.execute(create_table(REBUILT, EVENTS))
            connection.execute(f"INSERT INTO {REBUILT} SELECT * FROM events WHERE seq < ?", [self.first])
        with reading_as(Priority.REPORT):
            found = self._store.read(f"SELECT event_id FROM {REBUILT}")
        self._seen.add(found["event_id"].to_numpy().astype(np.int64), self.seq)

    def take_chunk(self) -> int:
        """The log's next events, at most about CHUNK, as far as the store has come; returns how many."""
        position = self._store.position
        if self.seq >= position:
            return 0
        events: list[IncomingEvent] = []
        places: list[int] = []
        for found in _upto(self._spine.log.read(self.seq, CHUNK), position):
            events += found.events
            places += range(found.first_seq, found.last_seq + 1)
        if not events:
            self.seq = position  # the log was restored older than the store: what is missing is kept from the old table
            return 0
        self._write(events, np.array(places, np.int64))
        self.seq = places[-1]
        return len(events)

    def _write(self, events: list[IncomingEvent], seqs: Ids) -> None:
        ids = np.fromiter(map(event_id_of, events), np.int64, len(events))
        fresh = fresh_places(self._seen, ids)
        kept, kept_ids = [events[at] for at in fresh.tolist()], ids[fresh]
        first, last = int(seqs[0]), int(seqs[-1])
        table = to_table(kept, kept_ids, seqs[fresh], self._people(kept, kept_ids, first, last))
        with self._store.writing(incoming=table) as connection:
            connection.execute(f"INSERT INTO {REBUILT} SELECT * FROM incoming")
            connection.execute(
                f"UPDATE {REBUILT} SET {_MARKS} FROM events e WHERE e.event_id = {REBUILT}.event_id AND {_DIFFERS}"
                f" AND e.seq BETWEEN ? AND ? AND {REBUILT}.seq BETWEEN ? AND ?",
                [first, last, first, last],
            )
        self._seen.add(kept_ids, last)
        self._unknown.append(kept_ids[~self._spine.seen.known(kept_ids)])
        counts = self.counts
        self.counts = replace(
            counts, read=counts.read + len(ids), repeated=counts.repeated + len(ids) - len(fresh)
        )

    def _people(self, events: list[IncomingEvent], ids: Ids, first: int, last: int) -> list[int]:
        """The person of each event: as its standing row says, else as given, else resolved."""
        sql = "SELECT event_id, coalesce(origin_profile_id, profile_id) AS person FROM events WHERE seq BETWEEN ? AND ?"
        with reading_as(Priority.REPORT):
            found = self._store.read(sql, [first, last])
        standing = dict(zip(found["event_id"].to_pylist(), found["person"].to_pylist(), strict=True))
        known = [
            event
            if event.profile_id is not None or one not in standing
            else msgspec.structs.replace(event, profile_id=standing[one])
            for event, one in zip(events, ids.tolist(), strict=True)
        ]
        return profile_ids(self._spine, known)

    def finish(self) -> None:
        """Take over what was decided meanwhile, keep what is not in the log, and change the tables over; one transaction."""
        with self._store.writing() as connection:
            connection.execute(
                f"UPDATE {REBUILT} SET {_MARKS} FROM events e WHERE e.event_id = {REBUILT}.event_id AND {_DIFFERS}"
            )
            names = [
                name for (name,) in connection.execute(f"SELECT DISTINCT name FROM {REBUILT}").fetchall()
            ]
            for part in retention_rules.applied(names):
                gone = f"{part.condition} AND event_id NOT IN (SELECT event_id FROM events)"
                connection.execute(f"DELETE FROM {REBUILT} WHERE {gone}", part.params)
            missing = f"SELECT * FROM events WHERE event_id NOT IN (SELECT event_id FROM {REBUILT})"
            before = f"SELECT count(*) FROM {REBUILT} WHERE seq < ?"
            [(older,)] = connection.execute(before, [self.first]).fetchall()
            [(kept,)] = connection.execute(f"INSERT INTO {REBUILT} {missing}").fetchall()
            restored = f"SELECT count(*) FROM {REBUILT} WHERE event_id NOT IN (SELECT event_id FROM events)"
            [(fresh,)] = connection.execute(restored).fetchall()
            connection.execute("DROP TABLE events")
            connection.execute(f"ALTER TABLE {REBUILT} RENAME TO events")
        self.counts = replace(self.counts, kept=int(older) + int(kept), restored=int(fresh))
        self._note_seen()

    def _note_seen(self) -> None:
        """The seen ids hold everything that the table holds."""
        for ids in self._unknown:
            fresh = ids[~self._spine.seen.known(ids)]
            if len(fresh):
                self._spine.seen.add(fresh, self._store.position)


def _upto(found: Iterator[Found], position: int) -> Iterator[Found]:
    """Only events up to a seq."""
    for one in found:
        if one.first_seq > position:
            return
        yield (
            one
            if one.last_seq <= position
            else Found(one.first_seq, one.events[: position - one.first_seq + 1])
        )

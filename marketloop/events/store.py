"""The event store: DuckDB in `home/events.duckdb`, opened by its one owner process. Nothing else of the product touches DuckDB.

One writer at a time (the appender and the state writers share a lock), Arrow in bulk only, each write one transaction. Two
readers run beside it; who waits for them is served by priority, and a read that takes too long is interrupted.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from marketloop.events.reading import Gate, Priority
from marketloop.events.schema import EVENTS, TABLES, create_table
from marketloop.platform.errors import Conflict, Invalid

REBUILT = "events_rebuilt"
"""The table that a replay fills; whatever stands there at opening was cut off."""
READERS = 2
CHECKPOINT = "256MB"
_priority: ContextVar[Priority] = ContextVar("events_priority", default=Priority.INTERACTIVE)


class QueryTooSlow(Invalid):
    """A read ran into its time limit and was interrupted."""


class StoreUnreadable(Conflict):
    """The file of the store cannot be opened: it has to be built again from the log."""


@contextlib.contextmanager
def reading_as(priority: Priority) -> Iterator[None]:
    """Reads within the block wait their turn (and may last) as this priority says."""
    token = _priority.set(priority)
    try:
        yield
    finally:
        _priority.reset(token)


class Store:
    """The tables of `schema.TABLES` and the position: the last log seq that they contain. Thread-safe."""

    def __init__(self, path: Path | None, *, memory: str = "1GB", temporary: Path | None = None) -> None:
        self._path = path
        self._connection = _connect(path)
        self._writer_lock = threading.RLock()
        self._together: set[str] | None = None
        self._gate = Gate(READERS)
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._connection.execute(f"SET memory_limit='{memory}'")
        self._connection.execute(f"SET checkpoint_threshold='{CHECKPOINT}'")
        self._connection.execute("SET enable_progress_bar=false")
        if temporary is not None:
            self._connection.execute("SET temp_directory=?", [str(temporary)])
        self._connection.execute(f"DROP TABLE IF EXISTS {REBUILT}")
        for name, schema in TABLES.items():
            self._connection.execute(create_table(name, schema))
        self._connection.execute("CREATE TABLE IF NOT EXISTS log_position (seq BIGINT NOT NULL)")
        self._connection.execute("INSERT INTO log_position SELECT 0 WHERE NOT EXISTS (FROM log_position)")
        self._position = int(self._connection.execute("SELECT seq FROM log_position").fetchall()[0][0])

    @property
    def position(self) -> int:
        """The last seq of the log that the store contains."""
        return self._position

    # ---- reading ------------------------------------------------------------------------------------------------

    def read(
        self, sql: str, params: Sequence[Any] = (), tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """Run one read statement (contracts.Reader): positional `?` parameters; `tables` are named Arrow tables.

        Raises QueryTooSlow after the time limit of its priority (`reading_as`).
        """
        priority = _priority.get()
        with self._gate.turn(priority):
            cursor = self._idle.pop() if self._idle else self._connection.cursor()
            try:
                return self._run(cursor, sql, params, tables or {}, priority.limit_s)
            finally:
                self._idle.append(cursor)

    def _run(
        self,
        cursor: duckdb.DuckDBPyConnection,
        sql: str,
        params: Sequence[Any],
        tables: Mapping[str, pa.Table],
        limit_s: float,
    ) -> pa.Table:
        timer = threading.Timer(limit_s, cursor.interrupt)
        timer.daemon = True
        timer.start()
        try:
            for name, table in tables.items():
                cursor.register(name, table)
            return cursor.sql(sql, params=list(params)).to_arrow_table()
        except duckdb.InterruptException:
            raise QueryTooSlow("events_query_too_slow", seconds=int(limit_s)) from None
        finally:
            timer.cancel()
            for name in tables:
                cursor.unregister(name)

    # ---- writing ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def writing(self, **tables: pa.Table) -> Iterator[duckdb.DuckDBPyConnection]:
        """One write transaction (a part of it within `together`); the Arrow tables are visible to its statements by their
        names. Do not nest otherwise."""
        with self._writer_lock:
            for name, table in tables.items():
                self._connection.register(name, table)
            if self._together is not None:
                self._together.update(tables)
                yield self._connection
                return
            try:
                with self._transaction():
                    yield self._connection
            finally:
                self._unregister(tables)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """All `writing` of the block in one transaction: each costs a write to the disk. Readers see it when it is over."""
        with self._writer_lock:
            if self._together is not None:
                yield
                return
            self._together = set()
            try:
                with self._transaction():
                    yield
            finally:
                names, self._together = self._together, None
                self._unregister(names)

    def _unregister(self, names: Iterable[str]) -> None:
        for name in names:
            self._connection.unregister(name)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.begin()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    def append(self, table: pa.Table, position: int) -> None:
        """Add events and move the position, in one transaction."""
        with self.writing(incoming=table) as connection:
            if table.num_rows:
                connection.execute("INSERT INTO events SELECT * FROM incoming")
            connection.execute("UPDATE log_position SET seq = ?", [position])
        self._position = position

    def batch(self, after_seq: int, up_to_seq: int) -> pa.Table:
        """The stored events with after_seq < seq ≤ up_to_seq in seq order, in the columns of `schema.EVENTS`.

        Each with the profile that it was resolved to: a replay after a squash sees what was seen at first.
        """
        origin = "* REPLACE (coalesce(origin_profile_id, profile_id) AS profile_id)"
        with reading_as(Priority.INCREMENTAL):
            found = self.read(
                f"SELECT {origin} FROM events WHERE seq > ? AND seq <= ? ORDER BY seq",
                [after_seq, up_to_seq],
            )
        return found.cast(EVENTS)

    def checkpoint(self) -> bool:
        """Fold the write-ahead log into the file, if nobody is in the middle of something; True when done."""
        with self._writer_lock:
            try:
                self._connection.execute("CHECKPOINT")
            except duckdb.TransactionException:
                return False
        return True

    def wal_bytes(self) -> int:
        """Size of the write-ahead log."""
        wal = Path(f"{self._path}.wal")
        return wal.stat().st_size if self._path and wal.exists() else 0

    def clear(self) -> None:
        """Empty all tables and forget the position (tests, reset of the demo)."""
        with self.writing() as connection:
            for name in TABLES:
                connection.execute(f"DELETE FROM {name}")
            connection.execute("UPDATE log_position SET seq = 0")
        self._position = 0

    def close(self) -> None:
        """Close the file; the store must not be used afterwards."""
        with self._writer_lock:
            for cursor in self._idle:
                cursor.close()
            self._idle.clear()
            self._connection.close()


def _connect(path: Path | None) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path) if path else ":memory:")
    except (duckdb.Error, OSError, RuntimeError) as error:
        reason = str(error).splitlines()[0][:200]
        raise StoreUnreadable("events_store_unreadable", file=str(path), reason=reason) from error


def get_store() -> Store:
    """This process's store; opened at the first call. Raises StoreOwned when another process owns it."""
    from marketloop.events.spine import get_spine

    return get_spine().store

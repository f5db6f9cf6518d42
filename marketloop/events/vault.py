"""The vault: ciphertexts of personal values on their way from the collector to identity and profiles.

It travels beside the log (written, durably, before the events that name its tokens) and forgets: everything that all
consumers have passed is purged, and erasure removes tokens at once. Nothing of it is needed to read the log.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path


class Vault:
    """A SQLite file of (token, ciphertext, last seq that named it). Thread-safe."""

    def __init__(self, path: Path | None, *, fsync: bool = True) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        for setting in (
            "journal_mode=WAL",
            f"synchronous={'FULL' if fsync else 'OFF'}",
            "secure_delete=ON",
        ):
            self._connection.execute(f"PRAGMA {setting}")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS vault (token TEXT PRIMARY KEY, ciphertext TEXT NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID"
        )
        self._connection.execute("CREATE INDEX IF NOT EXISTS vault_seq ON vault (seq)")

    def put(self, rows: list[tuple[str, str, int]]) -> None:
        """Keep (token, ciphertext, seq) rows; on disk when it returns. A token named again stays until the later seq."""
        try:
            with self._lock, self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._connection.executemany(
                    "INSERT INTO vault VALUES (?, ?, ?) ON CONFLICT (token) DO UPDATE SET seq = excluded.seq",
                    rows,
                )
        except sqlite3.Error as error:
            raise OSError(f"vault: {error}") from error

    def find(self, token: str) -> str | None:
        """The ciphertext of a token, None when it is not (or no longer) here."""
        with self._lock:
            row = self._connection.execute(
                "SELECT ciphertext FROM vault WHERE token = ?", (token,)
            ).fetchone()
        return None if row is None else str(row[0])

    def forget(self, tokens: Iterable[str]) -> int:
        """Erase tokens; returns how many were here."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            done = self._connection.executemany(
                "DELETE FROM vault WHERE token = ?", [(token,) for token in tokens]
            ).rowcount
        return max(done, 0)

    def purge(self, up_to_seq: int) -> int:
        """Erase what was last named at or before a seq; returns how many."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            done = self._connection.execute("DELETE FROM vault WHERE seq <= ?", (up_to_seq,)).rowcount
        if done:
            with self._lock:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return done

    def count(self) -> int:
        """Number of values on their way."""
        with self._lock:
            return int(self._connection.execute("SELECT count(*) FROM vault").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

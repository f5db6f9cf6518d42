"""The statements of the hot paths for both databases. Tables of this module only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

_MOVEMENT_LOCK = 7402360
LONGEST_PATH = 4000


def is_postgresql() -> bool:
    """Whether the database is PostgreSQL (else SQLite)."""
    return connection.vendor == "postgresql"


def among(column: str) -> str:
    """A condition that takes one parameter, `id_list(ids)`: the column is one of them."""
    return f"{column} = ANY(%s)" if is_postgresql() else f"{column} IN (SELECT value FROM json_each(%s))"


def id_list(ids: Iterable[int]) -> Any:
    """The parameter of `among`."""
    return list(ids) if is_postgresql() else json.dumps(list(ids))


def select(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def execute(statement: str, params: Sequence[Any]) -> int:
    """Run a statement; returns the rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


def lock_movement(*, exclusive: bool) -> None:
    """Engine turns may run side by side, a reaction to events not beside them: it must see who waits where.

    SQLite's IMMEDIATE transactions exclude each other anyway.
    """
    if is_postgresql():
        name = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
        execute(f"SELECT {name}(%s)", [_MOVEMENT_LOCK])


_COLUMNS: dict[str, str] = {
    "node": "text",
    "state": "text",
    "due_at": "bigint",
    "visit": "integer",
    "at": "bigint",
    "version_id": "bigint",
    "exited_at": "bigint",
    "exit_reason": "text",
    "converted_at": "bigint",
}


def update_enrolments(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Set columns of many enrolments at once; a row is (values of the columns…, path to append, id)."""
    if not rows:
        return
    if is_postgresql():
        _update_unnested(columns, rows)
        return
    sets = ", ".join(f"{column} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE journeys_enrolment SET {sets}, path = substr(path || %s, -{LONGEST_PATH}) WHERE id = %s",
            rows,
        )


def _update_unnested(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    types = [*(_COLUMNS[column] for column in columns), "text", "bigint"]
    names = [*columns, "step", "id"]
    sets = ", ".join(f"{column} = v.{column}" for column in columns)
    values = ", ".join(f"%s::{type_}[]" for type_ in types)
    execute(
        f"UPDATE journeys_enrolment e SET {sets}, path = right(e.path || v.step, {LONGEST_PATH})"
        f" FROM unnest({values}) AS v({', '.join(names)}) WHERE e.id = v.id",
        [list(column) for column in zip(*rows, strict=True)],
    )


def add_node_counts(counts: Iterable[tuple[int, str, str, int]]) -> None:
    """Add (version, node, branch, people), in one order for all workers so that they cannot deadlock."""
    rows = sorted(row for row in counts if row[3])
    _upsert(
        "INSERT INTO journeys_node_count (version_id, node, branch, people) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (version_id, node, branch) DO UPDATE"
        " SET people = journeys_node_count.people + excluded.people",
        rows,
    )


def add_day_counts(counts: Iterable[tuple[int, Any, bool, int, int, int]]) -> None:
    """Add (journey, day, holdout, entered, converted, exited)."""
    _upsert(
        "INSERT INTO journeys_day_count (journey_id, day, holdout, entered, converted, exited)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (journey_id, day, holdout) DO UPDATE SET"
        " entered = journeys_day_count.entered + excluded.entered,"
        " converted = journeys_day_count.converted + excluded.converted,"
        " exited = journeys_day_count.exited + excluded.exited",
        sorted(counts),
    )


def _upsert(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)

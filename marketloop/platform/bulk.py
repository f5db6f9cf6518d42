"""Many rows by one prepared statement: three times the rows a second of `bulk_create`, for hot paths, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Field, Model

TOGETHER = 100
"""Rows in one statement: a third less work than one a statement; many more gain nothing."""


def insert_rows(
    model: type[Model],
    fields: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    conflict: Sequence[str] = (),
    update: Sequence[str] = (),
) -> None:
    """Insert rows of plain values (JSON as text) in the order of `fields`.

    With `conflict` (the fields of a unique constraint) rows that exist are left alone, or get the new values of `update`.
    Rows must not repeat a conflict key when `update` is given.
    """
    columns = {field: _column(model, field) for field in fields}
    quote = connection.ops.quote_name
    head = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns.values()))}) VALUES "
    places, tail = f"({', '.join(['%s'] * len(columns))})", ""
    if conflict:
        target = ", ".join(quote(_column(model, field)) for field in conflict)
        changes = ", ".join(f"{quote(columns[field])} = excluded.{quote(columns[field])}" for field in update)
        tail = f" ON CONFLICT ({target}) DO {f'UPDATE SET {changes}' if update else 'NOTHING'}"
    values = list(rows)
    whole = len(values) - len(values) % TOGETHER
    groups = [list(chain.from_iterable(values[at : at + TOGETHER])) for at in range(0, whole, TOGETHER)]
    with connection.cursor() as cursor:
        if groups:
            cursor.executemany(f"{head}{', '.join([places] * TOGETHER)}{tail}", groups)
        if whole < len(values):
            cursor.executemany(f"{head}{places}{tail}", values[whole:])


def select_rows(
    model: type[Model],
    fields: Sequence[str],
    by: str,
    values: Iterable[int],
    *,
    where: str = "",
    chunk: int = 5_000,
) -> Iterator[tuple[Any, ...]]:
    """Rows as plain tuples whose integer field `by` is one of `values`, in statements of `chunk` values.

    Values come as the driver gives them: JSON as text, booleans on SQLite as 0 and 1. `where` is a constant further test.
    Several times faster than a queryset with thousands of parameters.
    """
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_column(model, field)) for field in fields)
    head = f"SELECT {columns} FROM {quote(model._meta.db_table)} WHERE {quote(_column(model, by))} IN "
    listed = [int(value) for value in values]
    for start in range(0, len(listed), chunk):
        part = ", ".join(map(str, listed[start : start + chunk]))
        with connection.cursor() as cursor:
            cursor.execute(f"{head}({part}){f' AND {where}' if where else ''}")
            yield from cursor.fetchall()


def select_by_text(
    model: type[Model], fields: Sequence[str], by: str, values: Iterable[str], *, chunk: int = 10_000
) -> Iterator[tuple[Any, ...]]:
    """As `select_rows`, where the field `by` is a text."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_column(model, field)) for field in fields)
    head = f"SELECT {columns} FROM {quote(model._meta.db_table)} WHERE {quote(_column(model, by))}"
    postgresql = connection.vendor == "postgresql"
    among = " = ANY(%s)" if postgresql else " IN (SELECT value FROM json_each(%s))"
    listed = list(values)
    for start in range(0, len(listed), chunk):
        part = listed[start : start + chunk]
        with connection.cursor() as cursor:
            cursor.execute(head + among, [part if postgresql else json.dumps(part)])
            yield from cursor.fetchall()


def delete_rows(model: type[Model], row_ids: Iterable[int], *, chunk: int = 5_000) -> None:
    """Delete rows by their integer ids; nothing may hang on them."""
    quote = connection.ops.quote_name
    head = f"DELETE FROM {quote(model._meta.db_table)} WHERE {quote(_column(model, 'id'))} IN "
    listed = [int(value) for value in row_ids]
    with connection.cursor() as cursor:
        for start in range(0, len(listed), chunk):
            cursor.execute(f"{head}({', '.join(map(str, listed[start : start + chunk]))})")


def update_rows(model: type[Model], field: str, values: Mapping[int, int]) -> None:
    """Set a field of rows by their ids, where the new value is greater."""
    if not values:
        return
    quote = connection.ops.quote_name
    column, key = quote(_column(model, field)), quote(_column(model, "id"))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(model._meta.db_table)} SET {column} = %s WHERE {key} = %s AND {column} < %s",
            [(value, row_id, value) for row_id, value in values.items()],
        )


def _column(model: type[Model], field: str) -> str:
    found = model._meta.get_field(field)
    assert isinstance(found, Field), field
    return str(found.column)

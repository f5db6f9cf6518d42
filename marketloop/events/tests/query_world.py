"""A small DuckDB store for tests of the query layer, filled from the people of the naive evaluator."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import orjson
import pyarrow as pa

from marketloop.events.query.ast import Condition
from marketloop.events.query.conditions import ASKED, compile_condition
from marketloop.events.query.context import QueryContext
from marketloop.events.query.naive import Person
from marketloop.events.schema import EVENTS, TABLES, create_table

ZONE = ZoneInfo("Asia/Shanghai")
NOW = 1_795_500_000_000  # 2026-11-24 14:00 in Shanghai
HOUR, DAY = 3_600_000, 86_400_000


class World:
    """A store with all tables, and `read` as the real one has it."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        for name, schema in TABLES.items():
            self.connection.execute(create_table(name, schema))

    def read(
        self, sql: str, params: Sequence[Any] = (), tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """One statement, as the protocol `Reader` says."""
        cursor = self.connection.cursor()
        for name, table in (tables or {}).items():
            cursor.register(name, table)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return cursor.execute(sql, list(params)).to_arrow_table()

    def clear(self) -> None:
        """Empty all tables."""
        for name in TABLES:
            self.connection.execute(f"DELETE FROM {name}")

    def add_rows(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows by column name; what is absent is NULL."""
        rows = list(rows)
        if not rows:
            return
        fields = [
            pa.field(field.name, pa.string() if field.name == "properties" else field.type)
            for field in TABLES[name]
        ]
        table = pa.Table.from_pylist([dict(row) for row in rows], schema=pa.schema(fields))
        self.connection.register("incoming", table)
        self.connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")
        self.connection.unregister("incoming")

    def add_events(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Events; keys that are no column become properties."""
        self.add_rows("events", [_event_row(row) for row in rows])

    def add_people(self, people: Sequence[Person], aliases: Mapping[int, int] | None = None) -> None:
        """Everything about these people; `aliases`: merged ids, over which events of their person are spread."""
        aliases = aliases or {}
        for person in people:
            ids = [person.profile_id, *(old for old, new in aliases.items() if new == person.profile_id)]
            self.add_events(
                {
                    "event_id": event.event_id or index + 1,
                    "name": event.name,
                    "time": event.time,
                    "quality": event.quality,
                    "profile_id": ids[index % len(ids)],
                    **event.values,
                }
                for index, event in enumerate(person.events)
            )
        self.add_rows("profile_state", [{"profile_id": one.profile_id, **one.state} for one in people])
        self.add_rows(
            "profile_trait",
            [
                {
                    "profile_id": one.profile_id,
                    "key": row.key,
                    "text": row.text,
                    "number": row.number,
                    "time": row.time,
                }
                for one in people
                for row in one.traits
            ],
        )
        self._add_marks("profile_tag", "tag", people, "tags")
        self._add_marks("profile_identifier", "kind", people, "identifiers")
        self._add_marks("profile_list", "list_id", people, "lists")
        self.add_rows(
            "profile_consent",
            [
                {"profile_id": one.profile_id, "channel": channel, "granted": True}
                for one in people
                for channel in one.consents
            ],
        )
        self.add_rows("alias_map", [{"profile_id": old, "canonical_id": new} for old, new in aliases.items()])

    def _add_marks(self, table: str, column: str, people: Sequence[Person], attribute: str) -> None:
        self.add_rows(
            table,
            [
                {"profile_id": one.profile_id, column: value}
                for one in people
                for value in getattr(one, attribute)
            ],
        )

    def matching(self, condition: Condition, now: int = NOW, among: Sequence[int] | None = None) -> set[int]:
        """The answer of the compiler."""
        query = compile_condition(condition, QueryContext(now, ZONE, narrowed=among is not None))
        tables = None if among is None else {ASKED: pa.table({"profile_id": pa.array(among, pa.int64())})}
        return set(self.read(query.sql, query.params, tables)["profile_id"].to_pylist())


def _event_row(row: Mapping[str, Any]) -> dict[str, Any]:
    columns = {*EVENTS.names}
    properties = {key: value for key, value in row.items() if key not in columns}
    values = {key: value for key, value in row.items() if key in columns}
    return {
        "seq": 1,
        "kind": "track",
        "received": row["time"],
        "source": "test",
        "quality": 0,
        **values,
        "properties": orjson.dumps(properties).decode(),
    }

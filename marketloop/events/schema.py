"""The columns of the event store, in one place: Arrow schema, DuckDB tables, reading rows back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pyarrow as pa

from marketloop.events.contracts import StoredEvent

TRAITS, CONTEXT, REASONS = "$traits", "$context", "$quality"
"""Keys inside `properties` that keep traits, context and the reasons of the quality verdict."""

TEXT_COLUMNS = (
    "order_id",
    "product_id",
    "category",
    "brand",
    "channel",
    "campaign",
    "medium",
    "utm_source",
    "content",
    "journey",
    "message",
    "staff",
    "store",
    "region",
    "device",
)
"""Hot text columns that are filled from properties of the same name."""

EVENTS = pa.schema(
    [
        pa.field("event_id", pa.int64(), nullable=False),
        pa.field("seq", pa.int64(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("profile_id", pa.int64(), nullable=False),
        pa.field("time", pa.int64(), nullable=False),
        pa.field("received", pa.int64(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("anonymous_id", pa.string()),
        pa.field("user_id", pa.string()),
        pa.field("session_id", pa.string()),
        pa.field("order_id", pa.string()),
        pa.field("product_id", pa.string()),
        pa.field("category", pa.string()),
        pa.field("brand", pa.string()),
        pa.field("amount", pa.int64()),
        pa.field("quantity", pa.int32()),
        pa.field("channel", pa.string()),
        pa.field("campaign", pa.string()),
        pa.field("medium", pa.string()),
        pa.field("utm_source", pa.string()),
        pa.field("content", pa.string()),
        pa.field("journey", pa.string()),
        pa.field("message", pa.string()),
        pa.field("staff", pa.string()),
        pa.field("store", pa.string()),
        pa.field("region", pa.string()),
        pa.field("device", pa.string()),
        pa.field("quality", pa.uint8(), nullable=False),
        pa.field("properties", pa.json_(pa.string()), nullable=False),
        pa.field("origin_profile_id", pa.int64()),
    ]
)
"""Table `events`. `profile_id` as resolved at ingest, or the canonical one after a squash (`origin_profile_id` keeps the
first then); `time`, `received` UTC ms; `amount` minor units; `properties` JSON text of all that has no column."""

STATE = pa.schema(
    [
        pa.field("profile_id", pa.int64(), nullable=False),
        pa.field("created", pa.int64()),
        pa.field("first_seen", pa.int64()),
        pa.field("last_seen", pa.int64()),
        pa.field("stage", pa.string()),
        pa.field("orders", pa.int32()),
        pa.field("spend", pa.int64()),
        pa.field("first_order", pa.int64()),
        pa.field("last_order", pa.int64()),
        pa.field("source", pa.string()),
        pa.field("city", pa.string()),
        pa.field("province", pa.string()),
        pa.field("is_test", pa.bool_()),
        pa.field("org_unit", pa.int64()),
        pa.field("owner", pa.int64()),
    ]
)
"""Table `profile_state`, one row a canonical profile."""

TRAIT = pa.schema(
    [
        ("profile_id", pa.int64()),
        ("key", pa.string()),
        ("text", pa.string()),
        ("number", pa.float64()),
        ("time", pa.int64()),
    ]
)
TAG = pa.schema([("profile_id", pa.int64()), ("tag", pa.string())])
CONSENT = pa.schema([("profile_id", pa.int64()), ("channel", pa.string()), ("granted", pa.bool_())])
IDENTIFIER = pa.schema([("profile_id", pa.int64()), ("kind", pa.string())])
MEMBERSHIP = pa.schema([("profile_id", pa.int64()), ("list_id", pa.int64())])
ALIAS = pa.schema([("profile_id", pa.int64()), ("canonical_id", pa.int64())])

VERDICT = pa.schema(
    [("event_id", pa.int64()), ("time", pa.int64()), ("reason", pa.string()), ("base", pa.uint8())]
)
"""Table `traffic_verdict`: the window verdicts in force, with the event's verdict before any of them."""

TABLES: dict[str, pa.Schema] = {
    "events": EVENTS,
    "alias_map": ALIAS,
    "profile_state": STATE,
    "profile_trait": TRAIT,
    "profile_tag": TAG,
    "profile_consent": CONSENT,
    "profile_identifier": IDENTIFIER,
    "profile_list": MEMBERSHIP,
    "traffic_verdict": VERDICT,
}

_SQL_TYPES = {
    "int64": "BIGINT",
    "int32": "INTEGER",
    "uint8": "UTINYINT",
    "string": "VARCHAR",
    "double": "DOUBLE",
    "bool": "BOOLEAN",
    "extension<arrow.json>": "JSON",
}


def create_table(name: str, schema: pa.Schema) -> str:
    """The DuckDB statement that creates a table of this schema."""
    columns = ", ".join(
        f'"{field.name}" {_SQL_TYPES[str(field.type)]}{"" if field.nullable else " NOT NULL"}'
        for field in schema
    )
    return f"CREATE TABLE IF NOT EXISTS {name} ({columns})"


_HEAD = frozenset(
    {"event_id", "seq", "name", "kind", "profile_id", "time", "received", "source", "quality", "properties"}
)


def stored_events(table: pa.Table) -> Iterator[StoredEvent]:
    """The rows of an events table as objects; traits and context are taken out of the JSON again."""
    filled = [name for name in table.column_names if name in _HEAD or table[name].null_count < len(table)]
    for row in table.select(filled).to_pylist():
        yield stored_event(row)


def stored_event(row: dict[str, Any]) -> StoredEvent:
    """One row of `events` (a dict by column name) as an object."""
    properties = msgspec.json.decode(row["properties"]) if row.get("properties") else {}
    traits, context = properties.pop(TRAITS, {}), properties.pop(CONTEXT, {})
    return StoredEvent(
        event_id=row["event_id"],
        seq=row["seq"],
        name=row["name"],
        kind=row["kind"],
        profile_id=row["profile_id"],
        time=row["time"],
        received=row["received"],
        source=row["source"],
        quality=row["quality"],
        columns={key: value for key, value in row.items() if key not in _HEAD and value is not None},
        properties=properties,
        traits=traits,
        context=context,
    )

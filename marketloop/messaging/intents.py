"""Materialising messages: many intents become rows in one transaction, each key once.

Raw `INSERT … ON CONFLICT DO NOTHING` (the same text for both databases) because a journey step may ask for many thousands of
messages at once: the ORM's bulk insert costs four times as much per row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.db import connection, transaction

from marketloop.messaging.contracts import Counts, SendIntent, State
from marketloop.messaging.models import Message, Template, TemplateVersion
from marketloop.platform import background, clock
from marketloop.platform.errors import NotFound
from marketloop.platform.ids import new_ids

COLUMNS = (
    "id",
    "intent_key",
    "profile_id",
    "channel",
    "template_id",
    "template_version_id",
    "purpose",
    "topic",
    "journey",
    "journey_version",
    "node",
    "campaign",
    "variables",
    "state",
    "due_at",
    "created_at",
)
ROWS_PER_STATEMENT = 1000


def request_messages(intents: Sequence[SendIntent]) -> Counts:
    """Queue one message per new intent key, in the caller's transaction if there is one.

    Safe to repeat: a known key is counted as a duplicate and changes nothing. Raises NotFound for an unknown template; then
    nothing is queued.
    """
    if not intents:
        return Counts(0, 0)
    wordings = _wordings({intent.template_id for intent in intents})
    with transaction.atomic():
        rows = list(_rows(intents, wordings))
        accepted = _insert(rows)
        transaction.on_commit(lambda: background.wake("messaging"))
    return Counts(accepted, len(intents) - accepted)


def _wordings(template_ids: set[int]) -> dict[int, tuple[int, str, str]]:
    """Of each template: (id of the version in use, purpose, topic)."""
    templates = {row.id: row for row in Template.objects.filter(id__in=template_ids)}
    if missing := template_ids - templates.keys():
        raise NotFound("template_not_found", template=str(min(missing)))
    versions = {
        (template_id, version): id_
        for id_, template_id, version in TemplateVersion.objects.filter(
            template_id__in=template_ids
        ).values_list("id", "template_id", "version")
    }
    return {key: (versions[key, row.version], row.purpose, row.topic) for key, row in templates.items()}


def _rows(
    intents: Iterable[SendIntent], wordings: dict[int, tuple[int, str, str]]
) -> Iterable[tuple[Any, ...]]:
    listed = list(intents)
    adapt = connection.ops.adapt_datetimefield_value
    now = clock.now()
    now_text, queued = adapt(now), State.QUEUED.value
    variables = dict if connection.vendor == "postgresql" else _json_text
    for id_, one in zip(new_ids(len(listed)), listed, strict=True):
        version_id, purpose, topic = wordings[one.template_id]
        yield (
            id_,
            one.key,
            one.profile_id,
            one.channel,
            one.template_id,
            version_id,
            one.purpose or purpose,
            one.topic or topic,
            one.journey,
            one.version,
            one.node,
            one.campaign,
            variables(one.variables),
            queued,
            now_text if one.due_at is None else adapt(one.due_at),
            now_text,
        )


def _json_text(value: Mapping[str, Any]) -> str:
    return orjson.dumps(dict(value)).decode() if value else "{}"


def _insert(rows: list[tuple[Any, ...]]) -> int:
    """How many rows were new."""
    table, columns = Message._meta.db_table, ", ".join(COLUMNS)
    if connection.vendor == "postgresql":
        return _insert_json(table, columns, rows)
    marks = ", ".join(["%s"] * len(COLUMNS))
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT (intent_key) DO NOTHING"
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
        return int(cursor.rowcount)


def _insert_json(table: str, columns: str, rows: list[tuple[Any, ...]]) -> int:
    """PostgreSQL takes a thousand rows as one JSON text: no value is quoted one by one."""
    types = [Message._meta.get_field(name).db_type(connection) for name in COLUMNS]
    shape = ", ".join(f"{name} {kind}" for name, kind in zip(COLUMNS, types, strict=True))
    sql = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_to_recordset(%s::json) AS given({shape}) "
        "ON CONFLICT (intent_key) DO NOTHING"
    )
    accepted = 0
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_PER_STATEMENT):
            part = [dict(zip(COLUMNS, row, strict=True)) for row in rows[start : start + ROWS_PER_STATEMENT]]
            cursor.execute(sql, [orjson.dumps(part).decode()])
            accepted += cursor.rowcount
    return accepted

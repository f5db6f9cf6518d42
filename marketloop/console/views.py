"""Saved views of lists: made by a person, for themselves or shared with all who may see the list."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import Q

from marketloop.console.models import SavedView
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import clock, crypto, ids
from marketloop.platform.errors import Conflict, Invalid, NotFound

MAX_NAME, MAX_VIEWS, MAX_BYTES = 40, 50, 8_000


@dataclass(frozen=True)
class ViewDefinition:
    """What a view keeps: `query` as the list writes it into the address, `columns` by key in order (None: as they come)."""

    table: str
    name: str
    query: dict[str, str]
    columns: list[str] | None = None
    shared: bool = False


def list_views(of: str, user_id: int) -> list[SavedView]:
    """The own views of a list, then the shared ones of others, by name."""
    rows = SavedView.objects.filter(Q(owner=user_id) | Q(shared=True), table=of)
    return sorted(rows, key=lambda row: (row.owner != user_id, row.name))


def query_of(row: SavedView) -> dict[str, str]:
    """Search, filters and sort."""
    return cast(dict[str, str], json.loads(crypto.decrypt(row.query_sealed, "view:query")))


def save_view(*, view_id: int | None, definition: ViewDefinition, actor: Principal) -> SavedView:
    """Make a view, or change an own one; raises Invalid, NotFound (not the asker's own), Conflict (name taken, too many)."""
    values = _values(definition)
    try:
        with transaction.atomic():
            if view_id is None:
                _refuse_too_many(actor.user_id, definition.table)
                row = SavedView(owner=actor.user_id)
            else:
                row = get_own(view_id, actor.user_id)
            was_shared = row.shared
            for key, value in values.items():
                setattr(row, key, value)
            row.owner_name, row.changed = actor.name[:80], clock.now_ms()
            row.save()
            if row.shared or was_shared:
                _audit(actor, "console.view_shared" if row.shared else "console.view_unshared", row)
    except IntegrityError:
        raise Conflict("view_name_taken", fields={"name": "view_name_taken"}, name=values["name"]) from None
    return row


def delete_view(*, view_id: int, actor: Principal) -> None:
    """Delete an own view; raises NotFound."""
    with transaction.atomic():
        row = get_own(view_id, actor.user_id)
        if row.shared:
            _audit(actor, "console.view_deleted", row)
        row.delete()


def get_own(view_id: int, user_id: int) -> SavedView:
    """A view of this person; raises NotFound, also for other people's."""
    row = SavedView.objects.filter(id=view_id, owner=user_id).first()
    if row is None:
        raise NotFound("view_not_found")
    return row


def _values(definition: ViewDefinition) -> dict[str, Any]:
    name, text = definition.name.strip(), json.dumps(definition.query, sort_keys=True)
    if not name or len(name) > MAX_NAME:
        raise Invalid("view_name_invalid", fields={"name": "view_name_invalid"}, limit=MAX_NAME)
    if len(text) > MAX_BYTES:
        raise Invalid("view_too_large", fields={"query": "view_too_large"})
    return {
        "table": definition.table,
        "name": name,
        "shared": definition.shared,
        "query_sealed": crypto.encrypt(text, "view:query"),
        "columns": definition.columns,
    }


def _refuse_too_many(user_id: int, of: str) -> None:
    if SavedView.objects.filter(owner=user_id, table=of).count() >= MAX_VIEWS:
        raise Conflict("views_too_many", limit=MAX_VIEWS)


def _audit(actor: Principal, action: str, row: SavedView) -> None:
    record_audit(
        actor=actor,
        action=action,
        subject=ids.encode("vew", row.id),
        detail={"table": row.table, "name": row.name},
    )

"""The audit log: append-only, hash-chained, verifiable."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import connection, transaction

from marketloop.organisation.models import AuditEntry
from marketloop.platform import clock
from marketloop.platform.http import Principal

_LOCK = 7402352


def record_audit(
    *, actor: Principal | None, action: str, subject: str, detail: dict[str, Any] | None = None
) -> None:
    """Append an entry in the caller's transaction. `action` is `module.verb`, `subject` an encoded id; never personal values."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = AuditEntry.objects.order_by("-id").values_list("hash", flat=True).first() or ""
        entry = AuditEntry(
            at=clock.wall(),
            actor=actor.user_id if actor else None,
            actor_name=actor.name if actor else "system",
            action=action,
            subject=subject,
            detail=detail or {},
            previous_hash=last,
        )
        entry.hash = chain_hash(entry)
        entry.save(force_insert=True)


def chain_hash(entry: AuditEntry) -> str:
    """SHA-256 over the entry and the hash before it."""
    parts = [
        entry.previous_hash,
        str(entry.id),
        entry.at.isoformat(),
        str(entry.actor),
        entry.actor_name,
        entry.action,
        entry.subject,
        json.dumps(entry.detail, sort_keys=True, ensure_ascii=False),
    ]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def verify_chain() -> int | None:
    """The id of the first entry that does not fit the chain, or None when all fit."""
    previous = ""
    for entry in AuditEntry.objects.order_by("id").iterator(2000):
        if entry.previous_hash != previous or entry.hash != chain_hash(entry):
            return entry.id
        previous = entry.hash
    return None

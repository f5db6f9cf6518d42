"""One request, one effect: the `Idempotency-Key` header, unique by caller and operation, kept for 24 hours."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction

from marketloop.orders.models import IdempotencyKey
from marketloop.platform import clock, ids
from marketloop.platform.errors import Invalid

MAX_LENGTH = 64
KEPT = dt.timedelta(hours=24)


def once(*, principal: int, operation: str, key: str, body: bytes, run: Callable[[int], None]) -> int:
    """Run `run(subject_id)` in one transaction with its key and return the subject's id; a repeat returns the first one's id.

    An empty key always runs. Raises Invalid for a key above 64 characters or one that was used with another body.
    """
    subject_id = ids.new_id()
    if not key:
        with transaction.atomic():
            run(subject_id)
        return subject_id
    if len(key) > MAX_LENGTH:
        raise Invalid("idempotency_key_too_long", limit=MAX_LENGTH)
    body_hash = hashlib.sha256(body).hexdigest()
    with transaction.atomic():
        first = _claim(principal, operation, key, body_hash, subject_id)
        if first is None:
            run(subject_id)
            return subject_id
    if first.body_hash != body_hash:
        raise Invalid("idempotency_key_reused", got=key)
    return first.subject_id


def _claim(
    principal: int, operation: str, key: str, body_hash: str, subject_id: int
) -> IdempotencyKey | None:
    """None when the key is ours now, else the row of the first request (a request under way is waited for)."""
    same = {"principal": principal, "operation": operation, "key": key}
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(
                **same, body_hash=body_hash, subject_id=subject_id, created_at=clock.wall()
            )
    except IntegrityError:
        first = IdempotencyKey.objects.get(**same)
        if first.created_at > clock.wall() - KEPT:
            return first
        first.delete()
        return _claim(principal, operation, key, body_hash, subject_id)
    return None


def forget_old_keys() -> int:
    """Delete keys older than 24 hours; returns how many."""
    return IdempotencyKey.objects.filter(created_at__lte=clock.wall() - KEPT).delete()[0]

"""Sending again what was cut off in flight: only by a person, knowing that it may arrive twice."""

from __future__ import annotations

from django.db import transaction

from marketloop.messaging.contracts import State
from marketloop.messaging.models import Message
from marketloop.organisation.facade import record_audit
from marketloop.platform import background, clock, ids
from marketloop.platform.errors import Conflict, NotFound
from marketloop.platform.http import Principal


def resend_message(*, message_id: int, actor: Principal) -> Message:
    """Queue an `unknown` message again; raises Conflict for any other state. It passes the contact policy again."""
    with transaction.atomic():
        changed = Message.objects.filter(id=message_id, state=State.UNKNOWN).update(
            state=State.QUEUED,
            reason="",
            detail="",
            due_at=clock.now(),
            lease=None,
            lease_until=None,
            reserved_at=None,
        )
        row = Message.objects.filter(id=message_id).first()
        if row is None:
            raise NotFound("message_not_found")
        if not changed:
            raise Conflict("message_not_unknown", state=row.state)
        record_audit(actor=actor, action="messaging.resent", subject=ids.encode("msg", message_id))
        transaction.on_commit(lambda: background.wake("messaging"))
    return row

"""The suppression list: addresses that get nothing more on a channel, by bounce, complaint or hand."""

from __future__ import annotations

import datetime as dt

from marketloop.messaging import mime
from marketloop.messaging.contracts import EMAIL
from marketloop.messaging.models import Suppression
from marketloop.messaging.people import address_token
from marketloop.organisation.facade import record_audit
from marketloop.platform import clock, crypto, ids
from marketloop.platform.errors import Invalid, NotFound
from marketloop.platform.http import Principal

BOUNCE, COMPLAINT, MANUAL = "bounce", "complaint", "manual"
_AAD = "messaging:suppression"


def add_bounce(*, channel: str, address: str, note: str) -> None:
    """An address that the server refused for good."""
    _put(channel, address, BOUNCE, note, None)


def add_suppression(
    *,
    address: str,
    actor: Principal | None,
    channel: str = EMAIL,
    reason: str = MANUAL,
    note: str = "",
    expires_at: dt.datetime | None = None,
) -> Suppression:
    """Add by hand; an address that is listed already gets the new reason and end. Raises Invalid for what is no address."""
    if not mime.is_address(address.strip()):
        raise Invalid("address_invalid", fields={"address": "address_invalid"})
    row = _put(channel, address, reason, note, expires_at)
    record_audit(
        actor=actor,
        action="messaging.suppression_added",
        subject=ids.encode("sup", row.id),
        detail={"reason": reason},
    )
    return row


def remove_suppression(*, suppression_id: int, actor: Principal) -> None:
    """Let an address get mail again; raises NotFound."""
    if not Suppression.objects.filter(id=suppression_id).delete()[0]:
        raise NotFound("suppression_not_found")
    record_audit(
        actor=actor, action="messaging.suppression_removed", subject=ids.encode("sup", suppression_id)
    )


def masked_address(row: Suppression) -> str:
    """`su***@example.com`."""
    name, at, domain = crypto.decrypt(row.sealed, _AAD).rpartition("@")
    return f"{name[:2]}***{at}{domain}"


def _put(channel: str, address: str, reason: str, note: str, expires_at: dt.datetime | None) -> Suppression:
    row, _ = Suppression.objects.update_or_create(
        channel=channel,
        address_token=address_token(channel, address),
        defaults={
            "sealed": crypto.encrypt(address.strip().lower(), _AAD),
            "reason": reason,
            "note": note[:200],
            "expires_at": expires_at,
            "created_at": clock.now(),
        },
    )
    return row

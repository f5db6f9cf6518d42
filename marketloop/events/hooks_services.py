"""Webhooks as staff make and mend them, and what is done with deliveries that wait."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, transaction
from pydantic import BaseModel, ConfigDict, Field

from marketloop.events import hooks
from marketloop.events.hooks_checking import HookCheck
from marketloop.events.hooks_mapping import HookMapping
from marketloop.events.hooks_models import Hook, HookDelivery
from marketloop.events.models import WriteKey
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import clock, crypto, ids
from marketloop.platform.errors import Conflict, DomainError, Invalid, NotFound

MAX_BULK = 200
KEEP_NOTES = dt.timedelta(days=14)
KEEP_WAITING = dt.timedelta(days=30)
_named = RegexValidator(r"^[a-z0-9][a-z0-9_.-]{0,59}$")


class HookDraft(BaseModel):
    """A webhook as it is written. `secret` None keeps the one there is; `sample` is a payload to try the mapping with."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=60)
    active: bool = True
    check: HookCheck = HookCheck()
    secret: str | None = Field(None, max_length=200)
    delivery_header: str = Field("", max_length=80, pattern=r"^[A-Za-z0-9-]*$")
    mapping: HookMapping
    sample: str = Field("", max_length=20_000)


def get_hook(hook_id: int) -> Hook:
    """A webhook; raises NotFound."""
    found = Hook.objects.filter(id=hook_id).first()
    if found is None:
        raise NotFound("hook_not_found")
    return found


def create_hook(*, draft: HookDraft, actor: Principal) -> Hook:
    """A new webhook with an address of its own."""
    _check(draft, has_secret=False)
    token = f"hk_{secrets.token_urlsafe(24)}"
    row = Hook(
        token_hash=hooks.token_hash(token),
        token_sealed=crypto.encrypt(token, "hook token"),
        created_at=clock.wall(),
    )
    _write(row, draft, "events.hook_created", actor)
    return row


def update_hook(*, hook_id: int, draft: HookDraft, actor: Principal) -> Hook:
    """Change a webhook; its address stays."""
    with transaction.atomic():
        row = get_hook(hook_id)
        _check(draft, has_secret=bool(row.secret_sealed))
        _write(row, draft, "events.hook_changed", actor)
    return row


def delete_hook(*, hook_id: int, actor: Principal) -> None:
    """End a webhook and forget its deliveries; its events stay."""
    with transaction.atomic():
        row = get_hook(hook_id)
        record_audit(
            actor=actor,
            action="events.hook_deleted",
            subject=ids.encode("hok", row.id),
            detail={"name": row.name},
        )
        row.delete()


def token_of(hook: Hook) -> str:
    """The secret part of its address."""
    return crypto.decrypt(hook.token_sealed, "hook token")


def sample_of(hook: Hook) -> str:
    """The payload by which its mapping was made, "" without one."""
    return crypto.decrypt(hook.sample_sealed, "hook sample") if hook.sample_sealed else ""


def get_delivery(hook_id: int, delivery_id: int) -> HookDelivery:
    """A delivery of a webhook; raises NotFound."""
    found = HookDelivery.objects.select_related("hook").filter(hook_id=hook_id, id=delivery_id).first()
    if found is None:
        raise NotFound("hook_delivery_not_found")
    return found


def read_payload(*, hook_id: int, delivery_id: int, actor: Principal) -> tuple[str, dict[str, str]]:
    """Body and headers of a delivery that waits, noted in the audit since they may name people."""
    delivery = get_delivery(hook_id, delivery_id)
    if delivery.state != hooks.WAITING:
        raise NotFound("hook_payload_gone")
    subject = ids.encode("hkd", delivery.id)
    record_audit(actor=actor, action="events.hook_payload_read", subject=subject)
    return hooks.opened(delivery)


def replay_deliveries(*, hook_id: int, delivery_ids: Sequence[int], actor: Principal) -> dict[str, int]:
    """Map waiting deliveries again, the oldest first; no ids: the first MAX_BULK. Counts what was taken and what failed."""
    counts = {"taken": 0, "failed": 0, "events": 0}
    for one in _waiting(hook_id, delivery_ids):
        with transaction.atomic():
            row = (
                HookDelivery.objects.select_for_update(of=("self",))
                .select_related("hook")
                .filter(id=one, state=hooks.WAITING)
                .first()
            )
            if row is None:
                continue
            try:
                counts["events"] += hooks.replay(row)
                counts["taken"] += 1
            except DomainError as error:
                row.code, row.params = error.code, hooks.told(error)
                row.save(update_fields=["code", "params"])
                counts["failed"] += 1
    record_audit(
        actor=actor, action="events.hook_replayed", subject=ids.encode("hok", hook_id), detail=counts
    )
    return counts


def drop_deliveries(*, hook_id: int, delivery_ids: Sequence[int], actor: Principal) -> int:
    """Give waiting deliveries up; their payloads are erased. Returns how many."""
    with transaction.atomic():
        rows = HookDelivery.objects.filter(id__in=_waiting(hook_id, delivery_ids), state=hooks.WAITING)
        dropped = rows.update(state=hooks.DROPPED, sealed="")
        detail = {"deliveries": dropped}
        record_audit(
            actor=actor, action="events.hook_dropped", subject=ids.encode("hok", hook_id), detail=detail
        )
    return dropped


def forget_old() -> int:
    """Delete notes after KEEP_NOTES and payloads that nobody mended after KEEP_WAITING; returns how many rows."""
    now = clock.now()
    old = HookDelivery.objects.exclude(state=hooks.WAITING).filter(last_at__lt=now - KEEP_NOTES)
    given_up = HookDelivery.objects.filter(state=hooks.WAITING, last_at__lt=now - KEEP_WAITING)
    return old.delete()[0] + given_up.delete()[0]


def _waiting(hook_id: int, delivery_ids: Sequence[int]) -> list[int]:
    get_hook(hook_id)
    if len(delivery_ids) > MAX_BULK:
        raise Invalid("hook_bulk", fields={"deliveries": "hook_bulk"}, limit=MAX_BULK)
    rows = HookDelivery.objects.filter(hook_id=hook_id, state=hooks.WAITING)
    if delivery_ids:
        rows = rows.filter(id__in=delivery_ids)
    return list(rows.order_by("received_at", "id").values_list("id", flat=True)[:MAX_BULK])


def _check(draft: HookDraft, *, has_secret: bool) -> None:
    try:
        _named(draft.name)
    except ValidationError:
        raise Invalid("write_key_name_malformed", fields={"name": "write_key_name_malformed"}) from None
    if draft.check.kind == "none":
        return
    if not draft.check.header:
        raise Invalid("hook_header_missing", fields={"check.header": "hook_header_missing"})
    if not (draft.secret if draft.secret is not None else has_secret):
        raise Invalid("hook_secret_missing", fields={"secret": "hook_secret_missing"})


def _write(row: Hook, draft: HookDraft, action: str, actor: Principal) -> None:
    row.name, row.active = draft.name, draft.active
    row.sample_sealed = crypto.encrypt(draft.sample, "hook sample") if draft.sample else ""
    row.check_rule = draft.check.model_dump()
    row.mapping = draft.mapping.model_dump()
    row.delivery_header = draft.delivery_header
    if draft.secret is not None:
        row.secret_sealed = crypto.encrypt(draft.secret, "hook secret") if draft.secret else ""
    row.updated_at = clock.wall()
    detail: dict[str, Any] = {"name": row.name, "active": row.active, "check": draft.check.kind}
    try:
        with transaction.atomic():
            if WriteKey.objects.filter(name=draft.name).exists():
                raise IntegrityError
            row.save()
            record_audit(actor=actor, action=action, subject=ids.encode("hok", row.id), detail=detail)
    except IntegrityError:
        raise Conflict("write_key_name_taken", name=draft.name) from None

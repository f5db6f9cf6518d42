"""Inbound webhooks: a delivery is checked, mapped, appended to the log, and noted. 200 means that its events are durable.

What cannot be mapped is kept, encrypted, and can be replayed after the mapping was mended. Message ids come from the delivery,
so one that is repeated or replayed adds nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import F

from marketloop.events import quarantine, requests
from marketloop.events.contracts import IncomingEvent
from marketloop.events.frames import encodable
from marketloop.events.hooks_checking import HookCheck, verify
from marketloop.events.hooks_mapping import Delivery, HookMapping, Unmappable, map_delivery
from marketloop.events.hooks_models import Hook, HookDelivery
from marketloop.events.incoming import Arrival, Message, to_events
from marketloop.events.keys import Source
from marketloop.events.spine import get_spine
from marketloop.platform import background, clock, crypto
from marketloop.platform.errors import BadRequest, DomainError, NotFound, TooLarge, TooMany, Unauthenticated

TAKEN, IGNORED, WAITING, REFUSED, DROPPED = "taken", "ignored", "waiting", "refused", "dropped"
MAX_WAITING = 1_000
"""Payloads kept for one webhook; beyond it, senders are asked to come again later."""
_HIDDEN = frozenset({"authorization", "cookie", "proxy-authorization"})
_message = msgspec.json.Decoder(Message)


@dataclass(frozen=True)
class Call:
    """A request to a webhook's address; header names in lower case."""

    body: bytes
    headers: Mapping[str, str]


def token_hash(token: str) -> str:
    """What finds a webhook by its address."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_hook(token: str) -> Hook:
    """The webhook of an address; raises NotFound, also when it is switched off."""
    found = Hook.objects.filter(token_hash=token_hash(token), active=True).first()
    if found is None:
        raise NotFound("hook_unknown")
    return found


def receive(hook: Hook, call: Call) -> int:
    """Take a delivery; returns how many events it gave, durable by then.

    Raises Unauthenticated for a wrong signature, Unmappable or BadRequest for a payload that is kept in waiting, TooMany when
    too much waits, LogUnwritable when nothing could be written.
    """
    check = HookCheck.model_validate(hook.check_rule)
    received = clock.now()
    try:
        verify(check, secret_of(hook), call.headers, call.body, clock.wall().timestamp())
        text = _readable(call.body)
    except (Unauthenticated, BadRequest, TooLarge) as error:
        _note_refusal(hook, error, received)
        raise
    key = _key(hook, call)
    try:
        events = _events(hook, HookMapping.model_validate(hook.mapping), text, call.headers, key, received)
    except DomainError as error:
        _keep(hook, key, text, call, error, received)
        raise
    append(events)
    _note(hook, key, TAKEN if events else IGNORED, len(call.body), len(events), received)
    return len(events)


def preview(
    mapping: HookMapping, text: str, headers: Mapping[str, str]
) -> list[tuple[dict[str, Any], IncomingEvent]]:
    """The messages that a sample would give, each with its event; nothing is stored. Raises what a delivery would."""
    delivery = Delivery(_decoded(text, headers), headers, "sample")
    messages = map_delivery(mapping, delivery)
    arrival = Arrival(Source(0, "sample", True), clock.now_ms())
    return [(message, _checked(message, arrival)[0]) for message in messages]


def replay(delivery: HookDelivery) -> int:
    """Map a waiting delivery again with the present mapping; the caller holds its row. Returns the number of its events."""
    hook = delivery.hook
    text, headers = opened(delivery)
    mapping = HookMapping.model_validate(hook.mapping)
    events = _events(hook, mapping, text, headers, delivery.key, delivery.received_at)
    append(events)
    delivery.state, delivery.events = TAKEN if events else IGNORED, len(events)
    delivery.sealed, delivery.code, delivery.params = "", "", {}
    delivery.save()
    return len(events)


def opened(delivery: HookDelivery) -> tuple[str, dict[str, str]]:
    """Body and headers of a delivery that waits."""
    kept = msgspec.json.decode(crypto.decrypt(delivery.sealed, f"hook:{delivery.hook_id}"))
    return kept["body"], kept["headers"]


def secret_of(hook: Hook) -> str:
    """The secret of its signature, "" without one."""
    return crypto.decrypt(hook.secret_sealed, "hook secret") if hook.secret_sealed else ""


def append(events: Sequence[IncomingEvent]) -> None:
    """Events into the log, those that break the plan into its quarantine; durable when it returns."""
    free = quarantine.set_aside(list(events))
    if free:
        get_spine().log.append(free)
        background.wake("events")


def _events(
    hook: Hook, mapping: HookMapping, text: str, headers: Mapping[str, str], key: str, received: dt.datetime
) -> list[IncomingEvent]:
    delivery = Delivery(_decoded(text, headers), headers, f"{hook.id}:{key}")
    arrival = Arrival(Source(hook.id, hook.name, True), clock.to_ms(received))
    found: list[IncomingEvent] = []
    for message in map_delivery(mapping, delivery):
        found += _checked(message, arrival)
    return found


def _checked(message: dict[str, Any], arrival: Arrival) -> list[IncomingEvent]:
    """The events of a mapped message by the rules that every message obeys."""
    try:
        raw = msgspec.json.encode(message)
        if len(raw) > requests.MAX_EVENT:
            raise Unmappable("event_too_large", limit=requests.MAX_EVENT)
        events = to_events(_message.decode(raw), message["type"], arrival, look=True)
    except (RecursionError, msgspec.DecodeError):
        raise Unmappable("event_nested_deep") from None
    if not encodable(events):
        raise Unmappable("event_number_large")
    return events


def _readable(body: bytes) -> str:
    if len(body) > requests.MAX_CALL:
        raise TooLarge("body_too_large", limit=requests.MAX_CALL)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadRequest("body_encoding", encoding="UTF-8") from None
    if "\0" in text or "\\u0000" in text:
        raise BadRequest("event_text_nul")
    return text


def _decoded(text: str, headers: Mapping[str, str]) -> Any:
    """The payload: JSON, or the fields of a form (a list where a field comes more than once)."""
    if "x-www-form-urlencoded" in headers.get("content-type", ""):
        try:
            fields = parse_qs(text, keep_blank_values=True, max_num_fields=1_000)
        except ValueError:
            raise Unmappable("hook_form_large", limit=1_000) from None
        return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}
    body = text.encode()
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise requests.malformed(body, error) from None


def _key(hook: Hook, call: Call) -> str:
    given = call.headers.get(hook.delivery_header.lower(), "") if hook.delivery_header else ""
    digest = hashlib.sha256(given.encode() if given else call.body).hexdigest()[:40]
    return f"{'id' if given else 'body'}-{digest}"


def _keep(hook: Hook, key: str, text: str, call: Call, error: DomainError, received: dt.datetime) -> None:
    hidden = _HIDDEN | {HookCheck.model_validate(hook.check_rule).header.lower()}
    headers = {name: value[:500] for name, value in call.headers.items() if name not in hidden}
    known = HookDelivery.objects.filter(hook=hook, key=key).exists()
    if not known and HookDelivery.objects.filter(hook=hook, state=WAITING).count() >= MAX_WAITING:
        raise TooMany("hook_waiting_full", limit=MAX_WAITING)
    kept = msgspec.json.encode({"body": text, "headers": headers}).decode()
    _note(hook, key, WAITING, len(call.body), 0, received, error, crypto.encrypt(kept, f"hook:{hook.id}"))


def _note_refusal(hook: Hook, error: DomainError, received: dt.datetime) -> None:
    """One row a minute and reason, so that a flood of forgeries does not become a flood of rows."""
    _note(hook, f"refused-{error.code}-{received:%Y%m%d%H%M}", REFUSED, 0, 0, received, error)


def _note(
    hook: Hook,
    key: str,
    state: str,
    size: int,
    events: int,
    received: dt.datetime,
    error: DomainError | None = None,
    sealed: str = "",
) -> None:
    """Write a delivery down; a repeated one counts in its row, and one that was taken stays taken."""
    said: dict[str, Any] = {
        "state": state,
        "size": size,
        "events": events,
        "code": error.code if error else "",
        "params": told(error) if error else {},
        "sealed": sealed,
        "last_at": received,
    }
    try:
        with transaction.atomic():
            HookDelivery.objects.create(hook=hook, key=key, received_at=received, **said)
    except IntegrityError:
        rows = HookDelivery.objects.filter(hook=hook, key=key)
        settled = rows.filter(state__in=(TAKEN, DROPPED)) if state == WAITING else rows.none()
        if not settled.update(attempts=F("attempts") + 1, last_at=received):
            rows.update(attempts=F("attempts") + 1, **said)


def told(error: DomainError) -> dict[str, Any]:
    """What the error's text needs, without values of the payload, which may be personal."""
    return {name: "…" if name == "got" else value for name, value in error.params.items()}

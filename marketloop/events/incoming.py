"""Segment's messages become events of the spine: validated, named, timed, priced, judged, without personal values."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from marketloop.events import declared, redaction
from marketloop.events.catalogue import stored_name
from marketloop.events.contracts import IncomingEvent, Quality
from marketloop.events.keys import Source
from marketloop.events.plan import HELD
from marketloop.events.schema import CONTEXT, REASONS, TRAITS
from marketloop.events.traffic import coarse_ip, judge
from marketloop.platform.config import get_config
from marketloop.platform.errors import BadRequest
from marketloop.platform.money import MINOR_PER_MAJOR, line_total, to_minor

KINDS = frozenset({"identify", "track", "page", "screen", "group", "alias"})
SKEW_MS = 5_000
"""Client clocks that are off by less are believed as they are."""
FUTURE_MS = 60_000
EARLIEST_MS = 946_684_800_000  # 2000-01-01
MAX_ID, MAX_NAME = 255, 200
_NAMES = {"identify": "identified", "page": "page_viewed", "screen": "screen_viewed", "group": "group_joined", "alias": "alias_given"}  # fmt: skip
_TRAIT_NAMES = {"firstName": "first_name", "lastName": "last_name", "createdAt": "created_at", "mobile": "phone", "phoneNumber": "phone"}  # fmt: skip
_EXACT = 10_000_000_000
_RESERVED = frozenset({TRAITS, CONTEXT, REASONS})
_VALID, _SUSPECT = int(Quality.VALID), int(Quality.SUSPECT)
_MONEY = ("revenue", "total", "value", "price")
Id = str | int | None
Moment = dt.datetime | int | float | None


class _Said(msgspec.Struct, rename="camel", gc=False):
    """What a call of Segment's HTTP API may hold beside its times; what else a client sends is ignored."""

    type: str | None = None
    message_id: str | None = None
    user_id: Id = None
    anonymous_id: Id = None
    previous_id: Id = None
    group_id: Id = None
    event: str | None = None
    name: str | None = None
    category: str | None = None
    sent_at: str | int | float | None = None
    traits: dict[str, Any] | None = None
    properties: dict[str, Any] | None = None
    context: dict[str, Any] | None = None
    write_key: str | None = None


class Message(_Said):
    """One call of Segment's HTTP API, its times as the client wrote them."""

    timestamp: str | int | float | None = None
    original_timestamp: str | int | float | None = None


class PlainMessage(_Said):
    """A call whose times the decoder has read: `plain.split` let it through."""

    timestamp: Moment = None
    original_timestamp: Moment = None


class ItemRefused(BadRequest):
    """One message cannot be taken; `field` is the path of what is wrong."""

    def __init__(self, code: str, field: str, **params: Any) -> None:
        super().__init__(code, fields={field: code}, **params)
        self.field = field


@dataclass(frozen=True)
class Arrival:
    """What is known of a call beside its messages."""

    source: Source
    received_ms: int
    skew_ms: int = 0
    ip: str = ""
    user_agent: str = ""
    purpose: str = ""
    context: dict[str, Any] = field(default_factory=dict)


def skew_of(sent_at: str | int | float | None, received_ms: int) -> int:
    """How far the client's clock is behind ours; 0 when it is near enough, or does not say."""
    if sent_at is None:
        return 0
    try:
        skew = received_ms - parse_time(sent_at, "sentAt")
    except ItemRefused:
        return 0
    return skew if abs(skew) > SKEW_MS else 0


def parse_time(value: str | int | float | dt.datetime, name: str) -> int:
    """UTC milliseconds of an ISO 8601 text (without a zone: UTC) or of a Unix time in seconds or milliseconds."""
    try:
        if isinstance(value, (str, dt.datetime)):
            moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=dt.UTC)
            return int(moment.timestamp() * 1000 + 0.001)
        return int(value if abs(value) > 100_000_000_000 else value * 1000)
    except (ValueError, OverflowError):
        raise ItemRefused("event_time_malformed", name, got=str(value)[:40]) from None


def to_events(
    message: Message | PlainMessage, kind: str, arrival: Arrival, look: bool, plain: bool = False
) -> list[IncomingEvent]:
    """The event of a message (and, for an order from a server, one a line); raises ItemRefused.

    `look`: texts of this message may hold addresses or numbers (`redaction.may_hold_marks`, `may_hold_number`).
    `plain`: it was found to hold no personal value at all, while no plan was in force (`plain.split`).
    """
    secrets: dict[str, str] = {}
    context = message.context or {}
    if arrival.context:
        context = arrival.context | context
    reasons: list[str] = []
    name = _name(message, kind, arrival.source.from_server)
    identifiers = _identifiers(message, kind, context, secrets)
    time_ms = _time(message, arrival, reasons)
    properties = _properties(message, kind)
    held = False
    if not plain:
        said = (message.traits or {}) if kind == "identify" else properties
        held = declared.check(name, said, arrival.source.name, reasons, secrets)
    if properties:
        if not plain:
            redaction.redact(properties, redaction.OF_PROPERTIES, secrets, look)
        if kind == "track":
            _price(properties, reasons)
    traits: dict[str, Any] = {}
    if kind == "identify" and message.traits:
        traits = {_TRAIT_NAMES.get(key, key): value for key, value in message.traits.items()}
        redaction.redact(traits, redaction.OF_TRAITS, secrets, look)
    quality = _judge(context, arrival, reasons, plain)
    if look:
        redaction.redact(context, redaction.OF_CONTEXT, secrets, look)
    if reasons:
        properties[REASONS] = reasons
        quality = HELD if held else quality or _SUSPECT
    event = IncomingEvent(
        message.message_id or f"auto-{uuid.uuid4()}", kind, name, time_ms, arrival.received_ms, arrival.source.name,
        identifiers, traits, properties, context, None, quality, secrets,
    )  # fmt: skip
    return [event, *_lines(event)] if name == "order_paid" else [event]


def _name(message: Message | PlainMessage, kind: str, from_server: bool) -> str:
    if message.message_id is not None and not 0 < len(message.message_id) <= MAX_ID:
        raise ItemRefused("event_id_length", "messageId", limit=MAX_ID)
    if kind != "track":
        return _NAMES[kind]
    name = (message.event or "").strip()
    if not name:
        raise ItemRefused("event_name_missing", "event")
    if len(name) > MAX_NAME:
        raise ItemRefused("event_name_long", "event", limit=MAX_NAME)
    return stored_name(name, from_server=from_server)


def _identifiers(
    message: Message | PlainMessage, kind: str, context: dict[str, Any], secrets: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    """(kind, value) pairs, the strongest first; contacts and other ids leave the context."""
    found: list[tuple[str, str]] = []
    if message.user_id is not None:
        _add(found, "user_id", message.user_id, "userId", secrets)
    if "externalIds" in context:
        for one in context.pop("externalIds") or ():
            if isinstance(one, dict) and isinstance(one.get("type"), str):
                _add(found, one["type"], one.get("id"), "context.externalIds", secrets)
    if "traits" in context:
        known = context.pop("traits")
        if isinstance(known, dict):
            if kind == "identify":
                message.traits = known | (message.traits or {})
            _add_contacts(found, known, "context.traits", secrets)
    if kind == "identify" and message.traits:
        _add_contacts(found, message.traits, "traits", secrets)
    if message.anonymous_id is not None:
        _add(found, "anonymous_id", message.anonymous_id, "anonymousId", secrets)
    if kind == "alias" and message.previous_id is not None:
        _add(found, "anonymous_id", message.previous_id, "previousId", secrets)
    if not found:
        raise ItemRefused("event_identifier_missing", "userId")
    return tuple(found) if len(found) < 3 else tuple(dict.fromkeys(found))


def _add_contacts(
    found: list[tuple[str, str]], traits: dict[str, Any], path: str, secrets: dict[str, str]
) -> None:
    for key in ("phone", "mobile", "phoneNumber", "email"):
        value = traits.get(key)
        if value is not None and not isinstance(value, (dict, list)):
            _add(found, "email" if key == "email" else "phone", value, f"{path}.{key}", secrets)


def _add(found: list[tuple[str, str]], kind: str, value: Any, path: str, secrets: dict[str, str]) -> None:
    if type(value) is str:
        text = value.strip()
    elif value is None:
        return
    elif type(value) is int:
        text = str(value)
    else:
        raise ItemRefused("event_field_type", path, expected="str")
    if len(text) > MAX_ID:
        raise ItemRefused("event_id_length", path, limit=MAX_ID)
    if text:
        found.append((kind[:40], redaction.identify(kind, text, secrets)))


def _time(message: Message | PlainMessage, arrival: Arrival, reasons: list[str]) -> int:
    given, name = message.timestamp, "timestamp"
    if given is None:
        given, name = message.original_timestamp, "originalTimestamp"
    if given is None:
        return arrival.received_ms
    time_ms = parse_time(given, name) + arrival.skew_ms
    if time_ms > arrival.received_ms + FUTURE_MS:
        reasons.append("time_in_future")
        return arrival.received_ms
    if time_ms < EARLIEST_MS:
        reasons.append("time_too_old")
        return arrival.received_ms
    return time_ms


def _properties(message: Message | PlainMessage, kind: str) -> dict[str, Any]:
    properties = message.properties or {}
    if not _RESERVED.isdisjoint(properties):
        for key in _RESERVED & properties.keys():
            del properties[key]
    if kind == "track":
        return properties
    if kind in ("page", "screen"):
        if message.name:
            properties.setdefault("name", message.name)
        if message.category:
            properties.setdefault("category", message.category)
    elif kind == "group":
        properties |= {"group_id": message.group_id, "group_traits": message.traits or {}}
    elif kind == "alias":
        properties["alias_of"] = "anonymous_id"
    return properties


def _judge(context: dict[str, Any], arrival: Arrival, reasons: list[str], plain: bool) -> int:
    """First verdict on the traffic; completes the context of browsers."""
    if arrival.source.from_server:
        if "ip" in context:
            context["ip"] = coarse_ip(str(context["ip"]))
        return _VALID
    address = str(context.get("ip") or arrival.ip)
    context["ip"] = coarse_ip(address)
    agent = context.get("userAgent")
    if agent is None:
        agent = context["userAgent"] = arrival.user_agent
    # A plain message's network was looked at when it came; now only the coarse address is left.
    return judge("" if plain else address, str(agent), context.get("screen"), arrival.purpose, reasons)


def _price(properties: dict[str, Any], reasons: list[str]) -> None:
    """Money comes in major units under Segment's names and stands in `amount` in minor units."""
    if "amount" in properties:
        if type(properties["amount"]) is not int:
            properties["amount_given"] = properties.pop("amount")
            reasons.append("amount_not_minor")
        return
    currency = properties.get("currency")
    if currency is not None and str(currency).upper() != get_config().currency:
        reasons.append("currency_other")
        return
    for name in _MONEY:
        given = properties.get(name)
        if given is not None and (minor := _minor(given)) is not None:
            properties["amount"] = minor
            return


def _minor(value: Any) -> int | None:
    if type(value) is int and -_EXACT < value < _EXACT:
        return value * MINOR_PER_MAJOR
    if type(value) is float and 0 <= value < _EXACT:
        # The nearest decimal of at most 6 digits, so that 1.005 counts as written and not as 1.00499….
        return int(round(value * MINOR_PER_MAJOR, 4) + 0.5)
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        minor = to_minor(Decimal(str(value)))
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return minor if abs(minor) < 1 << 53 else None


def _lines(order: IncomingEvent) -> Iterator[IncomingEvent]:
    """One `product_bought` a product of an order that a server reports."""
    products = order.properties.get("products")
    if not isinstance(products, list) or not order.properties.get("order_id"):
        return
    shared = {
        key: order.properties[key]
        for key in ("order_id", "channel", "store", "region")
        if key in order.properties
    }
    for line, product in enumerate(products, 1):
        if isinstance(product, dict):
            yield msgspec.structs.replace(
                order,
                message_id=f"{order.message_id}:{line}",
                name="product_bought",
                properties=shared | _line(product) | {"line": line},
            )


def _line(product: dict[str, Any]) -> dict[str, Any]:
    line = {key: product[key] for key in ("category", "brand", "name") if product.get(key) is not None}
    if (product_id := product.get("product_id") or product.get("sku")) is not None:
        line["product_id"] = product_id
    quantity = product.get("quantity", 1)
    line["quantity"] = quantity if type(quantity) is int else 1
    with contextlib.suppress(KeyError, InvalidOperation, ValueError, OverflowError):
        line["amount"] = line_total(Decimal(str(product["price"])), line["quantity"])
    return line

"""Inbound webhooks over HTTP: definitions, trying a mapping on a sample, deliveries, replay."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.db.models import Count, Max, Q
from django.http import HttpRequest
from ninja import Query, Status
from pydantic import Field

from marketloop.events import hooks, hooks_services
from marketloop.events.declared import label_of
from marketloop.events.hooks_checking import HookCheck
from marketloop.events.hooks_mapping import HookMapping
from marketloop.events.hooks_models import Hook, HookDelivery
from marketloop.events.hooks_services import HookDraft
from marketloop.platform import ids
from marketloop.platform.config import get_config
from marketloop.platform.errors import DomainError
from marketloop.platform.http import Page, PageQuery, Router, Schema, language_of, page_of, principal, require
from marketloop.platform.i18n import Language, translate

router = Router(tags=["events"])
DeliveryState = Literal["taken", "ignored", "waiting", "refused", "dropped"]


class HookOut(Schema):
    """A webhook in the list; `waiting` payloads could not be mapped yet."""

    id: str
    name: str
    active: bool
    check: str
    waiting: int
    taken: int
    last_at: dt.datetime | None
    created_at: dt.datetime


class HookDetailOut(Schema):
    """A webhook with its secret address; its own secret is never shown again."""

    id: str
    name: str
    active: bool
    url: str
    check: HookCheck
    has_secret: bool
    delivery_header: str
    mapping: HookMapping
    sample: str

    @classmethod
    def of(cls, row: Hook) -> HookDetailOut:
        """From the row."""
        return cls(
            id=ids.encode("hok", row.id),
            name=row.name,
            active=row.active,
            url=f"{get_config().base_url.rstrip('/')}/v1/hooks/{hooks_services.token_of(row)}",
            check=HookCheck.model_validate(row.check_rule),
            has_secret=bool(row.secret_sealed),
            delivery_header=row.delivery_header,
            mapping=HookMapping.model_validate(row.mapping),
            sample=hooks_services.sample_of(row),
        )


class HookTrialIn(Schema):
    """A sample and the mapping to try on it."""

    mapping: HookMapping
    payload: str = Field(max_length=500 * 1024)
    headers: dict[str, str] = {}


class HookTrialEventOut(Schema):
    """An event that the sample would give, before personal values are sealed."""

    kind: str
    name: str
    label: str
    identifiers: dict[str, str]
    timestamp: str | int | float | None
    message_id: str
    properties: dict[str, Any]
    traits: dict[str, Any]


class HookTrialOut(Schema):
    """What a sample would give: events, or what is wrong at which place of the mapping."""

    events: list[HookTrialEventOut]
    error: str
    place: str


class HookDeliveryOut(Schema):
    """A delivery; `error` says why it was refused or waits."""

    id: str
    state: DeliveryState
    error: str
    place: str
    events: int
    size: int
    attempts: int
    received_at: dt.datetime
    last_at: dt.datetime


class HookPayloadOut(Schema):
    """What came in."""

    body: str
    headers: dict[str, str]


class DeliveriesIn(Schema):
    """Deliveries by id; none: all that wait, at most 200 at a time."""

    deliveries: list[str] = Field([], max_length=hooks_services.MAX_BULK)


class ReplayOut(Schema):
    """What became of the replayed deliveries."""

    taken: int
    failed: int
    events: int


class DroppedOut(Schema):
    """How many were given up."""

    dropped: int


class DeliveryQuery(PageQuery):
    """The latest first."""

    state: DeliveryState | None = None


@router.get("/hooks", response=Page[HookOut])
@require("events.keys")
def list_hooks(request: HttpRequest, query: Query[PageQuery]) -> Page[HookOut]:
    """All webhooks; search by name."""
    rows = Hook.objects.annotate(
        waiting=Count("hookdelivery", filter=Q(hookdelivery__state=hooks.WAITING)),
        taken=Count("hookdelivery", filter=Q(hookdelivery__state=hooks.TAKEN)),
        last_at=Max("hookdelivery__last_at"),
    )
    if query.q:
        rows = rows.filter(name__icontains=query.q)
    return page_of(rows, query, _listed, {"name": "name", "created_at": "created_at"}, "name")


@router.post("/hooks", response={201: HookDetailOut})
@require("events.keys")
def create_hook(request: HttpRequest, body: HookDraft) -> Status[HookDetailOut]:
    """Add a webhook; its address is made here."""
    return Status(201, HookDetailOut.of(hooks_services.create_hook(draft=body, actor=principal(request))))


@router.post("/hooks/trial", response=HookTrialOut)
@require("events.keys")
def try_hook_mapping(request: HttpRequest, body: HookTrialIn) -> HookTrialOut:
    """What a sample would give with a mapping; nothing is stored."""
    language = language_of(request)
    headers = {name.lower(): value for name, value in body.headers.items()}
    try:
        tried = hooks.preview(body.mapping, body.payload, headers)
    except DomainError as error:
        return HookTrialOut(
            events=[], error=_words(error.code, error.params, language), place=_place(error.params)
        )
    return HookTrialOut(
        events=[_tried(message, event.name, language) for message, event in tried], error="", place=""
    )


@router.get("/hooks/{hook_id}", response=HookDetailOut)
@require("events.keys")
def get_hook(request: HttpRequest, hook_id: str) -> HookDetailOut:
    """One webhook."""
    return HookDetailOut.of(hooks_services.get_hook(ids.decode("hok", hook_id)))


@router.put("/hooks/{hook_id}", response=HookDetailOut)
@require("events.keys")
def update_hook(request: HttpRequest, hook_id: str, body: HookDraft) -> HookDetailOut:
    """Change a webhook; its address stays."""
    row = hooks_services.update_hook(hook_id=ids.decode("hok", hook_id), draft=body, actor=principal(request))
    return HookDetailOut.of(row)


@router.delete("/hooks/{hook_id}", response={204: None})
@require("events.keys")
def delete_hook(request: HttpRequest, hook_id: str) -> Status[None]:
    """End a webhook; its events stay."""
    hooks_services.delete_hook(hook_id=ids.decode("hok", hook_id), actor=principal(request))
    return Status(204, None)


@router.get("/hooks/{hook_id}/deliveries", response=Page[HookDeliveryOut])
@require("events.keys")
def list_hook_deliveries(
    request: HttpRequest, hook_id: str, query: Query[DeliveryQuery]
) -> Page[HookDeliveryOut]:
    """What came in, the latest first."""
    hook = hooks_services.get_hook(ids.decode("hok", hook_id))
    rows = HookDelivery.objects.filter(hook=hook)
    if query.state:
        rows = rows.filter(state=query.state)
    language = language_of(request)
    return page_of(rows, query, lambda row: _delivery(row, language), {"last_at": "last_at"}, "-last_at")


@router.get("/hooks/{hook_id}/deliveries/{delivery_id}/payload", response=HookPayloadOut)
@require("events.keys")
def get_hook_payload(request: HttpRequest, hook_id: str, delivery_id: str) -> HookPayloadOut:
    """The payload of a delivery that waits; reading it is noted in the audit."""
    body, headers = hooks_services.read_payload(
        hook_id=ids.decode("hok", hook_id),
        delivery_id=ids.decode("hkd", delivery_id),
        actor=principal(request),
    )
    return HookPayloadOut(body=body, headers=headers)


@router.post("/hooks/{hook_id}/replay", response=ReplayOut)
@require("events.keys")
def replay_hook_deliveries(request: HttpRequest, hook_id: str, body: DeliveriesIn) -> ReplayOut:
    """Map waiting deliveries again with the present mapping."""
    counts = hooks_services.replay_deliveries(
        hook_id=ids.decode("hok", hook_id), delivery_ids=_ids(body), actor=principal(request)
    )
    return ReplayOut(**counts)


@router.post("/hooks/{hook_id}/drop", response=DroppedOut)
@require("events.keys")
def drop_hook_deliveries(request: HttpRequest, hook_id: str, body: DeliveriesIn) -> DroppedOut:
    """Give waiting deliveries up; their payloads are erased."""
    dropped = hooks_services.drop_deliveries(
        hook_id=ids.decode("hok", hook_id), delivery_ids=_ids(body), actor=principal(request)
    )
    return DroppedOut(dropped=dropped)


def _ids(body: DeliveriesIn) -> list[int]:
    return [ids.decode("hkd", one) for one in body.deliveries]


def _listed(row: Any) -> HookOut:
    return HookOut(
        id=ids.encode("hok", row.id),
        name=row.name,
        active=row.active,
        check=row.check_rule.get("kind", "none"),
        waiting=row.waiting,
        taken=row.taken,
        last_at=row.last_at,
        created_at=row.created_at,
    )


def _delivery(row: HookDelivery, language: Language) -> HookDeliveryOut:
    state: Any = row.state
    return HookDeliveryOut(
        id=ids.encode("hkd", row.id),
        state=state,
        error=_words(row.code, row.params, language) if row.code else "",
        place=_place(row.params),
        events=row.events,
        size=row.size,
        attempts=row.attempts,
        received_at=row.received_at,
        last_at=row.last_at,
    )


def _tried(message: dict[str, Any], name: str, language: Language) -> HookTrialEventOut:
    identifiers = {one["type"]: one["id"] for one in message.get("context", {}).get("externalIds", [])}
    for kind, key in (("user_id", "userId"), ("anonymous_id", "anonymousId")):
        if key in message:
            identifiers[kind] = message[key]
    return HookTrialEventOut(
        kind=message["type"],
        name=name,
        label=label_of(name, language),
        identifiers=identifiers,
        timestamp=message.get("timestamp"),
        message_id=message["messageId"],
        properties=message.get("properties", {}),
        traits=message.get("traits", {}),
    )


def _words(code: str, params: dict[str, Any], language: Language) -> str:
    """The error's text; a place of the mapping is named as the console's form names it."""
    if _place(params):
        params = params | {"place": _named(_place(params), language)}
    return translate(f"errors.{code}", language, **params)


def _named(place: str, language: Language) -> str:
    """`events.0.properties.1` in words."""
    _, event, part, *row = place.split(".")
    words = translate(f"events.hooks.part.{part}", language)
    number = f" {int(row[0]) + 1}" if row else ""
    return translate("events.hooks.place", language, event=int(event) + 1, part=f"{words}{number}")


def _place(params: dict[str, Any]) -> str:
    return str(params.get("place", ""))

"""The event debugger, the catalogue in use, the state of the spine, and sources with their write keys, over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Status
from pydantic import Field

from marketloop.events import debugger, keys
from marketloop.events.catalogue import STANDARD
from marketloop.events.consumers import consumer_status
from marketloop.events.contracts import Quality
from marketloop.events.declared import label_of
from marketloop.events.models import WriteKey
from marketloop.events.rest_events import RecentEventOut
from marketloop.events.rest_hooks import router as hooks_router
from marketloop.events.rest_operations import router as operations_router
from marketloop.events.rest_plan import router as plan_router
from marketloop.events.rest_quality import router as quality_router
from marketloop.events.spine import get_spine
from marketloop.platform import clock, ids
from marketloop.platform.http import Page, PageQuery, Router, Schema, language_of, page_of, principal, require

router = Router(tags=["events"])
router.add_router("", plan_router)
router.add_router("", hooks_router)
router.add_router("", quality_router)
router.add_router("", operations_router)
QualityWord = Literal["valid", "suspect", "invalid"]


class RecentQuery(Schema):
    """Filters of the debugger. With `after_seq` the answer waits up to `wait` seconds for a newer event."""

    name: str = ""
    kind: str = ""
    source: str = ""
    profile: str = ""
    quality: QualityWord | None = None
    q: str = ""
    after_seq: int | None = None
    wait: float = Field(20, ge=0, le=debugger.MAX_WAIT_S)
    limit: int = Field(50, ge=1, le=200)


class RecentEventsOut(Schema):
    """Newest first; ask again with `after_seq = last_seq`."""

    items: list[RecentEventOut]
    last_seq: int


class EventNameOut(Schema):
    """An event name: in use, or standard and not yet seen (count 0)."""

    name: str
    label: str
    segment_name: str
    standard: bool
    count: int
    last_seen: dt.datetime | None


class EventPropertyOut(Schema):
    """A property among the latest events of a name."""

    key: str
    share: float
    types: list[str]
    examples: list[str]


class ConsumerOut(Schema):
    """How far a consumer is."""

    name: str
    seq: int
    lag: int
    failures: int
    error: str


class EventStatusOut(Schema):
    """The spine: `lag` events stand in the log and not yet in the store."""

    events: int
    log_seq: int
    store_seq: int
    lag: int
    consumers: list[ConsumerOut]


class WriteKeyOut(Schema):
    """A source; `key` is shown for browsers always, for servers once, when it is made."""

    id: str
    name: str
    kind: str
    prefix: str
    key: str | None
    created_at: dt.datetime
    revoked_at: dt.datetime | None
    last_used_at: dt.datetime | None

    @classmethod
    def of(cls, row: WriteKey, key: str | None = None) -> WriteKeyOut:
        """From the row."""
        return cls(
            id=ids.encode("wky", row.id),
            name=row.name,
            kind=row.kind,
            prefix=row.prefix,
            key=key or row.shown_key or None,
            created_at=row.created_at,
            revoked_at=row.revoked_at,
            last_used_at=row.last_used_at,
        )


class WriteKeyIn(Schema):
    """A new source."""

    name: str
    kind: Literal["browser", "server"]


@router.get("/events/recent", response=RecentEventsOut)
@require("events.read")
def list_recent_events(request: HttpRequest, query: Query[RecentQuery]) -> RecentEventsOut:
    """The latest events, live."""
    language = language_of(request)
    wanted = debugger.Filter(
        name=query.name,
        kind=query.kind,
        source=query.source,
        profile_id=ids.decode("pro", query.profile) if query.profile else None,
        quality=Quality[query.quality.upper()].value if query.quality else None,
        text=query.q,
        after_seq=query.after_seq,
    )
    wait_s = query.wait if query.after_seq is not None else 0
    found, position = debugger.recent(wanted, limit=query.limit, wait_s=wait_s)
    return RecentEventsOut(items=[RecentEventOut.of(event, language) for event in found], last_seq=position)


@router.get("/events/names", response=list[EventNameOut])
@require("events.read")
def list_event_names(request: HttpRequest) -> list[EventNameOut]:
    """All names in use with labels, then standard ones that were never seen."""
    language = language_of(request)
    standard = {one.name: one for one in STANDARD}
    used = {one.name: one for one in debugger.names_in_use()}
    return [
        EventNameOut(
            name=name,
            label=label_of(name, language),
            segment_name=standard[name].segment if name in standard else "",
            standard=name in standard,
            count=used[name].count if name in used else 0,
            last_seen=clock.from_ms(used[name].latest) if name in used else None,
        )
        for name in dict.fromkeys([*used, *standard])
    ]


@router.get("/events/properties", response=list[EventPropertyOut])
@require("events.read")
def list_event_properties(request: HttpRequest, name: str) -> list[EventPropertyOut]:
    """Properties of the latest events of a name, with types and examples."""
    return [EventPropertyOut(**vars(one)) for one in debugger.properties_in_use(name)]


@router.get("/events/status", response=EventStatusOut)
@require("events.read")
def get_event_status(request: HttpRequest) -> EventStatusOut:
    """How much the spine holds, and who is behind."""
    spine = get_spine()
    [total] = spine.store.read("SELECT count(*) AS n FROM events")["n"].to_pylist()
    log_seq, store_seq = spine.log.last_seq, spine.store.position
    return EventStatusOut(
        events=total,
        log_seq=log_seq,
        store_seq=store_seq,
        lag=max(log_seq - store_seq, 0),
        consumers=[ConsumerOut(**vars(one)) for one in consumer_status()],
    )


@router.get("/write-keys", response=Page[WriteKeyOut])
@require("events.keys")
def list_write_keys(
    request: HttpRequest, query: Query[PageQuery], revoked: bool = False
) -> Page[WriteKeyOut]:
    """Sources with live keys (`revoked`: all); search by name."""
    rows = WriteKey.objects.all() if revoked else WriteKey.objects.filter(revoked_at=None)
    if query.q:
        rows = rows.filter(name__icontains=query.q)
    return page_of(rows, query, WriteKeyOut.of, {"name": "name", "created_at": "created_at"}, "name")


@router.post("/write-keys", response={201: WriteKeyOut})
@require("events.keys")
def create_write_key(request: HttpRequest, body: WriteKeyIn) -> Status[WriteKeyOut]:
    """Add a source; a server's key is in this answer only."""
    row, clear = keys.create_write_key(name=body.name, kind=body.kind, actor=principal(request))
    return Status(201, WriteKeyOut.of(row, clear))


@router.delete("/write-keys/{key_id}", response={204: None})
@require("events.keys")
def revoke_write_key(request: HttpRequest, key_id: str) -> Status[None]:
    """End a source's key at once; its events stay."""
    keys.revoke_write_key(key_id=ids.decode("wky", key_id), actor=principal(request))
    return Status(204, None)

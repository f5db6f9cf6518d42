"""Traffic quality over HTTP: figures, events behind them, thresholds, the operator's lists of networks."""

from __future__ import annotations

import datetime as dt
from typing import Literal, cast

from django.http import HttpRequest
from ninja import Query, Status
from pydantic import Field

from marketloop.events import networks, quality_marking, quality_reading, quality_services
from marketloop.events.contracts import Quality
from marketloop.events.declared import label_of
from marketloop.events.models import IpRange, TrafficState
from marketloop.events.networks import ListKind
from marketloop.events.quality_reading import Dimension, Slice, Traffic
from marketloop.events.quality_rules import Thresholds
from marketloop.events.rest_events import RecentEventOut
from marketloop.events.spine import get_spine
from marketloop.platform import ids
from marketloop.platform.errors import BadRequest, Invalid
from marketloop.platform.http import (
    Page,
    PageQuery,
    Router,
    Schema,
    decode_cursor,
    encode_cursor,
    language_of,
    page_of,
    principal,
    require,
)

router = Router(tags=["events"])


class TrafficOut(Schema):
    """Numbers of events: net + invalid = raw; suspect ones are part of net."""

    raw: int
    invalid: int
    suspect: int
    net: int
    rate: float | None

    @classmethod
    def of(cls, traffic: Traffic) -> TrafficOut:
        """From the figures."""
        return cls(
            raw=traffic.raw,
            invalid=traffic.invalid,
            suspect=traffic.suspect,
            net=traffic.net,
            rate=traffic.rate,
        )


class TrafficPartOut(TrafficOut):
    """One value of the dimension with its label."""

    value: str
    label: str


class TrafficReasonOut(Schema):
    """How many events have a reason."""

    reason: str
    invalid: int
    suspect: int


class TrafficReportOut(Schema):
    """The whole, its parts and the reasons; `behind` events are not judged by the window rules yet."""

    total: TrafficOut
    parts: list[TrafficPartOut]
    reasons: list[TrafficReasonOut]
    behind: int


class TrafficQuery(Schema):
    """[start, end) in UTC ms, by a dimension."""

    start: int
    end: int
    by: Dimension = "source"


class TrafficEventsQuery(Schema):
    """Which events: a part of the report, a verdict, a reason."""

    start: int
    end: int
    by: Dimension | None = None
    value: str = ""
    quality: Literal["valid", "suspect", "invalid"] | None = None
    reason: str = ""
    cursor: str | None = None
    limit: int = Field(default=50, ge=1, le=200)


class CloudListOut(Schema):
    """The built-in list of public clouds: how many ranges, whose, and when they were read."""

    ranges: int
    read: str
    sources: list[str]


class TrafficSettingsOut(Schema):
    """Thresholds in force and as delivered, and the built-in list."""

    thresholds: Thresholds
    defaults: Thresholds
    cloud: CloudListOut


class IpRangeOut(Schema):
    """A network of the operator's lists."""

    id: str
    cidr: str
    kind: ListKind
    note: str
    created_at: dt.datetime

    @classmethod
    def of(cls, row: IpRange) -> IpRangeOut:
        """From the row."""
        return cls(
            id=ids.encode("ipr", row.id),
            cidr=row.cidr,
            kind=cast(ListKind, row.kind),
            note=row.note,
            created_at=row.created_at,
        )


class IpRangeIn(Schema):
    """A network, or one address, to put on a list."""

    cidr: str = Field(max_length=60)
    kind: ListKind
    note: str = Field(default="", max_length=120)


@router.get("/events/traffic", response=TrafficReportOut)
@require("events.read")
def get_traffic(request: HttpRequest, query: Query[TrafficQuery]) -> TrafficReportOut:
    """Raw, invalid, suspect and net traffic of a span."""
    _check(query.start, query.end)
    found = quality_reading.report(query.start, query.end, query.by)
    language = language_of(request)
    judged = TrafficState.objects.filter(id=1).values_list("seq", flat=True).first() or 0
    return TrafficReportOut(
        total=TrafficOut.of(found.total),
        parts=[
            TrafficPartOut(
                **TrafficOut.of(one.traffic).model_dump(),
                value=one.value,
                label=label_of(one.value, language) if query.by == "name" else one.value,
            )
            for one in found.parts
        ],
        reasons=[TrafficReasonOut(**vars(one)) for one in found.reasons],
        behind=max(get_spine().store.position - judged, 0),
    )


@router.get("/events/traffic/events", response=Page[RecentEventOut])
@require("events.read")
def list_traffic_events(request: HttpRequest, query: Query[TrafficEventsQuery]) -> Page[RecentEventOut]:
    """The events behind a figure, newest first; `count` is how many this page holds at least."""
    _check(query.start, query.end)
    quality = Quality[query.quality.upper()].value if query.quality else None
    wanted = Slice(query.start, query.end, query.by, query.value, quality, query.reason)
    found = quality_reading.behind(wanted, _place(query.cursor), query.limit + 1)
    shown = found[: query.limit]
    more = len(found) > query.limit
    language = language_of(request)
    return Page(
        items=[RecentEventOut.of(event, language) for event in shown],
        next_cursor=encode_cursor([shown[-1].time, shown[-1].event_id]) if more else None,
        count=len(shown),
        count_exact=not more and query.cursor is None,
    )


@router.get("/events/traffic/settings", response=TrafficSettingsOut)
@require("events.read")
def get_traffic_settings(request: HttpRequest) -> TrafficSettingsOut:
    """Thresholds of the window rules."""
    return TrafficSettingsOut(
        thresholds=quality_marking.thresholds(),
        defaults=Thresholds(),
        cloud=CloudListOut(
            ranges=len(networks.CLOUD),
            read=networks.CLOUD_READ,
            sources=[f"{name} · {address}" for name, address in networks.CLOUD_SOURCES],
        ),
    )


@router.put("/events/traffic/settings", response=TrafficSettingsOut)
@require("events.write")
def put_traffic_settings(request: HttpRequest, body: Thresholds) -> TrafficSettingsOut:
    """Set the thresholds; the last 92 days are judged anew."""
    quality_services.set_thresholds(thresholds=body, actor=principal(request))
    return get_traffic_settings(request)


@router.get("/events/traffic/ranges", response=Page[IpRangeOut])
@require("events.read")
def list_ip_ranges(request: HttpRequest, query: Query[PageQuery]) -> Page[IpRangeOut]:
    """The operator's lists of networks; search in network and note."""
    rows = IpRange.objects.all()
    if query.q:
        rows = rows.filter(cidr__icontains=query.q) | rows.filter(note__icontains=query.q)
    sorts = {"cidr": "cidr", "created_at": "created_at"}
    return page_of(rows, query, IpRangeOut.of, sorts, "-created_at")


@router.post("/events/traffic/ranges", response={201: IpRangeOut})
@require("events.write")
def add_ip_range(request: HttpRequest, body: IpRangeIn) -> Status[IpRangeOut]:
    """Put a network on a list; it holds for events from now on."""
    row = quality_services.add_range(cidr=body.cidr, kind=body.kind, note=body.note, actor=principal(request))
    return Status(201, IpRangeOut.of(row))


@router.delete("/events/traffic/ranges/{range_id}", response={204: None})
@require("events.write")
def remove_ip_range(request: HttpRequest, range_id: str) -> Status[None]:
    """Take a network off its list."""
    quality_services.remove_range(range_id=ids.decode("ipr", range_id), actor=principal(request))
    return Status(204, None)


def _check(start: int, end: int) -> None:
    if end <= start:
        raise Invalid("traffic_range_empty", fields={"end": "traffic_range_empty"})


def _place(cursor: str | None) -> tuple[int, int] | None:
    if cursor is None:
        return None
    values = decode_cursor(cursor)
    if len(values) != 2 or not all(isinstance(one, int) for one in values):
        raise BadRequest("cursor_malformed")
    return values[0], values[1]

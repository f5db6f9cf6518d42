"""Orders over HTTP."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Status
from ninja.params.functions import Header

from marketloop.orders import queries, services
from marketloop.orders.contracts import NewLine, NewOrder, OrderKind, OrderStatus, OrderView, order_key
from marketloop.orders.models import Order
from marketloop.organisation.facade import scope
from marketloop.platform import clock, ids
from marketloop.platform.http import Page, PageQuery, Router, Schema, page_of, principal, require

router = Router(tags=["orders"])
Key = Annotated[str, Header(alias="Idempotency-Key")]


class LineOut(Schema):
    """A line; `unit_price` a decimal in major units, `amount` minor units."""

    line: int
    product: str
    name: str
    category: str
    brand: str
    unit_price: str
    quantity: int
    amount: int


class OrderOut(Schema):
    """An order in a list; money in minor units. `order_id` is its name on events."""

    id: str
    order_id: str
    order_no: str
    source: str
    kind: OrderKind
    status: OrderStatus
    profile: str | None
    amount: int
    refunded: int
    quantity: int
    line_count: int
    currency: str
    time: dt.datetime
    channel: str
    store: str
    region: str

    @classmethod
    def of(cls, row: Order) -> OrderOut:
        """From the row."""
        same = ("order_no", "source", "kind", "status", "amount", "refunded", "quantity", "line_count")
        place = ("currency", "channel", "store", "region")
        return cls(
            id=ids.encode("ord", row.id),
            order_id=order_key(row.source, row.order_no),
            profile=None if row.profile_id is None else ids.encode("pro", row.profile_id),
            time=row.ordered_at,
            **{name: getattr(row, name) for name in (*same, *place)},
        )


class RefundOut(Schema):
    """Money given back."""

    id: str
    amount: int
    reason: str
    time: dt.datetime


class OrderDetail(OrderOut):
    """An order with its lines and refunds."""

    lines: list[LineOut]
    refunds: list[RefundOut]


class OrderFilter(PageQuery):
    """Which orders; `until` is exclusive."""

    profile: str | None = None
    status: OrderStatus | None = None
    kind: OrderKind | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


class IdentifierIn(Schema):
    """One way to know the customer: `user_id`, `phone`, `email` … and its value."""

    kind: str
    value: str


class LineIn(Schema):
    """A line of a new order; `unit_price` in major units, at most 6 decimals."""

    product: str
    unit_price: Decimal
    quantity: int
    name: str = ""
    category: str = ""
    brand: str = ""


class OrderIn(Schema):
    """A paid order from another system; the customer by `profile` or by `identifiers`."""

    order_no: str = ""
    source: str = ""
    time: dt.datetime | None = None
    profile: str | None = None
    identifiers: list[IdentifierIn] = []
    channel: str = ""
    store: str = ""
    region: str = ""
    lines: list[LineIn]

    def order(self) -> NewOrder:
        """As the services take it."""
        lines = [
            NewLine(x.product, x.unit_price, x.quantity, x.name, x.category, x.brand) for x in self.lines
        ]
        return NewOrder(
            order_no=self.order_no.strip(),
            source=self.source.strip(),
            time_ms=clock.to_ms(_aware(self.time)) if self.time else clock.now_ms(),
            profile_id=ids.decode("pro", self.profile) if self.profile else None,
            identifiers=tuple((one.kind, one.value) for one in self.identifiers),
            channel=self.channel,
            store=self.store,
            region=self.region,
            lines=tuple(lines),
        )


class RefundIn(Schema):
    """Money to give back, in minor units."""

    amount: int
    reason: str = ""


def _aware(moment: dt.datetime) -> dt.datetime:
    """A time without zone is company time."""
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.company_zone())


_SORTS = {"time": "ordered_at", "amount": "amount", "order_no": "order_no"}


@router.get("/orders", response=Page[OrderOut])
@require("orders.read")
def list_orders(request: HttpRequest, query: Query[OrderFilter]) -> Page[OrderOut]:
    """Orders, newest first; filter by person, status, kind, time; search by number or region."""
    rows = queries.filter_orders(
        within=scope(request),
        profile_id=ids.decode("pro", query.profile) if query.profile else None,
        status=query.status or "",
        kind=query.kind or "",
        since=_aware(query.since) if query.since else None,
        until=_aware(query.until) if query.until else None,
        text=query.q,
    )
    return page_of(rows, query, OrderOut.of, _SORTS, "-time")


@router.get("/profiles/{profile_id}/orders", response=Page[OrderOut])
@require("orders.read")
def list_profile_orders(request: HttpRequest, profile_id: str, query: Query[PageQuery]) -> Page[OrderOut]:
    """A person's orders, newest first, with those of profiles merged into it."""
    rows = queries.filter_orders(
        within=scope(request), profile_id=ids.decode("pro", profile_id), text=query.q
    )
    return page_of(rows, query, OrderOut.of, _SORTS, "-time")


@router.get("/orders/{order_id}", response=OrderDetail)
@require("orders.read")
def get_order(request: HttpRequest, order_id: str) -> OrderDetail:
    """One order with lines and refunds."""
    return _detail(queries.get_order(ids.decode("ord", order_id), scope(request)))


@router.post("/orders", response={201: OrderDetail})
@require("orders.write")
def create_order(request: HttpRequest, body: OrderIn, idempotency_key: Key = "") -> Status[OrderDetail]:
    """Take in a paid order; a repeat under the same `Idempotency-Key` returns the first order."""
    view: OrderView = services.place_paid_order(
        body.order(), idempotency_key=idempotency_key, actor=principal(request)
    )
    return Status(201, _detail(queries.get_order(view.id)))


@router.post("/orders/{order_id}/refund", response=OrderDetail)
@require("orders.write")
def refund_order(
    request: HttpRequest,
    order_id: str,
    body: RefundIn,
    idempotency_key: Key = "",
) -> OrderDetail:
    """Give back a part or all of a paid order."""
    services.refund(
        ids.decode("ord", order_id),
        body.amount,
        reason=body.reason,
        idempotency_key=idempotency_key,
        actor=principal(request),
        within=scope(request),
    )
    return _detail(queries.get_order(ids.decode("ord", order_id)))


def _detail(row: Order) -> OrderDetail:
    lines = [
        LineOut(
            line=line.line,
            product=line.code,
            name=line.name,
            category=line.category,
            brand=line.brand,
            unit_price=f"{line.unit_price.normalize():f}",
            quantity=line.quantity,
            amount=line.amount,
        )
        for line in row.lines.order_by("line")
    ]
    refunds = [
        RefundOut(id=ids.encode("rfd", one.id), amount=one.amount, reason=one.reason, time=one.refunded_at)
        for one in row.refunds.order_by("id")
    ]
    return OrderDetail(**OrderOut.of(row).dict(), lines=lines, refunds=refunds)

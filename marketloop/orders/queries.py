"""Reads of orders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet, Sum

from marketloop.identity import facade as identity
from marketloop.orders.contracts import LineView, OrderKind, OrderStatus, OrderTotals, OrderView, order_key
from marketloop.orders.models import Order, OrderLine
from marketloop.organisation.facade import ScopeFilter, scope_q
from marketloop.platform import clock
from marketloop.platform.errors import NotFound


def view_of(order: Order, lines: Iterable[OrderLine]) -> OrderView:
    """The row as other modules see it."""
    return OrderView(
        id=order.id,
        key=order_key(order.source, order.order_no),
        order_no=order.order_no,
        source=order.source,
        kind=OrderKind(order.kind),
        status=OrderStatus(order.status),
        profile_id=order.profile_id,
        amount=order.amount,
        refunded=order.refunded,
        quantity=order.quantity,
        currency=order.currency,
        time_ms=clock.to_ms(order.ordered_at),
        channel=order.channel,
        store=order.store,
        region=order.region,
        lines=tuple(
            LineView(
                line.line,
                line.code,
                line.name,
                line.category,
                line.brand,
                line.unit_price,
                line.quantity,
                line.amount,
            )
            for line in lines
        ),
    )


def get_order(order_id: int, within: ScopeFilter | None = None) -> Order:
    """One order; raises NotFound when there is none or it lies outside the data scope."""
    rows = Order.objects.filter(id=order_id)
    order = (rows if within is None else rows.filter(scope_q(within))).first()
    if order is None:
        raise NotFound("order_not_found")
    return order


def get_order_view(order_id: int) -> OrderView:
    """One order with its lines; raises NotFound."""
    order = get_order(order_id)
    return view_of(order, order.lines.order_by("line"))


def find_order(key: str) -> OrderView | None:
    """The order of a key on the spine (`order_id` of its events), or None."""
    source, _, number = key.rpartition(":")
    order = Order.objects.filter(Q(source=source, order_no=number) | Q(source="", order_no=key)).first()
    return None if order is None else view_of(order, order.lines.order_by("line"))


def filter_orders(
    *,
    within: ScopeFilter | None = None,
    profile_id: int | None = None,
    status: str = "",
    kind: str = "",
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    text: str = "",
) -> QuerySet[Order]:
    """Orders of a person (with all profiles merged into it), by status, kind, time (until is exclusive) and number."""
    rows = Order.objects.all() if within is None else Order.objects.filter(scope_q(within))
    if profile_id is not None:
        rows = rows.filter(profile_id__in=identity.members(profile_id))
    exact = {"status": status, "kind": kind, "ordered_at__gte": since, "ordered_at__lt": until}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    return rows.filter(Q(order_no__icontains=text) | Q(region__icontains=text)) if text else rows


def list_orders(profile_id: int, *, limit: int = 50) -> Sequence[OrderView]:
    """A person's orders, newest first, without lines."""
    rows = filter_orders(profile_id=profile_id).order_by("-ordered_at", "-id")[:limit]
    return [view_of(row, ()) for row in rows]


def order_totals(*, kind: str = "") -> OrderTotals:
    """Sums over the whole order book, or over one kind of document."""
    rows = Order.objects.filter(kind=kind) if kind else Order.objects.all()
    sums = rows.aggregate(
        orders=Count("id"),
        lines=Sum("line_count", default=0),
        quantity=Sum("quantity", default=0),
        amount=Sum("amount", default=0),
        customers=Count("profile_id", distinct=True),
    )
    return OrderTotals(**sums)

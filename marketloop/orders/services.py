"""Writes of orders one by one: place a paid order, give money back."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import F

from marketloop.catalog import facade as catalog
from marketloop.catalog.facade import ProductView
from marketloop.facts.orders import OrderRefunded
from marketloop.identity import facade as identity
from marketloop.orders import spine
from marketloop.orders.bulk import build_lines, build_order, insert_lines
from marketloop.orders.contracts import NewOrder, OrderKind, OrderStatus, OrderView, order_key
from marketloop.orders.idempotency import once
from marketloop.orders.models import Order, Refund
from marketloop.orders.queries import get_order, get_order_view
from marketloop.organisation.facade import ScopeFilter, record_audit
from marketloop.platform import clock, ids, outbox
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.platform.http import Principal

MAX_LINES = 1000
MAX_AMOUNT = 10**13
_FUTURE_MS = 5 * 60_000


def place_paid_order(
    order: NewOrder, *, idempotency_key: str = "", actor: Principal | None = None
) -> OrderView:
    """Take in a paid order in one transaction: row, lines, facts `order_paid` and one `product_bought` a line.

    A repeat under the same key returns the first order. Raises Invalid for a wrong order or a key used with another body,
    Conflict when the order number is taken. An order without a number gets one.
    """
    return get_order_view(_place_once(order, idempotency_key, actor, None))


def place_paid_orders(orders: Sequence[tuple[NewOrder, str]], *, actor: Principal | None = None) -> list[int]:
    """`place_paid_order` of many (order, idempotency key) in one transaction, all or none; returns their ids."""
    views = catalog.get_products(line.code for order, _ in orders for line in order.lines)
    with transaction.atomic():
        return [_place_once(order, key, actor, views) for order, key in orders]


def _place_once(
    order: NewOrder, key: str, actor: Principal | None, views: dict[str, ProductView] | None
) -> int:
    _check(order)
    return once(
        principal=actor.user_id if actor else 0,
        operation="orders.place",
        key=key,
        body=msgspec.json.encode(order),
        run=lambda order_id: _place(order_id, order, actor, views),
    )


def _place(
    order_id: int, new: NewOrder, actor: Principal | None, views: dict[str, ProductView] | None
) -> None:
    """`views`: the products of the order as far as they are known, None to look them up."""
    profile_id = new.profile_id
    if profile_id is None and new.identifiers:
        profile_id = identity.resolve(list(new.identifiers))
    if not new.order_no:
        new = msgspec.structs.replace(new, order_no=ids.encode("ord", order_id))
    row = build_order(new, profile_id)
    row.id = order_id
    if views is None:
        views = catalog.get_products(line.code for line in new.lines)
    new = _named(new, views)
    lines = build_lines(row, new, _places(new, views))
    if abs(row.amount) > MAX_AMOUNT:
        raise Invalid("order_amount_too_large")
    row.spine_pending = False  # its facts travel by the outbox
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        key = order_key(new.source, new.order_no)
        raise Conflict("order_number_taken", fields={"order_no": "order_number_taken"}, got=key) from None
    insert_lines(lines)
    outbox.record_many(spine.facts_of(row, lines))
    record_audit(actor=actor, action="orders.order_placed", subject=ids.encode("ord", row.id))


def _places(new: NewOrder, views: dict[str, ProductView]) -> dict[str, tuple[str, str]]:
    """Category and brand by product code."""
    known = {line.code: views[line.code] for line in new.lines if line.code in views}
    return {code: (view.category, view.brand) for code, view in known.items()}


def _named(new: NewOrder, views: dict[str, ProductView]) -> NewOrder:
    """Lines without a name take the product's."""
    lines = (
        msgspec.structs.replace(line, name=line.name or views[line.code].name) if line.code in views else line
        for line in new.lines
    )
    return msgspec.structs.replace(new, lines=tuple(lines))


def _check(order: NewOrder) -> None:
    problems: dict[str, str] = {}
    if not 1 <= len(order.lines) <= MAX_LINES:
        problems["lines"] = "order_lines_count"
    for number, line in enumerate(order.lines):
        if line.quantity < 1 or line.quantity > 10**9:
            problems[f"lines.{number}.quantity"] = "order_quantity_wrong"
        if not line.unit_price.is_finite() or line.unit_price < 0 or line.unit_price > 10**9:
            problems[f"lines.{number}.unit_price"] = "order_price_wrong"
        if not line.code.strip() or len(line.code) > 80:
            problems[f"lines.{number}.product"] = "order_product_wrong"
    if len(order.order_no) > 80 or len(order.source) > 40 or ":" in order.source:
        problems["order_no"] = "order_number_wrong"
    if order.time_ms > clock.now_ms() + _FUTURE_MS:
        problems["time"] = "order_time_in_future"
    if problems:
        raise Invalid(next(iter(problems.values())), fields=problems, max_lines=MAX_LINES)


def refund(
    order_id: int,
    amount: int,
    *,
    reason: str = "",
    idempotency_key: str = "",
    actor: Principal | None = None,
    within: ScopeFilter | None = None,
) -> OrderView:
    """Give back `amount` minor units of a paid sale; the fact is `order_refunded`.

    Raises Invalid when more than is left would be given back, Conflict when the order is no paid sale, NotFound.
    """
    get_order(order_id, within)
    once(
        principal=actor.user_id if actor else 0,
        operation=f"orders.refund.{ids.encode('ord', order_id)}",
        key=idempotency_key,
        body=msgspec.json.encode([amount, reason]),
        run=lambda refund_id: _refund(refund_id, order_id, amount, reason, actor),
    )
    return get_order_view(order_id)


def _refund(refund_id: int, order_id: int, amount: int, reason: str, actor: Principal | None) -> None:
    order = Order.objects.select_for_update().filter(id=order_id).first()
    if order is None:
        raise NotFound("order_not_found")
    if order.kind != OrderKind.SALE or order.status in (OrderStatus.CANCELLED, OrderStatus.REFUNDED):
        raise Conflict("order_not_refundable", status=order.status)
    left = order.amount - order.refunded
    if not 0 < amount <= left:
        raise Invalid("refund_amount_wrong", fields={"amount": "refund_amount_wrong"}, left=left)
    status = OrderStatus.REFUNDED if amount == left else OrderStatus.PARTLY_REFUNDED
    Order.objects.filter(id=order_id).update(refunded=F("refunded") + amount, status=status)
    now = clock.now()
    Refund.objects.create(
        id=refund_id,
        order_id=order_id,
        amount=amount,
        reason=reason[:200],
        refunded_at=now,
        refunded_by=actor.user_id if actor else None,
    )
    if order.profile_id is not None:
        key = order_key(order.source, order.order_no)
        outbox.record(
            OrderRefunded(profile_id=order.profile_id, order_id=key, amount=amount, time_ms=clock.to_ms(now))
        )
    record_audit(
        actor=actor,
        action="orders.order_refunded",
        subject=ids.encode("ord", order_id),
        detail={"amount": amount},
    )

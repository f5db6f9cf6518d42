"""What an order says on the event spine, by one rule for every door.

- A sale of a known customer with an amount above 0 and not cancelled is `order_paid`; each of its lines with quantity and
  price above 0 is `product_bought` (gifts at price 0 and deductions are not purchases). Time = time of the order.
- Money given back is `order_refunded`, on the order it belongs to. A credit note (kind return) is `order_refunded` under its own
  number: it is linked to the customer, since files do not say which order it corrects.
- Guest orders and adjustments say nothing: they are on nobody's timeline. Their figures stand in the order book.

Events of bulk imports have ids that depend on the order alone, so sending them again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from marketloop.events import facade as events
from marketloop.events.contracts import IncomingEvent, Kind
from marketloop.facts.base import Fact
from marketloop.facts.orders import OrderPaid, ProductBought
from marketloop.orders.contracts import LineRow, OrderKind, OrderStatus, order_key
from marketloop.orders.models import Order, OrderLine
from marketloop.platform import clock

SOURCE = "orders"
BATCH = 200


def speaks(order: Order) -> bool:
    """Whether the order has anything to say on the spine."""
    return is_sale(order) or is_credit(order)


def is_sale(order: Order) -> bool:
    """Whether it counts as a paid order of a customer."""
    return (
        order.profile_id is not None
        and order.kind == OrderKind.SALE
        and order.status != OrderStatus.CANCELLED
        and order.amount > 0
    )


def is_credit(order: Order) -> bool:
    """Whether it is a customer's credit note."""
    return order.profile_id is not None and order.kind == OrderKind.RETURN and order.amount < 0


def is_purchase(quantity: int, unit_price: Decimal) -> bool:
    """Whether a line is something bought."""
    return quantity > 0 and unit_price > 0


def facts_of(order: Order, lines: Sequence[LineRow]) -> list[Fact]:
    """The facts of one order placed now, for the outbox."""
    if not is_sale(order) or order.profile_id is None:
        return []
    head: dict[str, Any] = {
        "profile_id": order.profile_id,
        "order_id": order_key(order.source, order.order_no),
        "time_ms": clock.to_ms(order.ordered_at),
        "channel": order.channel,
        "store": order.store,
        "region": order.region,
    }
    facts: list[Fact] = [OrderPaid(**head, amount=order.amount, quantity=order.quantity)]
    facts.extend(
        ProductBought(
            **head,
            line=line.line,
            product_id=line.code,
            category=line.category,
            brand=line.brand,
            quantity=line.quantity,
            amount=line.amount,
        )
        for line in lines
        if is_purchase(line.quantity, line.unit_price)
    )
    return facts


def events_of(order: Order, lines: Iterable[LineRow], received_ms: int) -> Iterator[IncomingEvent]:
    """The events of one imported order, always the same for the same order."""
    key, time_ms = order_key(order.source, order.order_no), clock.to_ms(order.ordered_at)

    def event(name: str, message_id: str, properties: dict[str, object]) -> IncomingEvent:
        return IncomingEvent(
            message_id,
            Kind.FACT,
            name,
            time_ms,
            received_ms,
            SOURCE,
            (),
            {},
            properties,
            {},
            order.profile_id,
        )

    place = {"channel": order.channel, "store": order.store, "region": order.region}
    place = {name: value for name, value in place.items() if value}
    if is_credit(order):
        yield event(
            "order_refunded", f"order_refunded:{key}", {"order_id": key, "amount": -order.amount, **place}
        )
    if not is_sale(order):
        return
    paid = {"order_id": key, "amount": order.amount, "quantity": order.quantity, **place}
    yield event("order_paid", f"order_paid:{key}", paid)
    for line in lines:
        if is_purchase(line.quantity, line.unit_price):
            bought = {
                "order_id": key,
                "line": line.line,
                "product_id": line.code,
                "quantity": line.quantity,
                "amount": line.amount,
                **place,
            }
            if line.category:
                bought["category"] = line.category
            if line.brand:
                bought["brand"] = line.brand
            yield event("product_bought", f"product_bought:{key}:{line.line}", bought)
    if order.refunded:
        yield event(
            "order_refunded", f"order_refunded:{key}", {"order_id": key, "amount": order.refunded, **place}
        )


def send(orders: Sequence[tuple[Order, Sequence[LineRow]]]) -> int:
    """Append the events of committed orders and note that they are sent; returns how many events. Safe to repeat."""
    received = clock.now_ms()
    batch = [event for order, lines in orders for event in events_of(order, lines, received)]
    if batch:
        events.append(batch, durable=True)
    ids = [order.id for order, _ in orders]
    for start in range(0, len(ids), 500):
        Order.objects.filter(id__in=ids[start : start + 500]).update(spine_pending=False)
    return len(batch)


def send_pending(limit: int = 2000) -> int:
    """Send what a crash left between commit and append; returns how many orders were sent."""
    sent = 0
    while sent < limit:
        orders = list(Order.objects.filter(spine_pending=True).order_by("id")[:BATCH])
        if not orders:
            return sent
        lines: dict[int, list[LineRow]] = {order.id: [] for order in orders}
        rows = OrderLine.objects.filter(order_id__in=lines).order_by("order_id", "line")
        for values in rows.values_list(*LineRow.__struct_fields__):
            lines[values[1]].append(LineRow(*values))
        send([(order, lines[order.id]) for order in orders])
        sent += len(orders)
    return sent

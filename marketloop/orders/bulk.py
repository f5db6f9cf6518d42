"""Bulk import of orders: set-based, repeatable, safe against a kill at any point.

1. Customers are resolved in one batch. 2. Orders with their lines are committed, at most about 2,000 rows a transaction, those
that exist are left alone. 3. After the commit their events are appended to the log and the rows lose `spine_pending`. A kill
between 2 and 3 leaves `spine_pending` rows, which `spine.send_pending` sends: event ids depend on the order, so never twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from django.db import connection, transaction

from marketloop.catalog import facade as catalog
from marketloop.identity import facade as identity
from marketloop.orders import spine
from marketloop.orders.contracts import BulkResult, LineRow, NewOrder, OrderStatus, order_key
from marketloop.orders.models import Order, OrderLine
from marketloop.platform import clock
from marketloop.platform.bulk import insert_rows
from marketloop.platform.config import get_config
from marketloop.platform.ids import new_ids
from marketloop.platform.money import line_total

ROWS = 2000
_ORDER_FIELDS = (
    *(
        "id",
        "source",
        "order_no",
        "kind",
        "status",
        "profile_id",
        "amount",
        "refunded",
        "quantity",
        "line_count",
    ),
    *(
        "currency",
        "ordered_at",
        "channel",
        "store",
        "region",
        "org_unit",
        "owner",
        "spine_pending",
        "created_at",
    ),
)
Written = list[tuple[Order, list[LineRow]]]


def bulk_import(orders: Iterable[NewOrder]) -> BulkResult:
    """Take in orders with their lines and put their events on the spine; orders that are there stay as they are.

    Call it outside a transaction: events follow commits. Repeating it, in whole or in part, changes nothing.
    """
    given = _once_each(orders)
    known = _known([(order.source, order.order_no) for order in given])
    fresh = [order for order in given if (order.source, order.order_no) not in known]
    profiles = _resolve(fresh)
    places = _places(fresh)
    result, written = BulkResult(), []
    for batch in _batches(fresh):
        rows = [_build(order, profiles, places) for order in batch]
        made = _write(rows)
        written += made
        result += _count(made)
    spine.send([(order, lines) for order, lines in written if order.spine_pending])
    old = [order for order in given if (order.source, order.order_no) in known]
    return result + _compare(old, known)


def _once_each(orders: Iterable[NewOrder]) -> list[NewOrder]:
    """The first order of each number: a second one of the same call would be the same order."""
    by_key: dict[tuple[str, str], NewOrder] = {}
    for order in orders:
        by_key.setdefault((order.source, order.order_no), order)
    return list(by_key.values())


def _known(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(id, amount, quantity) of the orders that exist, by source and number."""
    by_source: dict[str, list[str]] = {}
    for source, number in keys:
        by_source.setdefault(source, []).append(number)
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    for source, numbers in by_source.items():
        for start in range(0, len(numbers), 500):
            rows = Order.objects.filter(source=source, order_no__in=numbers[start : start + 500])
            for number, *values in rows.values_list("order_no", "id", "amount", "quantity"):
                found[source, number] = (values[0], values[1], values[2])
    return found


def _resolve(orders: Sequence[NewOrder]) -> dict[tuple[tuple[str, str], ...], int]:
    """The profile behind each distinct set of identifiers, first seen at its earliest order."""
    first: dict[tuple[tuple[str, str], ...], int] = {}
    for order in orders:
        if order.identifiers and order.profile_id is None:
            first[order.identifiers] = min(order.time_ms, first.get(order.identifiers, order.time_ms))
    found: dict[tuple[tuple[str, str], ...], int] = {}
    wanted = list(first)
    for start in range(0, len(wanted), ROWS):
        part = wanted[start : start + ROWS]
        times = [first[one] for one in part]
        profiles = identity.resolve_batch([list(one) for one in part], source=spine.SOURCE, times=times)
        found.update(zip(part, profiles, strict=True))
    return found


def _places(orders: Sequence[NewOrder]) -> dict[str, tuple[str, str]]:
    """Category and brand by product code, from the catalogue."""
    codes = {line.code for order in orders for line in order.lines if not line.category or not line.brand}
    return catalog.categories_and_brands(codes)


def _batches(orders: Sequence[NewOrder]) -> Iterator[list[NewOrder]]:
    batch: list[NewOrder] = []
    rows = 0
    for order in orders:
        size = 1 + len(order.lines)
        if batch and rows + size > ROWS:
            yield batch
            batch, rows = [], 0
        batch.append(order)
        rows += size
    if batch:
        yield batch


def _build(
    new: NewOrder,
    profiles: dict[tuple[tuple[str, str], ...], int],
    places: dict[str, tuple[str, str]],
) -> tuple[Order, list[LineRow]]:
    profile_id = new.profile_id if new.profile_id is not None else profiles.get(new.identifiers) or None
    order = build_order(new, profile_id)
    return order, build_lines(order, new, places)


def build_order(new: NewOrder, profile_id: int | None) -> Order:
    """The row of a new order, unsaved, without its sums."""
    return Order(
        source=new.source,
        order_no=new.order_no,
        kind=new.kind,
        status=new.status,
        profile_id=profile_id,
        refunded=new.refunded,
        currency=get_config().currency,
        ordered_at=clock.from_ms(new.time_ms),
        channel=new.channel[:60],
        store=new.store[:80],
        region=new.region[:80],
        org_unit=new.org_unit,
        owner=new.owner,
        created_at=clock.now(),
    )


def build_lines(order: Order, new: NewOrder, places: dict[str, tuple[str, str]]) -> list[LineRow]:
    """The rows of the lines, unsaved; sets the sums of the order."""
    lines: list[LineRow] = []
    for number, (line_id, line) in enumerate(zip(new_ids(len(new.lines)), new.lines, strict=True), 1):
        category, brand = places.get(line.code) or ("", "")
        amount = line_total(line.unit_price, line.quantity) if line.amount is None else line.amount
        what = (line.code, line.name[:200], line.category or category, line.brand or brand)
        lines.append(LineRow(line_id, order.id, number, *what, line.unit_price, line.quantity, amount))
    order.line_count = len(lines)
    order.amount = sum(line.amount for line in lines)
    order.quantity = sum(line.quantity for line in lines)
    if order.status == OrderStatus.REFUNDED and not order.refunded:
        order.refunded = max(order.amount, 0)
    order.spine_pending = spine.speaks(order)
    return lines


def _write(rows: Written) -> Written:
    """Commit what is not there yet; returns what this call made (another writer may have been first)."""
    with transaction.atomic():
        orders = [_order_values(order) for order, _ in rows]
        insert_rows(Order, _ORDER_FIELDS, orders, conflict=("source", "order_no"))
        stored = _known([(order.source, order.order_no) for order, _ in rows])
        made = [
            (order, lines) for order, lines in rows if stored[order.source, order.order_no][0] == order.id
        ]
        insert_lines(line for _, lines in made for line in lines)
    return made


def _order_values(order: Order) -> list[Any]:
    values = {name: getattr(order, name) for name in _ORDER_FIELDS}
    for name in ("ordered_at", "created_at"):
        values[name] = connection.ops.adapt_datetimefield_value(values[name])
    return list(values.values())


def insert_lines(lines: Iterable[LineRow]) -> None:
    """Insert lines with one prepared statement."""
    rows = []
    for line in lines:
        *head, price, quantity, amount = msgspec.structs.astuple(line)
        rows.append((*head, str(price), quantity, amount))
    insert_rows(OrderLine, LineRow.__struct_fields__, rows)


def _count(made: Written) -> BulkResult:
    return BulkResult(
        created=len(made),
        lines=sum(len(lines) for _, lines in made),
        quantity=sum(order.quantity for order, _ in made),
        amount=sum(order.amount for order, _ in made),
        guests=sum(order.profile_id is None for order, _ in made),
    )


def _compare(old: Sequence[NewOrder], known: dict[tuple[str, str], tuple[int, int, int]]) -> BulkResult:
    differing = []
    for order in old:
        _, amount, quantity = known[order.source, order.order_no]
        given = sum(
            line_total(line.unit_price, line.quantity) if line.amount is None else line.amount
            for line in order.lines
        )
        if (given, sum(line.quantity for line in order.lines)) != (amount, quantity):
            differing.append(order_key(order.source, order.order_no))
    return BulkResult(unchanged=len(old), differing=tuple(differing))

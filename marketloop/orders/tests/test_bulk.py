"""Bulk import: what goes on the spine, never doubled, whatever dies in between."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from marketloop.catalog.facade import NewProduct, bulk_upsert_products
from marketloop.events import facade as events
from marketloop.identity.facade import find
from marketloop.orders import spine
from marketloop.orders.facade import (
    BulkResult,
    OrderKind,
    OrderStatus,
    OrderTotals,
    bulk_import,
    order_totals,
    place_paid_order,
    send_pending,
)
from marketloop.orders.models import Order, OrderLine
from marketloop.orders.testing import TIME_MS, new_line, new_order
from marketloop.platform import outbox

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def stored() -> list[dict[str, Any]]:
    """All events of orders in the store, by name, order and product."""
    events.catch_up()
    table = events.reader()(
        "SELECT name, order_id, product_id, amount, quantity, category, profile_id, time FROM events "
        "WHERE name IN ('order_paid', 'product_bought', 'order_refunded') ORDER BY name, order_id, product_id"
    )
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def brief(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Name, order, product, amount of events."""
    return [(row["name"], row["order_id"], row["product_id"], row["amount"]) for row in rows]


def test_orders_come_in_with_lines_and_events() -> None:
    bulk_upsert_products([NewProduct(code="YL-001", category="个护")])
    order = new_order(
        order_no="1", lines=(new_line(), new_line(code="X", unit_price=Decimal("1.005"), quantity=1))
    )

    result = bulk_import([order])

    assert result == BulkResult(created=1, lines=2, quantity=3, amount=6081)
    rows = stored()
    assert brief(rows) == [
        ("order_paid", "1", None, 6081),
        ("product_bought", "1", "X", 101),
        ("product_bought", "1", "YL-001", 5980),
    ]
    assert {row["profile_id"] for row in rows} == {find("user_id", "customer-1")}
    assert {row["time"] for row in rows} == {TIME_MS}
    assert [row["category"] for row in rows] == [None, None, "个护"]
    assert not Order.objects.filter(spine_pending=True).exists()


def test_importing_again_changes_nothing_and_names_what_differs() -> None:
    first = [new_order(order_no=str(n)) for n in range(3)]
    bulk_import(first)
    before = stored()

    again = bulk_import(
        [*first[:2], new_order(order_no="2", lines=(new_line(quantity=7),)), new_order(order_no="3")]
    )

    assert (again.created, again.unchanged, again.differing) == (1, 3, ("2",))
    assert order_totals() == OrderTotals(orders=4, lines=4, quantity=8, amount=23920, customers=1)
    assert len(stored()) == len(before) + 2


def test_equal_lines_are_real_lines() -> None:
    bulk_import([new_order(order_no="1", lines=(new_line(), new_line()))])

    assert OrderLine.objects.count() == 2
    assert [row["amount"] for row in stored()] == [11960, 5980, 5980]


def test_guests_adjustments_and_cancelled_orders_are_kept_but_say_nothing() -> None:
    orders = [
        new_order(order_no="guest", identifiers=()),
        new_order(order_no="nobody", identifiers=(("user_id", "null"),)),
        new_order(order_no="A1", kind=OrderKind.ADJUSTMENT, lines=(new_line(unit_price=Decimal("-5")),)),
        new_order(order_no="off", status=OrderStatus.CANCELLED),
        new_order(order_no="free", lines=(new_line(unit_price=Decimal(0)),)),
    ]

    result = bulk_import(orders)

    assert (result.created, result.guests) == (5, 2)
    assert stored() == []
    assert order_totals().amount == 3 * 5980 - 1000
    assert not Order.objects.filter(spine_pending=True).exists()


def test_gifts_and_deductions_in_a_sale_are_not_purchases() -> None:
    lines = (new_line(), new_line(code="GIFT", unit_price=Decimal(0)), new_line(code="D", quantity=-1))

    bulk_import([new_order(order_no="1", lines=lines)])

    assert brief(stored()) == [("order_paid", "1", None, 2990), ("product_bought", "1", "YL-001", 5980)]


def test_credit_notes_and_refunded_orders_become_refunds() -> None:
    note = new_order(order_no="C1", kind=OrderKind.RETURN, lines=(new_line(quantity=-1),))
    back = new_order(order_no="2", status=OrderStatus.REFUNDED)
    part = new_order(order_no="3", status=OrderStatus.PARTLY_REFUNDED, refunded=100)

    bulk_import([note, back, part])

    refunds = [row for row in brief(stored()) if row[0] == "order_refunded"]
    assert refunds == [
        ("order_refunded", "2", None, 5980),
        ("order_refunded", "3", None, 100),
        ("order_refunded", "C1", None, 2990),
    ]


def test_a_crash_between_commit_and_append_is_healed_without_doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*args: Any, **kwargs: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(spine, "send", die)
        bulk_import(
            [
                new_order(order_no="1"),
                new_order(order_no="C1", kind=OrderKind.RETURN, lines=(new_line(quantity=-1),)),
            ]
        )
    assert stored() == []

    healed = send_pending()
    Order.objects.filter(order_no="1").update(spine_pending=True)  # died after the append, before the note
    again = send_pending()

    assert (healed, again, send_pending()) == (2, 1, 0)
    assert brief(stored()) == [
        ("order_paid", "1", None, 5980),
        ("order_refunded", "C1", None, 2990),
        ("product_bought", "1", "YL-001", 5980),
    ]


def test_an_order_counts_once_whoever_reports_it() -> None:
    order = new_order(order_no="1")
    place_paid_order(order)
    outbox.drain()

    Order.objects.update(spine_pending=True)
    send_pending()

    assert brief(stored()) == [("order_paid", "1", None, 5980), ("product_bought", "1", "YL-001", 5980)]


def test_a_large_import_goes_in_several_transactions() -> None:
    orders = [new_order(order_no=f"L{n}", identifiers=(("user_id", f"c{n % 40}"),)) for n in range(2500)]

    result = bulk_import(orders)

    assert (result.created, result.lines) == (2500, 2500)
    assert order_totals().customers == 40
    assert len(stored()) == 5000

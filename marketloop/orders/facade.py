"""The door of the orders module."""

from marketloop.orders.bulk import bulk_import
from marketloop.orders.contracts import (
    BulkResult,
    LineView,
    NewLine,
    NewOrder,
    OrderKind,
    OrderStatus,
    OrderTotals,
    OrderView,
    order_key,
)
from marketloop.orders.queries import find_order, get_order_view, list_orders, order_totals
from marketloop.orders.services import place_paid_order, place_paid_orders, refund
from marketloop.orders.spine import send_pending

__all__ = [
    "BulkResult",
    "LineView",
    "NewLine",
    "NewOrder",
    "OrderKind",
    "OrderStatus",
    "OrderTotals",
    "OrderView",
    "bulk_import",
    "find_order",
    "get_order_view",
    "list_orders",
    "order_key",
    "order_totals",
    "place_paid_order",
    "place_paid_orders",
    "refund",
    "send_pending",
]

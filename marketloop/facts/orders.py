"""Facts about orders; amounts in minor units of the installation currency."""

from __future__ import annotations

from typing import ClassVar

from marketloop.facts.base import Fact


class OrderPaid(Fact, frozen=True, kw_only=True):
    """An order was paid; on the spine its event id comes from the order id, so it counts once whoever reports it."""

    name: ClassVar[str] = "order_paid"
    profile_id: int
    order_id: str
    amount: int
    quantity: int
    channel: str = ""
    store: str = ""
    region: str = ""
    time_ms: int | None = None


class ProductBought(Fact, frozen=True, kw_only=True):
    """One line of a paid order."""

    name: ClassVar[str] = "product_bought"
    profile_id: int
    order_id: str
    line: int
    product_id: str
    category: str = ""
    brand: str = ""
    quantity: int
    amount: int
    channel: str = ""
    store: str = ""
    region: str = ""
    time_ms: int | None = None


class OrderRefunded(Fact, frozen=True, kw_only=True):
    """Money went back; `amount` is positive, the part of the order that was refunded."""

    name: ClassVar[str] = "order_refunded"
    profile_id: int
    order_id: str
    amount: int
    time_ms: int | None = None

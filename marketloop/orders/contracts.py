"""Types of orders that other modules see. No framework.

An order is known by `order_key(source, order_no)`: the number itself for the company's own numbering (source ""), else
`source:number`. That key is the `order_id` of its events, so an order counts once, whether a file, the API or a server-side
collector call reports it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import msgspec


class OrderKind(StrEnum):
    """What a document of the order book is.

    sale: goods against money. return: a credit note (in Online Retail the numbers that start with C), linked to its customer,
    not to one order. adjustment: bookkeeping without a customer's act (bad debt, stock write-off); never on the spine.
    """

    SALE = "sale"
    RETURN = "return"
    ADJUSTMENT = "adjustment"


class OrderStatus(StrEnum):
    """Where the money is."""

    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class NewLine(msgspec.Struct, frozen=True, gc=False):
    """One line; `unit_price` in major units as given, `amount` in minor units = price × quantity rounded half-up once.

    Leave `amount` None to have it computed; a bulk loader that has computed it by the same rule passes it.
    """

    code: str
    unit_price: Decimal
    quantity: int
    name: str = ""
    category: str = ""
    brand: str = ""
    amount: int | None = None


class NewOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as a file or another system gives it; `time_ms` is when it was paid, UTC.

    The customer is `profile_id`, or whoever the `identifiers` (kind, clear value) lead to; neither makes a guest order, which
    is kept with its figures but is on nobody's timeline. `refunded`: minor units already given back.
    """

    order_no: str
    time_ms: int
    lines: tuple[NewLine, ...]
    source: str = ""
    kind: OrderKind = OrderKind.SALE
    status: OrderStatus = OrderStatus.PAID
    refunded: int = 0
    profile_id: int | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    channel: str = ""
    store: str = ""
    region: str = ""
    org_unit: int | None = None
    owner: int | None = None


class LineRow(msgspec.Struct, frozen=True, gc=False):
    """A line as it is written; ten times lighter than a row object of the ORM, for imports of millions."""

    id: int
    order_id: int
    line: int
    code: str
    name: str
    category: str
    brand: str
    unit_price: Decimal
    quantity: int
    amount: int


def order_key(source: str, order_no: str) -> str:
    """The order's name on the spine."""
    return f"{source}:{order_no}" if source else order_no


@dataclass(frozen=True)
class LineView:
    """One line of an order."""

    line: int
    code: str
    name: str
    category: str
    brand: str
    unit_price: Decimal
    quantity: int
    amount: int


@dataclass(frozen=True)
class OrderView:
    """An order as other modules see it; money in minor units, `time_ms` UTC."""

    id: int
    key: str
    order_no: str
    source: str
    kind: OrderKind
    status: OrderStatus
    profile_id: int | None
    amount: int
    refunded: int
    quantity: int
    currency: str
    time_ms: int
    channel: str
    store: str
    region: str
    lines: tuple[LineView, ...]


@dataclass(frozen=True)
class BulkResult:
    """What a bulk import did. `unchanged` orders were there already; `differing` are those of them whose amount or quantity is
    another one than given: they stay as they are."""

    created: int = 0
    lines: int = 0
    quantity: int = 0
    amount: int = 0
    guests: int = 0
    unchanged: int = 0
    differing: tuple[str, ...] = ()

    def __add__(self, other: BulkResult) -> BulkResult:
        return BulkResult(
            self.created + other.created,
            self.lines + other.lines,
            self.quantity + other.quantity,
            self.amount + other.amount,
            self.guests + other.guests,
            self.unchanged + other.unchanged,
            self.differing + other.differing,
        )


@dataclass(frozen=True)
class OrderTotals:
    """Sums over the order book; `amount` nets credit notes and adjustments, as their lines are negative."""

    orders: int
    lines: int
    quantity: int
    amount: int
    customers: int

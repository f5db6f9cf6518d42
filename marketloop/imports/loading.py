"""Second half of a run: good rows go to their owners' doors, part by part. Every loader may run again over the same part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from marketloop.catalog import facade as catalog
from marketloop.catalog.facade import NewProduct, ProductStatus
from marketloop.events import facade as events
from marketloop.events.contracts import IncomingEvent, Kind
from marketloop.imports.checking import AMOUNT, ROW
from marketloop.imports.contracts import Counts, ImportKind, Options, RowProblem
from marketloop.imports.fields import PROPERTY, TRAIT
from marketloop.imports.order_parts import cut, orders_of
from marketloop.orders import facade as orders
from marketloop.orders.facade import NewOrder
from marketloop.platform import clock
from marketloop.profiles import facade as profiles
from marketloop.profiles.facade import UpsertRow

PART = 5_000
SOURCE = "import"
_CONTACT_IDENTIFIERS = ("user_id", "unionid", "phone", "email", "external_userid")
_CONTACT_TRAITS = ("name", "gender", "birthday", "province", "city", "country", "address", "company")
_CONSENTS = {"email_consent": "email", "sms_consent": "sms", "wecom_consent": "wecom"}
_EVENT_IDENTIFIERS = ("user_id", "phone", "email", "anonymous_id")
_EVENT_PROPERTIES = ("product_id", "category", "brand", "amount", "quantity", "channel", "campaign")


Identifiers = tuple[tuple[str, str], ...]


@dataclass
class Memory:
    """What a run has seen to already, so that it is not done again for every part; forgetting it costs time only."""

    products: set[str] = field(default_factory=set)
    people: dict[Identifiers, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Batch:
    """One part of a file on its way in."""

    table: pa.Table
    options: Options
    sha256: str
    memory: Memory


Load = Callable[[Batch, Counts], list[RowProblem]]


def parts_of(kind: ImportKind, table: pa.Table, torn_orders: list[str]) -> list[Any]:
    """Row indices of each part, the same in every run of the same file."""
    if kind is ImportKind.ORDERS:
        whole = np.flatnonzero(~_torn(table, torn_orders))
        return [whole[part] for part in cut(table.take(pa.array(whole)) if torn_orders else table)]
    return [np.arange(start, min(start + PART, table.num_rows)) for start in range(0, table.num_rows, PART)]


def torn_rows(table: pa.Table, torn_orders: list[str]) -> list[RowProblem]:
    """Good rows of orders that have a bad one: they stay out with it."""
    if not torn_orders or not table.num_rows:
        return []
    rows = table.filter(pa.array(_torn(table, torn_orders)))
    pairs = zip(rows[ROW].to_pylist(), rows["order_no"].to_pylist(), strict=True)
    return [RowProblem(row, "", number, "order_has_bad_row") for row, number in pairs]


def _torn(table: pa.Table, torn_orders: list[str]) -> Any:
    if not torn_orders or not table.num_rows:
        return np.zeros(table.num_rows, bool)
    return pc.is_in(table["order_no"], value_set=pa.array(torn_orders, pa.string())).to_numpy()


def load_orders(batch: Batch, counts: Counts) -> list[RowProblem]:
    """Customers, products, then orders with lines and events."""
    pairs = list(orders_of(batch.table, batch.options))
    counts.products_created += catalog.ensure_products(_products(batch.table, batch.memory))
    _see_to_customers(batch, [order for order, _ in pairs])
    placed = [_with_profile(order, batch.memory.people) for order, _ in pairs]
    result = orders.bulk_import(placed)
    counts.created += result.created
    counts.unchanged += result.unchanged
    counts.guests += sum(order.profile_id is None for order in placed)
    counts.lines += batch.table.num_rows
    counts.quantity += pc.sum(batch.table["quantity"]).as_py() or 0
    counts.amount += pc.sum(batch.table[AMOUNT]).as_py() or 0
    differing = set(result.differing)
    keys = ((orders.order_key(order.source, order.order_no), row) for order, row in pairs)
    return [RowProblem(row, "", key, "order_differs") for key, row in keys if key in differing]


def _products(table: pa.Table, memory: Memory) -> Iterator[NewProduct]:
    """The products of a part that this run has not seen with a name."""
    names = [
        name for name in ("product_code", "product_name", "category", "brand") if name in table.column_names
    ]
    rows = table.select(names).group_by(names, use_threads=False).aggregate([]).to_pylist()
    for row in rows:
        code, name = row["product_code"], row.get("product_name") or ""
        if code in memory.products:
            continue
        if name or "product_name" not in names:
            memory.products.add(code)
        yield NewProduct(
            code=code, name=name, category=row.get("category") or "", brand=row.get("brand") or ""
        )


def _see_to_customers(batch: Batch, placed: list[NewOrder]) -> None:
    """Make the customers that this run meets first; the country of an order is its customer's."""
    first: dict[Identifiers, NewOrder] = {}
    for order in placed:
        if order.identifiers and order.identifiers not in batch.memory.people:
            first.setdefault(order.identifiers, order)
    with_country = "country" in batch.table.column_names
    rows = [
        UpsertRow(
            identifiers=identifiers,
            traits={"country": order.region} if with_country and order.region else {},
            time_ms=order.time_ms,
        )
        for identifiers, order in first.items()
    ]
    for start in range(0, len(rows), PART):
        part = rows[start : start + PART]
        ids = profiles.bulk_upsert(part, source=SOURCE).ids
        batch.memory.people.update(zip([row.identifiers for row in part], ids, strict=True))


def _with_profile(order: NewOrder, people: dict[Identifiers, int]) -> NewOrder:
    profile_id = people.get(order.identifiers) or None
    return msgspec.structs.replace(order, profile_id=profile_id, identifiers=())


def load_products(batch: Batch, counts: Counts) -> list[RowProblem]:
    """Products by code; the last row of a code wins."""
    rows = []
    for row in batch.table.to_pylist():
        values = {name: value for name, value in row.items() if value is not None and name != ROW}
        if "status" in values:
            values["status"] = ProductStatus(values["status"])
        rows.append(NewProduct(**values))
    result = catalog.bulk_upsert_products(rows)
    counts.created += result.created
    counts.updated += result.updated
    counts.unchanged += result.unchanged
    return []


def load_contacts(batch: Batch, counts: Counts) -> list[RowProblem]:
    """People with traits, tags and consent."""
    rows = _contacts(batch.table)
    new = len(profiles.bulk_upsert(rows, source=SOURCE).new)
    counts.created += new
    counts.updated += len(rows) - new
    return []


def _contacts(table: pa.Table) -> list[UpsertRow]:
    columns = {name: table[name].to_pylist() for name in table.column_names}
    identifiers = [(name, columns[name]) for name in _CONTACT_IDENTIFIERS if name in columns]
    traits = [(name, columns[name]) for name in _CONTACT_TRAITS if name in columns]
    traits += [(name[len(TRAIT) :], column) for name, column in columns.items() if name.startswith(TRAIT)]
    consents = [(channel, columns[name]) for name, channel in _CONSENTS.items() if name in columns]
    return [
        UpsertRow(
            identifiers=tuple([(name, column[at]) for name, column in identifiers if column[at] is not None]),
            traits={name: column[at] for name, column in traits if column[at] is not None},
            consents={channel: column[at] for channel, column in consents if column[at] is not None},
            tags=tuple([tag for tag in (tags or "").split("|") if tag]),
        )
        for at, tags in enumerate(columns.get("tags") or [""] * table.num_rows)
    ]


def load_events(batch: Batch, counts: Counts) -> list[RowProblem]:
    """Events to the log; a row without message id is known by its file and row."""
    received = clock.now_ms()
    made = [_event(row, batch.sha256, received) for row in batch.table.to_pylist()]
    events.append(made, durable=True)
    counts.created += len(made)
    return []


def _event(row: dict[str, Any], sha256: str, received: int) -> IncomingEvent:
    properties = {name: row[name] for name in _EVENT_PROPERTIES if row.get(name) is not None}
    properties |= {
        name[len(PROPERTY) :]: value
        for name, value in row.items()
        if name.startswith(PROPERTY) and value is not None
    }
    properties, secrets = events.sealed_properties(properties)
    identifiers = [(name, row[name]) for name in _EVENT_IDENTIFIERS if row.get(name) is not None]
    return IncomingEvent(
        message_id=row.get("message_id") or f"{sha256}:{row[ROW]}",
        kind=Kind.TRACK,
        name=events.stored_name(row["name"], from_server=True),
        time_ms=row["time"],
        received_ms=received,
        source=SOURCE,
        identifiers=events.sealed_identifiers(identifiers, secrets),
        properties=properties,
        secrets=secrets,
    )


LOADERS: dict[ImportKind, Load] = {
    ImportKind.CONTACTS: load_contacts,
    ImportKind.PRODUCTS: load_products,
    ImportKind.ORDERS: load_orders,
    ImportKind.EVENTS: load_events,
}

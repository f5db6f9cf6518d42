"""Order lines become orders, wherever their rows stand in the file.

Rows are ordered by the time of their order (its earliest line), then by order, then by row, and cut into parts of about 20,000
rows between orders. Only order numbers and times are held in memory (some 30 bytes a row); the rest is read part by part.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from marketloop.imports.checking import AMOUNT, ROW
from marketloop.imports.contracts import Options
from marketloop.orders.facade import NewLine, NewOrder, OrderKind, OrderStatus

PART = 20_000
_IDENTIFIERS = ("user_id", "phone", "email")


def cut(table: pa.Table) -> list[Any]:
    """Row indices of each part, whole orders in the order of time."""
    if not table.num_rows:
        return []
    encoded = pc.dictionary_encode(table["order_no"]).combine_chunks()
    codes = encoded.indices.to_numpy()
    times = table["time"].to_numpy()
    first = np.full(len(encoded.dictionary), np.iinfo(np.int64).max)
    np.minimum.at(first, codes, times)
    order = np.lexsort((table[ROW].to_numpy(), codes, first[codes]))
    sorted_codes = codes[order]
    starts = np.flatnonzero(np.r_[True, sorted_codes[1:] != sorted_codes[:-1]])
    cuts, last = [0], 0
    for start in starts.tolist():
        if start - last >= PART:
            cuts.append(start)
            last = start
    return [order[a:b] for a, b in zip(cuts, [*cuts[1:], len(order)], strict=True)]


def orders_of(part: pa.Table, options: Options) -> Iterator[tuple[NewOrder, int]]:
    """(order, its first row) for each order of a part whose rows stand together."""
    columns = {name: part[name].to_pylist() for name in part.column_names}
    numbers = columns["order_no"]
    start, size = 0, part.num_rows
    while start < size:
        end = start + 1
        while end < size and numbers[end] == numbers[start]:
            end += 1
        yield _order(columns, start, end, options), columns[ROW][start]
        start = end


def _order(columns: dict[str, list[Any]], start: int, end: int, options: Options) -> NewOrder:
    number = columns["order_no"][start]
    identifiers = tuple(
        (name, value) for name in _IDENTIFIERS if (value := _first(columns, name, start, end)) is not None
    )
    quantity, amount = sum(columns["quantity"][start:end]), sum(columns[AMOUNT][start:end])
    status = _first(columns, "status", start, end) or OrderStatus.PAID
    region = _first(columns, "region", start, end) or _first(columns, "country", start, end)
    return NewOrder(
        order_no=number,
        time_ms=min(columns["time"][start:end]),
        lines=tuple(_line(columns, at) for at in range(start, end)),
        source=options.source,
        kind=kind_of(number, quantity, amount, bool(identifiers), options),
        status=OrderStatus(status),
        identifiers=identifiers,
        region=region or "",
        channel=_first(columns, "channel", start, end) or "",
        store=_first(columns, "store", start, end) or "",
    )


def _first(columns: dict[str, list[Any]], name: str, start: int, end: int) -> Any:
    """The first value of an order in a column, None when there is none."""
    values = columns.get(name)
    return None if values is None else next((value for value in values[start:end] if value is not None), None)


def _line(columns: dict[str, list[Any]], at: int) -> NewLine:
    def text(name: str) -> str:
        values = columns.get(name)
        return "" if values is None else values[at] or ""

    return NewLine(
        columns["product_code"][at],
        columns["unit_price"][at],
        columns["quantity"][at],
        text("product_name"),
        text("category"),
        text("brand"),
        columns[AMOUNT][at],
    )


def kind_of(number: str, quantity: int, amount: int, known: bool, options: Options) -> OrderKind:
    """By the prefixes of the numbers when the import names them; else a document that takes goods or money back is a credit note
    of its customer, or an adjustment when it has none (a write-off of stock)."""
    if options.return_prefix and number.startswith(options.return_prefix):
        return OrderKind.RETURN
    if options.adjustment_prefix and number.startswith(options.adjustment_prefix):
        return OrderKind.ADJUSTMENT
    if quantity < 0 or amount < 0:
        return OrderKind.RETURN if known else OrderKind.ADJUSTMENT
    return OrderKind.SALE

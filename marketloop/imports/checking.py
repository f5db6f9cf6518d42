"""Rows of a file become typed rows, or problems with their reasons. Used by the preview and by the run alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from marketloop.imports.contracts import ImportKind, Mapping, RowProblem
from marketloop.imports.converting import Column, convert, line_amounts, text_column
from marketloop.imports.fields import IDENTIFIERS, Field, field_for, fields_of, missing_fields
from marketloop.imports.reading import Chunk
from marketloop.imports.times import TimeReader
from marketloop.platform.errors import Invalid

ROW = "_row"
AMOUNT = "_amount"
_MOST_AMOUNT = 10**13


@dataclass
class Checked:
    """One chunk after the check: good rows typed (with their row number in column `_row`), problems, counts.

    `torn_orders`: order numbers that have a bad row; an order comes in whole or not at all.
    """

    table: pa.Table
    problems: list[RowProblem]
    rows: int
    bad: int
    skipped: int
    torn_orders: set[str] = field(default_factory=set)


class Checker:
    """Checks chunks of one import; raises Invalid when the mapping does not fit kind or file (`partial`: it may be incomplete)."""

    def __init__(
        self, kind: ImportKind, mapping: Mapping, columns: tuple[str, ...], *, partial: bool = False
    ) -> None:
        self.kind = kind
        self.columns = mapping.columns
        self._file_columns = columns
        self.fields = check_mapping(kind, mapping, columns, partial=partial)
        self.times = TimeReader(mapping.options)
        self._since = self.times.moment(mapping.options.since)
        self._until = self.times.moment(mapping.options.until)

    def check(self, chunk: Chunk) -> Checked:
        """Type the rows and sort out those with problems."""
        typed: dict[str, Column] = {}
        problems = list(chunk.problems)
        size = chunk.table.num_rows
        bad, skip = np.zeros(size, bool), self._outside(chunk, typed)
        for name, one in self.fields.items():
            column = chunk.table[self.columns[name]]
            converted = typed.get(name) or convert(column, one, self.times)
            typed[name] = converted
            wrong = _numpy(converted.bad)
            self._report(chunk, name, wrong & ~skip, converted.code, problems)
            if one.required:
                empty = _numpy(pc.is_null(converted.values)) & ~wrong
                self._report(chunk, name, empty & ~skip, "value_missing", problems)
                wrong |= empty
            bad |= wrong
        values = {name: converted.values for name, converted in typed.items()}
        bad |= self._without_identifier(chunk, values, bad | skip, problems)
        if self.kind is ImportKind.ORDERS:
            values[AMOUNT] = self._amounts(chunk, values, bad, skip, problems)
        bad &= ~skip
        table = pa.table({ROW: chunk.numbers, **values}).filter(pa.array(~bad & ~skip))
        torn = self._torn_orders(chunk, values, bad)
        unread = len({problem.row for problem in chunk.problems})
        return Checked(table, problems, size + unread, int(bad.sum()) + unread, int(skip.sum()), torn)

    def _outside(self, chunk: Chunk, typed: dict[str, Column]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Rows whose time lies outside [since, until): they are passed over, whatever else is in them."""
        size = chunk.table.num_rows
        if "time" not in self.fields or (self._since is None and self._until is None):
            return np.zeros(size, bool)
        typed["time"] = convert(chunk.table[self.columns["time"]], self.fields["time"], self.times)
        times = typed["time"].values
        outside = np.zeros(size, bool)
        if self._since is not None:
            outside |= _numpy(pc.less(times, self._since))
        if self._until is not None:
            outside |= _numpy(pc.greater_equal(times, self._until))
        return outside

    def _report(self, chunk: Chunk, name: str, wrong: Any, code: str, problems: list[RowProblem]) -> None:
        if not wrong.any():
            return
        column = self.columns[name]
        at = pa.array(np.flatnonzero(wrong))
        cells = text_column(chunk.table[column].combine_chunks().take(at)).to_pylist()
        for row, cell in zip(chunk.numbers.take(at).to_pylist(), cells, strict=True):
            problems.append(RowProblem(row, column, (cell or "")[:200], code))

    def _without_identifier(
        self, chunk: Chunk, values: dict[str, pa.Array], known: Any, problems: list[RowProblem]
    ) -> Any:
        """People need one identifier a row."""
        nobody = np.zeros(chunk.table.num_rows, bool)
        mapped = any(name in values for name in IDENTIFIERS)
        if self.kind not in (ImportKind.CONTACTS, ImportKind.EVENTS) or not mapped:
            return nobody
        nobody[:] = ~known
        for name in IDENTIFIERS:
            if name in values:
                nobody &= _numpy(pc.is_null(values[name]))
        if nobody.any():
            rows = chunk.numbers.filter(pa.array(nobody)).to_pylist()
            problems.extend(RowProblem(row, "", "", "identifier_missing") for row in rows)
        return nobody

    def _amounts(
        self, chunk: Chunk, values: dict[str, pa.Array], bad: Any, skip: Any, problems: list[RowProblem]
    ) -> pa.Array:
        """Line amounts in minor units; absurd ones are marked bad (in place)."""
        if not {"unit_price", "quantity"} <= values.keys():
            return pa.nulls(chunk.table.num_rows, pa.int64())
        usable = pa.array(~bad & ~skip)
        empty = pa.scalar(None)
        price = pc.if_else(usable, values["unit_price"], empty.cast(values["unit_price"].type))
        amounts = line_amounts(price, pc.if_else(usable, values["quantity"], empty.cast(pa.int64())))
        absurd = _numpy(pc.greater(pc.abs(amounts), _MOST_AMOUNT))
        self._report(chunk, "unit_price", absurd, "amount_too_large", problems)
        bad |= absurd
        return amounts

    def _torn_orders(self, chunk: Chunk, values: dict[str, pa.Array], bad: Any) -> set[str]:
        if self.kind is not ImportKind.ORDERS or "order_no" not in values:
            return set()
        numbers = set(values["order_no"].filter(pa.array(bad)).to_pylist()) if bad.any() else set()
        place = self._file_columns.index(self.columns["order_no"])
        numbers |= {cells[place].strip() for cells in chunk.torn if place < len(cells)}
        return {number for number in numbers if number}


def check_mapping(
    kind: ImportKind, mapping: Mapping, columns: tuple[str, ...], *, partial: bool = False
) -> dict[str, Field]:
    """The fields by target name; raises Invalid that names unknown targets, unknown columns and missing required fields."""
    fields, problems = {}, {}
    for name, column in mapping.columns.items():
        one = field_for(kind, name)
        if one is None:
            problems[name] = "import_field_unknown"
        elif column not in columns:
            problems[name] = "import_column_unknown"
        else:
            fields[name] = one
    missing = [name for name in missing_fields(kind, mapping.columns) if name not in problems]
    if not partial:
        problems |= dict.fromkeys(missing, "import_field_required")
    if problems:
        name, code = next(iter(problems.items()))
        raise Invalid(code, fields=problems, field=name, column=mapping.columns.get(name, ""))
    known = [name for name in fields_of(kind) if name in fields]  # a JSON column does not keep its order
    return {name: fields[name] for name in (*known, *sorted(fields.keys() - set(known)))}


def _numpy(mask: pa.Array) -> Any:
    return np.array(pc.fill_null(mask, False).to_numpy(zero_copy_only=False), bool)

"""XLSX, row by row without loading the workbook; cells become text as they are shown."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from openpyxl import load_workbook

from marketloop.imports.contracts import FileFormat, FileShape, Options
from marketloop.imports.reading import CHUNK, Chunk, table_of, unique_names
from marketloop.platform.errors import Invalid

_MOST_BYTES = 4 << 30  # unpacked
_MOST_COLUMNS = 500


class XlsxReader:
    """One sheet of a workbook, the first with values unless one is named; the first row with a value is the header."""

    def __init__(self, path: Path, options: Options) -> None:
        self._path = path
        self._check_size()
        with self._open() as book:
            sheets = tuple(book.sheetnames)
            if options.sheet and options.sheet not in sheets:
                wrong = {"sheet": "import_sheet_unknown"}
                raise Invalid("import_sheet_unknown", fields=wrong, got=options.sheet)
            tried = [options.sheet] if options.sheet else sheets
            sheet, self._header_row, header = self._first_with_values(book, tried)
            self._rows = int(book[sheet].max_row or 0)
        while header and header[-1] is None:
            header = header[:-1]
        if len(header) > _MOST_COLUMNS:
            raise Invalid("import_too_many_columns", limit=_MOST_COLUMNS)
        self._names = unique_names([text_of(cell) or "" for cell in header])
        rows = max(self._rows - self._header_row, 0)
        self.shape = FileShape(FileFormat.XLSX, tuple(self._names), sheets=sheets, sheet=sheet, rows=rows)

    def _first_with_values(self, book: Any, sheets: Sequence[str]) -> tuple[str, int, tuple[Any, ...]]:
        for sheet in sheets:
            for number, row in enumerate(book[sheet].iter_rows(values_only=True), 1):
                if any(cell is not None for cell in row):
                    return sheet, number, row
        raise Invalid("import_file_empty")

    def _check_size(self) -> None:
        try:
            with zipfile.ZipFile(self._path) as archive:
                unpacked = sum(entry.file_size for entry in archive.infolist())
        except zipfile.BadZipFile:
            raise Invalid("import_xlsx_broken") from None
        if unpacked > _MOST_BYTES:
            raise Invalid("import_xlsx_too_large")

    @contextmanager
    def _open(self) -> Iterator[Any]:
        with self._path.open("rb") as file:  # by handle: openpyxl refuses paths without its endings
            try:
                book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            except Exception:  # openpyxl raises many kinds for a file that is no workbook
                raise Invalid("import_xlsx_broken") from None
            try:
                yield book
            finally:
                book.close()

    def chunks(self, size: int = CHUNK) -> Iterator[Chunk]:
        """The rows below the header; empty rows are passed over."""
        width, rows, numbers = len(self._names), [], []
        with self._open() as book:
            cells = book[self.shape.sheet].iter_rows(values_only=True)
            for number, row in enumerate(cells, 1):
                if number <= self._header_row or all(cell is None for cell in row):
                    continue
                texts = tuple(map(text_of, row[:width]))
                rows.append(texts + (None,) * (width - len(texts)))
                numbers.append(number)
                if len(rows) >= size:
                    yield self._chunk(rows, numbers, number / max(self._rows, 1))
                    rows, numbers = [], []
        yield self._chunk(rows, numbers, 1.0)

    def _chunk(self, rows: list[tuple[str | None, ...]], numbers: list[int], done: float) -> Chunk:
        return Chunk(table_of(self._names, rows), pa.array(numbers, pa.int64()), [], [], min(done, 1.0))


def text_of(cell: Any) -> str | None:
    """A cell as text: whole numbers without point, dates in ISO form."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)

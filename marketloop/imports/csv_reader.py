"""CSV as people have it: UTF-8 with or without BOM, GBK/GB18030, UTF-16; any usual delimiter; quoted newlines; broken rows.

A row that cannot be parsed is reported and reading goes on with the next line of the file, also after a quote that never
closes. Cells with bytes that the encoding does not know hold U+FFFD and are reported when they are checked.
"""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pyarrow as pa

from marketloop.imports.contracts import FileFormat, FileShape, Options, RowProblem
from marketloop.imports.reading import CHUNK, Chunk, table_of, unique_names
from marketloop.platform.errors import Invalid

DELIMITERS = (",", "\t", ";", "|")
_MOST_LINES = 500  # of one record; more means a quote that never closes
_SAMPLE = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_COLUMNS = 500
csv.field_size_limit(1 << 20)


class _Unclosed(Exception):
    """A record went on for too many lines."""


class _Feed:
    """Lines for the parser that remembers those of the present record, so that a broken one can be taken back."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: list[str] = []
        self.record: list[str] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._file)
        self.record.append(line)
        if len(self.record) > _MOST_LINES:
            raise _Unclosed
        return line

    def take_back(self) -> str:
        """All lines of the record but its first, to be read again; returns the first."""
        first, *rest = self.record
        self._again.extend(reversed(rest))
        self.record = []
        return first


class CsvReader:
    """A CSV file."""

    def __init__(self, path: Path, options: Options) -> None:
        self._path = path
        self._encoding = options.encoding or detect_encoding(path)
        try:
            codecs.lookup(self._encoding)
        except LookupError:
            raise Invalid("import_encoding_unknown", fields={"encoding": "import_encoding_unknown"}) from None
        delimiter = options.delimiter or sniff_delimiter(path, self._encoding)
        if len(delimiter) != 1:
            raise Invalid("import_delimiter_wrong", fields={"delimiter": "import_delimiter_wrong"})
        header, self._header_row = self._header(delimiter)
        self._names = unique_names(header)
        self.shape = FileShape(FileFormat.CSV, tuple(self._names), self._encoding, delimiter)

    def _open(self) -> TextIO:
        return self._path.open(encoding=self._encoding, errors="replace", newline="")

    def _header(self, delimiter: str) -> tuple[list[str], int]:
        with self._open() as file:
            feed = _Feed(file)
            try:
                records = enumerate(csv.reader(feed, delimiter=delimiter, strict=True), 1)
                found = next((one for one in records if any(map(str.strip, one[1]))), None)
            except (csv.Error, _Unclosed):
                raise Invalid("import_header_broken") from None
        if found is None:
            raise Invalid("import_file_empty")
        number, row = found
        if any("\x00" in cell for cell in row):
            raise Invalid("import_not_text")
        if len(row) > _MOST_COLUMNS:
            raise Invalid("import_too_many_columns", limit=_MOST_COLUMNS)
        return row, number

    def chunks(self, size: int = CHUNK) -> Iterator[Chunk]:
        """The rows after the header."""
        total = max(self._path.stat().st_size, 1)
        width, page = len(self._names), _Page(self._names)
        with self._open() as file:
            for number, row, code in self._records(_Feed(file)):
                if number <= self._header_row or not row:
                    continue
                if code:
                    page.broken(number, row, code, self.shape.delimiter)
                elif len(row) == width or (len(row) > width and not any(map(str.strip, row[width:]))):
                    page.rows.append(row[:width])
                    page.numbers.append(number)
                elif any(map(str.strip, row)):
                    code = "row_too_short" if len(row) < width else "row_too_long"
                    page.broken(number, row, code, self.shape.delimiter)
                if len(page.numbers) + len(page.problems) >= size:
                    yield page.chunk(min(file.buffer.tell() / total, 1.0))
                    page = _Page(self._names)
        yield page.chunk(1.0)

    def _records(self, feed: _Feed) -> Iterator[tuple[int, list[str], str]]:
        """(row number, cells, "" or what is broken); after a broken record reading goes on with the line after its first."""
        number = 0
        while True:
            reader = csv.reader(feed, delimiter=self.shape.delimiter, strict=True)
            try:
                for row in reader:
                    number += 1
                    feed.record = []
                    yield number, row, ""
                return
            except (csv.Error, _Unclosed) as error:
                number += 1
                unclosed = isinstance(error, _Unclosed) or "end of data" in str(error)
                cells = feed.take_back().strip().split(self.shape.delimiter)
                yield number, cells, "quote_unclosed" if unclosed else "row_broken"


class _Page:
    """Rows on their way into a chunk."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        self.rows: list[list[str]] = []
        self.numbers: list[int] = []
        self.problems: list[RowProblem] = []
        self.torn: list[list[str]] = []

    def broken(self, number: int, row: list[str], code: str, delimiter: str) -> None:
        """Note a row that cannot be read."""
        params = {"expected": len(self._names), "got": len(row)}
        self.problems.append(RowProblem(number, "", delimiter.join(row)[:200], code, params))
        self.torn.append(row)

    def chunk(self, done: float) -> Chunk:
        """What was gathered."""
        table = table_of(self._names, self.rows)
        return Chunk(table, pa.array(self.numbers, pa.int64()), self.problems, self.torn, done)


def detect_encoding(path: Path) -> str:
    """By BOM; else UTF-8 when the whole file is; else GB18030 (which contains GBK and GB2312), the one with fewer unknown bytes."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if b"\x00" in head:
        raise Invalid("import_not_text")
    for name in ("utf-8", "gb18030"):
        if _decodes(path, name):
            return name
    broken = {name: head.decode(name, "replace").count("\ufffd") for name in ("utf-8", "gb18030")}
    return min(broken, key=lambda name: broken[name])


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(_SAMPLE):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def sniff_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that gives most rows of the beginning one same number of columns, more than one; a comma when none does."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = [line for _, line in zip(range(60), file, strict=False)]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        score = times / len(widths) * (width > 1) * (1 + min(width, 100) / 1000)
        if score > best_score:
            best, best_score = delimiter, score
    return best

"""Files as streams of columns: what every reader gives, and which reader a file needs.

A reader yields chunks of about 20,000 rows; memory does not grow with the file. Rows that cannot be read at all come as
problems of their chunk and are missing in its table, so no row is lost without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from marketloop.imports.contracts import FileShape, Options, RowProblem
from marketloop.platform.errors import Invalid

CHUNK = 20_000
PREVIEW = 2_000


@dataclass(frozen=True)
class Chunk:
    """Rows that could be read (`table`, one column a file column; `numbers`, their row numbers) and those that could not."""

    table: pa.Table
    numbers: pa.Array
    problems: list[RowProblem]
    torn: list[list[str]]  # cells of the rows that could not be read, as far as they can be told apart
    done: float  # share of the file that has been read, 0 … 1


class Reader(Protocol):
    """An opened file."""

    @property
    def shape(self) -> FileShape: ...
    def chunks(self, size: int = CHUNK) -> Iterator[Chunk]: ...


def open_file(path: Path, options: Options) -> Reader:
    """The reader for a file, by its first bytes; raises Invalid with what to do for files that nobody can read."""
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Invalid("import_file_empty")
    if head.startswith(b"PK\x03\x04"):
        from marketloop.imports.xlsx_reader import XlsxReader

        return XlsxReader(path, options)
    if head.startswith(b"PAR1"):
        from marketloop.imports.parquet_reader import ParquetReader

        return ParquetReader(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid("import_xls_old")
    from marketloop.imports.csv_reader import CsvReader

    return CsvReader(path, options)


def unique_names(names: list[str]) -> list[str]:
    """Column names without surrounding space; empty ones become their number, repeated ones get one."""
    seen: dict[str, int] = {}
    result = []
    for number, name in enumerate(names, 1):
        name = " ".join(name.replace("\x00", "").split()) or f"#{number}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result


def table_of(names: list[str], rows: list[tuple[str | None, ...]] | list[list[str]]) -> pa.Table:
    """A table of text columns from rows of equal length."""
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return pa.table([pa.array(list(column), pa.string()) for column in columns], names=names)

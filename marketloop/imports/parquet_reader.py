"""Parquet, batch by batch; columns keep their types for the converters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from marketloop.imports.contracts import FileFormat, FileShape
from marketloop.imports.reading import CHUNK, Chunk
from marketloop.platform.errors import Invalid


class ParquetReader:
    """A Parquet file; nested and binary columns are left out."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = pq.ParquetFile(path)
        except (pa.ArrowException, OSError):
            raise Invalid("import_parquet_broken") from None
        flat = [field.name for field in self._file.schema_arrow if not _unusable(field.type)]
        if not flat:
            raise Invalid("import_file_empty")
        self.shape = FileShape(FileFormat.PARQUET, tuple(flat), rows=self._file.metadata.num_rows)

    def chunks(self, size: int = CHUNK) -> Iterator[Chunk]:
        """The rows; the first has number 2, as below a header."""
        first, total = 2, max(self._file.metadata.num_rows, 1)
        for batch in self._file.iter_batches(batch_size=size, columns=list(self.shape.columns)):
            table = pa.table([_plain(column) for column in batch.columns], names=batch.schema.names)
            numbers = pa.array(range(first, first + batch.num_rows), pa.int64())
            first += batch.num_rows
            yield Chunk(table, numbers, [], [], min((first - 2) / total, 1.0))


def _unusable(kind: pa.DataType) -> bool:
    return bool(pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _plain(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        return pc.cast(column, pa.string())
    return column

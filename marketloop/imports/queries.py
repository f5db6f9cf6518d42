"""Reads of file import: rows, preview, error report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from marketloop.imports import files
from marketloop.imports.checking import ROW, Checked, Checker
from marketloop.imports.contracts import ImportKind, Mapping, Preview, RowProblem
from marketloop.imports.converting import text_column
from marketloop.imports.fields import field_for, missing_fields
from marketloop.imports.models import Import
from marketloop.imports.reading import PREVIEW, Chunk, open_file
from marketloop.imports.staging import PROBLEMS, read_problems
from marketloop.platform import clock
from marketloop.platform.errors import NotFound
from marketloop.platform.i18n import Language, translate

SHOWN = 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def get_import(import_id: int) -> Import:
    """One import; raises NotFound."""
    row = Import.objects.filter(id=import_id).first()
    if row is None:
        raise NotFound("import_not_found")
    return row


def preview_of(row: Import, mapping: Mapping | None = None, kind: ImportKind | None = None) -> Preview:
    """The first rows as they would come in, and what is wrong in the first 2,000."""
    kind = kind or ImportKind(row.kind)
    mapping = mapping or msgspec.convert(row.mapping, Mapping)
    reader = open_file(files.path_of(row.file_sha256), mapping.options)
    shape = reader.shape
    known = {
        name: column
        for name, column in mapping.columns.items()
        if column in shape.columns and field_for(kind, name) is not None
    }
    mapping = Mapping(columns=known, options=mapping.options)
    chunk = next(iter(reader.chunks(PREVIEW)))
    checked = Checker(kind, mapping, shape.columns, partial=True).check(chunk)
    return Preview(
        shape=shape,
        mapping=mapping,
        unmapped=tuple(column for column in shape.columns if column not in known.values()),
        missing=tuple(missing_fields(kind, known)),
        samples=_samples(chunk),
        rows=_rows(chunk, checked, mapping),
        checked=checked.rows,
        good=checked.rows - checked.bad - checked.skipped,
        bad=checked.bad,
        skipped=checked.skipped,
        problems=sorted(checked.problems, key=lambda one: one.row)[:200],
    )


def _samples(chunk: Chunk) -> dict[str, list[str]]:
    """Up to three different values of each column."""
    samples = {}
    for name in chunk.table.column_names:
        texts = text_column(chunk.table[name].slice(0, 200).combine_chunks()).to_pylist()
        samples[name] = list(dict.fromkeys(text[:80] for text in texts if text))[:3]
    return samples


def _rows(chunk: Chunk, checked: Checked, mapping: Mapping) -> list[dict[str, Any]]:
    """The first rows: as read when good, as written when bad, with the codes of their problems by column."""
    numbers = chunk.numbers.slice(0, SHOWN).to_pylist()
    typed = {row[ROW]: row for row in checked.table.slice(0, SHOWN).to_pylist()}
    written = {
        name: text_column(chunk.table[column].slice(0, SHOWN).combine_chunks()).to_pylist()
        for name, column in mapping.columns.items()
    }
    problems: dict[int, dict[str, str]] = {}
    for one in checked.problems:
        problems.setdefault(one.row, {})[one.column] = one.code
    return [
        {
            "row": number,
            "values": {
                name: _shown(name, typed[number][name]) if number in typed else cells[place]
                for name, cells in written.items()
            },
            "problems": problems.get(number, {}),
        }
        for place, number in enumerate(numbers)
    ]


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if name == "time" and isinstance(value, int):
        return clock.from_ms(value).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def problems_of(row: Import, limit: int | None = None) -> list[RowProblem]:
    """Problems of the last run in the order of rows."""
    return read_problems(files.work_folder(row.id) / PROBLEMS)[:limit]


def reason(problem: RowProblem, language: Language) -> str:
    """Why, in words."""
    return translate(f"imports.problem.{problem.code}", language, **problem.params)


def report_rows(row: Import, language: Language) -> Iterator[list[str]]:
    """The error report as rows of text, header first; cells that a spreadsheet would run as a formula are made harmless."""
    yield [translate(f"imports.report.{name}", language) for name in ("row", "column", "value", "reason")]
    for one in problems_of(row):
        yield [str(one.row), harmless(one.column), harmless(one.value), reason(one, language)]


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

"""Results as CSV for spreadsheets: UTF-8 with BOM, and no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from marketloop.analytics.contracts import Number
from marketloop.events.facade import FunnelResult, RetentionResult, TrendResult
from marketloop.platform.i18n import Language, translate

Cell = str | Number
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_of(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as a file; texts that start like a formula get an apostrophe in front, numbers stay numbers."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def file_of(name: str, content: bytes) -> HttpResponse:
    """A CSV file to download."""
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_DANGEROUS):
        return f"'{cell}"
    return "" if cell is None else cell


def trend_rows(result: TrendResult, language: Language) -> Iterable[Sequence[Cell]]:
    """A row per period, a column per line; the last row is the whole range."""
    names = [f"{line.label} · {line.value}" if line.value else line.label for line in result.series]
    yield [_word("period", language), *names]
    for index, period in enumerate(result.periods):
        yield [period.label, *(line.numbers[index] for line in result.series)]
    yield [_word("total", language), *(line.total for line in result.series)]


def funnel_rows(result: FunnelResult, language: Language) -> Iterable[Sequence[Cell]]:
    """A row per step: people, conversions, times in seconds, then a column per value of the breakdown."""
    heads = ["step", "people", "from_previous", "from_first", "mean_seconds", "median_seconds", "p90_seconds"]
    yield [*(_word(head, language) for head in heads), *(part.value for part in result.parts)]
    for index, step in enumerate(result.steps):
        times = [step.time.mean, step.time.median, step.time.p90] if step.time else [None] * 3
        seconds = [None if one is None else one / 1000 for one in times]
        counts = [part.counts[index] for part in result.parts]
        yield [step.label, step.count, step.from_previous, step.from_first, *seconds, *counts]


def retention_rows(result: RetentionResult, language: Language) -> Iterable[Sequence[Cell]]:
    """A row per cohort with its size and the people who came back per later period; cells to come are empty."""
    later = max((len(cohort.cells) for cohort in result.cohorts), default=1) - 1
    yield [_word("cohort", language), _word("people", language), *(str(k) for k in range(1, later + 1))]
    for cohort in result.cohorts:
        back = [*cohort.cells[1:], *[None] * (later + 1 - len(cohort.cells))]
        yield [cohort.period.label, cohort.size, *back]
    yield [_word("mean", language), "", *result.mean[1:]]


def _word(key: str, language: Language) -> str:
    return translate(f"analytics.csv.{key}", language)

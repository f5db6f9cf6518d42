"""The people of a segment as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from marketloop.platform import clock, ids
from marketloop.platform.i18n import Language, translate
from marketloop.profiles import facade as profiles
from marketloop.profiles.facade import ProfileRow
from marketloop.segments.membership import Ids

CHUNK = 500
COLUMNS = ("id", "name", "phone", "email", "stage", "orders", "spend", "last_order", "city", "province")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def export_rows(people: Ids, language: Language) -> Iterator[bytes]:
    """UTF-8 with BOM (spreadsheets open it without asking), in chunks; phone and e-mail are masked."""
    heads = [translate(f"segments.export.{column}", language) for column in COLUMNS]
    yield b"\xef\xbb\xbf" + _line([heads])
    for start in range(0, len(people), CHUNK):
        rows = profiles.rows(people[start : start + CHUNK].tolist(), language=language)
        yield _line([_values(row, language) for row in rows])


def safe_cell(value: object) -> str:
    """A text that a spreadsheet does not take for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _values(row: ProfileRow, language: Language) -> list[str]:
    last = clock.from_ms(row.last_order).astimezone(clock.company_zone()).date() if row.last_order else ""
    texts = (
        ids.encode("pro", row.id),
        row.name,
        row.phone,
        row.email,
        translate(f"segments.stage.{row.stage}", language),
        row.orders,
        f"{row.spend / 100:.2f}",
        last,
        row.city,
        row.province,
    )
    return [safe_cell(one) for one in texts]


def _line(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()

"""People as CSV for spreadsheets; phone and e-mail stay masked unless the asker may see them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.db.models import QuerySet

from marketloop.platform import clock, ids
from marketloop.platform.i18n import Language, translate
from marketloop.profiles.contracts import ProfileRow
from marketloop.profiles.models import Person
from marketloop.profiles.queries import rows_of

CHUNK = 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def export_people(rows: QuerySet[Person], language: Language, *, in_clear: bool) -> Iterator[bytes]:
    """UTF-8 with BOM in chunks, by id."""
    yield b"\xef\xbb\xbf" + _line([translate("profiles.export.header", language).split(",")])
    last = 0
    while chunk := list(rows.filter(id__gt=last).order_by("id")[:CHUNK]):
        last = chunk[-1].id
        yield _line([_cells(row, language) for row in rows_of(chunk, language, in_clear=in_clear)])


def _cells(row: ProfileRow, language: Language) -> list[str]:
    values = (
        ids.encode("pro", row.id),
        row.name,
        row.phone,
        row.email,
        translate(f"profiles.stage.{row.stage}", language),
        row.orders,
        f"{row.spend / 100:.2f}",
        _day(row.last_order),
        _day(row.last_seen),
        row.city,
        row.province,
        " ".join(row.tags),
    )
    return [_safe(str(value)) for value in values]


def _safe(text: str) -> str:
    """A phone number may begin with +; all else that looks like a formula is quoted."""
    return f"'{text}" if text.startswith(_FORMULA) and not text[1:].isdigit() else text


def _day(time: int | None) -> str:
    return "" if time is None else clock.from_ms(time).astimezone(clock.company_zone()).date().isoformat()


def _line(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()

"""Records of customers as the search compares them: one spelling per value, names with their sound, places as codes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from marketloop.events.personal import normalise

_SPACE = re.compile(r"[\s·.,_\-()（）]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_COMPANY = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|公司|集团|co\.?,? ?ltd\.?|inc\.?|limited)$", re.IGNORECASE
)


@dataclass(frozen=True)
class CustomerRecord:
    """What is known of one person; "" where nothing is. `place`: GB/T 2260 code of the narrowest known division."""

    id: int
    name: str = ""
    phone: str = ""
    email: str = ""
    birthday: str = ""
    place: str = ""
    address: str = ""
    company: str = ""


def sound_of(name: str) -> str:
    """The name in pinyin without tones and gaps (王晓明, 王小明 → wangxiaoming); other names as they are."""
    if not _CHINESE.search(name):
        return name
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(name)).lower()


def as_table(records: Iterable[CustomerRecord]) -> pa.Table:
    """The records as columns; empty values are null."""
    rows = [_row(record) for record in records]
    names = ("name", "name_sound", "phone", "email", "birthday", "place", "address", "company")
    schema = pa.schema([("id", pa.int64()), *((name, pa.string()) for name in names)])
    return pa.Table.from_pylist(rows, schema=schema)


def _row(record: CustomerRecord) -> dict[str, object]:
    name = _SPACE.sub("", record.name).lower()
    return {
        "id": record.id,
        "name": name or None,
        "name_sound": sound_of(name) or None,
        "phone": normalise("phone", record.phone) or None,
        "email": normalise("email", record.email) or None,
        "birthday": _date(record.birthday),
        "place": record.place or None,
        "address": _SPACE.sub("", record.address).lower() or None,
        "company": _SPACE.sub("", _COMPANY.sub("", record.company.strip())).lower() or None,
    }


def _date(text: str) -> str | None:
    """`1990-01-31` → `19900131`; what is no date counts as unknown."""
    try:
        return dt.date.fromisoformat(text[:10]).strftime("%Y%m%d")
    except ValueError:
        return None

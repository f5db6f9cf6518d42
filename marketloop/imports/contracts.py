"""Types of file import. No framework."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec


class ImportKind(StrEnum):
    """What the rows of a file are."""

    CONTACTS = "contacts"
    PRODUCTS = "products"
    ORDERS = "orders"
    EVENTS = "events"


class ImportState(StrEnum):
    """Life of an import: draft (mapping incomplete) → ready → running → done | failed | cancelled; the last four may run again."""

    DRAFT = "draft"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class FileFormat(StrEnum):
    """How the file is written."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


class Options(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """How to read and take in the file; empty means: found out, or the installation's default.

    `timezone`: zone of times without one. `time_format`: strptime format. `since`, `until`: only rows with a time in
    [since, until), ISO dates or times in `timezone`. `source`: whose order numbers they are ("" = the company's own).
    `return_prefix`, `adjustment_prefix`: order numbers that start so are credit notes or adjustments.
    `day_first`: how to read 03/04/2025 (None: by the data, else day first).
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    timezone: str = ""
    time_format: str = ""
    day_first: bool | None = None
    since: str = ""
    until: str = ""
    source: str = ""
    return_prefix: str = ""
    adjustment_prefix: str = ""


class Mapping(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Target field → column of the file. `trait:<key>` (contacts) and `property:<key>` (events) name free targets."""

    columns: dict[str, str] = {}
    options: Options = msgspec.field(default_factory=Options)


class RowProblem(msgspec.Struct, array_like=True, gc=False):
    """One reason why a row was not taken in. `row` counts as a spreadsheet does: the header is row 1.

    `code` is a text key `imports.problem.<code>`.
    """

    row: int
    column: str
    value: str
    code: str
    params: dict[str, Any] = {}


class Counts(msgspec.Struct, kw_only=True):
    """What an import read and did. `rows` = `good` + `bad` + `skipped`; `created`, `updated`, `unchanged` count the kind's things.

    `lines`, `quantity`, `amount` (minor units) sum the good order lines of the file, whether they came new or were there.
    """

    rows: int = 0
    good: int = 0
    bad: int = 0
    skipped: int = 0
    problems: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    products_created: int = 0
    guests: int = 0
    lines: int = 0
    quantity: int = 0
    amount: int = 0


@dataclass(frozen=True)
class FileShape:
    """What was found out about a file before it is read through."""

    format: FileFormat
    columns: tuple[str, ...]
    encoding: str = ""
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    rows: int | None = None


@dataclass(frozen=True)
class Preview:
    """The first rows as they would be taken in, and what was found in the first `checked` rows."""

    shape: FileShape
    mapping: Mapping
    unmapped: tuple[str, ...]
    missing: tuple[str, ...]
    samples: dict[str, list[str]]
    rows: list[dict[str, Any]]
    checked: int
    good: int
    bad: int
    skipped: int
    problems: list[RowProblem] = field(default_factory=list)

"""Factories for tests: files, and imports run to their end."""

from __future__ import annotations

import io
from collections.abc import Iterable
from collections.abc import Mapping as Columns
from pathlib import Path
from typing import Any

from marketloop.imports import services
from marketloop.imports.contracts import ImportKind, Mapping, Options
from marketloop.imports.files import blocks_of
from marketloop.imports.models import Import
from marketloop.imports.queries import get_import
from marketloop.platform import jobs

ORDERS_CSV = """订单号,支付时间,商品编码,商品名称,数量,单价,客户编号
A-1,2026-03-01 10:15:00,YL-001,竹炭牙刷,2,29.90,10001
A-1,2026-03-01 10:15:00,YL-002,洗衣凝珠,1,49.00,10001
A-2,2026-03-02 09:00:00,YL-001,竹炭牙刷,1,29.90,10002
"""


def take_file(
    content: bytes | str,
    kind: ImportKind | None = ImportKind.ORDERS,
    columns: Columns[str, str] | None = None,
    name: str = "file.csv",
    **options: Any,
) -> Import:
    """An import of these bytes (texts as UTF-8), mapped by its column names."""
    data = content.encode() if isinstance(content, str) else content
    mapping = Mapping(columns=dict(columns or {}), options=Options(**options))
    return services.create_import(file_name=name, blocks=[data], kind=kind, mapping=mapping, actor=None)


def take_path(path: Path, kind: ImportKind = ImportKind.ORDERS, **options: Any) -> Import:
    """An import of a file on disk, mapped by its column names."""
    return services.create_import(
        file_name=path.name,
        blocks=blocks_of(path),
        kind=kind,
        mapping=Mapping(options=Options(**options)),
        actor=None,
    )


def run_import(row: Import) -> Import:
    """Start the import and run its job to the end."""
    services.start_import(import_id=row.id, actor=None)
    claimed = jobs.claim()
    assert claimed is not None
    jobs.execute(claimed)
    return get_import(row.id)


def take_and_run(content: bytes | str, kind: ImportKind = ImportKind.ORDERS, **options: Any) -> Import:
    """Take a file and run it."""
    return run_import(take_file(content, kind, **options))


def xlsx(rows: Iterable[Iterable[Any]], sheet: str = "订单") -> bytes:
    """A workbook with an empty first sheet and one with these rows."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def write(folder: Path, content: bytes | str, name: str = "file.csv") -> Path:
    """A file on disk."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path

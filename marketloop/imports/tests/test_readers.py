"""Readers: files as people have them, and no row lost without a word."""

from __future__ import annotations

import codecs
import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from marketloop.imports.contracts import FileFormat, Options
from marketloop.imports.reading import Chunk, open_file
from marketloop.imports.testing import write, xlsx
from marketloop.platform.errors import Invalid


def read(path: Path, size: int = 20_000, **options: Any) -> list[Chunk]:
    """All chunks of a file."""
    return list(open_file(path, Options(**options)).chunks(size))


def rows(chunks: list[Chunk]) -> list[tuple[int, list[object]]]:
    """(row number, cells) of all readable rows."""
    return [
        (number, list(row.values()))
        for chunk in chunks
        for number, row in zip(chunk.numbers.to_pylist(), chunk.table.to_pylist(), strict=True)
    ]


def problems(chunks: list[Chunk]) -> list[tuple[int, str]]:
    """(row, code) of all problems."""
    return [(one.row, one.code) for chunk in chunks for one in chunk.problems]


@pytest.mark.parametrize(
    ("encoding", "bom", "found"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8-sig"),
        ("gbk", b"", "gb18030"),
        ("gb18030", b"", "gb18030"),
        ("utf-16", b"", "utf-16"),
    ],
)
def test_encodings_are_recognised(tmp_path: Path, encoding: str, bom: bytes, found: str) -> None:
    path = write(tmp_path, bom + "姓名,城市\n林晓,苏州\n".encode(encoding))

    reader = open_file(path, Options())

    assert (reader.shape.columns, reader.shape.encoding) == (("姓名", "城市"), found)
    assert rows(list(reader.chunks())) == [(2, ["林晓", "苏州"])]


def test_bytes_of_no_encoding_are_kept_visible(tmp_path: Path) -> None:
    path = write(tmp_path, "姓名,城市\n林晓,苏州\n".encode() + b"\xff\xff,x\n")

    assert rows(read(path))[1] == (3, ["\ufffd\ufffd", "x"])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_recognised(tmp_path: Path, delimiter: str) -> None:
    text = (
        delimiter.join(["a", "b,b" if delimiter != "," else "bb"]) + "\n" + delimiter.join(["1", "2"]) + "\n"
    )

    reader = open_file(write(tmp_path, text), Options())

    assert reader.shape.delimiter == delimiter
    assert rows(list(reader.chunks())) == [(2, ["1", "2"])]


def test_quoted_newlines_and_blank_lines_count_as_a_spreadsheet_counts(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\r\n1,"two\nlines, and ""quotes"""\r\n\r\n3,4\r\n')

    assert rows(read(path)) == [(2, ["1", 'two\nlines, and "quotes"']), (4, ["3", "4"])]


def test_ragged_rows_are_reported_and_empty_overhang_is_not(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n1,2\n1\n1,2,3\n1,2,,\n,\n5,6\n")

    chunks = read(path)

    assert [number for number, _ in rows(chunks)] == [2, 5, 6, 7]
    assert problems(chunks) == [(3, "row_too_short"), (4, "row_too_long")]
    assert chunks[0].problems[1].params == {"expected": 2, "got": 3}


def test_a_quote_that_never_closes_costs_one_row(tmp_path: Path) -> None:
    rest = "".join(f"{n},x\n" for n in range(2000))
    path = write(tmp_path, f'a,b\n1,2\n9,"open\n{rest}')

    chunks = read(path)

    assert problems(chunks) == [(3, "quote_unclosed")]
    assert len(rows(chunks)) == 2001
    assert rows(chunks)[1] == (4, ["0", "x"])


def test_a_quote_left_open_at_the_end_is_reported(tmp_path: Path) -> None:
    chunks = read(write(tmp_path, 'a,b\n1,"open\n2,3\n'))

    assert problems(chunks) == [(2, "quote_unclosed")]
    assert rows(chunks) == [(3, ["2", "3"])]


def test_stray_text_after_a_quote_is_reported(tmp_path: Path) -> None:
    chunks = read(write(tmp_path, 'a,b\n"x"y,1\n2,3\n'))

    assert problems(chunks) == [(2, "row_broken")]
    assert rows(chunks) == [(3, ["2", "3"])]


def test_chunks_keep_row_numbers(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n" + "".join(f"{n},x\n" for n in range(25)))

    chunks = read(path, 10)

    assert [chunk.table.num_rows for chunk in chunks] == [10, 10, 5]
    assert [number for number, _ in rows(chunks)] == list(range(2, 27))


def test_column_names_are_made_unique(tmp_path: Path) -> None:
    assert open_file(write(tmp_path, " a ,a,,b\n1,2,3,4\n"), Options()).shape.columns == (
        "a",
        "a (2)",
        "#3",
        "b",
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import_file_empty"),
        (b"\n\n  \n", "import_file_empty"),
        (b"a\x00b,c\n", "import_not_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "import_xls_old"),
        (b"PK\x03\x04 not a workbook", "import_xlsx_broken"),
        (b"PAR1 not parquet", "import_parquet_broken"),
        (b'a,"b\n', "import_header_broken"),
    ],
)
def test_unreadable_files_are_refused_with_a_reason(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_file(write(tmp_path, content), Options())

    assert refused.value.code == code


def test_workbooks(tmp_path: Path) -> None:
    data = xlsx(
        [
            [None, None],
            ["单号", "时间", "数量", "价格", "是"],
            ["A1", dt.datetime(2026, 3, 1, 10, 15), 2.0, 29.9, True],
            [None, None, None],
            ["A2", dt.date(2026, 3, 2), 1, 1e-5, None],
        ]
    )
    path = write(tmp_path, data, "0f3a")

    reader = open_file(path, Options(sheet="订单"))

    assert (reader.shape.format, reader.shape.sheets) == (FileFormat.XLSX, ("Sheet", "订单"))
    assert rows(list(reader.chunks())) == [
        (3, ["A1", "2026-03-01 10:15:00", "2", "29.9", "true"]),
        (5, ["A2", "2026-03-02 00:00:00", "1", "1e-05", None]),
    ]
    with pytest.raises(Invalid) as refused:
        open_file(path, Options(sheet="none"))
    assert refused.value.code == "import_sheet_unknown"
    assert open_file(path, Options()).shape.sheet == "订单"
    with pytest.raises(Invalid) as empty:
        open_file(path, Options(sheet="Sheet"))
    assert empty.value.code == "import_file_empty"


def test_parquet_keeps_types_and_leaves_nested_columns_out(tmp_path: Path) -> None:
    table = pa.table(
        {"n": pa.array([1.0, None]), "s": pa.array(["a", "b"]).dictionary_encode(), "l": pa.array([[1], [2]])}
    )
    path = tmp_path / "file.parquet"
    pq.write_table(table, path)

    reader = open_file(path, Options())
    [chunk] = reader.chunks()

    assert (reader.shape.columns, reader.shape.rows) == (("n", "s"), 2)
    assert (chunk.table.schema.types, chunk.numbers.to_pylist()) == ([pa.float64(), pa.string()], [2, 3])

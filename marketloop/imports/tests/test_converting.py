"""Cells become values or problems; whole columns give what one cell at a time would give."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketloop.imports.contracts import ImportKind, Options
from marketloop.imports.converting import DECIMAL, convert, line_amounts
from marketloop.imports.fields import Field, FieldType, auto_map, missing_fields, suggest, suggest_kind
from marketloop.imports.times import TimeReader
from marketloop.platform.errors import Invalid
from marketloop.platform.money import line_total

LONDON = "Europe/London"


def read(
    cells: list[Any], type_: FieldType, *, limit: int = 10**9, kind: Any = None, **options: Any
) -> list[Any]:
    """Values, with a problem's code in place of a bad one."""
    field = Field("x", type_, limit=limit, choices=(("是的", "yes_value"), ("yes_value", "yes_value")))
    column = convert(pa.array(cells, kind or pa.string()), field, TimeReader(Options(**options)))
    pairs = zip(column.values.to_pylist(), column.bad.to_pylist(), strict=True)
    return [column.code if bad else value for value, bad in pairs]


@pytest.mark.parametrize(
    ("type_", "cells", "values"),
    [
        (FieldType.TEXT, [" a ", "\u3000", "", None, "\ufeffb"], ["a", None, None, None, "b"]),
        (FieldType.INTEGER, ["12", "+3", "-4.00", " 5 ", "1,200", "1e3", None], [12, 3, -4, 5, 1200, 1000, None]),
        (FieldType.INTEGER, ["1.5", "x"], ["not_an_integer"] * 2),
        (FieldType.DECIMAL, ["2.55", "¥1,299.00", "(5)", "1e-5"], [Decimal(n) for n in ("2.55", "1299", "-5", "0.00001")]),
        (FieldType.DECIMAL, ["NaN", "inf", "二"], ["not_a_number"] * 3),
        (FieldType.MONEY, ["29.90", "0.005", "-0.005", "0.0049"], [2990, 1, -1, 0]),
        (FieldType.BOOLEAN, ["是", "NO", "1", "退订", None], [True, False, True, False, None]),
        (FieldType.BOOLEAN, ["也许"], ["not_yes_or_no"]),
        (FieldType.CHOICE, ["是的", "Yes_Value", "?"], ["yes_value", "yes_value", "not_a_choice"]),
        (FieldType.TAGS, ["老客，苏州; VIP|", "a"], ["老客|苏州|VIP", "a"]),
        (FieldType.EMAIL, ["A@B.com", "a@b", "x y@z.com"], ["a@b.com", "not_an_email", "not_an_email"]),
        (FieldType.PHONE, ["139 0000 1001", "+44 20 7946 0958", "12", "call me"], ["139 0000 1001", "+44 20 7946 0958", "not_a_phone", "not_a_phone"]),
        (FieldType.DATE, ["1992/5/18", "19920518", "1992-02-30", "18.05.1992"], ["1992-05-18", "1992-05-18", "not_a_date", "1992-05-18"]),
    ],
)  # fmt: skip
def test_cells(type_: FieldType, cells: list[Any], values: list[Any]) -> None:
    assert read(cells, type_) == values


def test_limits_and_undecodable_text() -> None:
    assert read(["abc", "abcd"], FieldType.TEXT, limit=3) == ["abc", "text_too_long"]
    assert read(["a\ufffd", "b"], FieldType.TEXT) == ["undecodable", "b"]
    assert read(["10", "11"], FieldType.INTEGER, limit=10) == [10, "number_too_large"]


def test_typed_columns_of_parquet() -> None:
    assert read(["17850.0", "A.0", None], FieldType.ID) == ["17850", "A.0", None]
    assert read(["13900001001.0"], FieldType.PHONE) == ["13900001001"]
    assert read([17850.0, None, 2.5], FieldType.TEXT, kind=pa.float64()) == ["17850", None, "2.5"]
    assert read([2.55, 1e-05], FieldType.DECIMAL, kind=pa.float64()) == [Decimal("2.55"), Decimal("0.00001")]
    assert read([7, None], FieldType.INTEGER, kind=pa.int32()) == [7, None]
    assert read([1_772_330_400_000], FieldType.TIME, kind=pa.timestamp("ms", "UTC")) == [1_772_330_400_000]
    assert read([True, None], FieldType.BOOLEAN, kind=pa.bool_()) == [True, None]


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-03-01 10:00:00", "2026-03-01T10:00:00", "2026-3-1 10:00", "2026/03/01 10:00", "2026年3月1日 10:00"),
        *("2026-03-01T02:00:00Z", "2026-03-01T04:00:00+02:00", "2026-03-01 10:00:00.000", "1772330400", "1772330400000"),
    ],
)  # fmt: skip
def test_times_of_many_kinds(cell: str) -> None:
    assert read([cell], FieldType.TIME) == [1_772_330_400_000]


def test_time_zones_and_impossible_times() -> None:
    cells = ["2010-12-01 08:26:00", "2011-07-01 09:26:00", "2011-10-30 01:30:00", "2011-03-27 01:30:00"]

    assert read(cells, FieldType.TIME, timezone=LONDON) == [
        1291191960000,
        1309508760000,
        1319934600000,
        1301187600000,
    ]
    assert read(["2010-02-30 00:00", "0010-12-01 00:00", "gestern", "2010-12-01 00:00"], FieldType.TIME) == [
        "not_a_time",
        "not_a_time",
        "not_a_time",
        1291132800000,
    ]


@pytest.mark.parametrize(
    ("cells", "first_day"),
    [
        (["03/04/2026", "25/04/2026"], "2026-04-03"),
        (["03/04/2026", "04/25/2026"], "2026-03-04"),
        (["03/04/2026"], "2026-04-03"),
    ],
)
def test_day_or_month_first_by_the_data(cells: list[str], first_day: str) -> None:
    at_noon = read([f"{cell} 12:00" for cell in cells], FieldType.TIME, timezone="UTC")

    assert at_noon[0] == read([f"{first_day} 12:00"], FieldType.TIME, timezone="UTC")[0]
    assert all(isinstance(value, int) for value in at_noon)


def test_an_order_of_day_and_month_once_found_stays() -> None:
    times = TimeReader(Options(timezone="UTC"))
    field = Field("x", FieldType.TIME)

    convert(pa.array(["03/04/2026"]), field, times)
    later = convert(pa.array(["12/31/2026", "31/12/2026"]), field, times)

    assert later.bad.to_pylist() == [True, False]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"timezone": "Mars/Base"}, "import_timezone_unknown"),
        ({"time_format": "%Q"}, "import_time_format_wrong"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        TimeReader(Options(**options))  # type: ignore[arg-type]

    assert refused.value.code == code


@given(
    st.lists(
        st.tuples(
            st.decimals(-(10**6), 10**6, places=6, allow_nan=False),
            st.integers(-(10**6), 10**6),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_line_amounts_are_those_of_the_money_rule(lines: list[tuple[Decimal, int]]) -> None:
    amounts = line_amounts(
        pa.array([price for price, _ in lines], DECIMAL),
        pa.array([quantity for _, quantity in lines], pa.int64()),
    )

    assert amounts.to_pylist() == [line_total(price, quantity) for price, quantity in lines]


def test_columns_are_recognised_in_both_languages() -> None:
    zh = auto_map(ImportKind.CONTACTS, ["姓名", "手机号码", "电子邮箱", "是否同意邮件", "备注"])
    en = auto_map(ImportKind.CONTACTS, ["Full Name", "Mobile", "E-mail", "Accepts Email", "notes"])

    assert zh == {"name": "姓名", "phone": "手机号码", "email": "电子邮箱", "email_consent": "是否同意邮件"}
    assert en == {"name": "Full Name", "phone": "Mobile", "email": "E-mail", "email_consent": "Accepts Email"}


@pytest.mark.parametrize(
    "columns",
    [
        [
            "InvoiceNo",
            "StockCode",
            "Description",
            "Quantity",
            "InvoiceDate",
            "UnitPrice",
            "CustomerID",
            "Country",
        ],
        ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"],
    ],
)
def test_online_retail_is_recognised(columns: list[str]) -> None:
    mapping = suggest(ImportKind.ORDERS, columns)

    assert suggest_kind(columns) is ImportKind.ORDERS
    assert mapping.columns == dict(
        zip(
            [
                "order_no",
                "product_code",
                "product_name",
                "quantity",
                "time",
                "unit_price",
                "user_id",
                "country",
            ],
            columns,
            strict=True,
        )
    )
    assert (mapping.options.return_prefix, mapping.options.adjustment_prefix) == ("C", "A")
    assert mapping.options.timezone == LONDON


def test_missing_fields_are_named() -> None:
    assert missing_fields(ImportKind.ORDERS, ["order_no", "time"]) == [
        "product_code",
        "quantity",
        "unit_price",
    ]
    assert missing_fields(ImportKind.CONTACTS, ["name"]) == ["identifier"]
    assert suggest_kind(["手机", "姓名", "标签"]) is ImportKind.CONTACTS
    assert suggest_kind(["商品编码", "商品名称", "价格"]) is ImportKind.PRODUCTS

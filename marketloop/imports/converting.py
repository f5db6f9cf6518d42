"""Columns of a file become typed columns, whole columns at a time; what cannot be read is marked with its reason.

`convert` never guesses silently: a cell is either empty (null), a value, or a problem. Types after conversion: text, phone, email,
tags (separated by |), choice → string; integer → int64; decimal → decimal128(18, 6); money → int64 minor units, rounded half-up
once; time → int64 UTC ms; date → string YYYY-MM-DD; boolean → bool.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from marketloop.imports.fields import Field, FieldType
from marketloop.imports.times import TimeReader

DECIMAL = pa.decimal128(18, 6)
_SPACE = " \t\r\n\u00a0\u3000\ufeff"
_PLAIN_INTEGER = r"^[+-]?\d{1,10}(\.0+)?$"
_PLAIN_DECIMAL = r"^[+-]?\d{1,10}(\.\d{1,6})?$"
_CURRENCY = re.compile(r"[¥￥£$€,，\s]|RMB|CNY|GBP|USD|EUR|元|圆", re.IGNORECASE)
_TAG_SEPARATORS = r"\s*[|,，;；、]+\s*"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_YES = _words("yes y true t 1 on ok agree agreed subscribed 是 有 真 同意 已同意 订阅 已订阅 允许 √")
_NO = _words(
    "no n false f 0 off none disagree declined unsubscribed 否 无 没有 假 不同意 未同意 拒绝 退订 已退订 未订阅 不允许 ×"
)


@dataclass(frozen=True)
class Column:
    """A converted column; `bad` marks cells with a value that could not be read, `code` says why by cell or for all."""

    values: pa.Array
    bad: pa.Array  # bool, never null
    code: str


def convert(array: pa.Array | pa.ChunkedArray, field: Field, times: TimeReader) -> Column:
    """One column of the file as the field wants it."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return _CONVERTERS[field.type](array, field, times)


def text_column(array: pa.Array) -> pa.Array:
    """Any column as trimmed text; whole floats without point, empty cells null."""
    if pa.types.is_floating(array.type):
        array = pc.replace_substring_regex(_plain_floats(array), pattern=r"\.0$", replacement="")
    elif not pa.types.is_string(array.type):
        array = pc.cast(array, pa.string())
    array = pc.utf8_trim(array, characters=_SPACE)
    return pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.string()), array)


def _plain_floats(array: pa.Array) -> pa.Array:
    texts = pc.cast(pc.if_else(pc.is_nan(array), None, array), pa.string())
    if not pc.any(pc.match_substring(texts, "e")).as_py():
        return texts
    return pa.array([text and f"{Decimal(text):f}" for text in texts.to_pylist()], pa.string())


def _column(values: pa.Array, bad: pa.Array, code: str) -> Column:
    return Column(values, pc.fill_null(bad, False), code)


def _text(array: pa.Array, field: Field, times: TimeReader) -> Column:
    text = text_column(array)
    undecodable = pc.match_substring(text, "\ufffd")
    if pc.any(undecodable).as_py():
        return _column(text, undecodable, "undecodable")
    if pc.any(pc.match_substring(text, "\x00")).as_py():
        text = pc.replace_substring(text, "\x00", "")
    return _column(text, pc.greater(pc.utf8_length(text), field.limit), "text_too_long")


def _integer(array: pa.Array, field: Field, times: TimeReader) -> Column:
    if pa.types.is_integer(array.type):
        values = pc.cast(array, pa.int64(), safe=False)
        return _column(
            values,
            pc.greater(pc.abs(pc.cast(values, pa.float64(), safe=False)), field.limit),
            "number_too_large",
        )
    text = text_column(array)
    plain = pc.fill_null(pc.match_substring_regex(text, _PLAIN_INTEGER), False)
    bare = pc.replace_substring_regex(pc.if_else(plain, text, None), pattern=r"^\+|\.0+$", replacement="")
    values = _patch(pc.cast(bare, pa.int64()), text, plain, _slow_integer, pa.int64())
    bad = pc.and_(pc.is_valid(text), pc.is_null(values))
    if not pc.any(bad).as_py():
        return _column(values, pc.greater(pc.abs(values), field.limit), "number_too_large")
    return _column(values, bad, "not_an_integer")


def _slow_integer(text: str) -> int | None:
    number = _slow_decimal(text)
    return None if number is None or number != number.to_integral_value() else int(number)


def _decimal(array: pa.Array, field: Field, times: TimeReader) -> Column:
    if pa.types.is_integer(array.type):
        array = pc.cast(array, pa.string())
    text = text_column(array)
    plain = pc.fill_null(pc.match_substring_regex(text, _PLAIN_DECIMAL), False)
    bare = pc.replace_substring_regex(pc.if_else(plain, text, None), pattern=r"^\+", replacement="")
    values = _patch(pc.cast(bare, DECIMAL), text, plain, _slow_decimal, DECIMAL)
    bad = pc.and_(pc.is_valid(text), pc.is_null(values))
    if not pc.any(bad).as_py():
        return _column(
            values,
            pc.greater(pc.abs(values), pa.scalar(Decimal(field.limit), pa.decimal128(18, 0))),
            "number_too_large",
        )
    return _column(values, bad, "not_a_number")


def _slow_decimal(text: str) -> Decimal | None:
    """Numbers with currency signs, thousands separators, exponents; at most 6 decimals are kept."""
    bare = _CURRENCY.sub("", text)
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    try:
        number = Decimal(bare)
        return (
            None if not number.is_finite() or abs(number) >= 10**11 else number.quantize(Decimal("0.000001"))
        )
    except InvalidOperation:
        return None


def _money(array: pa.Array, field: Field, times: TimeReader) -> Column:
    column = _decimal(array, field, times)
    return _column(to_minor(column.values), column.bad, column.code)


def to_minor(major: pa.Array) -> pa.Array:
    """Minor units of decimals in major units, rounded half-up (halves away from zero) once."""
    rounded = pc.round(major, ndigits=2, round_mode="half_towards_infinity")
    hundredfold = pc.multiply(
        pc.cast(rounded, pa.decimal128(30, 2)), pa.scalar(Decimal(100), pa.decimal128(3, 0))
    )
    return pc.cast(hundredfold, pa.int64())


def line_amounts(unit_price: pa.Array, quantity: pa.Array) -> pa.Array:
    """Minor units of order lines: price × quantity rounded half-up once; the same as `money.line_total`."""
    pieces = pc.cast(pc.cast(quantity, pa.decimal128(19, 0)), pa.decimal128(12, 0))
    exact = pc.multiply(unit_price, pieces)
    rounded = pc.round(exact, ndigits=2, round_mode="half_towards_infinity")
    return pc.cast(
        pc.multiply(pc.cast(rounded, pa.decimal128(30, 2)), pa.scalar(Decimal(100), pa.decimal128(3, 0))),
        pa.int64(),
    )


def _time(array: pa.Array, field: Field, times: TimeReader) -> Column:
    values = times.milliseconds(array if pa.types.is_temporal(array.type) else text_column(array))
    bad = pc.and_(
        pc.is_valid(array if pa.types.is_temporal(array.type) else text_column(array)), pc.is_null(values)
    )
    return _column(values, bad, "not_a_time")


def _date(array: pa.Array, field: Field, times: TimeReader) -> Column:
    text = text_column(pc.cast(array, pa.string()) if pa.types.is_temporal(array.type) else array)
    values = times.dates(text)
    return _column(values, pc.and_(pc.is_valid(text), pc.is_null(values)), "not_a_date")


def _boolean(array: pa.Array, field: Field, times: TimeReader) -> Column:
    if pa.types.is_boolean(array.type):
        return _column(array, pa.array([False] * len(array)), "")
    text = text_column(array)

    def read(cell: str) -> bool | None:
        word = cell.casefold()
        return True if word in _YES else False if word in _NO else None

    return _mapped(text, read, pa.bool_(), "not_yes_or_no")


def _choice(array: pa.Array, field: Field, times: TimeReader) -> Column:
    words = dict(field.choices)
    return _mapped(text_column(array), lambda cell: words.get(cell.casefold()), pa.string(), "not_a_choice")


def _mapped(text: pa.Array, read: Callable[[str], Any], kind: pa.DataType, code: str) -> Column:
    """Through the distinct values, which are few."""
    encoded = pc.dictionary_encode(text)
    values = pa.array([read(word) for word in encoded.dictionary.to_pylist()], kind).take(encoded.indices)
    return _column(values, pc.and_(pc.is_valid(text), pc.is_null(values)), code)


def _tags(array: pa.Array, field: Field, times: TimeReader) -> Column:
    column = _text(array, field, times)
    joined = pc.replace_substring_regex(column.values, pattern=_TAG_SEPARATORS, replacement="|")
    return _column(pc.utf8_trim(joined, characters="|"), column.bad, column.code)


def _id(array: pa.Array, field: Field, times: TimeReader) -> Column:
    """Numbers that went through a spreadsheet or a data frame as floats (17850.0) are whole again."""
    return _text(_whole(text_column(array)), field, times)


def _whole(text: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(text, pattern=r"^(\d+)\.0+$", replacement=r"\1")


def _phone(array: pa.Array, field: Field, times: TimeReader) -> Column:
    text = _whole(text_column(array))
    digits = pc.utf8_length(pc.replace_substring_regex(text, pattern=r"[^0-9]", replacement=""))
    number = pc.match_substring_regex(text, r"^[+(]?[0-9][0-9 ().\-–—]*$")
    good = pc.and_(number, pc.and_(pc.greater_equal(digits, 5), pc.less_equal(digits, 15)))
    return _column(text, pc.invert(good), "not_a_phone")


def _email(array: pa.Array, field: Field, times: TimeReader) -> Column:
    text = pc.utf8_lower(text_column(array))
    good = pc.and_(
        pc.match_substring_regex(text, r"^[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"'.]+$"),
        pc.less_equal(pc.utf8_length(text), field.limit),
    )
    return _column(text, pc.invert(good), "not_an_email")


def _patch(
    values: pa.Array, text: pa.Array, done: pa.Array, read: Callable[[str], Any], kind: pa.DataType
) -> pa.Array:
    """`values` with the few cells that the fast way did not read, read one by one."""
    left = pc.and_(pc.is_valid(text), pc.invert(done))
    if not pc.any(left).as_py():
        return values
    slow = pa.array([read(cell) for cell in text.filter(left).to_pylist()], kind)
    return pc.replace_with_mask(values, left, slow)


_CONVERTERS: dict[FieldType, Callable[[pa.Array, Field, TimeReader], Column]] = {
    FieldType.TEXT: _text,
    FieldType.ID: _id,
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _decimal,
    FieldType.MONEY: _money,
    FieldType.TIME: _time,
    FieldType.DATE: _date,
    FieldType.BOOLEAN: _boolean,
    FieldType.TAGS: _tags,
    FieldType.PHONE: _phone,
    FieldType.EMAIL: _email,
    FieldType.CHOICE: _choice,
}

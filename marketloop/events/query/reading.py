"""The rules of `values.py` in Python: how one value is read and compared."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Any

import orjson

from marketloop.events.query.context import QueryContext, local_date
from marketloop.events.query.values import (
    DATE_OPERATORS,
    EARLIEST_MS,
    ISO_DATE,
    ISO_INSTANT,
    OPPOSITES,
    days_before,
)


@dataclass(frozen=True)
class Reading:
    """Text, finite number and company date of a value; None where it has none."""

    text: str | None
    number: float | None
    date: dt.date | None


MISSING = Reading(None, None, None)


def read(value: Any, context: QueryContext) -> Reading:
    """The readings of a JSON value."""
    text = text_of(value)
    if text is None:
        return MISSING
    number = number_of(text)
    return Reading(text, number, _date_of(text, number, context))


def text_of(value: Any) -> str | None:
    """The text as the store gives it: strings bare, all else as JSON."""
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()


def number_of(text: str) -> float | None:
    """The number in a text, None when there is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def date_of_ms(milliseconds: float | None, context: QueryContext) -> dt.date | None:
    """The company date of UTC milliseconds."""
    if milliseconds is None or not EARLIEST_MS <= milliseconds < 1e14:
        return None
    return local_date(int(milliseconds), context.zone)


def _date_of(text: str, number: float | None, context: QueryContext) -> dt.date | None:
    try:
        if re.search(ISO_INSTANT, text):
            return dt.datetime.fromisoformat(text).astimezone(context.zone).date()
        if re.search(ISO_DATE, text):
            return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
    return date_of_ms(number, context)


def holds(reading: Reading, op: str, operand: Any, context: QueryContext) -> bool:
    """`reading op operand`; a missing value fulfils only ne, not_in, not_contains, empty."""
    if op in OPPOSITES:
        return not holds(reading, OPPOSITES[op], operand, context)
    if op == "not_empty":
        return bool(reading.text)
    if op == "in":
        return any(_against(reading, "eq", one) for one in operand)
    if op == "between":
        return _against(reading, "gte", operand[0]) and _against(reading, "lte", operand[1])
    if op in ("contains", "starts_with"):
        if reading.text is None:
            return False
        text, wanted = reading.text.lower(), str(operand).lower()
        return wanted in text if op == "contains" else text.startswith(wanted)
    if op == "has_all":
        return all(_against(reading, "eq", one) for one in operand)
    if op == "matches":
        return reading.text is not None and glob_fits(reading.text.lower(), str(operand).lower())
    if op == "days_ago":
        first, last = days_before(context.today, operand)
        return reading.date is not None and first <= reading.date <= last
    if op in DATE_OPERATORS:
        return reading.date is not None and _on_date(reading.date, op, int(operand), context.today)
    return _against(reading, op, operand)


def glob_fits(text: str, glob: str) -> bool:
    """`*` any text, `?` one character, all else itself."""
    signs = {"*": ".*", "?": "."}
    pattern = "".join(signs.get(one) or re.escape(one) for one in glob)
    return re.fullmatch(pattern, text, re.DOTALL) is not None


def _against(reading: Reading, op: str, operand: Any) -> bool:
    if isinstance(operand, bool):
        operand = "true" if operand else "false"
    value = reading.text if isinstance(operand, str) else reading.number
    return value is not None and compare_numbers(value, op, operand)


def compare_numbers(value: Any, op: str, operand: Any, upper: Any = None) -> bool:
    """`value op operand` for two numbers or two texts; `between` has both ends inside."""
    if op == "between":
        return bool(operand <= value <= upper)
    answers: dict[str, bool] = {
        "eq": value == operand,
        "ne": value != operand,
        "gt": value > operand,
        "gte": value >= operand,
        "lt": value < operand,
        "lte": value <= operand,
    }
    return answers[op]


def _on_date(date: dt.date, op: str, days: int, today: dt.date) -> bool:
    span = dt.timedelta(days=days)
    if op == "in_next_days":
        return today <= date <= today + span
    if op == "anniversary_within_days":
        years = range(today.year, (today + span).year + 1)
        return any(today <= _in_year(date, year) <= today + span for year in years)
    recent = today - span <= date <= today
    return recent if op == "in_last_days" else not recent


def _in_year(date: dt.date, year: int) -> dt.date:
    try:
        return date.replace(year=year)
    except ValueError:
        return dt.date(year, 2, 28)

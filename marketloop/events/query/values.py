"""One test on one value (a property of an event, a trait, a column of the state) as SQL.

A value has a text, a number (when its text is a finite number) and a company date (ISO text, or UTC milliseconds). The text
operand of a comparison compares texts, a number compares numbers. `reading.py` is the same rule in Python.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from marketloop.events.query.ast import Where
from marketloop.events.query.context import QueryContext
from marketloop.events.query.sql import Sql, every, param, some, sql
from marketloop.events.schema import TEXT_COLUMNS

HOT_TEXTS = frozenset({*TEXT_COLUMNS, "source", "anonymous_id", "user_id", "session_id"})
HOT_NUMBERS = frozenset({"amount", "quantity"})
OPPOSITES = {
    "ne": "eq",
    "not_in": "in",
    "not_contains": "contains",
    "not_matches": "matches",
    "empty": "not_empty",
}
"""Operators that a missing value fulfils, because each is the opposite of another one."""
DATE_OPERATORS = frozenset(
    {"in_last_days", "not_in_last_days", "days_ago", "in_next_days", "anniversary_within_days"}
)
EARLIEST_MS = 10**11
"""Smaller numbers are no instants (1973)."""

ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
ISO_INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*(Z|[+-][0-9]{2}:?[0-9]{2})$"
_SIGNS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass(frozen=True)
class Value:
    """The three readings of a value; each may be NULL."""

    text: Sql
    number: Sql
    date: Sql


def text_value(text: Sql, context: QueryContext) -> Value:
    """A value that is stored as text."""
    number = sql("TRY_CAST({} AS DOUBLE)", text)
    number = sql("CASE WHEN isfinite({}) THEN {} END", number, number)
    return Value(text, number, _date_of_text(text, number, context))


def number_value(number: Sql, context: QueryContext) -> Value:
    """A value that is stored as an integer: a count, an amount, UTC milliseconds."""
    return Value(sql("CAST({} AS VARCHAR)", number), number, date_of_ms(number, context))


def date_of_ms(milliseconds: Sql, context: QueryContext) -> Sql:
    """The company date of UTC milliseconds, NULL for numbers that are no instant."""
    return sql(
        "CASE WHEN {} >= {} AND {} < 1e14 THEN CAST(make_timestamptz(CAST({} AS BIGINT) * 1000) AT TIME ZONE {} AS DATE) END",
        milliseconds,
        param(EARLIEST_MS),
        milliseconds,
        milliseconds,
        param(str(context.zone)),
    )


def _date_of_text(text: Sql, number: Sql, context: QueryContext) -> Sql:
    return sql(
        "CASE WHEN regexp_matches({}, {}) THEN CAST(TRY_CAST({} AS TIMESTAMPTZ) AT TIME ZONE {} AS DATE)"
        " WHEN regexp_matches({}, {}) THEN TRY_CAST(left({}, 10) AS DATE) ELSE {} END",
        text,
        param(ISO_INSTANT),
        text,
        param(str(context.zone)),
        text,
        param(ISO_DATE),
        text,
        date_of_ms(number, context),
    )


def property_text(name: str, alias: str = "e") -> Sql:
    """The text of an event's property: a hot column, or a key of its JSON; NULL when missing."""
    if name in HOT_TEXTS:
        return Sql(f'{alias}."{name}"')
    if name in HOT_NUMBERS:
        return Sql(f'CAST({alias}."{name}" AS VARCHAR)')
    return sql(f"json_extract_string({alias}.properties, {{}})", param(json_pointer(name)))


def property_number(name: str, alias: str = "e") -> Sql:
    """The number of an event's property; NULL when missing or no finite number."""
    if name in HOT_NUMBERS:
        return Sql(f'{alias}."{name}"')
    number = sql("TRY_CAST({} AS DOUBLE)", property_text(name, alias))
    return sql("CASE WHEN isfinite({}) THEN {} END", number, number)


def json_pointer(key: str) -> str:
    """RFC 6901: the pointer of a top-level key."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def property_value(name: str, context: QueryContext, alias: str = "e") -> Value:
    """A property of an event with its readings."""
    if name in HOT_NUMBERS:
        return number_value(Sql(f'{alias}."{name}"'), context)
    return text_value(property_text(name, alias), context)


def where_holds(where: Where, context: QueryContext, alias: str = "e") -> Sql:
    """One test on a property, never NULL."""
    return compare(property_value(where.property, context, alias), where.op, where.value, context)


def compare(value: Value, op: str, operand: Any, context: QueryContext) -> Sql:
    """`value op operand`, never NULL; a missing value fulfils only ne, not_in, not_contains, empty."""
    if op in OPPOSITES:
        return sql("NOT {}", compare(value, OPPOSITES[op], operand, context))
    return sql("coalesce({}, FALSE)", _holds(value, op, operand, context))


def _holds(value: Value, op: str, operand: Any, context: QueryContext) -> Sql:
    if op == "not_empty":
        return sql("{} <> ''", value.text)
    if op == "in":
        return some(_against(value, "eq", one) for one in operand)
    if op == "between":
        return every([_against(value, "gte", operand[0]), _against(value, "lte", operand[1])])
    if op == "contains":
        return sql("contains(lower({}), {})", value.text, param(str(operand).lower()))
    if op == "starts_with":
        return sql("starts_with(lower({}), {})", value.text, param(str(operand).lower()))
    if op == "has_all":
        return every(_against(value, "eq", one) for one in operand)
    if op == "matches":
        return sql("lower({}) LIKE {} ESCAPE '\\'", value.text, param(like_pattern(str(operand).lower())))
    if op == "days_ago":
        first, last = days_before(context.today, operand)
        return sql("{} BETWEEN {} AND {}", value.date, param(first), param(last))
    if op in DATE_OPERATORS:
        return _on_date(value.date, op, int(operand), context.today)
    return _against(value, op, operand)


def like_pattern(glob: str) -> str:
    """`*` any text, `?` one character, all else itself, as a pattern of LIKE with the escape `\\`."""
    signs = {"*": "%", "?": "_", "%": r"\%", "_": r"\_", "\\": r"\\"}
    return "".join(signs.get(one, one) for one in glob)


def days_before(today: dt.date, operand: Any) -> tuple[dt.date, dt.date]:
    """The first and last date of `days_ago [fewest, most]`."""
    fewest, most = (int(one) for one in operand)
    return today - dt.timedelta(days=most), today - dt.timedelta(days=fewest)


def _against(value: Value, op: str, operand: Any) -> Sql:
    """Texts against a text, numbers against a number; a truth value is the text true or false."""
    if isinstance(operand, bool):
        return sql(f"{{}} {_SIGNS[op]} {{}}", value.text, param("true" if operand else "false"))
    if isinstance(operand, str):
        return sql(f"{{}} {_SIGNS[op]} {{}}", value.text, param(operand))
    return sql(f"{{}} {_SIGNS[op]} {{}}", value.number, param(operand))


def _on_date(date: Sql, op: str, days: int, today: dt.date) -> Sql:
    """Whole company days: `in_last_days n` is today and the n days before, `in_next_days n` today and the n days after."""
    if op == "in_next_days":
        return sql("{} BETWEEN {} AND {}", date, param(today), param(today + dt.timedelta(days=days)))
    if op == "anniversary_within_days":
        return _anniversary(date, days, today)
    recent = sql("{} BETWEEN {} AND {}", date, param(today - dt.timedelta(days=days)), param(today))
    return recent if op == "in_last_days" else sql("NOT ({})", recent)


def _anniversary(date: Sql, days: int, today: dt.date) -> Sql:
    """The yearly return of the date (29 February: 28 in common years) lies in today … today + days."""
    until = today + dt.timedelta(days=days)
    years = [
        sql(
            "CAST({} + to_years(CAST({} - year({}) AS INTEGER)) AS DATE) BETWEEN {} AND {}",
            date,
            param(year),
            date,
            param(today),
            param(until),
        )
        for year in range(today.year, until.year + 1)
    ]
    return some(years)

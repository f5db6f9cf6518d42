"""Pieces of SQL that carry their parameters, so that text and values can never get out of step (or mixed)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple


class Sql(NamedTuple):
    """A piece of a statement with the values of its `?` in order."""

    text: str
    params: tuple[Any, ...] = ()


TRUE, FALSE = Sql("TRUE"), Sql("FALSE")


def param(value: Any) -> Sql:
    """A value, always handed over as a parameter."""
    return Sql("?", (value,))


def sql(template: str, *parts: Sql) -> Sql:
    """The template with each `{}` replaced by a piece; the template itself is code, never input."""
    texts = [part.text for part in parts]
    return Sql(template.format(*texts), tuple(value for part in parts for value in part.params))


def join(separator: str, parts: Iterable[Sql]) -> Sql:
    """The pieces with a separator between them."""
    parts = list(parts)
    return Sql(
        separator.join(part.text for part in parts), tuple(value for part in parts for value in part.params)
    )


def every(parts: Iterable[Sql]) -> Sql:
    """All hold; TRUE for none."""
    parts = list(parts)
    return sql("({})", join(" AND ", parts)) if parts else TRUE


def some(parts: Iterable[Sql]) -> Sql:
    """At least one holds; FALSE for none."""
    parts = list(parts)
    return sql("({})", join(" OR ", parts)) if parts else FALSE


def values_in(subject: Sql, values: Iterable[Any]) -> Sql:
    """`subject IN (values)`; FALSE without values."""
    listed = [param(value) for value in values]
    return sql("{} IN ({})", subject, join(", ", listed)) if listed else FALSE

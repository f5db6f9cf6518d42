"""The DuckDB compiler of conditions: from a tree to one statement that gives a set of canonical profile ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any as Anything

from marketloop.events.query import leaves_habits, leaves_relations
from marketloop.events.query.ast import All, Any, Condition, Not
from marketloop.events.query.checking import check_condition
from marketloop.events.query.context import QueryContext, in_scope
from marketloop.events.query.leaves import leaf_test
from marketloop.events.query.scan import UNIVERSE, EventScan
from marketloop.events.query.sql import TRUE, Sql, every, join, some, sql

LEAVES = (leaves_habits, leaves_relations)
"""Modules that register the tests of their leaves."""
ASKED = "asked"
"""Name of the Arrow table (`profile_id`, merged ids allowed) that a narrowed statement expects."""

_MEMBERS = (
    "among AS (SELECT DISTINCT coalesce(a.canonical_id, q.profile_id) AS profile_id"
    " FROM asked q LEFT JOIN alias_map a ON a.profile_id = q.profile_id), members AS (SELECT profile_id FROM among UNION"
    " SELECT profile_id FROM alias_map WHERE canonical_id IN (SELECT profile_id FROM among))"
)


@dataclass(frozen=True)
class CompiledQuery:
    """A statement and the values of its `?`."""

    sql: str
    params: tuple[Anything, ...]


def compile_condition(condition: Condition, context: QueryContext) -> CompiledQuery:
    """Rows `profile_id`: the canonical, non-test people who fulfil the condition; raises Invalid for a bad one."""
    scan = EventScan(context)
    test = compile_test(condition, scan)
    return finish(Sql("u.profile_id"), test, scan)


def compile_each(conditions: Sequence[Condition], context: QueryContext) -> CompiledQuery:
    """Rows `profile_id, m0, m1, …`: for everybody asked whether they fulfil each condition, with one scan of the events.

    Worth it for a narrowed context; over everybody a statement a condition is faster, since each reads only its own window.
    """
    scan = EventScan(context)
    tests = [compile_test(condition, scan) for condition in conditions]
    columns = [sql(f"{{}} AS m{index}", test) for index, test in enumerate(tests)]
    return finish(join(", ", [Sql("u.profile_id"), *columns]), TRUE, scan)


def compile_test(condition: Condition, scan: EventScan) -> Sql:
    """The whole tree as one test on a row of the universe."""
    check_condition(condition)
    return _tree(condition, scan)


def _tree(condition: Condition, scan: EventScan) -> Sql:
    if isinstance(condition, All):
        return every(_tree(part, scan) for part in condition.of)
    if isinstance(condition, Any):
        return some(_tree(part, scan) for part in condition.of)
    if isinstance(condition, Not):
        return sql("(NOT {})", _tree(condition.of, scan))
    return leaf_test(condition, scan)


def finish(selected: Sql, test: Sql, scan: EventScan, tail: str = "") -> CompiledQuery:
    """`SELECT selected FROM the universe WHERE test`, with the scan of events when a leaf asked for one."""
    tables = [Sql(_MEMBERS)] if scan.context.narrowed else []
    tables += scan.tables()
    source = "profile_state u" + (" LEFT JOIN ev ON ev.person = u.profile_id" if scan.columns else "")
    narrowed = " AND u.profile_id IN (FROM among)" if scan.context.narrowed else ""
    head = sql("WITH {} ", join(", ", tables)) if tables else Sql("")
    whole = sql(
        f"{{}}SELECT {{}} FROM {source} WHERE {UNIVERSE}{narrowed} AND {{}} AND {{}}{tail}",
        head,
        selected,
        in_scope(scan.context.scope),
        test,
    )
    return CompiledQuery(whole.text, whole.params)

"""Figures about a condition for the builder: total, each leaf's own count, what remains after each part; a sample."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from marketloop.events.query.ast import Any, Condition, parts_of
from marketloop.events.query.checking import leaves_with_paths
from marketloop.events.query.conditions import CompiledQuery, compile_test, finish
from marketloop.events.query.context import QueryContext
from marketloop.events.query.leaves import leaf_test
from marketloop.events.query.scan import EventScan
from marketloop.events.query.sql import TRUE, Sql, every, join, some, sql


@dataclass(frozen=True)
class LeafCount:
    """`path` through the JSON (`("of", 0)`); `own`: people who fulfil the leaf alone; `remaining`: people left after the
    top-level part that holds it and all parts before (for `any`: gathered so far)."""

    path: tuple[str | int, ...]
    own: int
    remaining: int


@dataclass(frozen=True)
class AudienceCounts:
    """`total` people fulfil the whole, out of `universe`; `of_them`: how many of the total fulfil further conditions."""

    total: int
    universe: int
    leaves: tuple[LeafCount, ...]
    of_them: dict[str, int] = field(default_factory=dict)


def compile_count(condition: Condition, context: QueryContext) -> CompiledQuery:
    """One row, one column: the number of people."""
    scan = EventScan(context)
    return finish(Sql("count(*) AS people"), compile_test(condition, scan), scan)


def compile_sample(condition: Condition, context: QueryContext, size: int) -> CompiledQuery:
    """`size` people, those seen last first."""
    scan = EventScan(context)
    test = compile_test(condition, scan)
    found = finish(
        Sql("u.profile_id"), test, scan, " ORDER BY u.last_seen DESC NULLS LAST, u.profile_id LIMIT ?"
    )
    return CompiledQuery(found.sql, (*found.params, size))


def compile_counts(
    condition: Condition, context: QueryContext, further: Mapping[str, Condition] | None = None
) -> tuple[CompiledQuery, Callable[[list[int]], AudienceCounts]]:
    """One row of counts, and how to read it; `further` conditions are counted among those who fulfil the first."""
    scan = EventScan(context)
    whole = compile_test(condition, scan)
    paths = list(leaves_with_paths(condition))
    own = [leaf_test(leaf, scan) for _, leaf in paths]
    parts = parts_of(condition) if condition.type != "not" else []
    tests = [compile_test(part, scan) for part in parts]
    gather = some if isinstance(condition, Any) else every
    so_far = [gather(tests[: index + 1]) for index in range(len(tests))] or [whole]
    named = further or {}
    both = [every([whole, compile_test(one, scan)]) for one in named.values()]
    columns = [TRUE, whole, *own, *so_far, *both]
    counted = join(
        ", ",
        [sql(f"count(*) FILTER (WHERE {{}}) AS n{index}", column) for index, column in enumerate(columns)],
    )

    def reading(row: list[int]) -> AudienceCounts:
        rest = row[2 + len(own) :]
        own_counts, remaining, extra = row[2 : 2 + len(own)], rest[: len(so_far)], rest[len(so_far) :]
        leaves = tuple(
            LeafCount(path, own_counts[index], remaining[_part(path, len(remaining))])
            for index, (path, _) in enumerate(paths)
        )
        of_them = dict(zip(named, extra, strict=True))
        return AudienceCounts(total=row[1], universe=row[0], leaves=leaves, of_them=of_them)

    return finish(counted, TRUE, scan), reading


def _part(path: tuple[str | int, ...], parts: int) -> int:
    index = path[1] if len(path) > 1 else 0
    return index if isinstance(index, int) and index < parts else 0

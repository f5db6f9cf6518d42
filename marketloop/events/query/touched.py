"""What can change an answer: the things a condition mentions, and the people whom the mere passing of time may touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from marketloop.events.query.ast import (
    Condition,
    Consent,
    Identifier,
    InList,
    Leaf,
    Near,
    Owner,
    Place,
    Reachable,
    Stage,
    State,
    Tag,
    Top,
    Trait,
    Where,
    leaves_of,
)
from marketloop.events.query.checking import check_condition
from marketloop.events.query.conditions import CompiledQuery
from marketloop.events.query.context import QueryContext
from marketloop.events.query.leaves import leaf_test
from marketloop.events.query.reads import EventRead, event_reads
from marketloop.events.query.relations import ADDRESSES, COUNTY, LATITUDE, LONGITUDE, StateMetric, TraitMetric
from marketloop.events.query.scan import ALIASED, PERSON, UNIVERSE, EventScan
from marketloop.events.query.sql import Sql, every, join, param, some, sql, values_in
from marketloop.events.query.values import DATE_OPERATORS, where_holds


@dataclass(frozen=True)
class Mentioned:
    """The names that a condition depends on; `by_time`: its answer can change without any news.

    `ranked`: it compares people with each other, so that news about one can change the answer for another.
    """

    events: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    consents: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    lists: frozenset[int] = frozenset()
    state: frozenset[str] = frozenset()
    stage: bool = False
    by_time: bool = False
    ranked: bool = False


def mentioned(condition: Condition) -> Mentioned:
    """All names of events, traits, tags … in the condition."""
    leaves = leaves_of(condition)
    reachable = [leaf.channel for leaf in leaves if isinstance(leaf, Reachable)]
    consents = [leaf.channel for leaf in leaves if isinstance(leaf, Consent)]
    identifiers = [leaf.kind for leaf in leaves if isinstance(leaf, Identifier)]
    return Mentioned(
        events=frozenset(one.name for leaf in leaves for one in event_reads(leaf)),
        traits=frozenset(key for leaf in leaves for key in _traits(leaf)),
        tags=frozenset(leaf.tag for leaf in leaves if isinstance(leaf, Tag)),
        consents=frozenset([*consents, *reachable]),
        identifiers=frozenset([*identifiers, *(ADDRESSES[channel] for channel in reachable)]),
        lists=frozenset(leaf.list_id for leaf in leaves if isinstance(leaf, InList)),
        state=frozenset(name for leaf in leaves for name in _state(leaf)),
        stage=any(isinstance(leaf, Stage) for leaf in leaves),
        by_time=any(_moves(leaf) for leaf in leaves),
        ranked=any(isinstance(leaf, Top) for leaf in leaves),
    )


def _traits(leaf: Leaf) -> tuple[str, ...]:
    if isinstance(leaf, Trait):
        return (leaf.key,)
    if isinstance(leaf, Near):
        return LATITUDE, LONGITUDE
    if isinstance(leaf, Place) and leaf.level == "county":
        return (COUNTY,)
    return (leaf.metric.key,) if isinstance(leaf, Top) and isinstance(leaf.metric, TraitMetric) else ()


def _state(leaf: Leaf) -> tuple[str, ...]:
    if isinstance(leaf, State):
        return (leaf.field,)
    if isinstance(leaf, Owner):
        return ("owner" if leaf.by == "staff" else "org_unit",)
    if isinstance(leaf, Place) and leaf.level != "county":
        return (leaf.level,)
    return (leaf.metric.field,) if isinstance(leaf, Top) and isinstance(leaf.metric, StateMetric) else ()


def _moves(leaf: Leaf) -> bool:
    """Whether something but an event dated ahead can change the answer without news."""
    reads = event_reads(leaf)
    if any(set(read.edges) != {0} or read.days is not None or _dated(read.where) for read in reads):
        return True
    return isinstance(leaf, (Trait, State)) and leaf.op in DATE_OPERATORS


def _dated(where: Sequence[Where]) -> list[Where]:
    return [test for test in where if test.op in DATE_OPERATORS]


def compile_touched(condition: Condition, before: QueryContext, after: QueryContext) -> CompiledQuery | None:
    """People whose answer may differ between the two instants with the same data; None: nobody can be touched.

    An event enters when its time passes (events dated ahead) or leaves the far end of a sliding window; a test on a date
    turns when the company day does. The set may hold people whose answer stays, it never lacks one whose answer changes.
    """
    check_condition(condition)
    leaves = leaves_of(condition)
    events = [test for leaf in leaves for test in _event_changes(leaf, before, after)]
    parts = []
    if events:
        parts.append(
            sql(
                f"u.profile_id IN (SELECT {PERSON} FROM {ALIASED} WHERE e.quality <> 2 AND {{}})",
                some(events),
            )
        )
    if before.today != after.today:
        dated = [leaf for leaf in leaves if isinstance(leaf, (Trait, State)) and leaf.op in DATE_OPERATORS]
        parts += [_turned(leaf, before, after) for leaf in dated]
    if not parts:
        return None
    whole = sql(f"SELECT u.profile_id FROM profile_state u WHERE {UNIVERSE} AND {{}}", some(parts))
    return CompiledQuery(whole.text, whole.params)


def compile_touched_each(
    asked: Sequence[tuple[Condition, QueryContext]], after: QueryContext
) -> CompiledQuery | None:
    """`compile_touched` of several conditions, each with its own earlier instant: rows `n, profile_id`, n being its place.

    Each span is a scan of its own, since the store can skip what lies outside of one span but not of several.
    """
    hits: list[Sql] = []
    for n, (condition, before) in enumerate(asked):
        check_condition(condition)
        leaves = leaves_of(condition)
        spans = dict.fromkeys(test for leaf in leaves for test in _event_changes(leaf, before, after))
        hits += [
            sql(f"SELECT {n} AS n, e.profile_id FROM events e WHERE e.quality <> 2 AND {{}}", span)
            for span in spans
        ]
        if before.today != after.today:
            hits += [
                sql(
                    f"SELECT {n} AS n, u.profile_id FROM profile_state u WHERE {{}}",
                    _turned(leaf, before, after),
                )
                for leaf in leaves
                if isinstance(leaf, (Trait, State)) and leaf.op in DATE_OPERATORS
            ]
    if not hits:
        return None
    whole = sql(
        "SELECT DISTINCT hit.n, u.profile_id FROM ({}) hit LEFT JOIN alias_map a ON a.profile_id = hit.profile_id"
        " JOIN profile_state u ON u.profile_id = coalesce(a.canonical_id, hit.profile_id)"
        f" WHERE {UNIVERSE}",
        join(" UNION ALL ", hits),
    )
    return CompiledQuery(whole.text, whole.params)


def _turned(leaf: Leaf, before: QueryContext, after: QueryContext) -> Sql:
    tests = [leaf_test(leaf, EventScan(context)) for context in (before, after)]
    return sql("({})", join(" <> ", tests))


def _event_changes(leaf: Leaf, before: QueryContext, after: QueryContext) -> Iterator[Sql]:
    for read in event_reads(leaf):
        yield from _changes(read, before, after)


def _changes(read: EventRead, before: QueryContext, after: QueryContext) -> Iterator[Sql]:
    spans = [(before.now - edge, after.now - edge) for edge in sorted(set(read.edges))]
    if read.days is not None and before.today != after.today:
        spans.append((before.days_ago(read.days) - 1, after.days_ago(read.days) - 1))
    if _dated(read.where) and before.today != after.today:
        spans = [(-(2**62), after.now)]
    steady = [where_holds(test, after) for test in read.where if test not in _dated(read.where)]
    if read.among is not None:
        column, values = read.among
        steady.append(values_in(Sql(f'e."{column}"'), values))
    for first, last in spans:
        yield every([sql("e.name = {}", param(read.name)), _between(first, last), every(steady)])


def _between(first: int, last: int) -> Sql:
    return every([sql("e.time > {}", param(first)), sql("e.time <= {}", param(last))])

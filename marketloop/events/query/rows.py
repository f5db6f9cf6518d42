"""The rows of a funnel: what is read from the store, in pieces that fit into memory, and how it is packed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from marketloop.events.contracts import Reader
from marketloop.events.query.ast import FunnelQuery, Step
from marketloop.events.query.attempts import ACT, FIRST_EXCLUSION
from marketloop.events.query.context import QueryContext
from marketloop.events.query.grouping import SHIFT, Ints, as_ints, empty_ties
from marketloop.events.query.population import trusted
from marketloop.events.query.scan import PERSON
from marketloop.events.query.sql import Sql, every, join, param, some, sql, values_in
from marketloop.events.query.values import property_text, where_holds

PIECE_ROWS = 8_000_000
"""Rows that are worked on at once (about 400 MB in the kernel)."""
NONE_HASH = -1
TEXTS_REMEMBERED = 10_000
_texts: dict[int, str] = {}
SYSTEM_EVENTS = (
    "message_requested",
    "message_sent",
    "message_delivered",
    "message_failed",
    "message_bounced",
    "message_suppressed",
    "product_bought",
)
"""No acts of a person: what the system does to them, and the lines of an order beside the order."""
FACTS_THAT_ARE_ACTS = (
    "order_paid",
    "order_refunded",
    "order_completed",
    "message_opened",
    "message_clicked",
    "message_replied",
)


@dataclass(frozen=True)
class Piece:
    """Events of some people: who, `(time − range start) << SHIFT | mask`, and the hash of the breakdown value (or empty)."""

    person: Ints
    packed: Ints
    ties: Ints


@dataclass(frozen=True)
class Aliases:
    """The alias map, ascending by the merged id."""

    merged: Ints
    canonical: Ints


def load_aliases(read: Reader) -> Aliases:
    """The alias map as arrays."""
    found = read("SELECT profile_id, canonical_id FROM alias_map ORDER BY 1")
    return Aliases(as_ints(found["profile_id"]), as_ints(found["canonical_id"]))


def load_pieces(query: FunnelQuery, end: int, context: QueryContext, read: Reader) -> Iterator[Piece]:
    """The events that a funnel looks at, in [range start, end)."""
    columns = [Sql("e.profile_id AS person"), sql("{} AS packed", _packed(query, context))]
    if query.breakdown is not None:
        columns.append(sql("{} AS tie", value_hash(query.breakdown)))
    wanted = _wanted(query, end, context)
    for source, piece in _pieces(wanted, read):
        found = read(
            *sql(f"SELECT {{}} FROM {source} WHERE {{}} AND {{}}", join(", ", columns), wanted, piece)
        )
        yield Piece(as_ints(found["person"]), as_ints(found["packed"]), _ties(found, query))


def _ties(found: pa.Table, query: FunnelQuery) -> Ints:
    return empty_ties() if query.breakdown is None else as_ints(found["tie"])


def _pieces(wanted: Sql, read: Reader) -> Iterator[tuple[str, Sql]]:
    """One piece, or one per share of the people when there are too many rows (estimated from a sample)."""
    pieces = -(-estimated_rows(wanted, read) // PIECE_ROWS)
    if pieces <= 1:
        yield "events e", Sql("TRUE")
        return
    source = "events e LEFT JOIN alias_map a ON a.profile_id = e.profile_id"
    for piece in range(pieces):
        yield source, sql(f"hash({PERSON}) % {{}} = {{}}", param(pieces), param(piece))


def estimated_rows(wanted: Sql, read: Reader) -> int:
    """About how many rows will be read; exact, and too high, for a small store."""
    [rows] = read("SELECT count(*) AS n FROM events")["n"].to_pylist()
    if rows > PIECE_ROWS:
        sample = "SELECT 50 * count(*) AS n FROM events e TABLESAMPLE SYSTEM (2 PERCENT) WHERE {}"
        [rows] = read(*sql(sample, wanted))["n"].to_pylist()
    return int(rows)


def _wanted(query: FunnelQuery, end: int, context: QueryContext) -> Sql:
    names = {name for step in query.steps for name in (step.event, *step.also)}
    names |= {one.event for one in query.exclusions}
    kinds = [values_in(Sql("e.name"), sorted(names))]
    if query.mode == "strict":
        kinds.append(is_act())
    last = min(end - 1, context.now)
    times = [sql("e.time >= {}", param(query.range.start)), sql("e.time <= {}", param(last))]
    return every([some(kinds), *times, trusted(query.include_invalid)])


def is_act() -> Sql:
    """The person did it: no facts of the system, no calls that only describe somebody."""
    return every(
        [
            Sql("e.kind NOT IN ('identify', 'group', 'alias')"),
            sql("NOT {}", values_in(Sql("e.name"), SYSTEM_EVENTS)),
            sql("(e.kind <> 'fact' OR {})", values_in(Sql("e.name"), FACTS_THAT_ARE_ACTS)),
        ]
    )


def _packed(query: FunnelQuery, context: QueryContext) -> Sql:
    """The mask is chosen by the event's name, so that a row is compared with few names and only tested where it may fit."""
    parts = [(bit, step) for bit, step in enumerate(query.steps)]
    for index, one in enumerate(query.exclusions):
        parts.append((FIRST_EXCLUSION + index, Step(event=one.event, where=one.where)))
    names = list(dict.fromkeys(name for _, step in parts for name in (step.event, *step.also)))
    cases = [
        sql(
            "WHEN e.name = {} THEN {}",
            param(name),
            join(
                " + ", [_bit(bit, step, context) for bit, step in parts if name in (step.event, *step.also)]
            ),
        )
        for name in names
    ]
    mask = sql("CASE {} ELSE 0 END", join(" ", cases))
    if query.mode == "strict":
        mask = sql(f"{{}} + CASE WHEN {{}} THEN {1 << ACT} ELSE 0 END", mask, is_act())
    return sql(f"(e.time - {{}}) * {1 << SHIFT} + {{}}", param(query.range.start), mask)


def _bit(bit: int, step: Step, context: QueryContext) -> Sql:
    if not step.where:
        return Sql(str(1 << bit))
    test = every(where_holds(one, context) for one in step.where)
    return sql(f"CASE WHEN {{}} THEN {1 << bit} ELSE 0 END", test)


def value_hash(name: str) -> Sql:
    """The breakdown value as an integer; a missing or empty one is NONE_HASH."""
    text = property_text(name)
    return sql(_hash_of("{}"), text, text)


def _hash_of(text: str) -> str:
    return f"CASE WHEN {text} <> '' THEN CAST(hash({text}) >> 1 AS BIGINT) ELSE {NONE_HASH} END"


def values_of_hashes(
    query: FunnelQuery, hashes: list[int], end: int, context: QueryContext, read: Reader
) -> dict[int, str]:
    """The texts behind some hashes; those asked for before are remembered."""
    if not all(one in _texts for one in hashes):
        if len(_texts) > TEXTS_REMEMBERED:
            _texts.clear()
        _texts.update(_read_texts(query, hashes, end, context, read))
    return {one: _texts[one] for one in hashes}


def _read_texts(
    query: FunnelQuery, hashes: list[int], end: int, context: QueryContext, read: Reader
) -> dict[int, str]:
    assert query.breakdown is not None
    occurring = sql(
        "SELECT DISTINCT {} AS value FROM events e WHERE {}",
        property_text(query.breakdown),
        _wanted(_at_breakdown(query), end, context),
    )
    found = read(
        *sql(
            f"SELECT value, hash FROM (SELECT value, {_hash_of('value')} AS hash FROM ({{}})) WHERE {{}}",
            occurring,
            values_in(Sql("hash"), hashes),
        )
    )
    return {row["hash"]: row["value"] for row in found.to_pylist()}


def _at_breakdown(query: FunnelQuery) -> FunnelQuery:
    """The steps whose events may give the value, and nothing else."""
    steps = query.steps
    if isinstance(query.breakdown_at, int):
        steps = [query.steps[query.breakdown_at - 1]]
    elif query.breakdown_at != "last":
        steps = query.steps[:1]
    return query.model_copy(update={"steps": steps, "exclusions": [], "mode": "ordered"})

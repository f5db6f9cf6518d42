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
from marketloop.events.query.population import step_fits, trusted
from marketloop.events.query.scan import PERSON
from marketloop.events.query.sql import Sql, every, join, param, some, sql, values_in
from marketloop.events.query.values import property_text

PIECE_ROWS = 8_000_000
"""Rows that are worked on at once (about 400 MB in the kernel)."""
NONE_HASH = -1
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
    """One piece, or one per share of the people when there are too many rows."""
    [rows] = read(*sql("SELECT count(*) AS n FROM events e WHERE {}", wanted))["n"].to_pylist()
    pieces = -(-rows // PIECE_ROWS)
    if pieces <= 1:
        yield "events e", Sql("TRUE")
        return
    source = "events e LEFT JOIN alias_map a ON a.profile_id = e.profile_id"
    for piece in range(pieces):
        yield source, sql(f"hash({PERSON}) % {{}} = {{}}", param(pieces), param(piece))


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
    tests = [step_fits(step, context) for step in query.steps]
    bits = [_bit(test, index) for index, test in enumerate(tests)]
    for index, one in enumerate(query.exclusions):
        bits.append(_bit(step_fits(Step(event=one.event, where=one.where), context), FIRST_EXCLUSION + index))
    if query.mode == "strict":
        bits.append(_bit(is_act(), ACT))
    return sql(f"(e.time - {{}}) * {1 << SHIFT} + {{}}", param(query.range.start), join(" + ", bits))


def _bit(test: Sql, bit: int) -> Sql:
    return sql(f"CASE WHEN {{}} THEN {1 << bit} ELSE 0 END", test)


def value_hash(name: str) -> Sql:
    """The breakdown value as an integer; a missing or empty one is NONE_HASH."""
    text = property_text(name)
    return sql(f"CASE WHEN {{}} <> '' THEN CAST(hash({{}}) >> 1 AS BIGINT) ELSE {NONE_HASH} END", text, text)


def values_of_hashes(
    query: FunnelQuery, hashes: list[int], end: int, context: QueryContext, read: Reader
) -> dict[int, str]:
    """The texts behind some hashes."""
    assert query.breakdown is not None
    statement = sql(
        "SELECT DISTINCT {} AS hash, {} AS value FROM events e WHERE {} AND {}",
        value_hash(query.breakdown),
        property_text(query.breakdown),
        _wanted(query, end, context),
        values_in(value_hash(query.breakdown), hashes),
    )
    return {row["hash"]: row["value"] for row in read(*statement).to_pylist()}

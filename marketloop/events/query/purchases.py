"""What people bought, person by person: standing figures, and the lifecycle stage at any instant, from the orders themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from marketloop.events.contracts import Reader
from marketloop.events.query.context import QueryContext, in_scope
from marketloop.events.query.grouping import Ints, as_ints
from marketloop.events.query.scan import ALIASED, PERSON
from marketloop.events.query.sql import TRUE, Sql, every, param, sql, values_in

STAGES = ("prospect", "first_purchase", "repeat", "retained", "dormant", "lapsed")
BOUNDARIES = "boundaries"


@dataclass(frozen=True)
class PurchaseStates:
    """One entry a person with at least one paid order, by ascending id: orders, net spend in minor units, last order UTC ms."""

    people: Ints
    orders: Ints
    spend: Ints
    last_order: Ints


@dataclass(frozen=True)
class StageMoves:
    """How many people stood where at each boundary, and who went where between one and the next.

    `counts[n]`: people by stage at boundary n. `moves[n]`: (stage at n, stage at n + 1, people), "" for people not yet known.
    """

    counts: tuple[dict[str, int], ...]
    moves: tuple[tuple[tuple[str, str, int], ...], ...]


def purchase_states(read: Reader) -> PurchaseStates:
    """Everybody's figures; test profiles are left out."""
    found = read(
        "SELECT profile_id, orders, coalesce(spend, 0) AS spend, last_order FROM profile_state"
        " WHERE orders > 0 AND last_order IS NOT NULL AND NOT coalesce(is_test, FALSE) ORDER BY profile_id"
    )
    return PurchaseStates(
        *(as_ints(found[name].cast(pa.int64())) for name in ("profile_id", "orders", "spend", "last_order"))
    )


def stages_at(
    instants: Sequence[int], window_ms: int, context: QueryContext
) -> tuple[Sql, dict[str, pa.Table]]:
    """A relation (person, number, stage): everybody known at an instant with the stage then (profiles/stages.py in SQL).

    The people are those that stand now, under the scope; an order counts from the instant it was paid.
    """
    seen = every([in_scope(context.scope), Sql("NOT coalesce(u.is_test, FALSE)")])
    relation = sql(
        f"WITH bought AS (SELECT DISTINCT {PERSON} AS person, coalesce(e.order_id, CAST(e.event_id AS VARCHAR)) AS o,"
        f" e.time FROM {ALIASED} WHERE e.name = 'order_paid' AND e.quality <> 2),"
        f" figures AS (SELECT person, b.number, count(*) AS n, max(x.time) AS latest,"
        " bool_or(x.time > b.at - {}) AS recent,"
        " bool_or(x.time > b.at - 2 * {} AND x.time <= b.at - {}) AS earlier, any_value(b.at) AS at"
        f" FROM bought x JOIN {BOUNDARIES} b ON x.time <= b.at GROUP BY person, b.number),"
        " known AS (SELECT u.profile_id AS person, b.number, b.at FROM profile_state u"
        f" JOIN {BOUNDARIES} b ON coalesce(least(u.first_seen, u.created, u.first_order), 0) <= b.at WHERE {{}})"
        " SELECT k.person, k.number, CASE WHEN f.n IS NULL THEN 'prospect' WHEN k.at - f.latest > {} THEN 'lapsed'"
        " WHEN k.at - f.latest >= {} THEN 'dormant' WHEN f.recent AND f.earlier THEN 'retained'"
        " WHEN f.n > 1 THEN 'repeat' ELSE 'first_purchase' END AS stage"
        " FROM known k LEFT JOIN figures f ON f.person = k.person AND f.number = k.number",
        param(window_ms),
        param(window_ms),
        param(window_ms),
        seen,
        param(window_ms),
        param(window_ms // 2),
    )
    table = pa.table(
        {
            "number": pa.array(range(len(instants)), pa.int32()),
            "at": pa.array([min(one, context.now) for one in instants], pa.int64()),
        }
    )
    return relation, {BOUNDARIES: table}


def stage_moves(instants: Sequence[int], window_ms: int, context: QueryContext, read: Reader) -> StageMoves:
    """Counts at each instant and moves between neighbours."""
    relation, tables = stages_at(instants, window_ms, context)
    query = sql(
        "SELECT coalesce(a.number, -1) AS before, b.number AS number, coalesce(a.stage, '') AS previous, b.stage AS stage,"
        " count(*) AS people FROM (WITH s AS ({}) SELECT * FROM s) b LEFT JOIN (WITH s AS ({}) SELECT * FROM s) a"
        " ON a.person = b.person AND a.number = b.number - 1 GROUP BY ALL",
        relation,
        relation,
    )
    counts: list[dict[str, int]] = [dict.fromkeys(STAGES, 0) for _ in instants]
    moves: list[list[tuple[str, str, int]]] = [[] for _ in instants[1:]]
    for row in read(query.text, query.params, tables).to_pylist():
        counts[row["number"]][row["stage"]] += row["people"]
        if row["number"] > 0 and row["previous"] != row["stage"]:
            moves[row["number"] - 1].append((row["previous"], row["stage"], row["people"]))
    return StageMoves(tuple(counts), tuple(tuple(sorted(one)) for one in moves))


def stage_people(
    instants: Sequence[int],
    window_ms: int,
    previous: str | None,
    stage: str | None,
    context: QueryContext,
    read: Reader,
) -> Ints:
    """Who stood at `stage` at the last instant and at `previous` ("" not known) at the first; None: anywhere."""
    relation, tables = stages_at(instants, window_ms, context)
    last = len(instants) - 1
    tests = [TRUE if stage is None else sql("b.stage = {}", param(stage))]
    if previous is not None:
        tests.append(sql("coalesce(a.stage, '') = {}", param(previous)))
    query = sql(
        "WITH s AS ({}) SELECT b.person FROM s b LEFT JOIN s a ON a.person = b.person AND a.number = 0"
        " WHERE b.number = {} AND {} ORDER BY 1",
        relation,
        param(last),
        every(tests),
    )
    return as_ints(read(query.text, query.params, tables)["person"])


def trait_texts(keys: Sequence[str], read: Reader) -> dict[str, tuple[Ints, list[str]]]:
    """What the store knows of some traits: key → (people, values as text)."""
    query = sql(
        "SELECT profile_id, key, coalesce(text, CAST(CAST(number AS BIGINT) AS VARCHAR)) AS value FROM profile_trait"
        " WHERE {} ORDER BY profile_id",
        values_in(Sql("key"), keys),
    )
    found = read(query.text, query.params)
    people, names, values = (
        as_ints(found["profile_id"]),
        np.array(found["key"].to_pylist(), object),
        found["value"].to_pylist(),
    )
    listed: dict[str, tuple[Ints, list[str]]] = {}
    for key in keys:
        mask = names == key if len(names) else np.zeros(0, bool)
        listed[key] = people[mask], [one for one, here in zip(values, mask.tolist(), strict=True) if here]
    return listed


def trait_people(read: Reader) -> dict[str, int]:
    """How many people have a value of each trait."""
    found = read("SELECT key, count(DISTINCT profile_id) AS people FROM profile_trait GROUP BY key")
    return dict(zip(found["key"].to_pylist(), found["people"].to_pylist(), strict=True))

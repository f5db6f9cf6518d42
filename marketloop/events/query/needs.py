"""Need trend (analytics.md §10): how many people searched, viewed, asked, bought, returned or complained, need by need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from marketloop.events.contracts import Reader
from marketloop.events.query.ast import Range
from marketloop.events.query.context import QueryContext
from marketloop.events.query.grouping import Ints, as_ints
from marketloop.events.query.periods import Period, Unit, earlier, periods_of
from marketloop.events.query.population import counted
from marketloop.events.query.scan import ALIASED, PERSON
from marketloop.events.query.sql import TRUE, Sql, every, join, param, sql, values_in
from marketloop.events.query.values import property_text

NeedKind = Literal["category", "brand", "keyword", "product_id"]
Act = Literal["searched", "viewed", "asked", "bought", "returned", "complained"]
ACTS: Mapping[Act, tuple[str, ...]] = {
    "searched": ("products_searched", "product_list_viewed", "product_list_filtered"),
    "viewed": ("product_viewed", "product_clicked", "product_favorited", "product_added"),
    "asked": ("question_asked", "consultation_started", "chat_started"),
    "bought": ("product_bought",),
    "returned": ("order_refunded", "product_returned"),
    "complained": ("complaint_made", "ticket_opened"),
}
"""Which events are which act. A search for goods and a look at a list of a category both say that somebody looks for it."""
KEYWORDS = ("query", "keyword", "search_term")
MAX_NEEDS = 200


@dataclass(frozen=True)
class NeedCounts:
    """People by act: in the range, in the range before, and in each period."""

    need: str
    now: Mapping[str, int]
    before: Mapping[str, int]
    series: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class NeedTrend:
    """Needs, those of most people first; `active` people of the range and of the one before."""

    periods: tuple[Period, ...]
    previous: Range
    active: int
    active_before: int
    needs: tuple[NeedCounts, ...]


def need_trend(span: Range, unit: Unit, by: NeedKind, context: QueryContext, read: Reader) -> NeedTrend:
    """People per need and act in the periods of the range, beside the range before; a person counts once in each figure."""
    periods = periods_of(span, unit, context)
    previous = earlier(span, unit, "previous", context.zone)
    whole = Range(start=previous.start, end=span.end)
    acts = _acts(whole, by, context)
    totals = sql(
        "SELECT need, act, time >= {} AS current, count(DISTINCT person) AS people FROM ({}) GROUP BY ALL",
        param(span.start),
        acts,
    )
    now: dict[str, dict[str, int]] = {}
    before: dict[str, dict[str, int]] = {}
    for row in read(totals.text, totals.params).to_pylist():
        (now if row["current"] else before).setdefault(row["need"], {})[row["act"]] = row["people"]
    ranked = sorted(
        now.keys() | before.keys(),
        key=lambda need: (-sum(now.get(need, before.get(need, {})).values()), need),
    )[:MAX_NEEDS]
    series = sql(
        "SELECT need, act, {} AS number, count(DISTINCT person) AS people FROM {} WHERE e.time >= {} GROUP BY ALL",
        periods.number(),
        periods.source(sql("(SELECT * FROM ({}) WHERE time >= {}) e", acts, param(span.start))),
        param(span.start),
    )
    lines: dict[tuple[str, str], list[int]] = {}
    for row in read(series.text, series.params, periods.tables()).to_pylist():
        line = lines.setdefault((row["need"], row["act"]), [0] * len(periods.listed))
        line[row["number"]] = row["people"]
    return NeedTrend(
        periods.listed,
        previous,
        _active(span, context, read),
        _active(previous, context, read),
        tuple(
            NeedCounts(
                need,
                now.get(need, {}),
                before.get(need, {}),
                {act: tuple(lines[need, act]) for act in ACTS if (need, act) in lines},
            )
            for need in ranked
        ),
    )


def need_people(
    span: Range, by: NeedKind, need: str, act: Act | None, context: QueryContext, read: Reader
) -> Ints:
    """Who stands behind a number: people with this need (and act) in the range."""
    query = sql(
        "SELECT DISTINCT person FROM ({}) WHERE need = {} AND {}",
        _acts(span, by, context),
        param(need),
        TRUE if act is None else sql("act = {}", param(act)),
    )
    return np.sort(as_ints(read(query.text, query.params)["person"]))


def _acts(span: Range, by: NeedKind, context: QueryContext) -> Sql:
    """A relation (person, time, act, need); a refund has the needs of its order's lines."""
    names = [name for listed in ACTS.values() for name in listed]
    cases = join(
        " ",
        (
            sql("WHEN {} THEN {}", values_in(Sql("e.name"), listed), param(act))
            for act, listed in ACTS.items()
        ),
    )
    own = _need(by)
    lines = sql(
        "(SELECT DISTINCT e.order_id, {} AS need FROM events e WHERE e.name = 'product_bought' AND e.order_id IS NOT NULL)",
        own,
    )
    return sql(
        f"SELECT person, time, act, unnest(needs) AS need FROM (SELECT {PERSON} AS person, e.time AS time,"
        " CASE {} END AS act, CASE WHEN {} IS NOT NULL THEN [{}] WHEN e.name = 'order_refunded' THEN"
        " (SELECT list(l.need) FROM {} l WHERE l.order_id = e.order_id AND l.need IS NOT NULL) END AS needs"
        f" FROM {ALIASED} WHERE {{}})",
        cases,
        own,
        own,
        lines,
        every(
            [
                values_in(Sql("e.name"), names),
                sql("e.time >= {} AND e.time < {}", param(span.start), param(span.end)),
                sql("e.time <= {} AND {} <> 0", param(context.now), Sql(PERSON)),
                counted(None, False, context),
            ]
        ),
    )


def _need(by: NeedKind) -> Sql:
    if by != "keyword":
        return Sql(f"nullif(e.{by}, '')")
    words = join(", ", (property_text(one) for one in KEYWORDS))
    return sql("nullif(lower(trim(coalesce({}))), '')", words)


def _active(span: Range, context: QueryContext, read: Reader) -> int:
    query = sql(
        f"SELECT count(DISTINCT {PERSON}) AS n FROM {ALIASED} WHERE {{}}",
        every(
            [
                sql("e.time >= {} AND e.time < {}", param(span.start), param(span.end)),
                sql("e.time <= {} AND {} <> 0", param(context.now), Sql(PERSON)),
                Sql("(e.kind <> 'fact' OR e.name IN ('order_paid', 'product_bought', 'order_refunded'))"),
                counted(None, False, context),
            ]
        ),
    )
    return int(read(query.text, query.params)["n"][0].as_py())

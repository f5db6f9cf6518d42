"""The leaves of `habits` as tests on a row of `profile_state u`."""

from __future__ import annotations

from marketloop.events.query.ast import Act, Basket, Occurrence, Regular, Restarted, Stopped
from marketloop.events.query.ast import Sequence as SequenceLeaf
from marketloop.events.query.context import in_window, window_bounds
from marketloop.events.query.leaves import COUNT, against, leaf_test
from marketloop.events.query.reads import PAID
from marketloop.events.query.scan import ALIASED, PERSON, EventScan
from marketloop.events.query.sql import FALSE, TRUE, Sql, every, join, param, some, sql
from marketloop.events.query.values import date_of_ms, property_number, where_holds

MEASURES = {
    "value_avg": "avg(CAST(e.amount AS DOUBLE))",
    "value_max": "max(CAST(e.amount AS DOUBLE))",
    "value_min": "min(CAST(e.amount AS DOUBLE))",
    "items_avg": "avg(CAST(e.quantity AS DOUBLE))",
}


@leaf_test.register
def _occurrence(leaf: Occurrence, scan: EventScan) -> Sql:
    aggregate = Sql("min(e.time)" if leaf.which == "first" else "max(e.time)")
    column = _up_to_now(aggregate, leaf, scan)
    first, last = window_bounds(leaf.window, scan.context.now)
    tests = [sql("{} <= {}", column, param(last))]
    if first is not None:
        tests.append(sql("{} >= {}", column, param(first)))
    return sql("coalesce({}, FALSE)", every(tests))


@leaf_test.register
def _regular(leaf: Regular, scan: EventScan) -> Sql:
    first, last = scan.context.days_ago(leaf.of - 1), scan.context.now
    days = sql("count(DISTINCT {})", date_of_ms(Sql("e.time"), scan.context))
    test = every([_between(first, last), _tests(leaf, scan)])
    return sql(
        "(coalesce({}, 0) >= {})", scan.spanning(days, [leaf.name], test, first, last), param(leaf.days)
    )


@leaf_test.register
def _stopped(leaf: Stopped, scan: EventScan) -> Sql:
    latest = _up_to_now(Sql("max(e.time)"), leaf, scan)
    return sql("coalesce({} <= {}, FALSE)", latest, param(scan.context.now - leaf.within.length_ms()))


@leaf_test.register
def _restarted(leaf: Restarted, scan: EventScan) -> Sql:
    now = scan.context.now
    recent = now - leaf.within.length_ms()
    earlier = recent - leaf.pause.length_ms()
    latest = _up_to_now(Sql("max(e.time)"), leaf, scan)
    first = _up_to_now(Sql("min(e.time)"), leaf, scan)
    paused = every([_between(earlier + 1, recent), _tests(leaf, scan)])
    meanwhile = scan.spanning(COUNT, [leaf.name], paused, earlier + 1, recent)
    return sql(
        "(coalesce({} > {}, FALSE) AND coalesce({}, 0) = 0 AND coalesce({} <= {}, FALSE))",
        latest,
        param(recent),
        meanwhile,
        first,
        param(earlier),
    )


def _up_to_now(aggregate: Sql, act: Act, scan: EventScan) -> Sql:
    now = scan.context.now
    test = every([sql("e.time <= {}", param(now)), _tests(act, scan)])
    return scan.spanning(aggregate, [act.name], test, None, now)


def _between(first: int, last: int) -> Sql:
    return every([sql("e.time >= {}", param(first)), sql("e.time <= {}", param(last))])


def _tests(act: Act, scan: EventScan) -> Sql:
    return every(where_holds(one, scan.context) for one in act.where)


@leaf_test.register
def _basket(leaf: Basket, scan: EventScan) -> Sql:
    if leaf.measure == "discount_share":
        figure = _share(leaf, scan)
    else:
        figure = scan.matching(Sql(MEASURES[leaf.measure]), [PAID], TRUE, leaf.window)
    return sql("coalesce({}, FALSE)", against(figure, leaf.op, leaf.value, leaf.value_to))


def _share(leaf: Basket, scan: EventScan) -> Sql:
    discount = sql("sum(coalesce({}, 0.0))", property_number("discount"))
    saved = scan.matching(discount, [PAID], TRUE, leaf.window)
    paid = scan.matching(Sql("sum(CAST(coalesce(e.amount, 0) AS DOUBLE))"), [PAID], TRUE, leaf.window)
    return sql("({} / nullif({} + {}, 0))", saved, paid, saved)


@leaf_test.register
def _sequence(leaf: SequenceLeaf, scan: EventScan) -> Sql:
    """Instants in order per person; `s1` … `sk`: the latest start of a chain that ends here with step k.

    The latest start is the best one: the nearest, and with the fewest events between. `x`: the last instant with an
    unwanted event before this one.
    """
    steps = len(leaf.steps)
    chained = Sql(
        f"SELECT person, time, f1, f2, {_flags(3, steps)}x, CASE WHEN f1 THEN time END AS s1 FROM moments"
    )
    for step in range(2, steps + 1):
        chained = sql(
            f"SELECT *, CASE WHEN f{step} THEN {_before(f's{step - 1}')} END AS s{step} FROM ({{}})", chained
        )
    ended = sql(f"SELECT *, {_before('CASE WHEN x THEN time END')} AS crossed FROM ({{}})", chained)
    selected = sql(
        f"WITH moments AS ({{}}) SELECT DISTINCT person FROM ({{}}) WHERE time - s{steps} <= {{}}"
        f" AND coalesce(crossed <= s{steps}, TRUE)",
        _moments(leaf, scan),
        ended,
        param(leaf.within.length_ms()),
    )
    return scan.people(selected)


def _flags(first: int, last: int) -> str:
    return "".join(f"f{step}, " for step in range(first, last + 1))


def _before(value: str) -> str:
    """The largest value at an earlier instant of the person."""
    frame = "PARTITION BY person ORDER BY time ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    return f"max({value}) OVER ({frame})"


def _moments(leaf: SequenceLeaf, scan: EventScan) -> Sql:
    """One row an instant and person: which steps (`f1` …), and whether something unwanted (`x`), happened then.

    Only people who did every step.
    """
    steps = [_act(one, scan) for one in leaf.steps]
    unwanted = _act(leaf.without, scan) if leaf.without else FALSE
    flags = join(", ", [sql(f"bool_or({{}}) AS f{n}", step) for n, step in enumerate(steps, 1)])
    did_all = " AND ".join(f"bool_or(f{n}) OVER (PARTITION BY person)" for n in range(1, len(steps) + 1))
    return sql(
        f"SELECT * FROM (SELECT {PERSON} AS person, e.time AS time, {{}}, bool_or({{}}) AS x FROM {ALIASED}"
        f" WHERE e.quality <> 2 AND {{}} AND {{}} AND {{}} GROUP BY 1, 2) QUALIFY {did_all}",
        flags,
        unwanted,
        some([*steps, unwanted]),
        in_window(leaf.window, scan.context.now),
        scan.narrowing(),
    )


def _act(act: Act, scan: EventScan) -> Sql:
    return every([sql("e.name = {}", param(act.name)), _tests(act, scan)])

"""The real shop: both Online Retail files come in with the load figures of the data folder's README, exactly."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from marketloop.catalog.facade import count_products
from marketloop.events import facade as events
from marketloop.imports.testing import run_import, take_path
from marketloop.orders.facade import OrderTotals, order_totals

FOLDER = Path(os.environ.get("MARKETLOOP_DATA") or Path(__file__).resolve().parents[4] / "shared" / "data")
LATE = FOLDER / "online_retail" / "online_retail_2010_2011.parquet"
EARLY = FOLDER / "online_retail" / "online_retail_II_2009_2010.parquet"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not LATE.exists(), reason=f"Online Retail is not in {FOLDER} (set MARKETLOOP_DATA)"),
]


def bought() -> dict[str, tuple[int, int, int, int]]:
    """Per event name: events, people, orders, sum of amounts, as the store holds them."""
    events.catch_up(300)
    table = events.reader()(
        "SELECT name, count(*) AS n, count(DISTINCT profile_id) AS people, count(DISTINCT order_id) AS orders, "
        "sum(amount)::BIGINT AS amount FROM events WHERE order_id IS NOT NULL GROUP BY name"
    )
    return {row["name"]: (row["n"], row["people"], row["orders"], row["amount"]) for row in table.to_pylist()}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(600)
def test_both_files_without_their_overlap() -> None:
    late = run_import(take_path(LATE))
    totals_late = order_totals()
    early = run_import(take_path(EARLY, until="2010-12-01"))
    again = run_import(take_path(EARLY))  # the overlap is known by its order numbers

    assert (late.counts["rows"], late.counts["bad"], late.counts["guests"]) == (541_909, 0, 3_710)
    assert totals_late == OrderTotals(25_900, 541_909, 5_176_450, 974_774_793, 4_372)
    assert (late.counts["products_created"], late.counts["amount"]) == (4_070, 974_774_793)
    assert (early.counts["rows"], early.counts["skipped"], early.counts["good"]) == (525_461, 22_523, 502_938)
    assert order_totals() == OrderTotals(53_628, 1_044_847, 10_441_843, 1_890_974_410, 5_942)
    assert (again.counts["created"], again.counts["amount"], again.counts["problems"]) == (0, 953_948_462, 0)
    assert bought()["order_paid"] == (36_969, 5_878, 36_969, 1_743_153_316)
    assert bought()["product_bought"] == (791_044, 5_878, 36_969, 1_743_153_316)
    assert count_products() == 5_304


def test_the_last_week() -> None:
    row = run_import(take_path(LATE, since="2011-12-05"))

    assert (row.counts["good"], row.counts["skipped"], row.counts["guests"]) == (17_706, 524_203, 65)
    assert [order_totals(kind=kind) for kind in ("sale", "return", "adjustment")] == [
        OrderTotals(527, 17_457, 246_764, 50_430_993, 416),
        OrderTotals(85, 229, -83_009, -20_370_471, 79),
        OrderTotals(20, 20, -3_589, 0, 0),
    ]
    assert bought() == {
        "order_paid": (484, 416, 484, 40_856_915),
        "product_bought": (11_244, 416, 484, 40_856_915),
        "order_refunded": (83, 79, 83, 17_428_175),
    }

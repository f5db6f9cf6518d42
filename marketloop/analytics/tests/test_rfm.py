"""RFM: the worked example, the published data to the last customer, and the loop that keeps cells, log and traits."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from marketloop.analytics import rfm
from marketloop.analytics.models import RfmDay, RfmMove, RfmPosition
from marketloop.analytics.rfm_scores import CELLS, RfmTable, rfm_table, scores
from marketloop.events import facade as events
from marketloop.events.query.ast import Trait
from marketloop.events.testing import make_event
from marketloop.organisation.testing import make_user, principal_of
from marketloop.platform import clock, outbox
from marketloop.platform.errors import Invalid
from marketloop.platform.models import OutboxFact
from marketloop.profiles import facade as profiles
from marketloop.profiles.testing import make_profile

DAY = 86_400_000
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
DATA = Path(os.environ.get("MARKETLOOP_DATA", Path(__file__).parents[4] / "shared" / "data"))
RETAIL = DATA / "online_retail" / "online_retail_2010_2011.parquet"


def test_ties_share_the_lower_score() -> None:
    assert scores(np.array([10, 10, 20, 30, 40])).tolist() == [1, 1, 3, 4, 5]
    assert scores(np.array([40, 10, 30, 10, 20])).tolist() == [5, 1, 4, 1, 3]
    assert scores(np.empty(0, np.int64)).tolist() == []
    assert scores(np.array([7])).tolist() == [1]


def test_fewer_days_are_better_and_cells_follow_the_threshold() -> None:
    people = np.arange(5)
    found = rfm_table(
        people,
        last_order=np.array([0, 1, 2, 3, 4]) * DAY,
        orders=np.array([1, 2, 3, 4, 5]),
        spend=np.array([5, 4, 3, 2, 1]),
        now=5 * DAY - 1,
    )
    assert found.days.tolist() == [4, 3, 2, 1, 0]
    assert (found.r.tolist(), found.f.tolist(), found.m.tolist()) == (
        [1, 2, 3, 4, 5],
        [1, 2, 3, 4, 5],
        [5, 4, 3, 2, 1],
    )
    assert [CELLS[place].value for place in found.cell] == ["LLH", "LLH", "LLL", "HHL", "HHL"]


@pytest.fixture(scope="module")
def retail() -> RfmTable:
    """Online Retail 2010-11, quantity and price above 0, snapshot 2011-12-10 00:00 (spec/analytics.md §5)."""
    if not RETAIL.is_file():
        pytest.skip(f"no data at {RETAIL}: set MARKETLOOP_DATA to the folder of the public data sets")
    rows = pq.read_table(RETAIL)
    names = {name.lower().replace(" ", ""): name for name in rows.column_names}
    column = {key: rows[names[key]] for key in names}
    customer = column["customerid"] if "customerid" in column else column["customer_id"]
    price = (column.get("unitprice") or column["price"]).cast("float64")
    quantity = column["quantity"].cast("int64")
    invoice = column.get("invoiceno") or column["invoice"]
    keep = pc.and_(pc.is_valid(customer), pc.and_(pc.greater(quantity, 0), pc.greater(price, 0)))
    keep = pc.fill_null(keep, False)
    people = customer.filter(keep).cast("float64").cast("int64").to_numpy()
    invoices = invoice.filter(keep).cast("string").to_numpy(zero_copy_only=False)
    pence = np.round(price.filter(keep).to_numpy() * quantity.filter(keep).to_numpy() * 100).astype(np.int64)
    stamps = column["invoicedate"].filter(keep)
    times = _times(stamps)
    assert (len(people), len(set(people.tolist())), len(set(invoices.tolist()))) == (397_884, 4_338, 18_532)
    ids, place = np.unique(people, return_inverse=True)
    last = np.zeros(len(ids), np.int64)
    np.maximum.at(last, place, times)
    spend = np.zeros(len(ids), np.int64)
    np.add.at(spend, place, pence)
    pairs = {(int(person), str(number)) for person, number in zip(people, invoices, strict=True)}
    orders = np.zeros(len(ids), np.int64)
    np.add.at(orders, np.searchsorted(ids, np.array([person for person, _ in pairs])), 1)
    return rfm_table(ids, last, orders, spend, clock.to_ms(dt.datetime(2011, 12, 10, tzinfo=dt.UTC)))


def _times(stamps: pa.ChunkedArray) -> np.ndarray:
    texts = stamps.to_pylist()
    known: dict[object, int] = {}
    for text in set(texts):
        moment = text
        if isinstance(text, str):
            for form in ("%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"):
                try:
                    moment = dt.datetime.strptime(text, form)
                    break
                except ValueError:
                    continue
        known[text] = clock.to_ms(moment.replace(tzinfo=dt.UTC))
    return np.array([known[text] for text in texts], np.int64)


def test_the_cells_of_the_published_data(retail: RfmTable) -> None:
    counts = {cell.value: int((retail.cell == place).sum()) for place, cell in enumerate(CELLS)}

    assert len(retail) == 4_338
    assert counts == {
        **{"HHH": 896, "HLH": 150, "LHH": 381, "LLH": 308},
        **{"HHL": 114, "HLL": 554, "LHL": 111, "LLL": 1_824},
    }


def test_the_scores_of_the_published_data(retail: RfmTable) -> None:
    def spread(values: np.ndarray) -> list[int]:
        return [int((values == score).sum()) for score in range(1, 6)]

    assert spread(retail.r) == [869, 889, 866, 888, 826]
    assert spread(retail.f) == [1493, 835, 508, 802, 700]
    assert spread(retail.m) == [868, 868, 867, 868, 867]
    best = (retail.r == 5) & (retail.f == 5) & (retail.m == 5)
    worst = (retail.r == 1) & (retail.f == 1) & (retail.m == 1)
    assert (int(best.sum()), int(worst.sum())) == (314, 334)
    assert int(retail.spend[retail.cell == CELLS.index(CELLS[0])].sum()) == 564_637_540
    assert int(np.median(retail.days)) == 50


# ---- the loop --------------------------------------------------------------------------------------------------------


@pytest.fixture
def noon(db: None) -> Iterator[clock.Traveller]:
    """A fixed day."""
    with clock.travel(NOON) as traveller:
        yield traveller


def paid(person: int, days_ago: float, amount: int = 1_000) -> None:
    """A paid order."""
    time = clock.now_ms() - int(days_ago * DAY)
    events.append(
        [
            make_event(
                "order_paid",
                kind="fact",
                profile_id=person,
                time_ms=time,
                identifiers=(),
                properties={"order_id": f"{person}-{time}", "amount": amount},
            )
        ]
    )


def shop() -> list[int]:
    """Five customers: the later the better in every way; and one who never bought."""
    people = [make_profile() for _ in range(5)]
    make_profile()
    for place, person in enumerate(people):
        for number in range(place + 1):
            paid(person, 50 - 10 * place + number, 1_000)
    events.catch_up()
    return people


def published(key: str, value: str | int) -> set[int]:
    profiles.refresh_pending()
    outbox.drain()
    events.catch_up()
    return set(events.matching_profiles(Trait(key=key, op="eq", value=value)).tolist())


def test_cells_are_published_logged_and_told(noon: clock.Traveller) -> None:
    people = shop()

    assert rfm.refresh() == 5
    assert published("rfm.cell", "HHH") == set(people[3:])
    assert published("rfm.r", 1) == {people[0]}
    assert published("rfm.m", 5) == {people[4]}
    assert {row.person: row.cell for row in RfmMove.objects.all()} == {
        **dict.fromkeys(people[:3], "LLL"),
        **dict.fromkeys(people[3:], "HHH"),
    }
    assert not OutboxFact.objects.filter(name="rfm_cell_changed").exists()
    assert {row.cell: row.customers for row in RfmDay.objects.filter(customers__gt=0)} == {"LLL": 3, "HHH": 2}

    assert rfm.refresh() == 0
    assert RfmMove.objects.count() == 5

    noon.move(dt.timedelta(days=1))
    for _ in range(9):
        paid(people[0], 0.001 * _, 9_000)
    events.catch_up()
    assert rfm.refresh() == 2
    assert published("rfm.cell", "HHH") == {people[0], people[4]}
    [gone] = [row for row in RfmMove.objects.filter(person=people[3]) if row.previous]
    assert (gone.previous, gone.cell, gone.at) == ("HHH", "LLL", clock.now_ms())
    facts = OutboxFact.objects.filter(name="rfm_cell_changed")
    assert sorted((fact.payload["previous"], fact.payload["cell"]) for fact in facts) == [
        ("HHH", "LLL"),
        ("LLL", "HHH"),
    ]
    assert RfmDay.objects.values("day").distinct().count() == 2
    assert rfm.moves(clock.now_ms() - DAY // 2, clock.now_ms() + 1) == [("HHH", "LLL", 1), ("LLL", "HHH", 1)]


def test_a_turn_cut_off_before_publishing_publishes_later(
    noon: clock.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = shop()
    monkeypatch.setattr(rfm, "_publish", lambda found, published: None)
    rfm.refresh()
    monkeypatch.undo()

    assert rfm.refresh() == 0
    assert published("rfm.cell", "HHH") == set(people[3:])


def test_the_loop_waits_between_passes_and_the_threshold_moves_the_cells(noon: clock.Traveller) -> None:
    people = shop()
    actor = principal_of(make_user())

    assert rfm.turn() == 5
    assert rfm.turn() == 0
    paid(people[0], 0)
    events.catch_up()
    assert rfm.turn() == 0
    noon.move(dt.timedelta(minutes=5))
    assert rfm.turn() >= 1

    before = RfmPosition.objects.filter(cell="HHH").count()
    rfm.set_high(high=2, actor=actor)
    assert rfm.turn() >= 1
    assert RfmPosition.objects.filter(cell="HHH").count() > before
    for wrong in (1, 6):
        with pytest.raises(Invalid):
            rfm.set_high(high=wrong, actor=actor)


def test_no_customers_are_no_error(noon: clock.Traveller) -> None:
    assert rfm.refresh() == 0
    assert rfm.report().total.customers == 0
    assert rfm.report().total.mean_days is None

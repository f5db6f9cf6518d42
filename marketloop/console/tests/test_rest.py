"""The home page over HTTP, from real events to its figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from marketloop.analytics import facade as analytics
from marketloop.events import facade as events
from marketloop.orders import facade as orders
from marketloop.orders.facade import NewLine, NewOrder
from marketloop.organisation.testing import staff_client
from marketloop.platform import background, clock

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 11, 12, 4, tzinfo=dt.UTC)  # noon in Shanghai
DAY = 86_400_000


def _order(number: str, person: str, days_ago: float, yuan: int) -> NewOrder:
    return NewOrder(
        order_no=number,
        time_ms=clock.to_ms(NOW) - int(days_ago * DAY),
        lines=(NewLine(code="P1", name="毛巾", unit_price=Decimal(yuan), quantity=1),),
        identifiers=(("user_id", person),),
    )


def test_home_tells_the_month_and_yesterday() -> None:
    with clock.travel(NOW):
        orders.bulk_import(
            [
                _order("1", "u1", 40, 100),
                _order("2", "u1", 1, 200),
                _order("3", "u2", 1, 300),
                _order("4", "u2", 8, 150),
            ]
        )
        background.run_all_once()
        analytics.set_targets(month="2026-11", targets={"gmv": 300_000}, actor=None)

        page = staff_client("growth").get("/api/v1/home").json()

    assert page["yesterday"] == "2026-11-11"
    pace = page["pace"]
    assert (pace["value"], pace["new"], pace["returning"], pace["target"]) == (
        65_000,
        45_000,
        20_000,
        300_000,
    )
    assert pace["expected"] == pytest.approx(300_000 * 11.5 / 30)
    gmv = next(one for one in page["day"] if one["key"] == "gmv")
    assert (gmv["value"], gmv["previous"], gmv["target"]) == (50_000, 15_000, 10_000)
    assert gmv["change"] == pytest.approx(35 / 15)
    assert [tab["key"] for tab in page["tabs"]] == ["acquisition", "retention", "conversion", "revenue"]
    assert page["headline"] == {"code": "up.behind", "params": {"behind": ""}}
    assert (page["running"], page["actions"]) == ([], [])


def test_home_of_an_empty_installation_is_quiet() -> None:
    events.catch_up()

    page = staff_client().get("/api/v1/home").json()

    assert (page["pace"]["value"], page["pace"]["target"], page["alarms"]) == (0, None, [])
    assert page["headline"]["code"] == "flat.no_target"


def test_home_asks_for_sign_in_and_right() -> None:
    assert Client().get("/api/v1/home").status_code == 401
    assert staff_client("store").get("/api/v1/home").status_code == 403

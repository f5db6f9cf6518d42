"""RFM, lifecycle and needs over HTTP: who may, what is wrong, and that lists are as long as their numbers."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from marketloop.analytics import rfm
from marketloop.analytics.models import RfmState
from marketloop.events import facade as events
from marketloop.events.testing import make_event
from marketloop.organisation.testing import staff_client
from marketloop.platform import clock, ids
from marketloop.profiles.testing import make_profile

pytestmark = pytest.mark.django_db
DAY = 86_400_000
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
TODAY = clock.to_ms(NOON) - 12 * 3_600_000
SPAN = f"start={TODAY - 6 * DAY}&end={TODAY + DAY}"
ROOT = "/api/v1/analytics"
READS = (
    "rfm",
    "rfm/people",
    "rfm/history/pro_0000000000001",
    f"lifecycle?{SPAN}",
    f"lifecycle/people?{SPAN}",
    f"needs?{SPAN}",
    f"needs/people?{SPAN}&by=category&need=sofa",
    f"needs/csv?{SPAN}",
)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """A fixed day."""
    with clock.travel(NOON):
        yield


def act(person: int, name: str, days_ago: float, **properties: Any) -> None:
    """An event of a person, days before noon."""
    time = clock.to_ms(NOON) - int(days_ago * DAY)
    kind = "fact" if name.startswith(("order_", "product_bought")) else "track"
    events.append(
        [make_event(name, kind=kind, profile_id=person, time_ms=time, identifiers=(), properties=properties)]
    )


@pytest.fixture
def shop() -> list[int]:
    """Three customers and a visitor; needs that a spreadsheet would run."""
    people = [make_profile() for _ in range(4)]
    for place, person in enumerate(people[:3]):
        for number in range(place + 1):
            act(person, "order_paid", 40 - 10 * place + number, order_id=f"{place}-{number}", amount=1_000)
    act(people[3], "product_viewed", 1, category="=sofa")
    act(people[0], "product_viewed", 1, category="lamp")
    events.catch_up()
    return people


@pytest.mark.parametrize("path", READS)
def test_anonymous_and_wrong_role_read_nothing(path: str) -> None:
    assert Client().get(f"{ROOT}/{path}").status_code == 401
    assert staff_client("store").get(f"{ROOT}/{path}").status_code == 403


def test_readers_set_no_threshold() -> None:
    for client, status in ((Client(), 401), (staff_client("sales_manager"), 403)):
        answer = client.put(f"{ROOT}/rfm/settings", {"high": 3}, content_type="application/json")
        assert answer.status_code == status
    assert not RfmState.objects.exists()


def test_the_cells_and_their_people(shop: list[int]) -> None:
    rfm.refresh()
    client = staff_client("analyst")
    found = client.get(f"{ROOT}/rfm").json()

    assert (found["high"], found["total"]["customers"], found["total"]["spend"]) == (4, 3, 6_000)
    assert sum(cell["customers"] for cell in found["cells"]) == 3
    assert sum(place["customers"] for place in found["grid"]) == 3
    assert sum(cell["spend_share"] for cell in found["cells"]) == pytest.approx(1)
    for cell in found["cells"]:
        people = client.get(f"{ROOT}/rfm/people?cell={cell['cell']}").json()
        assert people["count"] == cell["customers"] == len(people["items"])
    [best] = client.get(f"{ROOT}/rfm/people?r=4&f=4&m=4").json()["items"]
    assert best["id"] == ids.encode("pro", shop[2])
    assert sum(move["customers"] for move in found["moves"]) == 3
    assert [day["day"] for day in found["days"]] == ["2026-11-24"]
    [move] = client.get(f"{ROOT}/rfm/history/{best['id']}").json()
    assert (move["previous"], move["cell"]) == ("", "HHH")


def test_the_threshold_is_set_within_bounds(shop: list[int]) -> None:
    analyst = staff_client("analyst")
    wrong = analyst.put(f"{ROOT}/rfm/settings", {"high": 9}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["fields"]) == (422, {"high": "rfm_high_invalid"})

    right = analyst.put(f"{ROOT}/rfm/settings", {"high": 2}, content_type="application/json")
    assert right.json()["high"] == 2
    assert analyst.get(f"{ROOT}/rfm/people?r=9").status_code == 422
    assert analyst.get(f"{ROOT}/rfm/history/pro_0000000000001").status_code == 404


def test_people_outside_the_scope_are_in_no_figure(shop: list[int]) -> None:
    manager = staff_client("sales_manager")

    assert manager.get(f"{ROOT}/rfm").json()["total"]["customers"] == 0
    assert manager.get(f"{ROOT}/rfm").json()["days"] == []
    assert manager.get(f"{ROOT}/rfm/people").json()["count"] == 0
    assert manager.get(f"{ROOT}/rfm/history/{ids.encode('pro', shop[0])}").status_code == 404
    assert manager.get(f"{ROOT}/lifecycle/people?{SPAN}").json()["count"] == 0
    assert manager.get(f"{ROOT}/needs?{SPAN}").json()["needs"] == []
    assert manager.get(f"{ROOT}/needs/people?{SPAN}&by=category&need=lamp").json()["count"] == 0


def test_lifecycle_numbers_open_as_many_people(shop: list[int]) -> None:
    client = staff_client("analyst")
    found = client.get(f"{ROOT}/lifecycle?{SPAN}&unit=week").json()

    assert found["window_days"] == 180
    last = found["periods"][-1]["counts"]
    assert (sum(last.values()), last["first_purchase"], last["repeat"], last["prospect"]) == (4, 1, 2, 1)
    for stage, count in last.items():
        assert client.get(f"{ROOT}/lifecycle/people?{SPAN}&stage={stage}").json()["count"] == count
    for move in found["moves"]:
        previous = move["previous"] or "new"
        path = f"{ROOT}/lifecycle/people?{SPAN}&previous={previous}&stage={move['stage']}"
        assert client.get(path).json()["count"] == move["people"]
    assert client.get(f"{ROOT}/lifecycle?start=5&end=5").json()["code"] == "range_empty"
    assert client.get(f"{ROOT}/lifecycle?{SPAN}&unit=odd").status_code == 422


def test_needs_open_people_and_download_without_formulas(shop: list[int]) -> None:
    client = staff_client(
        "analyst",
    )
    found = client.get(f"{ROOT}/needs?{SPAN}&unit=week").json()

    counts = {one["need"]: one["acts"]["viewed"]["people"] for one in found["needs"]}
    assert counts == {"=sofa": 1, "lamp": 1}
    people = client.get(f"{ROOT}/needs/people?{SPAN}&by=category&need=lamp&act=viewed").json()
    assert [one["id"] for one in people["items"]] == [ids.encode("pro", shop[0])]
    file = client.get(f"{ROOT}/needs/csv?{SPAN}&unit=week", headers={"Accept-Language": "en"})
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["'=sofa", "lamp"]
    assert client.get(f"{ROOT}/needs?{SPAN}&by=odd").status_code == 422
    assert client.get(f"{ROOT}/needs?start=9&end=5").json()["code"] == "range_empty"

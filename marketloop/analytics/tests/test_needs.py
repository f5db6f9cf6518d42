"""Need trend: people counted once per need, act and period, refunds by the lines of their order, change with its interval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from marketloop.analytics import needs
from marketloop.events import facade as events
from marketloop.events.query.ast import Range
from marketloop.events.testing import make_event
from marketloop.experiments import facade as experiments
from marketloop.platform import clock
from marketloop.profiles.testing import make_profile

pytestmark = pytest.mark.django_db
DAY = 86_400_000
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
TODAY = clock.to_ms(NOON) - 12 * 3_600_000
WEEK = Range(start=TODAY - 6 * DAY, end=TODAY + DAY)


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


def test_people_by_need_and_act() -> None:
    ann, bo, cy = make_profile(), make_profile(), make_profile()
    for _ in range(3):
        act(ann, "product_viewed", 1, category="sofa", brand="yl")
    act(bo, "product_viewed", 2, category="sofa", brand="xx")
    act(cy, "product_viewed", 8, category="sofa")
    act(ann, "order_paid", 1, order_id="o1", amount=100)
    act(ann, "product_bought", 1, order_id="o1", line=1, category="sofa", brand="yl", product_id="p1")
    act(ann, "product_bought", 1, order_id="o1", line=2, category="lamp", product_id="p2")
    act(ann, "order_refunded", 0, order_id="o1", amount=100)
    act(bo, "question_asked", 0, category="sofa")
    act(bo, "complaint_made", 0, category="lamp")
    act(cy, "products_searched", 0, query=" Sofa ")
    act(bo, "products_searched", 0, query="sofa")
    act(cy, "product_viewed", 0, category="sofa", **{"$odd": 1})
    events.append([make_event(profile_id=cy, quality=2, identifiers=(), properties={"category": "bot"})])
    events.catch_up()

    found = needs.report(WEEK, "day", "category")
    assert (found.active, found.active_before) == (3, 1)
    assert found.previous == Range(start=TODAY - 13 * DAY, end=TODAY - 6 * DAY)
    by_need = {one.need: one.acts for one in found.needs}
    assert set(by_need) == {"sofa", "lamp"}
    assert {name: (one.people, one.before) for name, one in by_need["sofa"].items()} == {
        "searched": (0, 0),
        "viewed": (3, 1),
        "asked": (1, 0),
        "bought": (1, 0),
        "returned": (1, 0),
        "complained": (0, 0),
    }
    assert by_need["lamp"]["complained"].people == by_need["lamp"]["returned"].people == 1
    viewed = by_need["sofa"]["viewed"]
    assert (viewed.share, viewed.change, viewed.low) == (1.0, 0.0, None)
    assert viewed.series == (0, 0, 0, 0, 1, 1, 1)

    words = needs.report(WEEK, "day", "keyword").needs
    assert [(one.need, one.acts["searched"].people) for one in words] == [("sofa", 2)]
    brands = {one.need: one.acts["viewed"].people for one in needs.report(WEEK, "week", "brand").needs}
    assert brands == {"yl": 1, "xx": 1}
    assert needs.people(WEEK, "category", "sofa", "viewed").tolist() == sorted([ann, bo, cy])
    assert needs.people(WEEK, "category", "lamp", None).tolist() == sorted([ann, bo])
    assert len(needs.people(WEEK, "category", "sofa", "viewed")) == viewed.people


def test_the_change_has_the_interval_of_two_shares() -> None:
    people = [make_profile() for _ in range(20)]
    for place, person in enumerate(people):
        act(person, "page_viewed", 1)
        act(person, "page_viewed", 8)
        if place < 12:
            act(person, "product_viewed", 1, category="sofa")
        if place < 6:
            act(person, "product_viewed", 8, category="sofa")
    events.catch_up()

    [one] = needs.report(WEEK, "week", "category").needs
    viewed = one.acts["viewed"]
    interval = experiments.lift(20, 12, 20, 6).fixed
    assert interval is not None
    assert (viewed.people, viewed.before, viewed.share) == (12, 6, 0.6)
    assert viewed.change == pytest.approx(0.3)
    assert (viewed.low, viewed.high) == (interval.low, interval.high)

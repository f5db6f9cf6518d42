"""A small demo company through the product's own doors: everything is there, alive, and moves with the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client

from marketloop.demo import building, continuing
from marketloop.demo.jobs import advance
from marketloop.demo.truth import read_truth, truth_path
from marketloop.events import facade as events
from marketloop.journeys import facade as journeys
from marketloop.organisation.testing import staff_client
from marketloop.platform import background, clock, jobs
from marketloop.platform.config import get_config
from marketloop.segments import facade as segments

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    """A company of 150 customers and 3 months whose last 8 days were lived."""
    monkeypatch.setattr(building, "LIVE_DAYS", 8)
    monkeypatch.setattr(building, "SERVICE_DAYS", 4)
    monkeypatch.setattr(get_config(), "demo", True)
    monkeypatch.setattr(continuing, "_world", None)
    yield building.build(customers=150, months=3, seed=7, note=lambda text: None)
    truth_path().unlink()


def test_the_company_is_full_alive_and_moves(built: dict[str, object]) -> None:
    truth = read_truth()

    assert truth is not None
    assert abs(clock.now() - clock.wall()) < dt.timedelta(seconds=5)
    assert len(truth["people"]["user_id"]) == 150
    assert {view.key for view in segments.list_segments()} >= {"dormant-60", "bedding-viewed", "refill-due"}
    running = {one.name: one for one in journeys.list_running()}
    assert set(running) == {"四件套 · 看而未买促单", "耗材补货提醒", "沉睡 60 天召回", "新客欢迎"}
    assert sum(one.entered for one in running.values()) > 0
    assert staff_client().get("/api/v1/demo").json()["months"] == 3
    page = staff_client().get("/api/v1/home").json()
    assert page["pace"]["target"] > 0
    assert page["pace"]["value"] > 0
    before, now = events.counts().events, clock.now()

    jobs.enqueue(advance, {"hours": 24})
    background.run_all_once()

    assert dt.timedelta(hours=24) <= clock.now() - now < dt.timedelta(hours=24, minutes=5)
    assert events.counts().events > before
    with pytest.raises(building.DemoExists):
        building.build(customers=10, months=1, seed=1, note=lambda text: None)


def test_outside_demo_mode_there_is_no_demo() -> None:
    assert staff_client().get("/api/v1/demo").status_code == 404
    assert staff_client().post("/api/v1/demo/advance", {"hours": 24}, "application/json").status_code == 404
    assert Client().get("/api/v1/demo").status_code == 401
    assert staff_client("growth").post("/api/v1/demo/reset").status_code == 403

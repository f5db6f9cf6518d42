"""Traffic quality over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from marketloop.events import facade
from marketloop.events.appender import turn
from marketloop.events.models import IpRange, TrafficState
from marketloop.events.testing import make_event
from marketloop.organisation.testing import staff_client

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/events/traffic"
SPAN = "start=0&end=10000"
READS = (f"?{SPAN}", f"/events?{SPAN}", "/settings", "/ranges")
WRITES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("put", "/settings", {}),
    ("post", "/ranges", {"cidr": "203.0.113.0/24", "kind": "staff"}),
    ("delete", "/ranges/ipr_0000000000000", {}),
)


@pytest.mark.parametrize("path", READS)
def test_anonymous_and_wrong_role_read_nothing(path: str) -> None:
    assert Client().get(f"{ROOT}{path}").status_code == 401
    assert staff_client("store").get(f"{ROOT}{path}").status_code == 403


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_readers_change_nothing(method: str, path: str, body: dict[str, Any]) -> None:
    for client, status in ((Client(), 401), (staff_client("analyst"), 403)):
        answer = getattr(client, method)(f"{ROOT}{path}", body, content_type="application/json")
        assert answer.status_code == status
    assert not IpRange.objects.exists()
    assert not TrafficState.objects.exists()


def fill() -> None:
    facade.append(
        [
            make_event(
                "a", time_ms=1_000, source="web", quality=2, properties={"$quality": ["bot_declared"]}
            ),
            make_event("a", time_ms=2_000, source="web", properties={"campaign": "spring"}),
            make_event("b", time_ms=3_000, source="app", quality=1, properties={"$quality": ["hours_flat"]}),
            make_event("c", time_ms=4_000, kind="fact"),
            make_event("d", time_ms=10_000, source="web"),
        ]
    )
    turn()


def test_the_report_and_the_events_behind_it() -> None:
    fill()
    client = staff_client("analyst")

    report = client.get(f"{ROOT}?{SPAN}&by=source").json()
    assert report["total"] == {"raw": 3, "invalid": 1, "suspect": 1, "net": 2, "rate": 1 / 3}
    assert [(part["value"], part["raw"], part["invalid"], part["net"]) for part in report["parts"]] == [
        ("web", 2, 1, 1),
        ("app", 1, 0, 1),
    ]
    assert report["reasons"] == [
        {"reason": "bot_declared", "invalid": 1, "suspect": 0},
        {"reason": "hours_flat", "invalid": 0, "suspect": 1},
    ]
    assert report["behind"] == 5
    campaigns = client.get(f"{ROOT}?{SPAN}&by=campaign").json()["parts"]
    assert [(part["value"], part["raw"]) for part in campaigns] == [("(none)", 2), ("spring", 1)]

    def behind(query: str) -> list[str]:
        return [one["name"] for one in client.get(f"{ROOT}/events?{SPAN}{query}").json()["items"]]

    assert behind("") == ["b", "a", "a"]
    assert behind("&by=source&value=app") == ["b"]
    assert behind("&quality=invalid") == ["a"]
    assert behind("&reason=hours_flat") == ["b"]
    first = client.get(f"{ROOT}/events?{SPAN}&limit=2").json()
    assert (len(first["items"]), first["count_exact"]) == (2, False)
    rest = client.get(f"{ROOT}/events?{SPAN}&limit=2&cursor={first['next_cursor']}").json()
    assert ([one["reasons"] for one in rest["items"]], rest["next_cursor"]) == ([["bot_declared"]], None)


def test_wrong_questions_are_refused() -> None:
    client = staff_client("analyst")

    assert client.get(f"{ROOT}?start=5&end=5").json()["code"] == "traffic_range_empty"
    assert client.get(f"{ROOT}?{SPAN}&by=odd").status_code == 422
    assert client.get(f"{ROOT}/events?{SPAN}&cursor=x").status_code == 400


def test_thresholds_are_shown_and_set() -> None:
    admin = staff_client("admin")
    shown = admin.get(f"{ROOT}/settings").json()
    assert (shown["thresholds"]["flood_z"], shown["thresholds"]["flood_clicks"]) == (3.5, 20)
    assert shown["thresholds"] == shown["defaults"]
    assert shown["cloud"]["ranges"] >= 40

    changed = admin.put(
        f"{ROOT}/settings", shown["thresholds"] | {"flood_clicks": 30}, content_type="application/json"
    )
    assert changed.json()["thresholds"]["flood_clicks"] == 30
    assert TrafficState.objects.get().redo_from is not None
    wrongs: tuple[dict[str, Any], ...] = ({"flood_z": 0}, {"clicks": []}, {"odd": 1})
    for wrong in wrongs:
        answer = admin.put(f"{ROOT}/settings", shown["thresholds"] | wrong, content_type="application/json")
        assert answer.status_code == 422
    assert admin.get(f"{ROOT}/settings").json()["thresholds"]["flood_clicks"] == 30


def test_networks_come_and_go() -> None:
    admin = staff_client("admin")
    made = admin.post(
        f"{ROOT}/ranges",
        {"cidr": "203.0.113.9/24", "kind": "staff", "note": "杭州办公室"},
        content_type="application/json",
    )
    assert (made.status_code, made.json()["cidr"], made.json()["note"]) == (
        201,
        "203.0.113.0/24",
        "杭州办公室",
    )
    assert [one["id"] for one in admin.get(f"{ROOT}/ranges?q=杭州").json()["items"]] == [made.json()["id"]]
    again = admin.post(
        f"{ROOT}/ranges", {"cidr": "203.0.113.0/24", "kind": "blocked"}, content_type="application/json"
    )
    assert (again.status_code, again.json()["code"]) == (409, "ip_range_taken")
    wrong = admin.post(f"{ROOT}/ranges", {"cidr": "x", "kind": "staff"}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["fields"]) == (422, {"cidr": "ip_range_malformed"})

    assert admin.delete(f"{ROOT}/ranges/{made.json()['id']}").status_code == 204
    assert admin.delete(f"{ROOT}/ranges/{made.json()['id']}").status_code == 404

"""Reports, home figures and the people behind them over HTTP."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest

from marketloop.analytics.models import Report
from marketloop.events import facade as events
from marketloop.events.testing import make_event
from marketloop.organisation.testing import client_of, make_user, staff_client
from marketloop.platform import clock, ids
from marketloop.profiles.testing import make_profile

pytestmark = [pytest.mark.django_db, pytest.mark.db]
DAY = 86_400_000
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)  # 12:00 in Shanghai
TODAY = clock.to_ms(NOON) - 12 * 3_600_000
SPAN = {"start": TODAY - 6 * DAY, "end": TODAY + DAY}
JSON = "application/json"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """A fixed day."""
    with clock.travel(NOON):
        yield


def act(profile_id: int, name: str, days_ago: float, **properties: Any) -> None:
    """An event of a person, days before noon."""
    time = clock.to_ms(NOON) - int(days_ago * DAY)
    events.append(
        [make_event(name, profile_id=profile_id, time_ms=time, identifiers=(), properties=properties)]
    )


@pytest.fixture
def shop() -> tuple[int, int, int]:
    """Ann (new, two orders), Bo (returning), Cy (visitor only)."""
    ann, bo, cy = make_profile(), make_profile(), make_profile()
    for person in (ann, bo, cy):
        act(person, "product_viewed", 3, channel="web")
    act(ann, "order_paid", 2, order_id="a1", amount=10_000)
    act(ann, "order_paid", 1, order_id="a2", amount=5_000)
    act(bo, "order_paid", 40, order_id="b0", amount=9_900)
    act(bo, "order_paid", 30, order_id="b1", amount=100)
    act(bo, "order_paid", 0, order_id="b2", amount=3_000)
    events.catch_up()
    return ann, bo, cy


def audited(report: str) -> list[dict[str, Any]]:
    """Entries of the audit log about a report, newest first."""
    found: list[dict[str, Any]] = staff_client().get(f"/api/v1/audit?subject={report}").json()["items"]
    return found


TREND = {
    "measures": [{"step": {"event": "order_paid"}, "measure": "sum", "property": "amount"}],
    "range": SPAN,
}
FUNNEL = {"steps": [{"event": "product_viewed"}, {"event": "order_paid"}], "range": SPAN}
RETENTION = {
    "start_event": {"event": "product_viewed"},
    "return_event": {"event": "order_paid"},
    "range": SPAN,
    "period": "day",
}
QUESTIONS = {"trend": TREND, "funnel": FUNNEL, "retention": RETENTION}
BEHIND: dict[str, dict[str, Any]] = {
    "trend": {"query": TREND},
    "funnel": {"query": FUNNEL, "step": 2},
    "retention": {"query": RETENTION, "cohort": 3, "k": 1},
}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_questions_need_the_right_to_read(kind: str) -> None:
    for path, body in (
        (kind, QUESTIONS[kind]),
        (f"{kind}/people", BEHIND[kind]),
        (f"{kind}/csv", QUESTIONS[kind]),
    ):
        codes = [
            client.post(f"/api/v1/analytics/{path}", body, JSON).status_code
            for client in (client_of(None), staff_client("store"), staff_client("analyst"))
        ]

        assert codes == [401, 403, 200]


def test_wrong_questions_name_the_field() -> None:
    client = staff_client()

    empty = client.post("/api/v1/analytics/trend", {**TREND, "range": {"start": 5, "end": 5}}, JSON)
    place = client.post(
        "/api/v1/analytics/funnel", {**FUNNEL, "exclusions": [{"event": "x", "after": 2, "before": 3}]}, JSON
    )
    among = client.post("/api/v1/analytics/trend", {**TREND, "among": {"type": "list", "list_id": "x"}}, JSON)

    assert (empty.status_code, empty.json()["code"]) == (422, "fields_invalid")
    assert (place.status_code, place.json()["fields"]) == (422, {"exclusions.0": "exclusion_place_invalid"})
    assert among.status_code == 422


def test_trend_and_the_people_behind_it(shop: tuple[int, int, int]) -> None:
    ann, bo, _ = shop
    client = staff_client("analyst")

    answer = client.post("/api/v1/analytics/trend", {**TREND, "compare": "previous"}, JSON).json()
    people = client.post("/api/v1/analytics/trend/people?limit=1", {"query": TREND}, JSON).json()
    rest = client.post(
        f"/api/v1/analytics/trend/people?limit=1&cursor={people['next_cursor']}", {"query": TREND}, JSON
    ).json()

    assert answer["series"][0]["numbers"] == [0, 0, 0, 0, 10_000, 5_000, 3_000]
    assert answer["series"][0]["total"] == 18_000
    assert answer["compared"][0]["total"] == 0
    assert answer["periods"][-1] == {
        "start": TODAY,
        "end": TODAY + DAY,
        "label": "2026-11-24",
        "complete": False,
    }
    assert people["count"] == 2
    assert [people["items"][0]["id"], rest["items"][0]["id"]] == [
        ids.encode("pro", one) for one in sorted((ann, bo))
    ]
    assert rest["next_cursor"] is None
    assert people["items"][0]["name"] != ""


def test_funnel_and_who_dropped_out(shop: tuple[int, int, int]) -> None:
    client = staff_client()

    answer = client.post("/api/v1/analytics/funnel", {**FUNNEL, "breakdown": "channel"}, JSON).json()
    dropped = client.post(
        "/api/v1/analytics/funnel/people", {**BEHIND["funnel"], "dropped": True}, JSON
    ).json()

    assert [step["count"] for step in answer["steps"]] == [3, 2]
    assert answer["steps"][1]["time"]["mean"] == (1 + 3) / 2 * DAY
    assert answer["parts"] == [{"value": "web", "counts": [3, 2], "from_first": [1.0, 2 / 3]}]
    assert answer["open"] == 1
    assert [one["id"] for one in dropped["items"]] == [ids.encode("pro", shop[2])]


def test_retention_and_its_cells(shop: tuple[int, int, int]) -> None:
    client = staff_client()

    answer = client.post("/api/v1/analytics/retention", RETENTION, JSON).json()
    people = client.post("/api/v1/analytics/retention/people", BEHIND["retention"], JSON).json()

    assert answer["cohorts"][3]["cells"] == [3, 1, 1, 1]
    assert [one["id"] for one in people["items"]] == [ids.encode("pro", shop[0])]


def test_figures_hold_only_the_askers_people(shop: tuple[int, int, int]) -> None:
    manager = staff_client("sales_manager")

    answer = manager.post("/api/v1/analytics/trend", TREND, JSON).json()
    people = manager.post("/api/v1/analytics/trend/people", {"query": TREND}, JSON).json()

    assert (answer["series"][0]["total"], people["count"], people["items"]) == (0, 0, [])


def test_files_hold_no_formulas(shop: tuple[int, int, int]) -> None:
    act(shop[0], "product_viewed", 2.5, channel="=cmd|calc")
    events.catch_up()
    client = staff_client()
    query = {
        "measures": [{"step": {"event": "product_viewed", "label": "+看"}}],
        "range": SPAN,
        "breakdown": "channel",
    }

    answer = client.post("/api/v1/analytics/trend/csv", query, JSON)
    funnel = client.post("/api/v1/analytics/funnel/csv", FUNNEL, JSON).content.decode("utf-8-sig")
    retention = client.post("/api/v1/analytics/retention/csv", RETENTION, JSON).content.decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="trend.csv"'
    assert rows[0] == ["周期", "'+看 · web", "'+看 · =cmd|calc"]
    assert rows[-1] == ["合计", "3", "1"]
    assert funnel.splitlines()[2].split(",")[:4] == [
        "order_paid",
        "2",
        "0.6666666666666666",
        "0.6666666666666666",
    ]
    assert retention.splitlines()[4] == "2026-11-21,3,1,1,1,,,"


def test_home_figures(shop: tuple[int, int, int]) -> None:
    client = staff_client("analyst")

    figures = {one["key"]: one for one in client.get("/api/v1/analytics/metrics", SPAN).json()}

    gmv = figures["gmv"]
    assert (gmv["value"], gmv["parts"], gmv["unit"]) == (18_000, {"new": 15_000, "returning": 3_000}, "money")
    assert (gmv["name"], gmv["previous"], gmv["change"]) == ("成交额", 0, None)
    assert [day["value"] for day in gmv["series"]] == [0, 0, 0, 0, 10_000, 5_000, 3_000]
    assert figures["orders"]["value"] == 3
    assert figures["new_customers"]["value"] == 1
    assert [day["value"] for day in figures["new_customers"]["series"]] == [0, 0, 0, 0, 1, 0, 0]
    assert figures["visitors"]["value"] == 3
    assert figures["conversion"]["value"] == 2 / 3
    assert figures["average_order_value"]["value"] == 6_000
    assert figures["repurchase_28d"]["value"] == 0
    earlier = {"start": TODAY - 13 * DAY, "end": TODAY - 6 * DAY}
    before = {one["key"]: one for one in client.get("/api/v1/analytics/metrics", earlier).json()}
    assert before["repurchase_28d"]["value"] == 1
    assert before["orders"]["previous"] == 0
    assert before["conversion"]["value"] is None


def test_people_behind_each_figure(shop: tuple[int, int, int]) -> None:
    ann, bo, cy = (ids.encode("pro", one) for one in shop)
    client = staff_client("analyst")

    def people(key: str, **extra: Any) -> set[str]:
        answer = client.get(f"/api/v1/analytics/metrics/{key}/people", {**SPAN, **extra}).json()
        assert answer["count"] == len(answer["items"])
        return {one["id"] for one in answer["items"]}

    assert people("gmv") == {ann, bo}
    assert people("gmv", part="new") == {ann}
    assert people("gmv", part="returning") == {bo}
    assert people("orders") == people("average_order_value") == {ann, bo}
    assert people("new_customers") == {ann}
    assert people("visitors") == {ann, bo, cy}
    assert people("conversion") == {ann, bo}
    assert people("repurchase_28d", start=TODAY - 13 * DAY, end=TODAY - 6 * DAY) == {bo}
    wrong = client.get("/api/v1/analytics/metrics/nothing/people", SPAN)
    assert (wrong.status_code, wrong.json()["code"]) == (404, "metric_unknown")
    reversed_span = client.get("/api/v1/analytics/metrics", {"start": 2, "end": 1})
    assert (reversed_span.status_code, reversed_span.json()["code"]) == (422, "range_empty")
    assert client_of(None).get("/api/v1/analytics/metrics", SPAN).status_code == 401
    assert staff_client("sales").get("/api/v1/analytics/metrics/gmv/people", SPAN).status_code == 403


def test_reports_are_saved_changed_and_removed() -> None:
    user = make_user("analyst")
    client = client_of(user)

    made = client.post("/api/v1/analytics/reports", {"name": " 成交 ", "kind": "trend", "query": TREND}, JSON)
    path = f"/api/v1/analytics/reports/{made.json()['id']}"
    changed = client.patch(path, {"name": "每日成交"}, JSON).json()
    listed = client.get("/api/v1/analytics/reports", {"q": "每日", "kind": "trend"}).json()
    one = client.get(path).json()

    assert (made.status_code, made.json()["name"], made.json()["created_by"]) == (
        201,
        "成交",
        ids.encode("usr", user.id),
    )
    assert (changed["name"], changed["query"]) == ("每日成交", TREND)
    assert [row["id"] for row in listed["items"]] == [made.json()["id"]]
    assert one == changed
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert [entry["action"] for entry in audited(made.json()["id"])] == [
        "analytics.report_deleted",
        "analytics.report_changed",
        "analytics.report_created",
    ]


def test_a_report_keeps_the_span_it_moves_with() -> None:
    """A `view` beside the question is kept as it was given, and refused when it is none."""
    client = staff_client()
    view = {"preset": "28d", "compare": "previous", "chart": "line"}
    report = {"name": "近 28 天", "kind": "trend", "query": {**TREND, "view": view}}

    made = client.post("/api/v1/analytics/reports", report, JSON)
    wrong = [{"preset": "28 D"}, {"compare": "tomorrow"}, {"colour": "red"}]
    refused = [
        client.post("/api/v1/analytics/reports", {**report, "query": {**TREND, "view": one}}, JSON)
        for one in wrong
    ]

    assert (made.status_code, made.json()["query"]["view"]) == (201, view)
    assert [one.json()["code"] for one in refused] == ["report_query_invalid"] * 3
    assert Report.objects.count() == 1


def test_refused_reports_change_nothing() -> None:
    client = staff_client("analyst")
    report = {"name": "成交", "kind": "trend", "query": TREND}
    made = client.post("/api/v1/analytics/reports", report, JSON).json()
    path = f"/api/v1/analytics/reports/{made['id']}"
    reader = staff_client("sales_manager")

    answers = [
        client.post("/api/v1/analytics/reports", {**report, "name": " "}, JSON),
        client.post("/api/v1/analytics/reports", {**report, "kind": "funnel"}, JSON),
        client.patch(path, {"query": {"measures": []}}, JSON),
        reader.post("/api/v1/analytics/reports", report, JSON),
        reader.patch(path, {"name": "x"}, JSON),
        reader.delete(path),
        client_of(None).delete(path),
        client.patch(f"/api/v1/analytics/reports/{ids.encode('rep', 1)}", {"name": "x"}, JSON),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 403, 403, 403, 401, 404]
    assert "query.steps" in answers[1].json()["fields"]
    assert Report.objects.get().name == "成交"
    assert reader.get(path).status_code == 200
    assert len(audited(made["id"])) == 1

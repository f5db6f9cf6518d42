"""Catalogue, plan and quarantine over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from marketloop.events.appender import turn
from marketloop.events.models import EventDefinition, PlanPolicy, QuarantinedEvent
from marketloop.events.tests.calls import call, taken
from marketloop.organisation.testing import staff_client

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/events"
EVENT = {"name": "sofa_viewed", "label_zh": "看沙发", "category": "browse", "enforced": True}
READS = (
    "catalogue",
    "catalogue/event?name=x",
    "plan",
    "plan/document",
    "plan/violations",
    "quarantine",
)
WRITES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("put", "catalogue/event", EVENT),
    ("delete", "catalogue/event?name=x", {}),
    ("put", "plan/policies", {"policies": []}),
    ("post", "plan/document", {"events": []}),
    ("post", "quarantine/decisions", {"events": [], "decision": "release"}),
)


@pytest.mark.parametrize("path", READS)
def test_anonymous_and_wrong_role_read_nothing(path: str) -> None:
    assert Client().get(f"{ROOT}/{path}").status_code == 401
    assert staff_client("store").get(f"{ROOT}/{path}").status_code == 403


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_readers_change_nothing(method: str, path: str, body: dict[str, Any]) -> None:
    def ask(client: Client) -> int:
        answer = getattr(client, method)(f"{ROOT}/{path}", body, content_type="application/json")
        return int(answer.status_code)

    assert ask(Client()) == 401
    assert ask(staff_client("analyst")) == 403
    assert not EventDefinition.objects.exists()
    assert not PlanPolicy.objects.exists()


def test_an_event_is_declared_shown_changed_and_withdrawn(sources: None) -> None:
    admin = staff_client("admin")
    call("/v1/track", {"event": "sofa_viewed", "anonymousId": "a", "properties": {"sku": "YL-1"}})
    turn()

    made = admin.put(
        f"{ROOT}/catalogue/event",
        EVENT | {"properties": [{"key": "sku", "type": "string", "personal": True}]},
        content_type="application/json",
    )
    assert made.status_code == 200
    rows = {row["name"]: row for row in admin.get(f"{ROOT}/catalogue").json()}
    sofa = rows["sofa_viewed"]
    assert (sofa["label"], sofa["declared"], sofa["status"], sofa["count"], sofa["week"]) == (
        "看沙发",
        True,
        "active",
        1,
        1,
    )
    assert (sofa["days"], sofa["properties"], sofa["personal"]) == ([0, 0, 0, 0, 0, 0, 1], 1, 1)
    assert sofa["first_seen"] == sofa["last_seen"] == "2026-11-24T08:00:00+00:00"
    assert rows["product_favorited"]["label"] == "收藏商品"
    assert rows["product_viewed"]["segment_name"] == "Product Viewed"
    detail = admin.get(f"{ROOT}/catalogue/event?name=sofa_viewed").json()
    assert ("sku", True) in [(one["key"], one["declared"]) for one in detail["seen"]]
    assert admin.get(f"{ROOT}/names").json()[0]["label"] == "看沙发"

    assert admin.delete(f"{ROOT}/catalogue/event?name=sofa_viewed").status_code == 204
    gone = admin.delete(f"{ROOT}/catalogue/event?name=sofa_viewed")
    assert (gone.status_code, gone.json()["code"]) == (404, "event_not_declared")


def test_a_suggestion_adds_what_was_seen(sources: None) -> None:
    call("/v1/track", {"event": "sat", "anonymousId": "a", "properties": {"seconds": 3}})
    turn()

    detail = staff_client("analyst").get(f"{ROOT}/catalogue/event?name=sat&infer=true").json()
    assert [(one["key"], one["type"]) for one in detail["event"]["properties"]] == [("seconds", "integer")]
    assert not EventDefinition.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " x"}, "name"),
        ({"name": ""}, "name"),
        ({"category": "odd"}, "category"),
        ({"properties": [{"key": "a"}, {"key": "a"}]}, "properties"),
    ],
)
def test_wrong_declarations_are_refused(change: dict[str, Any], field: str) -> None:
    answer = staff_client("admin").put(
        f"{ROOT}/catalogue/event", EVENT | change, content_type="application/json"
    )

    assert answer.status_code == 422
    assert field in answer.json()["fields"]
    assert not EventDefinition.objects.exists()


def test_a_plan_goes_out_and_comes_in_whole_or_not_at_all() -> None:
    admin = staff_client("admin")
    admin.put(f"{ROOT}/catalogue/event", EVENT, content_type="application/json")
    policies = {"policies": [{"source": "", "unknown_event": "flag"}]}
    assert admin.put(f"{ROOT}/plan/policies", policies, content_type="application/json").status_code == 200
    document = admin.get(f"{ROOT}/plan/document").json()
    EventDefinition.objects.all().delete()
    PlanPolicy.objects.all().delete()

    broken = document | {"events": [*document["events"], {"name": "bad", "category": "odd"}]}
    refused = admin.post(f"{ROOT}/plan/document", broken, content_type="application/json")
    assert (refused.status_code, EventDefinition.objects.count()) == (422, 0)
    odd = admin.post(f"{ROOT}/plan/document", {"events": [{"nome": 1}]}, content_type="application/json")
    assert (odd.status_code, "body.events.0.name" in odd.json()["fields"]) == (422, True)

    taken_in = admin.post(f"{ROOT}/plan/document", document, content_type="application/json").json()
    assert (taken_in["declared"], taken_in["enforced"], taken_in["waiting"]) == (1, 1, 0)
    assert taken_in["policies"] == [
        {"source": "", "unknown_event": "flag", "unknown_property": "accept", "wrong_value": "accept"}
    ]
    assert admin.get(f"{ROOT}/plan/document").json() == document
    twice = {"policies": [{"source": ""}, {"source": ""}]}
    assert (
        admin.put(f"{ROOT}/plan/policies", twice, content_type="application/json").json()["code"]
        == "plan_source_twice"
    )


def test_violations_and_quarantine(sources: None) -> None:
    admin = staff_client("admin")
    admin.put(
        f"{ROOT}/catalogue/event",
        EVENT | {"properties": [{"key": "sku"}]},
        content_type="application/json",
    )
    policies = {"policies": [{"source": "", "wrong_value": "quarantine", "unknown_property": "flag"}]}
    admin.put(f"{ROOT}/plan/policies", policies, content_type="application/json")
    for number, properties in enumerate([{"sku": 1}, {"sku": 2}, {"sku": "a", "x": 1}, {"sku": "b"}]):
        call(
            "/v1/track",
            {"event": "sofa_viewed", "anonymousId": "a", "messageId": f"m{number}", "properties": properties},
        )
    turn()

    found = admin.get(f"{ROOT}/plan/violations?days=3").json()
    assert found["days"] == ["2026-11-22", "2026-11-23", "2026-11-24"]
    assert [
        (one["label"], one["what"], one["path"], one["flagged"], one["quarantined"], one["days"])
        for one in found["items"]
    ] == [
        ("看沙发", "plan_wrong_type", "sku", 0, 2, [0, 0, 2]),
        ("看沙发", "plan_unknown_property", "x", 1, 0, [0, 0, 1]),
    ]
    assert admin.get(f"{ROOT}/plan").json()["waiting"] == 2

    page = admin.get(f"{ROOT}/quarantine?limit=1").json()
    assert (page["count"], page["items"][0]["properties"]) in ((2, {"sku": 1}), (2, {"sku": 2}))
    rest = admin.get(f"{ROOT}/quarantine?limit=1&cursor={page['next_cursor']}").json()
    first, second = page["items"][0]["id"], rest["items"][0]["id"]
    assert first != second
    done = admin.post(
        f"{ROOT}/quarantine/decisions",
        {"events": [first], "decision": "release"},
        content_type="application/json",
    )
    assert done.json() == {"done": 1}
    admin.post(
        f"{ROOT}/quarantine/decisions",
        {"events": [first, second], "decision": "discard"},
        content_type="application/json",
    )
    assert sorted(QuarantinedEvent.objects.values_list("state", flat=True)) == ["discarded", "released"]
    assert len(taken()) == 3
    assert admin.get(f"{ROOT}/quarantine?state=released").json()["items"][0]["properties"] == {}
    assert [one["flagged"] for one in admin.get(f"{ROOT}/plan/violations").json()["items"]] == [1, 1]
    wrong = admin.post(
        f"{ROOT}/quarantine/decisions",
        {"events": [], "decision": "discard"},
        content_type="application/json",
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "quarantine_bulk")

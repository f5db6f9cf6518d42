"""Webhooks over HTTP: definitions, trial, deliveries, replay; who may not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from marketloop.events.hooks_models import Hook, HookDelivery
from marketloop.events.tests.calls import taken
from marketloop.events.tests.hook_calls import LINE, ORDER, PAID, make_hook, named, post
from marketloop.organisation.testing import AuditEntry, staff_client
from marketloop.platform import ids

pytestmark = pytest.mark.django_db
BROKEN = {**PAID, "properties": [named("total", "type", convert="number")]}
BODY: dict[str, Any] = {"name": "erp", "mapping": {"events": [PAID]}}


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    """A JSON request in English."""
    return client.generic(
        method, f"/api/v1/{path}", json.dumps(body), "application/json", headers={"Accept-Language": "en"}
    )


CALLS = [
    ("GET", "hooks", None),
    ("POST", "hooks", BODY),
    ("POST", "hooks/trial", {"mapping": BODY["mapping"], "payload": "{}"}),
    ("GET", "hooks/{hook}", None),
    ("PUT", "hooks/{hook}", BODY),
    ("DELETE", "hooks/{hook}", None),
    ("GET", "hooks/{hook}/deliveries", None),
    ("GET", "hooks/{hook}/deliveries/{delivery}/payload", None),
    ("POST", "hooks/{hook}/replay", {}),
    ("POST", "hooks/{hook}/drop", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_only_those_who_may_handle_keys_may_do_anything(method: str, path: str, body: Any) -> None:
    hook = make_hook(BROKEN)
    post(hook, ORDER)
    delivery = HookDelivery.objects.get()
    full = path.format(hook=ids.encode("hok", hook.id), delivery=ids.encode("hkd", delivery.id))

    assert send(Client(), method, full, body).status_code == 401
    refused = send(staff_client("analyst"), method, full, body)
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")
    assert (Hook.objects.get().name, HookDelivery.objects.get().state) == ("erp", "waiting")


@pytest.mark.parametrize(("method", "path", "body"), [one for one in CALLS if "{" in one[1]])
def test_what_is_not_there_is_not_found(method: str, path: str, body: Any) -> None:
    full = path.format(hook=ids.encode("hok", 1), delivery=ids.encode("hkd", 1))

    assert send(staff_client(), method, full, body).status_code == 404


def test_a_webhook_is_made_changed_and_ended() -> None:
    client = staff_client()
    check = {"kind": "hmac", "header": "X-Sign"}
    made = send(client, "POST", "hooks", {**BODY, "check": check, "secret": "s3cret", "sample": "{}"})
    one = made.json()
    changed = send(
        client, "PUT", f"hooks/{one['id']}", {**BODY, "name": "erp2", "check": check, "active": False}
    )
    shown = send(client, "GET", f"hooks/{one['id']}").json()
    [listed] = send(client, "GET", "hooks?q=ERP").json()["items"]

    assert made.status_code == 201
    assert "/v1/hooks/hk_" in one["url"]
    assert (one["has_secret"], "s3cret" in made.content.decode()) == (True, False)
    assert "s3cret" not in Hook.objects.get().secret_sealed
    assert changed.status_code == 200
    assert (shown["name"], shown["active"], shown["has_secret"], shown["url"]) == (
        "erp2",
        False,
        True,
        one["url"],
    )
    assert shown["mapping"]["events"][0]["event"]["constant"] == "Order Completed"
    assert (listed["name"], listed["check"], listed["waiting"], listed["last_at"]) == (
        "erp2",
        "hmac",
        0,
        None,
    )
    assert send(client, "DELETE", f"hooks/{one['id']}").status_code == 204
    assert Hook.objects.count() == 0
    assert [
        entry.action for entry in AuditEntry.objects.filter(action__startswith="events.").order_by("id")
    ] == [
        "events.hook_created",
        "events.hook_changed",
        "events.hook_deleted",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "Not So"}, "write_key_name_malformed"),
        ({"check": {"kind": "token"}, "secret": "x"}, "hook_header_missing"),
        ({"check": {"kind": "token", "header": "X"}}, "hook_secret_missing"),
        ({"check": {"kind": "token", "header": "X Y"}}, "fields_invalid"),
        ({"mapping": {"events": []}}, "fields_invalid"),
        ({"mapping": {"events": [{"event": {"path": "a[["}}]}}, "fields_invalid"),
        ({"delivery_header": "a:b"}, "fields_invalid"),
    ],
)
def test_wrong_definitions_are_refused_without_effect(changes: dict[str, Any], code: str) -> None:
    answer = send(staff_client(), "POST", "hooks", {**BODY, **changes})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert Hook.objects.count() == 0


def test_two_webhooks_of_one_name_are_refused() -> None:
    client = staff_client()
    send(client, "POST", "hooks", BODY)

    assert send(client, "POST", "hooks", BODY).json()["code"] == "write_key_name_taken"
    assert Hook.objects.count() == 1


def test_a_sample_shows_its_events_and_stores_nothing() -> None:
    body = {"mapping": {"events": [PAID, LINE]}, "payload": json.dumps(ORDER), "headers": {"X-Topic": "t"}}
    answer = send(staff_client(), "POST", "hooks/trial", body).json()
    paid, first, _ = answer["events"]

    assert (answer["error"], answer["place"]) == ("", "")
    assert paid == {
        "kind": "track",
        "name": "order_paid",
        "label": "订单支付",
        "identifiers": {"openid": "o-9", "phone": "138 0013 8001"},
        "timestamp": 1795507200,
        "message_id": "sample:0.0",
        "properties": {"order_id": "T1", "total": 399.5},
        "traits": {},
    }
    assert (first["name"], first["properties"]) == ("Line Seen", {"product_id": "YL-001", "quantity": 2})
    assert (taken(), HookDelivery.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("event", "payload", "words", "place"),
    [
        (BROKEN, json.dumps(ORDER), "number", "events.0.properties.0"),
        (PAID, "{", "JSON", ""),
        (PAID, json.dumps({**ORDER, "at": "gestern"}), "gestern", ""),
    ],
)
def test_a_sample_that_fails_says_why(event: dict[str, Any], payload: str, words: str, place: str) -> None:
    body = {"mapping": {"events": [event]}, "payload": payload}
    answer = send(staff_client(), "POST", "hooks/trial", body)

    assert (answer.status_code, answer.json()["events"], answer.json()["place"]) == (200, [], place)
    assert words in answer.json()["error"]


def test_deliveries_are_listed_read_replayed_and_dropped() -> None:
    hook = make_hook(BROKEN)
    for number in range(3):
        post(hook, {**ORDER, "id": number, "trade": {"tid": f"T{number}", "payment": "1"}})
    client, base = staff_client(), f"hooks/{ids.encode('hok', hook.id)}"
    page = send(client, "GET", f"{base}/deliveries?state=waiting&limit=2").json()
    waiting = page["items"]
    payload = send(client, "GET", f"{base}/deliveries/{waiting[0]['id']}/payload").json()

    assert (page["count"], len(waiting)) == (3, 2)
    assert waiting[0]["place"] == "events.0.properties.0"
    assert waiting[0]["error"].startswith("事件 1 的事件属性 1：")
    assert json.loads(payload["body"])["id"] == 2
    assert payload["headers"]["content-type"] == "application/json"
    assert AuditEntry.objects.filter(action="events.hook_payload_read").count() == 1

    dropped = send(client, "POST", f"{base}/drop", {"deliveries": [waiting[0]["id"]]}).json()
    send(client, "PUT", base, BODY)
    replayed = send(client, "POST", f"{base}/replay", {}).json()
    assert (dropped, replayed) == ({"dropped": 1}, {"taken": 2, "failed": 0, "events": 2})
    assert sorted(one.columns["order_id"] for one in taken()) == ["T0", "T1"]
    assert (
        send(client, "GET", f"{base}/deliveries/{waiting[1]['id']}/payload").json()["code"]
        == "hook_payload_gone"
    )
    states = [one["state"] for one in send(client, "GET", f"{base}/deliveries").json()["items"]]
    assert sorted(states) == ["dropped", "taken", "taken"]
    assert send(client, "POST", f"{base}/replay", {"deliveries": ["hkd_x"]}).status_code == 400
    assert send(client, "GET", f"{base}/deliveries?state=odd").status_code == 422


def test_another_webhooks_deliveries_cannot_be_reached() -> None:
    mine, other = make_hook(BROKEN, name="mine"), make_hook(BROKEN, name="other")
    post(other, ORDER)
    one = ids.encode("hkd", HookDelivery.objects.get().id)
    client, base = staff_client(), f"hooks/{ids.encode('hok', mine.id)}"

    assert send(client, "GET", f"{base}/deliveries/{one}/payload").status_code == 404
    assert send(client, "POST", f"{base}/drop", {"deliveries": [one]}).json() == {"dropped": 0}
    assert HookDelivery.objects.get().state == "waiting"

"""The collector over its WSGI door: what is taken, what is refused and how it is said."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

import pytest

from marketloop.events import facade, personal
from marketloop.events.collector import handles
from marketloop.events.contracts import Redirect, RequestMeta
from marketloop.events.testing import make_event
from marketloop.events.tests.calls import FIREFOX, NOW_MS, call, taken
from marketloop.platform import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sources")]


def test_the_collector_takes_its_own_addresses_only() -> None:
    assert [
        path
        for path in ("/v1/track", "/t.gif", "/l/abc", "/api/v1/users", "/", "/list", "/v1")
        if handles(path)
    ] == [
        "/v1/track",
        "/t.gif",
        "/l/abc",
    ]


def test_each_call_becomes_its_event() -> None:
    calls: dict[str, dict[str, Any]] = {
        "identify": {"userId": "u1", "traits": {"level": "gold"}},
        "track": {
            "userId": "u1",
            "event": "Product Viewed",
            "properties": {"product_id": "p1", "price": 19.995},
        },
        "page": {"anonymousId": "a1", "name": "Home", "properties": {"url": "https://shop.example/"}},
        "screen": {"anonymousId": "a1", "name": "Start"},
        "group": {"userId": "u1", "groupId": "g1", "traits": {"name": "Acme"}},
        "alias": {"userId": "u1", "previousId": "a1"},
    }
    answers = [call(f"/v1/{kind}", {**body, "messageId": kind}) for kind, body in calls.items()]
    events = taken()

    assert [(answer.status, answer.json) for answer in answers] == [(200, {"success": True})] * 6
    assert [(event.kind, event.name) for event in events] == [
        ("identify", "identified"),
        ("track", "product_viewed"),
        ("page", "page_viewed"),
        ("screen", "screen_viewed"),
        ("group", "group_joined"),
        ("alias", "alias_given"),
    ]
    assert events[0].traits == {"level": "gold"}
    assert (events[1].columns["product_id"], events[1].columns["amount"]) == ("p1", 2000)
    assert events[1].properties == {"price": 19.995}
    assert events[2].properties == {"url": "https://shop.example/", "name": "Home"}
    assert events[4].properties == {"group_id": "g1", "group_traits": {"name": "Acme"}}
    assert (events[5].columns["user_id"], events[5].columns["anonymous_id"]) == ("u1", "a1")
    assert {(event.source, event.time, event.received, event.quality) for event in events} == {
        ("web", NOW_MS, NOW_MS, 0)
    }


def test_an_order_of_a_browser_is_behaviour_and_of_a_server_revenue() -> None:
    order = {
        "userId": "u1",
        "event": "Order Completed",
        "messageId": "m1",
        "properties": {
            "order_id": "A1",
            "revenue": "25.00",
            "products": [
                {"product_id": "p1", "price": 10, "quantity": 2},
                {"sku": "s2", "price": 5, "brand": "云岚"},
            ],
        },
    }
    for key in ("wkb_web", "wks_shop", "wks_shop"):
        assert call("/v1/track", order, key=key).status == 200
    events = taken()

    assert [
        (event.source, event.name, event.columns["order_id"], event.columns["amount"]) for event in events
    ] == [
        ("web", "order_completed_seen", "A1", 2500),
        ("shop", "order_paid", "A1", 2500),
        ("shop", "product_bought", "A1", 2000),
        ("shop", "product_bought", "A1", 500),
    ]
    assert [(event.columns["product_id"], event.columns["quantity"]) for event in events[2:]] == [
        ("p1", 2),
        ("s2", 1),
    ]


def test_a_browser_cannot_speak_for_our_own_modules() -> None:
    for name in ("order_paid", "email_unsubscribed", "segment_entered", "Order Refunded"):
        call("/v1/track", {"userId": "u", "event": name})

    assert [event.name for event in taken()] == [
        "order_completed_seen",
        "email_unsubscribed_seen",
        "segment_entered_seen",
        "order_refunded_seen",
    ]


def test_personal_values_become_tokens_and_can_be_opened_on_their_way() -> None:
    call(
        "/v1/identify",
        {
            "userId": "zhang@mail.example",
            "traits": {
                "email": "Zhang@Mail.example",
                "mobile": 13800138000,
                "firstName": "Wei",
                "address": {"city": "杭州", "street": "文三路 1 号"},
                "bio": "write to wei@mail.example or 13900139000",
                "level": "gold",
            },
            "context": {"page": {"url": "https://a.example/?m=wei%40mail.example"}, "ip": "198.51.100.23"},
        },
    )
    token = personal.identifier_key("email", "zhang@mail.example")
    ciphertext = facade.ciphertext(token)
    [event] = taken()

    assert ciphertext is not None
    assert personal.open_sealed("email", ciphertext) == "zhang@mail.example"
    assert event.traits["email"] == token
    assert event.traits["phone"] == personal.identifier_key("phone", "+8613800138000")
    assert event.traits["first_name"].startswith("tok_")
    assert (event.traits["address"]["city"], event.traits["address"]["street"][:4]) == ("杭州", "tok_")
    assert event.traits["level"] == "gold"
    assert event.columns["user_id"] == personal.identifier_key("user_id", "zhang@mail.example")
    assert event.context["ip"] == "198.51.100.0"
    text = json.dumps([event.traits, event.context, dict(event.columns)], ensure_ascii=False)
    assert [word for word in ("mail.example", "1390013", "1380013", "Wei", "文三路") if word in text] == []


def test_identifiers_come_from_all_their_places() -> None:
    seen: list[tuple[tuple[str, str], ...]] = []

    def resolve(events: Any) -> list[int]:
        seen.extend(event.identifiers for event in events)
        return [1] * len(events)

    facade.set_resolver(resolve)
    call(
        "/v1/track",
        {
            "event": "x",
            "userId": 42,
            "anonymousId": " a1 ",
            "context": {
                "externalIds": [{"type": "unionid", "id": "oX1", "collection": "users"}],
                "traits": {"email": "a@b.example", "plan": "x"},
            },
        },
    )
    [event] = taken()

    assert seen == [
        (
            ("user_id", "42"),
            ("unionid", "oX1"),
            ("email", personal.identifier_key("email", "a@b.example")),
            ("anonymous_id", "a1"),
        )
    ]
    assert (event.traits, "traits" in event.context) == ({}, False)


def test_the_clock_of_the_client_is_corrected() -> None:
    message = {"type": "track", "event": "x", "userId": "u"}
    slow = {
        "sentAt": "2026-11-24T15:00:00+08:00",
        "batch": [
            {**message, "timestamp": "2026-11-24T06:59:30.250Z"},
            {**message, "timestamp": "2020-01-01"},
        ],
    }
    near = {"sentAt": "2026-11-24T08:00:01Z", "batch": [{**message, "timestamp": "2026-11-24T07:59:58Z"}]}
    assert [call("/v1/batch", slow).status, call("/v1/batch", near).status] == [200, 200]
    call("/v1/import", {**near, "batch": [{**message, "timestamp": 1_600_000_000}]})

    assert [event.time for event in taken()] == [
        NOW_MS - 29_750,
        clock.to_ms(dt.datetime(2020, 1, 1, 1, tzinfo=dt.UTC)),
        NOW_MS - 2_000,
        1_600_000_000_000,
    ]


def test_absurd_times_are_clamped_and_flagged() -> None:
    for moment in ("2031-01-01T00:00:00Z", "1970-01-01T00:00:01Z"):
        call(
            "/v1/track",
            {"event": "x", "userId": "u", "timestamp": moment, "properties": {"$quality": "forged"}},
        )
    events = taken()

    assert [(event.time, event.quality, event.properties) for event in events] == [
        (NOW_MS, 1, {"$quality": ["time_in_future"]}),
        (NOW_MS, 1, {"$quality": ["time_too_old"]}),
    ]


def test_declared_robots_are_invalid_but_kept() -> None:
    body = {"event": "x", "userId": "u"}
    call("/v1/track", body, HTTP_USER_AGENT="Mozilla/5.0 (compatible; Googlebot/2.1)")
    call("/v1/track", body, key="wks_shop", HTTP_USER_AGENT="python-requests/2")

    assert [(event.quality, event.properties) for event in taken()] == [
        (2, {"$quality": ["bot_declared"]}),
        (0, {}),
    ]


def test_a_message_sent_twice_is_taken_once() -> None:
    body = {"type": "track", "event": "x", "userId": "u", "messageId": "same"}
    for _ in range(2):
        assert call("/v1/batch", {"batch": [body, body]}).status == 200
    call("/v1/track", {"event": "x", "userId": "u"})
    call("/v1/track", {"event": "x", "userId": "u"})

    assert len(taken()) == 3


def test_a_link_leads_where_the_port_says_and_nowhere_else() -> None:
    asked: list[RequestMeta] = []

    def where(meta: RequestMeta) -> Redirect | None:
        asked.append(meta)
        targets = {
            "good": "https://shop.example/新品?a=1",
            "bad": "javascript:alert(1)",
            "cut": "//evil.example",
        }
        if meta.token not in targets:
            return None
        return Redirect(targets[meta.token], make_event("message_clicked", message_id=f"click-{len(asked)}"))

    assert call("/l/good", method="GET").status == 404
    facade.set_redirect_resolver(where)
    get, head = call("/l/good", method="GET"), call("/l/good", method="HEAD")
    others = [call(f"/l/{token}?url=https://evil.example", method="GET") for token in ("none", "bad", "cut")]

    assert (get.status, get.headers["Location"]) == (302, "https://shop.example/%E6%96%B0%E5%93%81?a=1")
    assert (head.status, head.headers["Location"]) == (302, get.headers["Location"])
    assert [(answer.status, "Location" in answer.headers) for answer in others] == [(404, False)] * 3
    assert "页面不存在" in others[0].body.decode()
    assert (asked[0].kind, asked[0].ip, asked[0].user_agent) == ("click", "203.0.113.77", FIREFOX)
    assert [event.name for event in taken()][:1] == ["message_clicked"]


def test_the_pixel_counts_openings_and_takes_messages() -> None:
    facade.set_redirect_resolver(
        lambda meta: Redirect("", make_event("message_opened", properties={"message": meta.token}))
    )
    data = base64.urlsafe_b64encode(json.dumps({"event": "seen", "anonymousId": "a"}).encode()).decode()
    answers = [
        call("/t.gif?m=msg_1", method="GET", key=None),
        call(f"/t.gif?writeKey=wkb_web&data={data}", method="GET", key=None),
        call(f"/t.gif?writeKey=wrong&data={data}", method="GET", key=None),
        call("/t.gif?data=%%%", method="GET", key=None),
        call("/t.gif", method="GET", key=None),
    ]

    assert {(answer.status, answer.body[:6], answer.headers["Content-Type"]) for answer in answers} == {
        (200, b"GIF89a", "image/gif")
    }
    assert [(event.name, event.columns.get("message")) for event in taken()] == [
        ("message_opened", "msg_1"),
        ("seen", None),
    ]

"""The collector over its WSGI door: what is taken, what is refused and how it is said."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from marketloop.events import facade, personal
from marketloop.events.appender import turn
from marketloop.events.collector import application, handles
from marketloop.events.contracts import Redirect, RequestMeta, StoredEvent
from marketloop.events.keys import create_write_key, revoke_write_key
from marketloop.events.testing import make_event
from marketloop.platform import clock

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
NOW_MS = clock.to_ms(NOW)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _sources() -> Iterator[None]:
    facade.ensure_write_key("web", "browser", "wkb_web")
    facade.ensure_write_key("shop", "server", "wks_shop")
    with clock.travel(NOW):
        yield


class Answer:
    """Status, headers and JSON of an answer."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self.body = b"".join(application(environ, self._start))

    def _start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = int(status[:3]), dict(headers)

    @property
    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.body)


def call(
    path: str, body: Any = None, *, method: str = "POST", key: str | None = "wkb_web", **headers: str
) -> Answer:
    """One request; `body` bytes as they are, else as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.input": io.BytesIO(raw),
        "REMOTE_ADDR": "203.0.113.77",
        "HTTP_USER_AGENT": FIREFOX,
        **headers,
    }
    if key is not None:
        environ["HTTP_AUTHORIZATION"] = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
    return Answer(environ)


def taken() -> list[StoredEvent]:
    """All events in the store, in seq order."""
    from marketloop.events.schema import stored_events

    turn()
    return list(stored_events(facade.reader()("SELECT * FROM events ORDER BY seq")))


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
    calls = {
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


def test_bad_messages_of_a_batch_are_named_and_the_others_taken() -> None:
    batch = [
        {"type": "track", "event": "x", "userId": "u"},
        {"type": "track", "userId": "u"},
        {"type": "jump", "userId": "u"},
        {"type": "track", "event": "x"},
        {"type": "track", "event": "x", "userId": "u", "properties": [1]},
        {"type": "track", "event": "x", "userId": "u", "timestamp": "soon"},
        {"type": "track", "event": "x", "userId": "u", "properties": {"text": "x" * 33_000}},
        {"type": "track", "event": "x", "userId": "u", "properties": {"n": 2**70}},
        {"type": "track", "event": "x", "userId": "u", "properties": {"n": "a\u0000b"}},
        {"type": "page", "userId": "u"},
        "text",
    ]
    answer = call("/v1/batch", {"batch": batch}, HTTP_ACCEPT_LANGUAGE="en")

    assert (answer.status, answer.json["success"], answer.json["accepted"]) == (200, True, 2)
    assert [(one["index"], one["code"], one["field"]) for one in answer.json["errors"]] == [
        (1, "event_name_missing", "event"),
        (2, "event_type_unknown", "type"),
        (3, "event_identifier_missing", "userId"),
        (4, "event_field_type", "properties"),
        (5, "event_time_malformed", "timestamp"),
        (6, "event_too_large", ""),
        (7, "event_number_large", "properties"),
        (8, "event_text_nul", "$"),
        (10, "event_field_type", "$"),
    ]
    assert (
        answer.json["errors"][0]["detail"] == "A track call needs the name of the event in the field event."
    )
    assert [event.name for event in taken()] == ["x", "page_viewed"]


@pytest.mark.parametrize(
    ("body", "status", "code", "params"),
    [
        (b'{"event": "x",\n "userId": u}', 400, "body_malformed", {"line": 2, "column": 12}),
        (b'{"event": "x"', 400, "body_malformed", {"line": 1, "column": 14}),
        (b"\xff\xfe", 400, "body_malformed", {"line": 1, "column": 1}),
        (b'{"event": 7, "userId": "u"}', 400, "event_field_type", {"expected": "str | null"}),
        (b'{"event": "x"}', 400, "event_identifier_missing", {}),
        (b'{"event": "x", "userId": "u", "properties": {"n": 1' + b"0" * 30 + b"}}", 400, "event_number_large", {}),
        (b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400, "event_nested_deep", {}),
        (b'{"event": "' + b"x" * 40_000 + b'"}', 413, "event_too_large", {"limit": 32_768}),
        (b'{"event": "' + b"x" * 600_000 + b'"}', 413, "body_too_large", {"limit": 512_000}),
    ],
)  # fmt: skip
def test_a_call_that_cannot_be_taken_says_why(
    body: bytes, status: int, code: str, params: dict[str, Any]
) -> None:
    answer = call("/v1/track", body)

    assert (answer.status, answer.json["code"]) == (status, code)
    assert {name: answer.json["params"].get(name) for name in params} == params
    assert answer.json["detail"] != f"errors.{code}"
    assert taken() == []


def test_who_has_no_key_is_refused() -> None:
    body = {"event": "x", "userId": "u"}
    row, clear = create_write_key(name="gone", kind="server", actor=None)
    assert call("/v1/track", body, key=clear).status == 200
    revoke_write_key(key_id=row.id, actor=None)
    answers = [call("/v1/track", body, key=key) for key in ("wrong", None, clear)]
    answers.append(call("/v1/track", {**body, "writeKey": "nope"}, key=None))

    assert [(answer.status, answer.json["code"]) for answer in answers] == [(401, "write_key_unknown")] * 4
    assert answers[0].json["detail"].startswith("写入密钥不存在")
    assert len(taken()) == 1


def test_the_key_may_stand_in_the_body_or_a_header() -> None:
    body = {"event": "x", "userId": "u"}
    answers = [
        call("/v1/track", {**body, "writeKey": "wkb_web"}, key=None),
        call("/v1/batch", {"batch": [{**body, "type": "track"}], "writeKey": "wkb_web"}, key=None),
        call("/v1/track", body, key=None, HTTP_X_WRITE_KEY="wkb_web"),
    ]

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert len(taken()) == 3


def test_gzip_is_read_within_the_limits() -> None:
    body = json.dumps({"event": "x", "userId": "u"}).encode()
    bomb = gzip.compress(b" " * 50_000_000)
    answers = [
        call("/v1/track", gzip.compress(body), HTTP_CONTENT_ENCODING="gzip"),
        call("/v1/track", gzip.compress(body)[:-9], HTTP_CONTENT_ENCODING="gzip"),
        call("/v1/track", bomb, HTTP_CONTENT_ENCODING="gzip"),
    ]

    assert [answer.status for answer in answers] == [200, 400, 413]
    assert answers[1].json["code"] == "body_encoding"
    assert len(taken()) == 1


def test_other_methods_and_addresses_are_refused() -> None:
    assert call("/v1/track", method="GET").status == 405
    assert call("/v1/nothing").status == 404
    preflight = call("/v1/batch", method="OPTIONS", key=None)

    assert (preflight.status, preflight.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]


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


def test_nothing_is_acknowledged_when_the_log_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    from marketloop.events.spine import get_spine

    get_spine()

    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        refused = call("/v1/track", {"event": "lost", "userId": "u"})
    accepted = call("/v1/track", {"event": "kept", "userId": "u"})

    assert (refused.status, refused.json["code"], accepted.status) == (503, "log_unwritable", 200)
    assert [(event.seq, event.name) for event in taken()] == [(1, "kept")]

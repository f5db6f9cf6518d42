"""The fast way of plain messages equals the thorough way, and takes nothing that the thorough way would refuse or seal."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketloop.events import frames, plain, scanning
from marketloop.events.contracts import IncomingEvent
from marketloop.events.incoming import KINDS, Arrival, Message, to_events
from marketloop.events.keys import Source
from marketloop.events.redaction import may_hold_marks, may_hold_number

ARRIVAL = Arrival(Source(1, "web", False), 1_767_600_000_000, 0, "203.0.113.77", "Mozilla/5.0 Chrome/140.0")
SERVER = Arrival(Source(2, "shop", True), 1_767_600_000_000, 250, "203.0.113.77", "python-requests/2")
PRODUCT = {"product_id": "sku-7", "price": 12.5, "category": "椅子", "quantity": 1}
TRACK = {
    "type": "track",
    "messageId": "m-1",
    "anonymousId": "a-1",
    "event": "Product Viewed",
    "timestamp": "2026-01-05T08:00:00.123Z",
    "properties": PRODUCT,
}

TEXTS = st.one_of(
    st.sampled_from(
        ["", "hello", "云岚家居", "a@b.cn", "13812345678", "x13812345678", "+8613812345678", "008613812345678", "20260105123456789"]
    ),
    st.sampled_from(["mail%40x.cn", "100%", "8613812345678", "+1 555", "tel:+15551234567", "\\u0040", "\u0000", "a\\b", 'q"q']),
    st.text(max_size=12),
    st.from_regex(r"[0-9]{5,16}", fullmatch=True),
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 999)
)
KEYS = st.one_of(
    st.sampled_from(["price", "email", "Phone", "name", "category", "address", "total", "amount", "products", "键", "$traits", "currency"]),
    st.text(max_size=6),
)  # fmt: skip
VALUES = st.recursive(
    st.one_of(TEXTS, NUMBERS, st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)
TIMES = st.one_of(
    st.none(),
    st.datetimes().map(lambda one: one.isoformat()),
    st.sampled_from(["2026-01-05T08:00:00Z", "2026-01-05 08:00:00+08:00", "2026-01-05t08:00:00z", "yesterday", "2026-01-05", 1_767_600_000, 1_767_600_000_123, 1.5, -1]),
)  # fmt: skip
IDS = st.one_of(
    st.none(),
    st.sampled_from(["u1", " ", "", "  x", 7, 0, "13812345678", "a@b.cn", "x" * 256]),
    st.text(max_size=5),
)
WILD = st.fixed_dictionaries(
    {"type": st.sampled_from([*sorted(KINDS), "other", None])},
    optional={
        "messageId": st.one_of(st.none(), st.text(max_size=4), st.just("m" * 256), st.uuids().map(str)),
        "userId": IDS,
        "anonymousId": IDS,
        "event": st.one_of(st.none(), st.sampled_from(["Order Completed", "order_paid", "Product Viewed", " ", "x" * 201]), st.text(max_size=6)),
        "name": st.one_of(st.none(), TEXTS),
        "category": st.one_of(st.none(), st.text(max_size=5)),
        "timestamp": TIMES,
        "originalTimestamp": TIMES,
        "properties": st.one_of(st.none(), st.dictionaries(KEYS, VALUES, max_size=5), st.lists(NUMBERS, max_size=1)),
        "traits": st.one_of(st.none(), st.dictionaries(KEYS, VALUES, max_size=2)),
        "context": st.one_of(
            st.none(),
            st.dictionaries(st.sampled_from(["ip", "page", "traits", "userAgent", "campaign", "externalIds", "locale"]), VALUES, max_size=4),
        ),
    },
)  # fmt: skip

ORDINARY = st.builds(
    lambda change, drop: {key: value for key, value in (TRACK | change).items() if key not in drop},
    st.dictionaries(KEYS, VALUES, max_size=4).map(lambda one: {"properties": one}),
    st.sets(st.sampled_from(["timestamp", "properties"])),
)
MESSAGES = st.one_of(
    ORDINARY, ORDINARY, st.builds(lambda one, two: one | dict(list(two.items())[:2]), ORDINARY, WILD), WILD
)


def thorough(raw: bytes, arrival: Arrival) -> list[IncomingEvent]:
    message = msgspec.json.decode(raw, type=Message)
    assert message.type is not None
    return to_events(message, message.type, arrival, may_hold_marks(raw) or may_hold_number(raw))


@pytest.mark.django_db
@settings(max_examples=600, deadline=None)
@given(message=MESSAGES, ascii_only=st.booleans(), from_server=st.booleans())
def test_a_plain_message_is_what_the_thorough_way_makes_of_it(
    message: dict[str, Any], ascii_only: bool, from_server: bool
) -> None:
    raw = json.dumps(message, ensure_ascii=ascii_only).encode(errors="replace")
    arrival = SERVER if from_server else ARRIVAL

    taken, others = plain.split([raw], arrival)

    assert (taken, others) in (([raw], []), ([], [0]))
    if taken:
        assert b"\\u0000" not in raw
        assert frames.decode(frames.encode_call(taken, arrival, [], []).payload) == thorough(raw, arrival)


@pytest.mark.django_db
def test_visits_and_views_are_plain_and_keep_their_order() -> None:
    page = {
        "type": "page",
        "messageId": "m-2",
        "userId": "u",
        "properties": {"path": "/"},
        "context": {"locale": "zh-CN"},
    }
    identify = {"type": "identify", "messageId": "m-3", "userId": "u", "traits": {"email": "a@b.cn"}}
    raws = [json.dumps(one, ensure_ascii=False).encode() for one in (TRACK, identify, page)]

    taken, others = plain.split(raws, ARRIVAL)

    assert (taken, others) == ([raws[0], raws[2]], [1])
    viewed, visited = frames.decode(frames.encode_call(taken, ARRIVAL, [], []).payload)
    assert (viewed.name, viewed.time_ms, viewed.identifiers) == (
        "product_viewed",
        1_767_600_000_123,
        (("anonymous_id", "a-1"),),
    )
    assert (viewed.properties["amount"], viewed.context["ip"]) == (1250, "203.0.113.0")
    assert (visited.name, visited.properties, visited.time_ms) == (
        "page_viewed",
        {"path": "/"},
        ARRIVAL.received_ms,
    )


@pytest.mark.parametrize(
    "change",
    [
        {"properties": {"note": "call 13812345678"}},
        {"properties": {"to": "a@b.cn"}},
        {"properties": {"deep": [{"Mobile": "1"}]}},
        {"properties": {"n": 10**17}},
        {"properties": {"n": "\u0000"}},
        {"properties": [1]},
        {"context": {"ip": "203.0.113.9"}},
        {"context": {"traits": {"level": "gold"}}},
        {"messageId": None},
        {"messageId": ""},
        {"anonymousId": " "},
        {"event": " "},
        {"timestamp": "yesterday"},
        {"type": "identify"},
    ],
)
@pytest.mark.django_db
def test_whatever_is_unusual_goes_the_thorough_way(change: dict[str, Any]) -> None:
    taken, others = plain.split([json.dumps({**TRACK, **change}).encode()], ARRIVAL)

    assert (taken, others) == ([], [0])


@pytest.mark.django_db
def test_an_order_from_a_server_is_not_plain_since_it_is_several_events() -> None:
    raw = json.dumps({**TRACK, "event": "Order Completed"}).encode()

    assert plain.split([raw], ARRIVAL)[1] == []
    assert plain.split([raw], SERVER)[1] == [0]


@pytest.mark.parametrize(
    ("text", "clear"),
    [
        ('{"a":"13812345678"}', False),
        ('{"a":"8613812345678"}', False),
        ('{"a":"008613812345678"}', False),
        ('{"a":"20260105123456789"}', True),
        ('{"a":"1767600000000"}', True),
        ('{"a":1767600000000}', True),
        ('{"a":12345678901234567}', False),
        ('{"a":1e5}', False),
        ('{"Email" :1}', False),
        ('{"emails":1}', True),
        ('{"键":1}', False),
        ('{"a":"键"}', True),
        ('{"a":"\\u4e2d"}', True),
        ('{"a":"\\u0040"}', False),
        ('{"a":"x%40y"}', False),
        ('{"a":"+5551234"}', False),
        ('{"a":"+123"}', True),
    ],
)
def test_what_counts_as_surely_free_of_personal_values(text: str, clear: bool) -> None:
    assert scanning.plain([text.encode(), b"{}"]).tolist() == [clear, True]

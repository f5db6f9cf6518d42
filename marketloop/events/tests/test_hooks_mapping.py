"""The mapping of webhook payloads: paths, values, conditions, lists; and that no payload breaks it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from marketloop.events.hooks_mapping import Delivery, HookMapping, Unmappable, map_delivery
from marketloop.events.tests.hook_calls import LINE, ORDER, PAID, named, path

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


def run(*events: dict[str, Any], payload: Any = ORDER, headers: dict[str, str] | None = None) -> Any:
    """The messages of a payload."""
    mapping = HookMapping.model_validate({"events": list(events)})
    return map_delivery(mapping, Delivery(payload, headers or {}, "key"))


def value(spec: dict[str, Any], payload: Any, **headers: str) -> Any:
    """What one value spec finds."""
    event = {"event": {"constant": "x"}, "identifiers": [{"name": "user_id", "constant": "u"}]}
    field = {"name": "found", **spec}
    [message] = run({**event, "properties": [field]}, payload=payload, headers=headers)
    return message.get("properties", {}).get("found")


def test_an_order_becomes_an_event_with_identifiers_time_and_properties() -> None:
    assert run(PAID) == [
        {
            "type": "track",
            "event": "Order Completed",
            "context": {
                "externalIds": [{"type": "openid", "id": "o-9"}, {"type": "phone", "id": "138 0013 8001"}]
            },
            "timestamp": 1795507200,
            "messageId": "key:0.0",
            "properties": {"order_id": "T1", "total": 399.5},
        }
    ]


def test_a_list_becomes_an_event_each() -> None:
    found = run(PAID, LINE)

    assert [(one["event"], one["messageId"], one["properties"]) for one in found[1:]] == [
        ("Line Seen", "key:1.0", {"product_id": "YL-001", "quantity": 2}),
        ("Line Seen", "key:1.1", {"product_id": "YL-002", "quantity": 1}),
    ]


def test_a_delivery_can_identify() -> None:
    spec = {
        "kind": "identify",
        "identifiers": [named("user_id", "id")],
        "traits": [named("city", "trade.city")],
    }
    [message] = run(spec)

    assert (message["type"], message["userId"], message["traits"]) == ("identify", "m-1", {"city": "杭州"})


def test_the_senders_id_makes_an_event_unique() -> None:
    whole = run({**PAID, "message_id": path("id")}, {**LINE, "message_id": path("id")})
    each = run({**LINE, "message_id": path("@.sku")})

    assert [one["messageId"] for one in whole] == [
        "m-1:Order Completed:0.0",
        "m-1:Line Seen:1.0",
        "m-1:Line Seen:1.1",
    ]
    assert [one["messageId"] for one in each] == ["YL-001:Line Seen", "YL-002:Line Seen"]


@pytest.mark.parametrize(
    ("spec", "payload", "expected"),
    [
        (path("a.b[1].c"), {"a": {"b": [0, {"c": 7}]}}, 7),
        (path("$.a"), {"a": 1}, 1),
        (path('["a.b"]["c d"]'), {"a.b": {"c d": 2}}, 2),
        (path("[0]"), [5], 5),
        (path("a[*].b"), {"a": [{"b": 1}, {}, {"b": 2}]}, [1, 2]),
        (path("订单.编号"), {"订单": {"编号": "T"}}, "T"),
        (path("a.b"), {"a": '{"b": 3}'}, 3),
        (path("a.b"), {"a": "no json"}, None),
        (path("a.b"), {"a": [1]}, None),
        (path("a[3]"), {"a": [1]}, None),
        (path("a", constant="z"), {}, "z"),
        (path("a", constant="z"), {"a": None}, "z"),
        (path("s", translate={"1": "paid", "true": "yes"}), {"s": 1}, "paid"),
        (path("s", translate={"1": "paid"}), {"s": True}, True),
        (path("s", translate={"true": "yes"}), {"s": True}, "yes"),
        (path("s", translate={"1": "paid"}, otherwise="other"), {"s": 9}, "other"),
        (path("n", convert="number"), {"n": "1,299.50"}, 1299.5),
        (path("n", convert="number"), {"n": " 12 "}, 12),
        (path("n", convert="text"), {"n": 12.0}, "12.0"),
        (path("n", convert="boolean"), {"n": "是"}, True),
        (path("n", convert="boolean"), {"n": 0}, False),
        (path("headers.X-Topic"), {}, "orders/paid"),
    ],
)
def test_values(spec: dict[str, Any], payload: Any, expected: Any) -> None:
    assert value(spec, payload, **{"x-topic": "orders/paid"}) == expected


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"path": "type", "op": "equals", "value": "trade.paid"}, True),
        ({"path": "type", "op": "differs", "value": "trade.paid"}, False),
        ({"path": "nothing", "op": "differs", "value": "x"}, True),
        ({"path": "type", "op": "in", "value": "a, trade.paid"}, True),
        ({"path": "nothing", "op": "in", "value": "a"}, False),
        ({"path": "trade.tid", "op": "exists"}, True),
        ({"path": "trade.tid", "op": "missing"}, False),
        ({"path": "at", "op": "equals", "value": "1795507200"}, True),
    ],
)
def test_conditions(condition: dict[str, Any], holds: bool) -> None:
    assert bool(run({**PAID, "when": [condition]})) is holds


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"event": path("nothing")}, "hook_value_missing", "events.0.event"),
        ({"event": path("trade")}, "hook_value_missing", "events.0.event"),
        ({"identifiers": [named("user_id", "nobody")]}, "hook_nobody", "events.0.identifiers"),
        ({"identifiers": [named("user_id", "buyer")]}, "hook_value_shape", "events.0.identifiers.0"),
        ({"properties": [named("n", "type", convert="number")]}, "hook_value_type", "events.0.properties.0"),
        ({"each": "trade"}, "hook_list_wanted", "events.0.each"),
    ],
)
def test_what_cannot_be_mapped_says_where(changes: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(Unmappable) as raised:
        run({**PAID, "when": [], **changes})

    assert (raised.value.code, raised.value.params["place"]) == (code, place)


@pytest.mark.parametrize(
    "mapping",
    [
        {"events": []},
        {"events": [{**PAID, "event": path("a[x]")}]},
        {"events": [{**PAID, "event": path("a..b")}]},
        {"events": [{**PAID, "event": path(".".join("a" * 30))}]},
        {"events": [{**PAID, "kind": "fact"}]},
        {"events": [{**PAID, "surprise": 1}]},
        {"events": [PAID] * 11},
    ],
)
def test_wrong_mappings_are_refused(mapping: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        HookMapping.model_validate(mapping)


def test_too_many_elements_are_refused() -> None:
    with pytest.raises(Unmappable) as raised:
        run(LINE, payload={**ORDER, "lines": [{}] * 501})

    assert raised.value.code == "hook_events_many"


@given(payload=JSON)
def test_no_payload_breaks_it_and_equal_payloads_give_equal_messages(payload: Any) -> None:
    specs = [
        {**PAID, "when": []},
        {**LINE, "each": "$"},
        {
            "event": {"constant": "x"},
            "identifiers": [named("user_id", "[*].a")],
            "properties": [named("p", "a[0].b")],
        },
    ]

    def tried() -> Any:
        try:
            return run(*specs, payload=payload)
        except Unmappable as error:
            return error.code

    assert tried() == tried()


@given(
    keys=st.lists(
        st.text(
            st.characters(exclude_characters='."[]$@ ', exclude_categories=["C", "Z"]), min_size=1, max_size=5
        ),
        min_size=1,
        max_size=6,
    ),
    leaf=st.integers() | st.text(min_size=1),
)
def test_a_path_finds_what_was_put_there(keys: list[str], leaf: Any) -> None:
    payload: Any = leaf
    for key in reversed(keys):
        payload = {key: payload}
    text = "$." + ".".join(keys)

    assert value(path(text), payload) == leaf
    assert value(path(text), json.loads(json.dumps(payload))) == leaf

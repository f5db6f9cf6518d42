"""The tracking plan: what breaks it, what follows, and that quarantined events are never lost nor doubled."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from pydantic import ValidationError

from marketloop.events import facade, plan_services, quarantine
from marketloop.events.models import QuarantinedEvent
from marketloop.events.plan import Action, PropertySpec, compile_event, violations
from marketloop.events.plan_documents import PlannedEvent, SourcePolicy
from marketloop.events.tests.calls import call, taken
from marketloop.organisation.testing import make_user, principal_of
from marketloop.platform.errors import Invalid, NotFound

VIEWED = PlannedEvent(
    name="sofa_viewed",
    label_zh="看沙发",
    label_en="Sofa viewed",
    category="browse",
    enforced=True,
    properties=[
        PropertySpec(key="sku", pattern=r"YL-\d{3}", required=True),
        PropertySpec(key="price", type="number"),
        PropertySpec(key="pieces", type="integer"),
        PropertySpec(key="in_stock", type="boolean"),
        PropertySpec(key="at", type="datetime"),
        PropertySpec(key="size", type="enum", values=["s", "m", 3]),
        PropertySpec(key="tags", type="list", items="string"),
        PropertySpec(
            key="lines",
            type="list",
            items="object",
            properties=[PropertySpec(key="id", required=True), PropertySpec(key="n", type="integer")],
        ),
    ],
)
CHECKED = compile_event("active", True, VIEWED.properties)


@pytest.mark.parametrize(
    ("values", "reasons"),
    [
        ({"sku": "YL-001"}, []),
        ({"sku": "YL-001", "price": 3.5, "pieces": 2.0, "in_stock": True, "size": 3}, []),
        ({"sku": "YL-001", "at": "2026-01-31T08:00:00Z"}, []),
        ({"sku": "YL-001", "at": 1_769_846_400_000}, []),
        ({"sku": "YL-001", "price": None}, []),
        ({}, ["plan_missing:sku"]),
        ({"sku": None}, ["plan_missing:sku"]),
        ({"sku": "yl-1"}, ["plan_pattern:sku"]),
        ({"sku": 7}, ["plan_wrong_type:sku"]),
        ({"sku": "YL-001", "price": "3.5"}, ["plan_wrong_type:price"]),
        ({"sku": "YL-001", "price": True}, ["plan_wrong_type:price"]),
        ({"sku": "YL-001", "pieces": 2.5}, ["plan_wrong_type:pieces"]),
        ({"sku": "YL-001", "in_stock": 1}, ["plan_wrong_type:in_stock"]),
        ({"sku": "YL-001", "at": "yesterday"}, ["plan_wrong_type:at"]),
        ({"sku": "YL-001", "at": 5}, ["plan_wrong_type:at"]),
        ({"sku": "YL-001", "size": "xl"}, ["plan_not_in_list:size"]),
        ({"sku": "YL-001", "size": []}, ["plan_wrong_type:size"]),
        ({"sku": "YL-001", "tags": ["a", 1, 2]}, ["plan_wrong_type:tags[]"]),
        ({"sku": "YL-001", "lines": [{"id": "1", "n": 2}]}, []),
        (
            {"sku": "YL-001", "lines": [{"n": "2", "x": 1}]},
            ["plan_wrong_type:lines[].n", "plan_unknown_property:lines[].x", "plan_missing:lines[].id"],
        ),
        ({"sku": "YL-001", "colour": "red"}, ["plan_unknown_property:colour"]),
    ],
)
def test_violations(values: dict[str, Any], reasons: list[str]) -> None:
    assert violations(CHECKED, "sofa_viewed", values) == reasons


def test_names_that_nobody_declared() -> None:
    assert violations(None, "product_viewed", {"anything": 1}) == []
    assert violations(None, "order_paid_seen", {}) == []
    assert violations(None, "sofa_sat_on", {}) == ["plan_unknown_event"]
    assert violations(compile_event("deprecated", False, []), "old", {"x": 1}) == ["plan_deprecated"]
    assert violations(compile_event("draft", False, []), "new", {"x": 1}) == []


@pytest.mark.parametrize(
    "spec",
    [
        {"key": "a", "type": "enum"},
        {"key": "a", "pattern": "("},
        {"key": "", "type": "string"},
        {"key": "a", "type": "date"},
        {"key": "a", "type": "object", "properties": [{"key": "b"}, {"key": "b"}]},
    ],
)
def test_specifications_that_make_no_sense(spec: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PropertySpec.model_validate(spec)


def declare(**policy: str) -> None:
    plan_services.declare_event(event=VIEWED, actor=None)
    plan_services.set_policies(policies=[SourcePolicy.model_validate(policy)], actor=None)


def send(event: str = "sofa_viewed", number: int = 1, **properties: Any) -> Any:
    body = {"event": event, "anonymousId": "a", "messageId": f"m{number}", "properties": properties}
    return call("/v1/track", body)


def test_accepted_violations_leave_no_trace(sources: None) -> None:
    declare()

    assert send(sku=7).json == {"success": True}
    assert [(one.quality, "$quality" in one.properties) for one in taken()] == [(0, False)]


def test_flagged_events_come_in_with_their_reasons_and_the_client_is_told(sources: None) -> None:
    declare(wrong_value="flag", unknown_event="flag")

    answer = send(sku="YL-001", price="x", colour="red")
    unknown = call(
        "/v1/batch",
        {
            "batch": [
                {"type": "track", "event": "product_viewed", "anonymousId": "a", "messageId": "m2"},
                {"type": "track", "event": "sofa_sat_on", "anonymousId": "a", "messageId": "m3"},
                {"type": "track", "event": "", "anonymousId": "a"},
            ]
        },
    )

    assert answer.json == {
        "success": True,
        "accepted": 1,
        "errors": [],
        "warnings": [{"index": 0, "reasons": ["plan_wrong_type:price"]}],
    }
    assert unknown.status == 200
    assert unknown.json["warnings"] == [{"index": 1, "reasons": ["plan_unknown_event"]}]
    assert [one["index"] for one in unknown.json["errors"]] == [2]
    stored = taken()
    assert [(one.name, one.quality) for one in stored] == [
        ("sofa_viewed", 1),
        ("product_viewed", 0),
        ("sofa_sat_on", 1),
    ]
    assert stored[0].properties["$quality"] == ["plan_wrong_type:price"]


def test_a_source_may_have_its_own_policy(sources: None) -> None:
    plan_services.set_policies(
        policies=[SourcePolicy(unknown_event=Action.QUARANTINE), SourcePolicy(source="web")], actor=None
    )

    send("sofa_sat_on")
    call("/v1/track", {"event": "sofa_sat_on", "userId": "u", "messageId": "m"}, key="wks_shop")

    assert [one.source for one in taken()] == ["web"]
    assert [row.source for row in QuarantinedEvent.objects.all()] == ["shop"]


def test_quarantine_holds_an_event_once_and_releases_it_exactly_once(sources: None) -> None:
    declare(wrong_value="quarantine")
    actor = principal_of(make_user())

    for _ in range(2):
        assert send(sku=7, comment="mail me: li@x.example").status == 200
    assert taken() == []
    [row] = QuarantinedEvent.objects.all()
    assert (row.name, row.source, row.reasons, row.state) == (
        "sofa_viewed",
        "web",
        ["plan_wrong_type:sku"],
        "waiting",
    )
    assert "li@x.example" not in row.payload

    assert quarantine.release(event_ids=[row.id], actor=actor) == 1
    assert quarantine.release(event_ids=[row.id], actor=actor) == 0
    send(sku=7)
    [event] = taken()
    assert (event.event_id, event.quality, event.properties["$quality"]) == (
        row.id,
        1,
        ["plan_wrong_type:sku"],
    )
    row.refresh_from_db()
    assert (row.state, row.payload) == ("released", "")


def test_a_release_cut_off_before_it_was_noted_doubles_nothing(sources: None) -> None:
    declare(wrong_value="quarantine")
    send(sku=7)
    [row] = QuarantinedEvent.objects.all()
    facade.append([msgspec.structs.replace(quarantine.event_of(row), quality=1)])

    quarantine.release(event_ids=[row.id], actor=principal_of(make_user()))

    assert [event.event_id for event in taken()] == [row.id]


def test_discarded_events_stay_out_even_when_sent_again(sources: None) -> None:
    declare(wrong_value="quarantine")
    actor = principal_of(make_user())
    send(sku=7)
    [row] = QuarantinedEvent.objects.all()

    assert quarantine.discard(event_ids=[row.id], actor=actor) == 1
    assert quarantine.release(event_ids=[row.id], actor=actor) == 0
    send(sku=7)
    assert taken() == []
    row.refresh_from_db()
    assert (row.state, row.payload) == ("discarded", "")
    with pytest.raises(Invalid):
        quarantine.discard(event_ids=[], actor=actor)


def test_declared_personal_values_are_sealed(sources: None) -> None:
    event = PlannedEvent(name="form_sent", properties=[PropertySpec(key="hobby", personal=True)])
    plan_services.declare_event(event=event, actor=None)

    send("form_sent", hobby="falconry", size=3)

    [stored] = taken()
    assert stored.properties["hobby"].startswith("tok_")
    assert stored.properties["size"] == 3


def test_labels_follow_the_declaration(sources: None) -> None:
    assert facade.label_of("product_favorited", "zh-CN") == "收藏商品"
    assert facade.label_of("sofa_viewed", "en") == "sofa_viewed"

    declare()
    assert facade.label_of("sofa_viewed", "zh-CN") == "看沙发"
    assert facade.label_of("sofa_viewed", "en") == "Sofa viewed"

    plan_services.withdraw_event(name="sofa_viewed", actor=principal_of(make_user()))
    assert facade.label_of("sofa_viewed", "zh-CN") == "sofa_viewed"
    with pytest.raises(NotFound):
        plan_services.withdraw_event(name="sofa_viewed", actor=principal_of(make_user()))


def test_a_plan_is_inferred_from_what_came(sources: None) -> None:
    for number in range(3):
        send("sat", number, seconds=number, ratio=number / 2, soft=True, parts=[{"a": 1}], who="x")
    taken()

    event = plan_services.infer_event("sat")
    assert [(one.key, one.type, one.required, one.items) for one in event.properties] == [
        ("parts", "list", True, "object"),
        ("ratio", "number", True, "string"),
        ("seconds", "integer", True, "string"),
        ("soft", "boolean", True, "string"),
        ("who", "string", True, "string"),
    ]
    assert violations(compile_event("active", True, event.properties), "sat", {"seconds": "x"})[0] == (
        "plan_wrong_type:seconds"
    )

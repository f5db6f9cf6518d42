"""Segments over HTTP: rights, faults, success, and that refusals change nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from marketloop.organisation.testing import client_of, make_user, staff_client
from marketloop.platform import ids
from marketloop.segments import facade as segments
from marketloop.segments.models import Segment
from marketloop.segments.tests.http import API, SAVED_EVENT, VIEWED, VIP, audited, made, post
from marketloop.segments.tests.world import make_people, send, set_tag, settle

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("post", ""),
        ("post", "/preview"),
        ("post", "/preview/people"),
        ("post", "/check"),
        ("get", "/vocabulary"),
        ("get", "/vocabulary/properties?event=x"),
        ("get", "/{id}"),
        ("patch", "/{id}"),
        ("delete", "/{id}"),
        ("post", "/{id}/duplicate"),
        ("post", "/{id}/recount"),
        ("get", "/{id}/members"),
        ("post", "/{id}/members"),
        ("get", "/{id}/explain?profile=x"),
        ("get", "/{id}/history"),
        ("get", "/{id}/usage"),
        ("get", "/{id}/export"),
    ],
)
def test_nothing_without_signing_in_or_rights(method: str, path: str) -> None:
    segment = made()
    before = list(Segment.objects.values())
    url = f"{API}{path}".replace("{id}", segment)

    anonymous = getattr(Client(), method)(url, content_type="application/json")
    store = getattr(staff_client("store"), method)(
        url, None if method == "get" else {"name": "x", "condition": VIEWED}, content_type="application/json"
    )

    assert (anonymous.status_code, store.status_code) == (401, 403)
    assert list(Segment.objects.values()) == before


@pytest.mark.parametrize(
    ("method", "path"), [("post", ""), ("patch", "/{id}"), ("delete", "/{id}"), ("get", "/{id}/export")]
)
def test_reading_rights_do_not_write(method: str, path: str) -> None:
    segment = made()
    before = list(Segment.objects.values())

    answer = getattr(staff_client("analyst"), method)(
        f"{API}{path}".replace("{id}", segment),
        {"name": "x", "condition": VIP},
        content_type="application/json",
    )

    assert answer.status_code == 403
    assert list(Segment.objects.values()) == before


def test_create_read_change_archive() -> None:
    client = staff_client("growth")

    created = post(client, "", {"name": " 近七天浏览 ", "description": "d", "condition": VIEWED})
    segment = created.json()["id"]
    read = client.get(f"{API}/{segment}").json()
    changed = client.patch(f"{API}/{segment}", {"name": "VIP", "condition": VIP}, "application/json").json()
    paused = client.patch(f"{API}/{segment}", {"state": "paused"}, "application/json").json()
    gone = client.delete(f"{API}/{segment}")

    assert created.status_code == 201
    assert (read["name"], read["kind"], read["state"], read["computing"]) == (
        "近七天浏览",
        "dynamic",
        "live",
        True,
    )
    assert read["condition"]["window"] == VIEWED["window"]
    assert read["key"] == segment
    assert (changed["name"], changed["condition"]) == ("VIP", {**VIP, "has": True})
    assert paused["state"] == "paused"
    assert gone.status_code == 204
    assert client.get(f"{API}/{segment}").status_code == 404
    assert [entry["action"] for entry in audited(segment)] == [
        "segments.archived",
        "segments.changed",
        "segments.changed",
        "segments.created",
    ]


def test_list_searches_sorts_pages_and_shows_sizes() -> None:
    people = make_people(3)
    for person in people:
        send(person, "product_viewed")
    settle()
    made(name="甲 浏览")
    made(VIP, name="乙 会员")
    settle()
    client = staff_client("analyst")

    by_size = client.get(f"{API}?sort=-size&limit=1").json()
    second = client.get(f"{API}?sort=-size&limit=1&cursor={by_size['next_cursor']}").json()
    found = client.get(f"{API}?q=会员").json()
    wrong = client.get(f"{API}?sort=colour")

    assert (by_size["count"], by_size["items"][0]["name"], by_size["items"][0]["size"]) == (2, "甲 浏览", 3)
    assert [point["size"] for point in by_size["items"][0]["sparkline"]] == [3]
    assert (second["items"][0]["name"], second["next_cursor"]) == ("乙 会员", None)
    assert [item["name"] for item in found["items"]] == ["乙 会员"]
    assert (wrong.status_code, wrong.json()["code"]) == (400, "sort_unknown")


def test_faulty_conditions_are_refused_in_both_languages() -> None:
    user = make_user("growth")
    client = client_of(user)
    body = {"name": "x", "condition": {"type": "all", "of": [VIP, {"type": "any", "of": []}]}}

    zh = post(client, "", body)
    user.language = "en"
    user.save()
    en = post(client, "", body)

    assert (zh.status_code, zh.json()["code"]) == (422, "segment_group_empty")
    assert zh.json()["fields"] == {"condition.of.1": "segment_group_empty"}
    assert zh.json()["detail"] == "condition.of.1 处的条件组是空的，请添加条件或删除该组。"
    assert en.json()["detail"] == "The group at condition.of.1 is empty; add a test or remove the group."
    assert Segment.objects.count() == 0


def test_a_circle_is_refused_with_its_path() -> None:
    first = made(name="甲")
    second = made({"type": "list", "list_id": first}, name="乙")
    client = staff_client("growth")

    answer = client.patch(
        f"{API}/{first}",
        {"condition": {"type": "not", "of": {"type": "list", "list_id": second}}},
        "application/json",
    )
    itself = client.patch(
        f"{API}/{first}", {"condition": {"type": "list", "list_id": first}}, "application/json"
    )
    nobody = post(client, "", {"name": "x", "condition": {"type": "list", "list_id": ids.encode("seg", 7)}})

    assert (answer.status_code, answer.json()["code"]) == (422, "segment_circular")
    assert answer.json()["params"]["path"] == "甲 → 乙 → 甲"
    assert itself.json()["params"]["path"] == "甲 → 甲"
    assert (nobody.status_code, nobody.json()["code"]) == (422, "segment_reference_unknown")
    assert segments.get(ids.decode("seg", first)).condition == {**VIEWED, **SAVED_EVENT}


def test_archiving_is_refused_while_something_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from marketloop.segments import usage

    first, third = made(name="甲"), made(name="丙")
    made({"type": "list", "list_id": first}, name="乙")
    monkeypatch.setattr(usage, "_ports", [])
    segments.register_usage(
        lambda segment_id: (
            [segments.Usage("journey", "jny_x", "召回")] if segment_id == ids.decode("seg", third) else []
        )
    )
    client = staff_client("growth")

    by_segment, by_journey = client.delete(f"{API}/{first}"), client.delete(f"{API}/{third}")

    assert (by_segment.status_code, by_segment.json()["code"]) == (409, "segment_in_use")
    assert by_segment.json()["params"]["name"] == "乙"
    assert by_journey.json()["params"]["used_by"] == [{"kind": "journey", "id": "jny_x", "name": "召回"}]
    assert client.get(f"{API}/{third}/usage").json() == [{"kind": "journey", "id": "jny_x", "name": "召回"}]
    assert Segment.objects.filter(state="live").count() == 3


def test_preview_counts_samples_and_warns() -> None:
    one, two, three = make_people(3, consents={"email": True})
    [four] = make_people(1)
    for person in (one, two, four):
        send(person, "product_viewed")
    set_tag(one, "VIP")
    set_tag(three, "VIP")
    settle()
    condition = {
        "type": "all",
        "of": [VIEWED, VIP, {"type": "not", "of": {"type": "event", "name": "nonsense"}}],
    }

    found = post(staff_client("analyst"), "/preview", {"condition": condition}).json()

    assert (found["count"], found["base"], found["share"]) == (1, 4, 0.25)
    assert [(leaf["path"], leaf["own"], leaf["remaining"]) for leaf in found["leaves"]] == [
        ("condition.of.0", 3, 3),
        ("condition.of.1", 2, 1),
        ("condition.of.2.of", 0, 1),
    ]
    assert [person["id"] for person in found["sample"]] == [ids.encode("pro", one)]
    assert found["sample"][0]["name"].startswith("segment-person-")
    assert found["events_scanned"] == 3
    assert found["reachable"] == {"email": 0, "sms": 0, "wecom": 0, "wechat": 0}
    assert [(one["path"], one["name"]) for one in found["warnings"]] == [("condition.of.2.of", "nonsense")]
    assert found["warnings"][0]["text"] == "还没有收到过事件「nonsense」，请确认名称是否正确。"
    assert Segment.objects.count() == 0


def test_reachable_needs_consent_and_address() -> None:
    [reached] = make_people(
        1, identifiers=(("email", "mei@yunlan.example"), ("user_id", "r-1")), consents={"email": True}
    )
    make_people(
        1, identifiers=(("email", "lin@yunlan.example"), ("user_id", "r-2")), consents={"email": False}
    )
    make_people(1, identifiers=(("user_id", "r-3"),), consents={"email": True})
    settle()

    found = post(
        staff_client("analyst"),
        "/preview",
        {"condition": {"type": "state", "field": "orders", "op": "eq", "value": 0}},
    )

    assert found.json()["count"] == 3
    assert found.json()["reachable"] == {"email": 1, "sms": 0, "wecom": 0, "wechat": 0}
    assert ids.encode("pro", reached) in [person["id"] for person in found.json()["sample"]]


def test_vocabulary_offers_what_exists() -> None:
    [one] = make_people(1, traits={"city": "杭州"}, tags=("VIP",))
    send(one, "product_viewed", colour="red", amount=5)
    settle()
    made(name="甲")
    client = staff_client("analyst")

    found = client.get(f"{API}/vocabulary").json()
    properties = client.get(f"{API}/vocabulary/properties?event=product_viewed").json()

    assert ("product_viewed", "浏览商品", 1) in [
        (one["value"], one["label"], one["count"]) for one in found["events"]
    ]
    assert {"value": "city", "label": "城市", "type": "text"} in found["traits"]
    assert found["tags"] == [{"value": "VIP", "label": "VIP"}]
    assert found["stages"][0] == {"value": "prospect", "label": "潜在客户"}
    assert [one["label"] for one in found["segments"]] == ["甲"]
    colour = next(one for one in properties if one["name"] == "colour")
    amount = next(one for one in properties if one["name"] == "amount")
    assert colour == {"name": "colour", "type": "text", "values": [{"value": "red", "count": 1}]}
    assert amount["type"] == "number"


def test_keys_are_unique_and_archived_ones_free_again() -> None:
    client = staff_client("growth")

    first = post(client, "", {"name": "x", "key": "vip", "condition": VIP})
    second = post(client, "", {"name": "y", "key": "vip", "condition": VIP})
    client.delete(f"{API}/{first.json()['id']}")
    third = post(client, "", {"name": "y", "key": "vip", "condition": VIP})
    nameless = post(client, "", {"name": "  ", "condition": VIP})

    assert (second.status_code, second.json()["code"]) == (409, "segment_key_taken")
    assert third.status_code == 201
    assert (nameless.status_code, nameless.json()["code"]) == (422, "segment_name_missing")

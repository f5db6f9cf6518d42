"""Segments over HTTP: rights, faults, success, and that refusals change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from marketloop.organisation.contracts import ScopeKind
from marketloop.organisation.facade import create_unit
from marketloop.organisation.testing import client_of, make_user, staff_client
from marketloop.platform import ids
from marketloop.segments import facade as segments
from marketloop.segments.models import Segment, SegmentHistory
from marketloop.segments.tests.world import make_people, send, set_tag, settle

pytestmark = [pytest.mark.django_db, pytest.mark.db]
API = "/api/v1/segments"
VIEWED = {"type": "event", "name": "product_viewed", "window": {"kind": "last", "amount": 7, "unit": "day"}}
SAVED_EVENT = {"where": [], "op": "gte", "count": 1, "count_to": None}
VIP = {"type": "tag", "tag": "VIP"}


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(f"{API}{path}", body, "application/json")


def made(condition: dict[str, Any] | None = None, **overrides: Any) -> str:
    row = segments.create(**{"name": "看过商品", "condition": condition or VIEWED, **overrides})
    return ids.encode("seg", row.id)


def audited(segment: str) -> list[dict[str, Any]]:
    """Entries of the audit log about a segment, newest first."""
    found: list[dict[str, Any]] = staff_client().get(f"/api/v1/audit?subject={segment}").json()["items"]
    return found


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("post", ""),
        ("post", "/preview"),
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


def test_members_page_by_page_and_explained() -> None:
    people = make_people(3)
    for person in people[:2]:
        send(person, "product_viewed")
    settle()
    segment = made()
    settle()
    client = staff_client("analyst")

    first = client.get(f"{API}/{segment}/members?limit=1").json()
    second = client.get(f"{API}/{segment}/members?limit=1&cursor={first['next_cursor']}").json()
    inside = client.get(f"{API}/{segment}/explain?profile={ids.encode('pro', people[0])}").json()
    outside = client.get(f"{API}/{segment}/explain?profile={ids.encode('pro', people[2])}").json()
    unknown = client.get(f"{API}/{segment}/explain?profile={ids.encode('pro', 5)}")

    assert (first["count"], first["items"][0]["id"]) == (2, ids.encode("pro", people[0]))
    assert (second["items"][0]["id"], second["next_cursor"]) == (ids.encode("pro", people[1]), None)
    assert (inside["member"], inside["fulfils"], inside["tree"]["data"]["count"]) == (True, True, 1)
    assert (outside["member"], outside["fulfils"], outside["tree"]["holds"]) == (False, False, False)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "segment_person_unknown")


def test_people_and_segments_outside_the_data_scope_are_not_seen() -> None:
    manager = make_user("sales_manager")
    root = manager.org_unit_id
    north = create_unit(name="北区", kind="region", parent_id=root, actor=None)
    south = create_unit(name="南区", kind="region", parent_id=root, actor=None)
    manager.role.permissions = ["segments.*", "profiles.read"]
    manager.role.save()
    [mine] = make_people(1, org_unit=north.id)
    [other] = make_people(1, org_unit=south.id)
    for person in (mine, other):
        send(person, "product_viewed")
    settle()
    segment, southern = made(), made(name="南区的", org_unit=south.id)
    settle()
    assert manager.role.scope == ScopeKind.REGION
    client = client_of(make_user("sales_manager", org_unit=north))

    members = client.get(f"{API}/{segment}/members").json()
    preview = post(client, "/preview", {"condition": VIEWED}).json()
    export = b"".join(client.get(f"{API}/{segment}/export").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    created = post(client, "", {"name": "北区的", "condition": VIEWED}).json()

    assert [person["id"] for person in members["items"]] == [ids.encode("pro", mine)]
    assert members["count"] == 1
    assert (preview["count"], preview["base"]) == (1, 1)
    assert len(export.strip().splitlines()) == 2
    assert client.get(f"{API}/{segment}/explain?profile={ids.encode('pro', other)}").status_code == 404
    assert client.get(f"{API}/{southern}").status_code == 404
    assert client.patch(f"{API}/{southern}", {"name": "x"}, "application/json").status_code == 404
    assert ids.encode("seg", ids.decode("seg", southern)) not in [
        one["id"] for one in client.get(API).json()["items"]
    ]
    assert created["org_unit"] == ids.encode("org", north.id)


def test_export_is_safe_and_audited() -> None:
    [evil] = make_people(1, identifiers=(("user_id", "e-1"),), traits={"name": "=cmd()", "city": "@x"})
    send(evil, "product_viewed")
    settle()
    segment = made()
    settle()

    answer = staff_client("growth").get(f"{API}/{segment}/export")
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert body.startswith(b"\xef\xbb\xbf")
    head, row = body.decode("utf-8-sig").strip().split("\r\n")
    assert head.split(",")[:2] == ["客户编号", "姓名"]
    assert row.split(",")[:2] == [ids.encode("pro", evil), "'=cmd()"]
    assert "潜在客户" in row
    assert audited(segment)[0]["action"] == "segments.exported"
    assert audited(segment)[0]["detail"] == {"people": 1}


def test_static_lists_by_hand_and_copies() -> None:
    one, two = make_people(2)
    settle()
    client = staff_client("growth")
    segment = post(client, "", {"name": "名单", "kind": "static"}).json()["id"]
    dynamic = made()

    put = post(client, f"/{segment}/members", {"put": [ids.encode("pro", one), ids.encode("pro", two)]})
    taken = post(client, f"/{segment}/members", {"take": [ids.encode("pro", two)]})
    unknown = post(client, f"/{segment}/members", {"put": [ids.encode("pro", 5)]})
    refused = post(client, f"/{dynamic}/members", {"put": [ids.encode("pro", one)]})
    copy = post(client, f"/{segment}/duplicate", {"name": "副本"}).json()
    with_condition = post(client, "", {"name": "x", "kind": "static", "condition": VIP})

    assert (put.json(), taken.json()) == ({"put": 2, "taken": 0}, {"put": 0, "taken": 1})
    assert unknown.status_code == 404
    assert (refused.status_code, refused.json()["code"]) == (409, "segment_not_static")
    assert (copy["name"], copy["kind"], copy["size"]) == ("副本", "static", 1)
    assert segments.members(ids.decode("seg", segment)).tolist() == [one]
    assert with_condition.json()["code"] == "segment_static_condition"


def test_history_fills_gaps_and_recount_is_a_job() -> None:
    [one] = make_people()
    send(one, "product_viewed")
    settle()
    segment = made()
    settle()
    segment_id = ids.decode("seg", segment)
    point = SegmentHistory.objects.get(segment_id=segment_id)
    SegmentHistory.objects.create(segment_id=segment_id, hour_ms=point.hour_ms - 3 * 86_400_000, size=7)
    client = staff_client("growth")

    history = client.get(f"{API}/{segment}/history?days=5").json()
    job = post(client, f"/{segment}/recount", {})

    assert [day["size"] for day in history] == [7, 7, 7, 1]
    assert (point.entered, point.left) == (1, 0)
    assert job.status_code == 202
    assert job.json()["job"].startswith("job_")


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

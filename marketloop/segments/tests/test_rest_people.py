"""The people of a segment over HTTP: members, explanation, data scope, export, static lists, history."""

from __future__ import annotations

import pytest
from django.test import Client

from marketloop.organisation.contracts import ScopeKind
from marketloop.organisation.facade import create_unit
from marketloop.organisation.testing import client_of, make_user, staff_client
from marketloop.platform import ids
from marketloop.segments import facade as segments
from marketloop.segments.models import SegmentHistory
from marketloop.segments.tests.http import API, VIEWED, VIP, audited, made, post
from marketloop.segments.tests.world import make_people, send, settle

pytestmark = [pytest.mark.django_db, pytest.mark.db]


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


def test_people_behind_a_figure_page_by_page_with_what_lists_show() -> None:
    people = make_people(3, traits={"name": "林婉清", "city": "苏州"})
    for person in people[:2]:
        send(person, "product_viewed")
    settle()
    client = staff_client("analyst")

    first = post(client, "/preview/people?limit=1", {"condition": VIEWED}).json()
    cursor = first["next_cursor"]
    second = post(client, f"/preview/people?limit=1&cursor={cursor}", {"condition": VIEWED}).json()
    faulty = post(client, "/preview/people", {"condition": {"type": "event"}})

    assert (first["count"], second["next_cursor"]) == (2, None)
    shown = [{key: one[key] for key in ("id", "name", "city", "orders", "stage")} for one in first["items"]]
    assert shown == [
        {
            "id": ids.encode("pro", people[0]),
            "name": "林婉清",
            "city": "苏州",
            "orders": 0,
            "stage": "prospect",
        }
    ]
    assert [one["id"] for one in second["items"]] == [ids.encode("pro", people[1])]
    assert (faulty.status_code, faulty.json()["fields"]) == (
        422,
        {"condition.name": "segment_condition_field_missing"},
    )


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
    matching = post(client, "/preview/people", {"condition": VIEWED}).json()
    export = b"".join(client.get(f"{API}/{segment}/export").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    created = post(client, "", {"name": "北区的", "condition": VIEWED}).json()

    assert [person["id"] for person in members["items"]] == [ids.encode("pro", mine)]
    assert members["count"] == 1
    assert (preview["count"], preview["base"]) == (1, 1)
    assert (matching["count"], [one["id"] for one in matching["items"]]) == (1, [ids.encode("pro", mine)])
    assert len(export.strip().splitlines()) == 2
    assert client.get(f"{API}/{segment}/explain?profile={ids.encode('pro', other)}").status_code == 404
    assert client.get(f"{API}/{southern}").status_code == 404
    assert client.patch(f"{API}/{southern}", {"name": "x"}, "application/json").status_code == 404
    assert ids.encode("seg", ids.decode("seg", southern)) not in [
        one["id"] for one in client.get(API).json()["items"]
    ]
    assert created["org_unit"] == ids.encode("org", north.id)


def test_a_person_s_segments_within_the_data_scope() -> None:
    manager = make_user("sales_manager")
    manager.role.permissions = ["segments.read"]
    manager.role.save()
    north = create_unit(name="北区", kind="region", parent_id=manager.org_unit_id, actor=None)
    south = create_unit(name="南区", kind="region", parent_id=manager.org_unit_id, actor=None)
    [mine] = make_people(1, org_unit=north.id)
    [other] = make_people(1, org_unit=south.id)
    send(mine, "product_viewed")
    settle()
    ours, southern, _ = made(), made(name="南区的", org_unit=south.id), made({**VIEWED, "name": "order_paid"})
    settle()
    path = f"/api/v1/profiles/{ids.encode('pro', mine)}/segments"
    client = client_of(make_user("sales_manager", org_unit=north))

    everything = staff_client("analyst").get(path).json()
    regional = client.get(path).json()

    assert sorted(one["id"] for one in everything) == sorted([ours, southern])
    assert [(one["id"], one["name"], one["size"]) for one in regional] == [(ours, "看过商品", 1)]
    assert client.get(f"/api/v1/profiles/{ids.encode('pro', other)}/segments").status_code == 404
    assert Client().get(path).status_code == 401
    assert staff_client("sales").get(path).status_code == 403


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

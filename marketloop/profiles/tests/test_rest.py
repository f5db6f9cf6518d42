"""Profiles over HTTP: rights, data scope, search, changes, merge and undo."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from marketloop.events import facade as events
from marketloop.events.testing import make_event
from marketloop.identity import facade as identity
from marketloop.organisation.testing import AuditEntry, client_of, make_user, staff_client
from marketloop.platform import ids
from marketloop.profiles import facade
from marketloop.profiles.models import ConsentEntry, Note, Person, ProfileTag, TagChange, TraitRow
from marketloop.profiles.testing import make_profile

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def pro(profile_id: int) -> str:
    return ids.encode("pro", profile_id)


def send(client: Client, method: str, path: str, body: object = None) -> Any:
    return client.generic(method, f"/api/v1{path}", _json(body), content_type="application/json")


def _json(body: object) -> str:
    import json

    return "" if body is None else json.dumps(body)


CALLS = [
    ("GET", "/profiles", None, "profiles.read"),
    ("GET", "/profiles/export", None, "profiles.export"),
    ("POST", "/profiles/merge", {"first": "{id}", "second": "{id}"}, "profiles.write"),
    ("POST", "/merges/mrg_0000000000001/undo", None, "profiles.write"),
    ("GET", "/profiles/{id}", None, "profiles.read"),
    ("PATCH", "/profiles/{id}", {"is_test": True}, "profiles.write"),
    ("POST", "/profiles/{id}/reveal", None, "profiles.sensitive"),
    ("GET", "/profiles/{id}/timeline", None, "profiles.read"),
    ("GET", "/profiles/{id}/identity", None, "profiles.read"),
    ("PATCH", "/profiles/{id}/traits", {"traits": {"level": "gold"}}, "profiles.write"),
    ("POST", "/profiles/{id}/tags", {"tag": "VIP"}, "profiles.write"),
    ("DELETE", "/profiles/{id}/tags/VIP", None, "profiles.write"),
    ("GET", "/profiles/{id}/consents", None, "profiles.read"),
    ("PUT", "/profiles/{id}/consents", {"channel": "sms", "granted": True}, "profiles.write"),
    ("GET", "/profiles/{id}/notes", None, "profiles.read"),
    ("POST", "/profiles/{id}/notes", {"text": "hello"}, "profiles.write"),
    ("GET", "/tags", None, "profiles.read"),
    ("POST", "/tags/apply", {"tag": "VIP", "profiles": ["{id}"]}, "profiles.write"),
    ("POST", "/tags/changes/tgc_0000000000001/undo", None, "profiles.write"),
    ("GET", "/profiles/{id}/tag-history", None, "profiles.read"),
    ("GET", "/tags/report", None, "profiles.read"),
    ("GET", "/tags/history", None, "profiles.read"),
    ("POST", "/tags", {"name": "新"}, "profiles.write"),
    ("PUT", "/tags/tag_0000000000001", {}, "profiles.write"),
    ("POST", "/tags/tag_0000000000001/fill", None, "profiles.write"),
    ("POST", "/tags/tag_0000000000001/rename", {"name": "新"}, "profiles.write"),
    ("POST", "/tags/tag_0000000000001/merge", {"into": "tag_0000000000002"}, "profiles.write"),
    ("DELETE", "/tags/tag_0000000000001", None, "profiles.write"),
    ("GET", "/tag-groups", None, "profiles.read"),
    ("POST", "/tag-groups", {"name": "新"}, "profiles.write"),
    ("PUT", "/tag-groups/tgg_0000000000001", {"name": "新"}, "profiles.write"),
    ("DELETE", "/tag-groups/tgg_0000000000001", None, "profiles.write"),
    ("POST", "/profile-changes", {"kind": "tag_add", "tag": "VIP", "profiles": ["{id}"]}, "profiles.write"),
    ("POST", "/tag-suggestions/sug_0000000000001/confirm", None, "profiles.write"),
    ("POST", "/tag-suggestions/sug_0000000000001/dismiss", None, "profiles.write"),
    ("GET", "/computed-traits", None, "profiles.read"),
    (
        "POST",
        "/computed-traits/try",
        {"definition": {"event": "x", "function": "count"}, "profile": "{id}"},
        "profiles.read",
    ),
    ("GET", "/traits", None, "profiles.read"),
    ("GET", "/traits/city/sources", None, "profiles.read"),
    ("GET", "/traits/city/effect?rule=first", None, "profiles.read"),
    ("PUT", "/traits/city/rule", {"rule": "first"}, "profiles.write"),
    ("GET", "/profile-vocabulary", None, "profiles.read"),
    ("GET", "/profile-changes", None, "profiles.write"),
    ("GET", "/profile-changes/blk_0000000000001", None, "profiles.write"),
    ("POST", "/profile-changes/blk_0000000000001/undo", None, "profiles.write"),
]


def _filled(body: object, profile_id: int) -> object:
    import json

    return None if body is None else json.loads(json.dumps(body).replace("{id}", pro(profile_id)))


def _rows() -> tuple[int, ...]:
    return tuple(
        table.objects.count() for table in (TraitRow, ProfileTag, TagChange, ConsentEntry, Note, AuditEntry)
    )


@pytest.mark.parametrize(("method", "path", "body", "right"), CALLS)
def test_every_call_needs_a_session_and_a_right_and_refusals_change_nothing(
    method: str, path: str, body: object, right: str
) -> None:
    one = make_profile()
    powerless = make_user("store")
    powerless.role.permissions = [p for p in ("orders.read", "profiles.read", "profiles.write") if p != right]
    powerless.role.save()
    before = _rows()
    path, sent = path.replace("{id}", pro(one)), _filled(body, one)

    assert send(Client(), method, path, sent).status_code == 401
    refused = send(client_of(powerless), method, path, sent)

    assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")
    assert refused.json()["params"] == {"permission": right}
    assert _rows() == before


@pytest.mark.parametrize(("method", "path", "body", "right"), [call for call in CALLS if "{id}" in call[1]])
def test_people_outside_the_scope_are_not_found(method: str, path: str, body: object, right: str) -> None:
    manager = make_user("sales")
    manager.role.permissions = ["profiles.*"]
    manager.role.save()
    own, other = make_profile(owner=manager.id), make_profile()
    client, before = client_of(manager), _rows()

    refused = send(client, method, path.replace("{id}", pro(other)), _filled(body, other))
    assert (refused.status_code, refused.json()["code"]) == (404, "profile_not_found")
    assert _rows() == before

    assert send(client, method, path.replace("{id}", pro(own)), _filled(body, own)).status_code in (200, 201)


def test_lists_merges_and_bulk_tags_keep_the_scope() -> None:
    rep = make_user("sales")
    own, other = make_profile(owner=rep.id), make_profile()
    client = client_of(rep)

    listed = send(client, "GET", "/profiles").json()
    tagged = send(client, "POST", "/tags/apply", {"tag": "VIP", "profiles": [pro(own), pro(other)]})
    merged = send(client, "POST", "/profiles/merge", {"first": pro(own), "second": pro(other)})

    assert ([row["id"] for row in listed["items"]], listed["count"]) == ([pro(own)], 1)
    assert (tagged.status_code, merged.status_code) == (404, 404)
    assert ProfileTag.objects.count() == 0
    assert identity.members(own) == [own]


def test_the_list_masks_searches_filters_and_sorts() -> None:
    lin = make_profile(
        identifiers=(("user_id", "u-lin"), ("email", "lin.mei@yunlan.example"), ("phone", "13912345678")),
        tags=("VIP",),
    )
    wang = make_profile(traits={"name": "王小明", "city": "上海"}, consents={"email": False})
    Person.objects.filter(id=lin).update(spend=500, stage="repeat")
    Person.objects.filter(id=wang).update(spend=900)
    client = staff_client("growth")

    def found(query: str) -> list[str]:
        answer = send(client, "GET", f"/profiles?{query}")
        assert answer.status_code == 200, answer.content
        return [row["id"] for row in answer.json()["items"]]

    row = send(client, "GET", "/profiles?q=13912345678").json()["items"][0]
    assert (row["name"], row["phone"], row["email"]) == ("林梅", "139****5678", "l***@yunlan.example")
    assert (row["stage_label"], row["tags"]) == ("复购客户", ["VIP"])
    assert found("sort=-spend") == [pro(wang), pro(lin)]
    assert found("sort=spend") == [pro(lin), pro(wang)]
    for query in ("q=LIN.MEI@yunlan.example", "q=u-lin", f"q={pro(lin)}", "q=林", "stage=repeat", "tag=VIP", "city=杭州", "consent=email", "spend_to=500"):  # fmt: skip
        assert found(query) == [pro(lin)], query
    for query in ("q=王小", "q=小明", "spend_from=501", "city=上海"):
        assert found(query) == [pro(wang)], query
    assert found("q=nobody@yunlan.example") == found("tag=none") == found("q=pro_bad") == []
    assert send(client, "GET", "/profiles?sort=name").json()["code"] == "sort_unknown"
    assert send(client, "GET", "/profiles?stage=happy").json()["code"] == "stage_unknown"


def test_pages_follow_each_other() -> None:
    people = {pro(make_profile()) for _ in range(5)}
    client, seen, cursor = staff_client("analyst"), list[str](), ""

    for _ in range(3):
        page = send(client, "GET", f"/profiles?limit=2&sort=-created{cursor}").json()
        seen += [row["id"] for row in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"

    assert (len(seen), set(seen), page["next_cursor"]) == (5, people, None)


def test_changes_show_at_once_and_are_audited() -> None:
    one = make_profile(tags=("新客",))
    client = staff_client("growth")

    answers = [
        send(client, "PATCH", f"/profiles/{pro(one)}/traits", {"traits": {"level": "gold", "city": None}}),
        send(client, "POST", f"/profiles/{pro(one)}/tags", {"tag": "VIP"}),
        send(client, "DELETE", f"/profiles/{pro(one)}/tags/新客"),
        send(
            client,
            "PUT",
            f"/profiles/{pro(one)}/consents",
            {"channel": "email", "granted": False, "proof": "call"},
        ),
    ]

    shown = answers[-1].json()
    assert [answer.status_code for answer in answers] == [200] * 4
    assert {trait["key"]: trait["value"] for trait in shown["traits"]} == {
        "name": "林梅", "province": "浙江", "level": "gold"
    }  # fmt: skip
    assert (shown["city"], shown["tags"]) == ("", ["VIP"])
    assert [(row["channel"], row["granted"], row["proof"]) for row in shown["consents"]] == [
        ("email", False, "call")
    ]
    ledger = send(client, "GET", f"/profiles/{pro(one)}/consents").json()
    assert [row["granted"] for row in ledger] == [False, True]
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {
        "profiles.traits_changed",
        "profiles.tagged",
        "profiles.untagged",
        "profiles.consent_stated",
    } <= actions


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("PATCH", "traits", {"traits": {"": "x"}}, "trait_key_invalid"),
        ("PATCH", "traits", {"traits": {"memo": "x" * 2_001}}, "trait_too_long"),
        ("PATCH", "traits", {"traits": {}}, "fields_invalid"),
        ("POST", "tags", {"tag": " "}, "tag_name_invalid"),
        ("PUT", "consents", {"channel": "fax", "granted": True}, "channel_unknown"),
        ("POST", "notes", {"text": "  "}, "note_length"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(method: str, path: str, body: object, code: str) -> None:
    one, client = make_profile(), staff_client("growth")
    before = _rows()

    answer = send(client, method, f"/profiles/{pro(one)}/{path}", body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert _rows() == before


def test_bulk_tags_can_be_undone_once_and_spare_those_who_had_the_tag() -> None:
    one, other = make_profile(tags=("VIP",)), make_profile()
    client = staff_client("growth")

    done = send(client, "POST", "/tags/apply", {"tag": "VIP", "profiles": [pro(one), pro(other)]}).json()
    counted = send(client, "GET", "/tags").json()
    undone = send(client, "POST", f"/tags/changes/{done['undo']}/undo")
    again = send(client, "POST", f"/tags/changes/{done['undo']}/undo")

    assert done["changed"] == 1
    assert [(tag["name"], tag["profiles"]) for tag in counted] == [("VIP", 2)]
    assert undone.json()["changed"] == 1
    assert set(ProfileTag.objects.values_list("profile_id", flat=True)) == {one}
    assert (again.status_code, again.json()["code"]) == (409, "tag_change_undone_already")
    removed = send(
        client, "POST", "/tags/apply", {"tag": "VIP", "profiles": [pro(one)], "remove": True}
    ).json()
    send(client, "POST", f"/tags/changes/{removed['undo']}/undo")
    assert set(ProfileTag.objects.values_list("profile_id", flat=True)) == {one}


def test_revealing_shows_values_in_clear_and_leaves_an_audit_entry() -> None:
    one = make_profile(
        identifiers=(("phone", "13912345678"),), traits={"name": "林梅", "address": "天目山路 1 号"}
    )
    client = staff_client("admin")

    masked = send(client, "GET", f"/profiles/{pro(one)}").json()
    clear = send(client, "POST", f"/profiles/{pro(one)}/reveal").json()

    assert masked["phone"] == "139****5678"
    assert {trait["key"]: trait["value"] for trait in masked["traits"]}["address"] == "天目山**** 号"
    assert (clear["phone"], clear["traits"]["address"]) == ("+8613912345678", "天目山路 1 号")
    assert AuditEntry.objects.filter(action="profiles.revealed", subject=pro(one)).count() == 1


def test_merging_and_undoing_over_http() -> None:
    one, other = make_profile(), make_profile()
    client = staff_client("growth")

    merged = send(
        client, "POST", "/profiles/merge", {"first": pro(other), "second": pro(one), "reason": "same phone"}
    )
    facade.refresh_pending()
    graph = send(client, "GET", f"/profiles/{pro(other)}/identity").json()
    listed = send(client, "GET", "/profiles").json()
    undone = send(client, "POST", f"/merges/{merged.json()['merge']}/undo")
    facade.refresh_pending()

    assert (merged.status_code, merged.json()["profile"]) == (201, pro(one))
    assert (graph["profile"], graph["members"]) == (pro(one), [pro(one), pro(other)])
    assert graph["merges"][0]["evidence"] == {"reason": "same phone"}
    assert listed["count"] == 1
    assert undone.json() == {"kept": pro(one), "restored": pro(other)}
    assert send(client, "GET", "/profiles").json()["count"] == 2
    assert send(client, "POST", f"/merges/{merged.json()['merge']}/undo").status_code == 409


def test_the_timeline_pages_filters_and_hides_tokens() -> None:
    one = make_profile()
    for place in range(3):
        events.append(
            [
                make_event(
                    profile_id=one,
                    time_ms=1_000 + place,
                    properties={"product_id": f"p{place}", "memo": "tok_x"},
                )
            ]
        )
    events.append(
        [
            make_event(
                "order_paid",
                profile_id=one,
                source="server",
                time_ms=900,
                properties={"order_id": "o1", "amount": 5},
            )
        ]
    )
    events.catch_up()
    client = staff_client("analyst")

    first = send(client, "GET", f"/profiles/{pro(one)}/timeline?limit=2&group=behaviour").json()
    rest = send(
        client, "GET", f"/profiles/{pro(one)}/timeline?limit=2&group=behaviour&cursor={first['next_cursor']}"
    ).json()
    orders = send(client, "GET", f"/profiles/{pro(one)}/timeline?name=order_paid").json()

    assert [item["properties"]["product_id"] for item in first["items"] + rest["items"]] == ["p2", "p1", "p0"]
    assert rest["next_cursor"] is None
    assert first["items"][0]["properties"]["memo"] == "••••"
    assert first["items"][0]["label"] == "浏览商品"
    assert [(item["group"], item["properties"]["amount"]) for item in orders["items"]] == [("order", 5)]


def test_export_is_a_safe_masked_csv() -> None:
    make_profile(
        identifiers=(("user_id", "u1"), ("phone", "13912345678")),
        traits={"name": "=HYPERLINK(1)", "city": "杭州"},
    )
    client = client_of(make_user("sales_manager"))

    hidden = send(staff_client("admin"), "GET", "/profiles/export")
    lines = b"".join(hidden.streaming_content).decode("utf-8-sig").splitlines()

    assert lines[0].startswith("客户编号,姓名,手机")
    assert lines[1].split(",")[1:4] == ["'=HYPERLINK(1)", "+8613912345678", ""]
    assert AuditEntry.objects.filter(action="profiles.exported").count() == 1
    assert b"".join(send(client, "GET", "/profiles/export").streaming_content).count(b"\r\n") == 1

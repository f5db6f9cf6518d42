"""Rules of identity over HTTP: rights, limits and their effect, blocked values and what blocking takes back, the squash."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from marketloop.events import facade as events
from marketloop.events.testing import make_event
from marketloop.identity import facade
from marketloop.identity.models import BlockedValue, Identifier, KindSetting, Merge
from marketloop.identity.testing import make_profiles
from marketloop.organisation.testing import AuditEntry, client_of, make_user, staff_client
from marketloop.platform import background, ids

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]
RULE = {"priority": 25, "limit": 2, "strong": True}
CALLS = [
    ("GET", "/identity/kinds", None, "identity.read"),
    ("PUT", "/identity/kinds/phone", RULE, "identity.write"),
    ("DELETE", "/identity/kinds/phone", None, "identity.write"),
    ("GET", "/identity/kinds/phone/effect?limit=1", None, "identity.read"),
    ("GET", "/identity/blocked", None, "identity.read"),
    ("POST", "/identity/blocked", {"kind": "phone", "values": ["13912345678"]}, "identity.write"),
    ("POST", "/identity/blocked/effect", {"kind": "phone", "value": "13912345678"}, "identity.write"),
    ("GET", "/identity/blocked/builtin", None, "identity.read"),
    ("DELETE", "/identity/blocked/blv_0000000000001", None, "identity.write"),
    ("GET", "/identity/health", None, "identity.read"),
    ("POST", "/identity/squash", None, "identity.write"),
]


def send(client: Client, method: str, path: str, body: object = None) -> Any:
    text = "" if body is None else json.dumps(body)
    return client.generic(method, f"/api/v1{path}", text, content_type="application/json")


@pytest.mark.parametrize(("method", "path", "body", "right"), CALLS)
def test_every_call_needs_a_session_and_a_right_and_refusals_change_nothing(
    method: str, path: str, body: object, right: str
) -> None:
    powerless = make_user("store")
    powerless.role.permissions = [one for one in ("identity.read", "identity.write") if one != right]
    powerless.role.save()

    assert send(Client(), method, path, body).status_code == 401
    refused = send(client_of(powerless), method, path, body)

    assert (refused.status_code, refused.json()["params"]) == (403, {"permission": right})
    assert (KindSetting.objects.count(), BlockedValue.objects.count()) == (0, 0)
    assert not AuditEntry.objects.filter(action__startswith="identity.").exists()


def test_a_rule_is_set_audited_and_set_back() -> None:
    facade.resolve([("phone", "13912345678")])
    client = staff_client()

    changed = send(client, "PUT", "/identity/kinds/phone", RULE).json()
    send(client, "PUT", "/identity/kinds/phone", RULE)

    phone = next(one for one in changed if one["kind"] == "phone")
    assert (phone["rule"], phone["own"], phone["known"], phone["identifiers"]) == (RULE, True, True, 1)
    assert phone["default"] == {"priority": 20, "limit": 3, "strong": True}
    assert [one["kind"] for one in changed][:4] == ["user_id", "unionid", "phone", "email"]
    [entry] = AuditEntry.objects.filter(action="identity.rule_set")
    assert (entry.subject, entry.detail) == ("identity:phone", {"rule": RULE, "before": None})
    back = send(client, "DELETE", "/identity/kinds/phone").json()
    assert next(one for one in back if one["kind"] == "phone")["own"] is False
    assert send(client, "DELETE", "/identity/kinds/phone").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/identity/kinds/Phone!", RULE, "kind"),
        ("/identity/kinds/phone", RULE | {"limit": 0}, "limit"),
        ("/identity/kinds/phone", RULE | {"priority": 1000}, "priority"),
    ],
)
def test_rules_that_cannot_be_are_refused_and_say_which_field(path: str, body: object, field: str) -> None:
    refused = send(staff_client(), "PUT", path, body)

    assert (refused.status_code, list(refused.json()["fields"])) == (422, [field])
    assert KindSetting.objects.count() == 0


def test_the_effect_of_a_limit_counts_whole_people() -> None:
    one, other = make_profiles(2)
    facade.resolve_batch([[("user_id", f"person-{n}"), ("card", f"c{n}{m}")] for n in (0, 1) for m in (0, 1)])
    facade.resolve([("card", "alone")])
    owners = sorted(set(Identifier.objects.filter(kind="card").values_list("profile_id", flat=True)))
    facade.merge(owners[0], owners[1], "manual")
    assert one != other

    effect = send(staff_client(), "GET", "/identity/kinds/card/effect?limit=3").json()

    assert effect == {"people": 2, "over": 1, "most": 4}


def test_blocking_shows_its_effect_before_and_takes_back_what_the_value_linked() -> None:
    shop, web = facade.resolve([("phone", "13912345678")]), facade.resolve([("user_id", "u1")])
    facade.resolve([("user_id", "u1"), ("phone", "13912345678")])
    client = staff_client()

    effect = send(
        client, "POST", "/identity/blocked/effect", {"kind": "phone", "value": "139-1234-5678"}
    ).json()
    assert facade.members(web) == [shop, web]
    done = send(
        client,
        "POST",
        "/identity/blocked",
        {"kind": "phone", "values": ["13912345678"], "reason": "前台电话", "take_back": True},
    )

    assert effect == {
        "label": "139****5678",
        "profiles": 2,
        "person": ids.encode("pro", shop),
        "merges": 1,
        "refused": 0,
        "builtin": False,
        "blocked": False,
    }
    assert done.json() == {"added": 1, "known": 0, "undone": 1, "refused": []}
    assert (facade.members(shop), facade.members(web)) == ([shop], [web])
    assert facade.find("phone", "13912345678") is None
    assert facade.resolve([("user_id", "u1"), ("phone", "13912345678")]) == web
    assert facade.members(web) == [web]
    assert Merge.objects.filter(undone_at=None).count() == 0
    entry = AuditEntry.objects.get(action="identity.values_blocked")
    assert entry.detail == {"values": 1, "reason": "前台电话", "merges_undone": 1}
    assert "13912345678" not in json.dumps(list(BlockedValue.objects.values("key", "sealed", "reason")))


def test_a_list_is_taken_line_by_line_searched_and_lifted() -> None:
    client = staff_client()
    lines = ["13912345678", "", "13800138000", "x" * 1001, "13912345678"]

    done = send(
        client, "POST", "/identity/blocked", {"kind": "phone", "values": lines, "reason": "名单"}
    ).json()
    again = send(client, "POST", "/identity/blocked", {"kind": "phone", "values": lines[:1]}).json()

    assert (done["added"], done["known"]) == (1, 0)
    assert done["refused"] == [
        {"line": 3, "code": "blocked_builtin"},
        {"line": 4, "code": "blocked_value_length"},
    ]
    assert (again["added"], again["known"]) == (0, 1)
    [row] = send(client, "GET", "/identity/blocked?q=139%201234%205678").json()["items"]
    assert (row["kind"], row["label"], row["reason"], row["by"]) == ("phone", "139****5678", "名单", "苏晴")
    assert send(client, "GET", "/identity/blocked?q=nothing").json()["count"] == 0
    assert send(client, "GET", "/identity/blocked?kind=email").json()["count"] == 0
    assert send(client, "DELETE", f"/identity/blocked/{row['id']}").status_code == 204
    assert send(client, "DELETE", f"/identity/blocked/{row['id']}").status_code == 404
    assert facade.resolve([("phone", "13912345678")])
    assert AuditEntry.objects.filter(action="identity.value_unblocked").count() == 1


def test_too_long_lists_and_wrong_kinds_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketloop.identity.blocking.MOST_AT_ONCE", 2)
    client = staff_client()

    many = send(client, "POST", "/identity/blocked", {"kind": "phone", "values": ["1", "2", "3"]})
    wrong = send(client, "POST", "/identity/blocked", {"kind": "電話", "values": ["1"]})
    empty = send(client, "POST", "/identity/blocked/effect", {"kind": "phone", "value": " "})

    assert (many.status_code, many.json()["code"]) == (422, "blocked_values_many")
    assert (wrong.status_code, wrong.json()["fields"].keys()) == (422, {"kind"})
    assert (empty.status_code, empty.json()["fields"].keys()) == (422, {"value"})
    assert BlockedValue.objects.count() == 0


def test_builtin_placeholders_are_listed_and_known_as_such() -> None:
    client = staff_client()

    values = send(client, "GET", "/identity/blocked/builtin").json()
    effect = send(client, "POST", "/identity/blocked/effect", {"kind": "phone", "value": "13800138000"})

    assert {"kind": "phone", "value": "13800138000"} in values
    assert {"kind": "", "value": "null"} in values
    assert effect.json()["builtin"] is True


def test_old_events_are_rewritten_on_demand_and_the_page_says_how_far() -> None:
    one, other = make_profiles(2)
    events.append([make_event(profile_id=other)])
    events.catch_up()
    facade.merge(one, other, "manual")
    background.run_all_once(only=frozenset({"identity.aliases"}))
    client = staff_client()

    before = send(client, "GET", "/identity/health").json()
    started = send(client, "POST", "/identity/squash")
    twice = send(client, "POST", "/identity/squash").json()
    running = send(client, "GET", "/identity/health").json()["running"]
    background.run_all_once()
    after = send(client, "GET", "/identity/health").json()

    assert (before["merges"], before["undone"], before["waiting_events"]) == (1, 0, 1)
    assert (started.status_code, twice) == (202, started.json())
    assert running
    assert (after["waiting_events"], after["squashed_events"], after["running"]) == (0, 1, False)

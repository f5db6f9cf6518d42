"""Probable duplicates over HTTP: rights, scope, the weights of a pair, deciding and undoing, the threshold, the search."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from marketloop.identity import facade as identity
from marketloop.identity.testing import make_pair
from marketloop.organisation.testing import AuditEntry, client_of, make_user, staff_client
from marketloop.platform import ids
from marketloop.profiles import facade
from marketloop.profiles.matching import customer_records
from marketloop.profiles.testing import make_profile, pro, send

pytestmark = [pytest.mark.django_db, pytest.mark.db]
NOBODY = "/duplicates/dup_0000000000001"
CALLS = [
    ("GET", "/duplicates", None, "profiles.read"),
    ("GET", "/duplicates/summary", None, "profiles.read"),
    ("POST", "/duplicates/search", None, "identity.write"),
    ("PUT", "/duplicates/threshold", {"auto_threshold": 0.99}, "identity.write"),
    ("POST", f"{NOBODY}/decide", {"decision": "apart"}, "profiles.write"),
    ("POST", f"{NOBODY}/undo", None, "profiles.write"),
]


def two(**overrides: Any) -> tuple[int, int]:
    """Two people who look alike."""
    first = make_profile(
        traits={"name": "王晓明", "birthday": "1990-01-31", "city": "杭州", "province": "浙江"}, **overrides
    )
    second = make_profile(traits={"name": "王小明", "birthday": "1990-01-31"}, **overrides)
    return first, second


@pytest.mark.parametrize(("method", "path", "body", "right"), CALLS)
def test_every_call_needs_a_session_and_a_right_and_refusals_change_nothing(
    method: str, path: str, body: object, right: str
) -> None:
    powerless = make_user("store")
    powerless.role.permissions = [
        one for one in ("profiles.read", "profiles.write", "identity.write") if one != right
    ]
    powerless.role.save()

    assert send(Client(), method, path, body).status_code == 401
    refused = send(client_of(powerless), method, path, body)

    assert (refused.status_code, refused.json()["params"]) == (403, {"permission": right})
    status = identity.duplicates_status()
    assert (status.threshold, status.job) == (None, None)


def test_a_pair_shows_both_people_and_what_each_field_adds() -> None:
    first, second = two()
    pair = make_pair(first, second, 0.97)

    page = send(staff_client(), "GET", "/duplicates").json()

    [shown] = page["items"]
    assert (shown["id"], shown["left"]["id"], shown["right"]["id"]) == (
        ids.encode("dup", pair),
        pro(first),
        pro(second),
    )
    assert (page["count"], shown["state"], shown["probability"]) == (1, "open", 0.97)
    fields = {one["field"]: one for one in shown["fields"]}
    assert list(fields) == ["name", "phone", "email", "birthday", "place", "address", "company"]
    assert fields["name"] == {
        "field": "name", "level": "same_sound", "weight": 7.0, "left": "王晓明", "right": "王小明",
    }  # fmt: skip
    assert (fields["phone"]["level"], fields["birthday"]["left"]) == ("", "1990-01-31")
    assert fields["place"]["left"] == "浙江 杭州"
    assert "@yunlan" in fields["email"]["left"]
    assert "***" in fields["email"]["left"]
    assert shown["prior"] + sum(one["weight"] for one in shown["fields"]) == pytest.approx(shown["weight"])


def test_merging_a_pair_and_taking_it_back() -> None:
    first, second = two()
    path = f"/duplicates/{ids.encode('dup', make_pair(first, second, 0.97))}"
    client = staff_client("growth")

    merged = send(client, "POST", f"{path}/decide", {"decision": "merged"})
    facade.refresh_pending()

    assert (merged.status_code, merged.json()["state"], identity.members(second)) == (
        200,
        "merged",
        [first, second],
    )
    assert send(client, "POST", f"{path}/decide", {"decision": "apart"}).status_code == 409
    assert send(client, "GET", "/duplicates").json()["count"] == 0
    assert send(client, "GET", "/duplicates?state=merged").json()["count"] == 1
    undone = send(client, "POST", f"{path}/undo").json()
    assert (undone["state"], identity.members(second)) == ("open", [second])
    assert AuditEntry.objects.filter(action__startswith="identity.duplicate_").count() == 2
    assert send(client, "POST", f"{path}/decide", {"decision": "perhaps"}).status_code == 422
    assert send(client, "POST", f"{NOBODY}/decide", {"decision": "apart"}).status_code == 404


def test_pairs_page_by_weight_and_keep_the_scope() -> None:
    manager = make_user("sales")
    manager.role.permissions = ["profiles.*"]
    manager.role.save()
    own, half, other = two(owner=manager.id), (make_profile(owner=manager.id), make_profile()), two()
    pairs = [make_pair(*own, 0.9), make_pair(*half, 0.95), make_pair(*other, 0.99)]
    client = staff_client()

    first = send(client, "GET", "/duplicates?limit=2").json()
    rest = send(client, "GET", f"/duplicates?limit=2&cursor={first['next_cursor']}").json()
    mine = send(client_of(manager), "GET", "/duplicates").json()
    refused = send(
        client_of(manager),
        "POST",
        f"/duplicates/{ids.encode('dup', pairs[1])}/decide",
        {"decision": "merged"},
    )

    listed = [one["id"] for one in [*first["items"], *rest["items"]]]
    assert listed == [ids.encode("dup", one) for one in reversed(pairs)]
    assert [one["id"] for one in mine["items"]] == [ids.encode("dup", pairs[0])]
    assert mine["count_exact"] is False
    assert (refused.status_code, refused.json()["code"]) == (404, "duplicate_pair_not_found")
    assert identity.members(half[0]) == [half[0]]


def test_the_threshold_is_off_at_first_and_the_search_starts_once() -> None:
    client = staff_client()

    before = send(client, "GET", "/duplicates/summary").json()
    low = send(client, "PUT", "/duplicates/threshold", {"auto_threshold": 0.5})
    high = send(client, "PUT", "/duplicates/threshold", {"auto_threshold": 0.995}).json()
    off = send(client, "PUT", "/duplicates/threshold", {"auto_threshold": None}).json()
    started, again = (send(client, "POST", "/duplicates/search") for _ in range(2))

    assert (before["open"], before["auto_threshold"], before["searched_at"]) == (0, None, None)
    assert (low.status_code, list(low.json()["fields"])) == (422, ["auto_threshold"])
    assert (high["auto_threshold"], off["auto_threshold"]) == (0.995, None)
    assert (started.status_code, again.json()) == (202, started.json())
    assert send(client, "GET", "/duplicates/summary").json()["job"] == started.json()["job"]


def test_records_hold_what_is_compared_but_no_test_profiles() -> None:
    one = make_profile(
        identifiers=(("phone", "13912345678"),),
        traits={
            "name": "林梅",
            "birthday": "1990-01-31",
            "address": "杭州市西湖区文三路 90 号",
            "company": "云岚",
        },
    )
    tester = make_profile()
    send(staff_client(), "PATCH", f"/profiles/{pro(tester)}", {"is_test": True})

    assert list(customer_records()) == [
        identity.CustomerRecord(
            id=one,
            name="林梅",
            phone="+8613912345678",
            birthday="1990-01-31",
            place="330106",
            address="杭州市西湖区文三路 90 号",
            company="云岚",
        )
    ]

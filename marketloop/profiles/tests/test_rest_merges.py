"""Merges over HTTP: the list of all, the split before it happens, events and traits that move back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from marketloop.events import facade as events
from marketloop.events.testing import make_event
from marketloop.identity import facade as identity
from marketloop.identity.testing import publish_aliases
from marketloop.organisation.testing import client_of, make_user, staff_client
from marketloop.platform import ids
from marketloop.profiles import facade
from marketloop.profiles.testing import make_profile, pro, send

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def mrg(merge_id: int) -> str:
    return ids.encode("mrg", merge_id)


def shop_and_web() -> tuple[int, int, int]:
    """A shop's member with two orders, a visitor of the web who then gives the same phone; (shop, web, merge)."""
    shop = make_profile(
        identifiers=(("phone", "13912345678"),), traits={"name": "林梅", "city": "苏州"}, consents={}
    )
    web = make_profile(identifiers=(("user_id", "web-1"),), traits={"nickname": "小林"}, consents={})
    orders: list[dict[str, Any]] = [
        {"name": "order_paid", "order_id": f"S{n}", "amount": 10_000 * n, "profile_id": shop} for n in (1, 2)
    ]
    orders.append({"name": "order_refunded", "order_id": "S2", "amount": 5_000, "profile_id": shop})
    events.append(
        [
            make_event(
                one["name"],
                time_ms=place + 1,
                profile_id=one["profile_id"],
                properties={"order_id": one["order_id"], "amount": one["amount"]},
            )
            for place, one in enumerate(orders)
        ]
    )
    events.append([make_event("page_viewed", time_ms=10, profile_id=web)])
    events.append(
        [
            make_event(
                "form_sent",
                message_id="form-1",
                time_ms=20,
                identifiers=(("user_id", "web-1"), ("phone", events.identifier_key("phone", "13912345678"))),
            )
        ]
    )
    events.catch_up()
    publish_aliases()
    facade.refresh_pending()
    return shop, web, identity.recent_merges()[0].id


def test_the_graph_names_the_event_behind_a_merge_and_the_nodes_that_met() -> None:
    shop, web, _ = shop_and_web()

    graph = send(staff_client(), "GET", f"/profiles/{pro(shop)}/identity").json()

    [merge] = graph["merges"]
    nodes = {node["id"]: (node["kind"], node["label"]) for node in graph["nodes"]}
    assert {nodes[merge["left_node"]], nodes[merge["right_node"]]} == {
        ("user_id", "web-1"),
        ("phone", "139****5678"),
    }
    assert (merge["event"]["name"], merge["event"]["time"]) == (
        "form_sent",
        "1970-01-01T00:00:00.020000+00:00",
    )
    assert (merge["evidence"]["message_id"], merge["rule"]) == ("form-1", "user_id+phone")
    brought = {one["profile"]: (one["events"], one["orders"], one["amount"]) for one in graph["origins"]}
    assert brought == {pro(shop): (3, 2, 25_000), pro(web): (2, 0, 0)}


def test_the_split_is_shown_before_and_happens_so() -> None:
    shop, web, merge = shop_and_web()
    client = staff_client()
    events.squash()

    preview = send(client, "GET", f"/merges/{mrg(merge)}/split").json()

    kept, restored = preview["kept"], preview["restored"]
    assert (kept["profile"], kept["profiles"], kept["name"]) == (pro(shop), [pro(shop)], "林梅")
    assert (kept["events"], kept["orders"], kept["amount"]) == (3, 2, 25_000)
    assert {trait["key"]: trait["value"] for trait in kept["traits"]} == {"name": "林梅", "city": "苏州"}
    assert [node["kind"] for node in kept["identifiers"]] == ["phone"]
    assert (restored["profile"], restored["name"], restored["events"]) == (pro(web), "小林", 2)
    assert (restored["orders"], restored["amount"]) == (0, 0)
    assert [node["label"] for node in restored["identifiers"]] == ["web-1"]

    assert send(client, "POST", f"/merges/{mrg(merge)}/undo").json() == {
        "kept": pro(shop),
        "restored": pro(web),
    }
    publish_aliases()
    facade.refresh_pending()
    for side in (kept, restored):
        person = send(client, "GET", f"/profiles/{side['profile']}").json()
        timeline = send(client, "GET", f"/profiles/{side['profile']}/timeline").json()["items"]
        shown = [one for one in timeline if not one["name"].startswith("profiles_")]
        assert {one["key"] for one in person["traits"]} == {one["key"] for one in side["traits"]}
        assert (len(shown), person["orders"], person["spend"]) == (
            side["events"],
            side["orders"],
            side["amount"],
        )


def test_merges_are_listed_newest_first_by_kind_and_page() -> None:
    people = [make_profile() for _ in range(4)]
    admin = make_user()
    made = [
        identity.merge(people[0], people[1], "manual", by=admin.id),
        identity.merge(people[0], people[2], "user_id+phone"),
        identity.merge(people[0], people[3], "duplicates"),
    ]
    identity.undo_merge(made[2], by=admin.id)
    client = client_of(admin)

    def listed(query: str = "") -> list[str]:
        return [one["id"] for one in send(client, "GET", f"/merges?{query}").json()["items"]]

    first = send(client, "GET", "/merges?limit=2").json()
    rest = send(client, "GET", f"/merges?limit=2&cursor={first['next_cursor']}").json()
    assert [one["id"] for one in [*first["items"], *rest["items"]]] == [mrg(one) for one in reversed(made)]
    assert (first["count"], first["count_exact"], rest["next_cursor"]) == (3, True, None)
    assert [listed(f"how={how}") for how in ("manual", "rule", "duplicates")] == [[mrg(one)] for one in made]
    assert listed("standing=false") == [mrg(made[2])]
    assert listed("standing=true") == [mrg(made[1]), mrg(made[0])]
    assert first["items"][0]["by_name"] == admin.name
    assert first["items"][1]["person"] == pro(people[0])
    assert send(client, "GET", "/merges?how=other").status_code == 422


def test_merges_outside_the_scope_do_not_show() -> None:
    manager = make_user("sales")
    manager.role.permissions = ["profiles.*"]
    manager.role.save()
    own, two, other, four = (
        make_profile(owner=manager.id),
        make_profile(owner=manager.id),
        make_profile(),
        make_profile(),
    )
    mine, theirs = identity.merge(own, two, "manual"), identity.merge(other, four, "manual")
    facade.refresh_pending()
    client = client_of(manager)

    page = send(client, "GET", "/merges").json()
    refused = send(client, "GET", f"/merges/{mrg(theirs)}/split")

    assert ([one["id"] for one in page["items"]], page["count_exact"]) == ([mrg(mine)], False)
    assert (refused.status_code, refused.json()["code"]) == (404, "profile_not_found")
    assert send(client, "GET", f"/merges/{mrg(mine)}/split").status_code == 200
    assert send(client, "GET", "/merges/mrg_0000000000001/split").status_code == 404


@pytest.mark.parametrize("path", ["/merges", "/merges/mrg_0000000000001/split"])
def test_merges_need_a_session_and_the_right(path: str) -> None:
    powerless = make_user("store")
    powerless.role.permissions = ["orders.read"]
    powerless.role.save()

    assert send(Client(), "GET", path).status_code == 401
    refused = send(client_of(powerless), "GET", path)
    assert (refused.status_code, refused.json()["params"]) == (403, {"permission": "profiles.read"})

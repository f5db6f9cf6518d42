"""Debugger, catalogue, status and write keys over HTTP."""

from __future__ import annotations

import threading
import time

import pytest
from django.test import Client

from marketloop.events import facade, personal
from marketloop.events.appender import turn
from marketloop.events.keys import hash_key, ring
from marketloop.events.models import WriteKey
from marketloop.events.testing import make_event
from marketloop.organisation.testing import staff_client
from marketloop.platform import ids

pytestmark = pytest.mark.django_db
READS = ("events/recent", "events/names", "events/properties?name=x", "events/status")


@pytest.mark.parametrize("path", [*READS, "write-keys"])
def test_anonymous_and_wrong_role_read_nothing(path: str) -> None:
    assert Client().get(f"/api/v1/{path}").status_code == 401
    refused = staff_client("store").get(f"/api/v1/{path}")
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")


def test_the_debugger_shows_the_latest_first_with_dots_for_personal_values() -> None:
    token = personal.identifier_key("email", "a@b.example")
    facade.append(
        [
            make_event(
                "product_viewed", profile_id=5, time_ms=1_000, properties={"product_id": "p", "size": 3}
            ),
            make_event(
                "own event",
                profile_id=6,
                kind="identify",
                source="web",
                quality=2,
                traits={"email": token},
                properties={"$quality": ["bot_declared"], "deep": {"list": [token, "clear"]}},
            ),
        ]
    )
    turn()
    client = staff_client("analyst")
    answer = client.get("/api/v1/events/recent", headers={"Accept-Language": "zh"}).json()

    assert answer["last_seq"] == 2
    own, viewed = answer["items"]
    assert (viewed["name"], viewed["label"], viewed["profile"]) == (
        "product_viewed",
        "浏览商品",
        ids.encode("pro", 5),
    )
    assert (viewed["time"], viewed["columns"], viewed["properties"]) == (
        "1970-01-01T00:00:01+00:00",
        {"anonymous_id": "visitor-1", "product_id": "p"},
        {"size": 3},
    )
    assert (own["label"], own["quality"], own["reasons"]) == ("own event", "invalid", ["bot_declared"])
    dots = f"••••{token[-4:]}"
    assert (own["traits"], own["properties"]) == ({"email": dots}, {"deep": {"list": [dots, "clear"]}})


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name=a", ["a"]),
        ("kind=page", ["b"]),
        ("source=web", ["b", "a"]),
        ("quality=suspect", ["c"]),
        ("q=BLUE", ["c"]),
        ("q=b", ["c", "b"]),
        (f"profile={ids.encode('pro', 2)}", ["b"]),
        ("after_seq=1&wait=0", ["c", "b"]),
        ("after_seq=3&wait=0", []),
        ("limit=1", ["c"]),
    ],
)
def test_the_debugger_filters(query: str, names: list[str]) -> None:
    facade.append(
        [
            make_event("a", profile_id=1, source="web"),
            make_event("b", profile_id=2, source="web", kind="page"),
            make_event("c", profile_id=3, source="app", quality=1, properties={"colour": "Blue"}),
        ]
    )
    turn()
    answer = staff_client("admin").get(f"/api/v1/events/recent?{query}").json()

    assert [item["name"] for item in answer["items"]] == names


def test_the_debugger_waits_for_the_next_event() -> None:
    facade.append([make_event("a")])
    turn()
    client = staff_client("admin")
    facade.append([make_event("b", profile_id=1)])
    later = threading.Timer(0.3, turn)
    later.start()
    started = time.monotonic()
    answer = client.get("/api/v1/events/recent?after_seq=1&wait=10").json()
    later.join()

    assert [item["name"] for item in answer["items"]] == ["b"]
    assert 0.2 < time.monotonic() - started < 8


def test_wrong_filters_are_refused() -> None:
    client = staff_client("admin")

    assert client.get("/api/v1/events/recent?limit=1000").status_code == 422
    assert client.get("/api/v1/events/recent?quality=odd").status_code == 422
    assert client.get("/api/v1/events/recent?profile=seg_1").json()["code"] == "id_malformed"
    assert client.get("/api/v1/events/properties").status_code == 422


def test_names_and_properties_in_use_are_listed() -> None:
    facade.append(
        [
            make_event("product_viewed", time_ms=5_000, properties={"product_id": "p", "size": 3}),
            make_event("product_viewed", time_ms=9_000, properties={"product_id": "p", "size": "L"}),
            make_event("Eigenes", properties={"email": personal.identifier_key("email", "a@b.example")}),
        ]
    )
    turn()
    client = staff_client("admin")
    names = client.get("/api/v1/events/names", headers={"Accept-Language": "en"}).json()
    properties = client.get("/api/v1/events/properties?name=product_viewed").json()
    [personal_one] = client.get("/api/v1/events/properties?name=Eigenes").json()

    assert names[0] == {
        "name": "product_viewed",
        "label": "浏览商品",
        "segment_name": "Product Viewed",
        "standard": True,
        "count": 2,
        "last_seen": "1970-01-01T00:00:09+00:00",
    }
    assert (names[1]["name"], names[1]["label"], names[1]["standard"]) == ("Eigenes", "Eigenes", False)
    assert [one["count"] for one in names if one["name"] == "order_paid"] == [0]
    assert properties == [
        {"key": "product_id", "share": 1.0, "types": ["text"], "examples": ["p"]},
        {"key": "size", "share": 1.0, "types": ["integer", "text"], "examples": ["L", "3"]},
    ]
    assert (personal_one["types"], personal_one["examples"][0][:4]) == (["personal"], "••••")


def test_the_status_shows_what_is_on_its_way() -> None:
    facade.append([make_event(), make_event()])
    turn()
    facade.append([make_event()])
    answer = staff_client("admin").get("/api/v1/events/status").json()

    assert (answer["events"], answer["log_seq"], answer["store_seq"], answer["lag"]) == (2, 3, 2, 1)


def test_write_keys_are_made_shown_once_and_revoked() -> None:
    client = staff_client("admin")
    server = client.post("/api/v1/write-keys", {"name": "shop", "kind": "server"}, "application/json")
    browser = client.post("/api/v1/write-keys", {"name": "web", "kind": "browser"}, "application/json")
    listed = client.get("/api/v1/write-keys").json()["items"]

    assert (server.status_code, browser.status_code) == (201, 201)
    assert [(row["name"], row["kind"], row["key"]) for row in listed] == [
        ("shop", "server", None),
        ("web", "browser", browser.json()["key"]),
    ]
    clear = server.json()["key"]
    assert WriteKey.objects.get(name="shop").key_hash == hash_key(clear)
    source = ring.find(clear)
    assert source is not None
    assert (source.name, source.from_server) == ("shop", True)

    path = f"/api/v1/write-keys/{server.json()['id']}"
    assert [client.delete(path).status_code for _ in range(2)] == [204, 204]
    assert ring.find(clear) is None
    assert [row["name"] for row in client.get("/api/v1/write-keys").json()["items"]] == ["web"]


def test_wrong_write_keys_are_refused_without_effect() -> None:
    facade.ensure_write_key("web", "browser")
    client = staff_client("admin")

    def post(**body: str) -> tuple[int, str]:
        answer = client.post("/api/v1/write-keys", body, "application/json")
        return answer.status_code, answer.json()["code"]

    assert post(name="web", kind="server") == (409, "write_key_name_taken")
    assert post(name="Not So", kind="server") == (422, "write_key_name_malformed")
    assert post(name="x", kind="spy") == (422, "fields_invalid")
    assert client.delete(f"/api/v1/write-keys/{ids.encode('wky', 1)}").status_code == 404
    refused = staff_client("analyst").post(
        "/api/v1/write-keys", {"name": "x", "kind": "server"}, "application/json"
    )
    assert refused.status_code == 403
    assert WriteKey.objects.count() == 1


def test_ensuring_a_key_twice_gives_the_same() -> None:
    first = facade.ensure_write_key("web", "browser")

    assert first is not None
    assert facade.ensure_write_key("web", "browser") == first
    assert facade.ensure_write_key("shop", "server", "wks_given_key") == "wks_given_key"
    assert facade.ensure_write_key("shop", "server") is None
    assert WriteKey.objects.count() == 2

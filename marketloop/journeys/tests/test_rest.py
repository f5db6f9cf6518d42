"""Journeys over HTTP with the real modules behind them: rights, drafts, publication, dry run, report, people, playbooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from marketloop.events import facade as events
from marketloop.events.testing import make_event
from marketloop.journeys import facade
from marketloop.journeys.models import Enrolment, Journey, JourneyVersion
from marketloop.journeys.testing import START, days, delay, make_graph
from marketloop.messaging import facade as messaging
from marketloop.organisation.testing import client_of, make_user
from marketloop.platform import background, clock, ids
from marketloop.platform.clock import Traveller
from marketloop.profiles.testing import make_profile
from marketloop.segments import facade as segments

pytestmark = [pytest.mark.django_db, pytest.mark.db]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def time() -> Iterator[Traveller]:
    with clock.travel(START) as traveller:
        yield traveller


def template(key: str = "hello") -> str:
    template_id = messaging.ensure_template(
        key=key, name="问候", subject="你好 {{ profile.name }}", body="<p>x</p>", body_kind="html"
    )
    return ids.encode("tpl", template_id)


def cart_graph(**settings: Any) -> dict[str, Any]:
    """Cart → an hour's wait for an order → mail → a day → exit, goal: order within 7 days."""
    return make_graph(
        {"type": "event_entry", "id": "in", "event": "product_added", "next": "wait"},
        {
            "type": "wait_for", "id": "wait", "events": [{"name": "order_paid"}],
            "timeout": {"amount": 1, "unit": "hour"}, "happened": "won", "timed_out": "mail",
        },
        {"type": "send_email", "id": "mail", "label": "提醒", "template": template(), "next": "rest"},
        {**delay("rest", amount=1, unit="day"), "next": "out"},
        {"type": "exit", "id": "out", "reason": "reminded"},
        {"type": "goal", "id": "won", "events": [{"name": "order_paid"}], "within": days(7)},
        **settings,
    )  # fmt: skip


def happen(name: str, *people: int, **properties: Any) -> None:
    """Events of these people now, through the log, the store and all consumers."""
    events.append([make_event(name, profile_id=person, properties=properties) for person in people])
    background.run_all_once()


def signed_in(role: str = "growth") -> Client:
    """A browser with somebody signed in who has no password (hashing one is slow on purpose)."""
    return client_of(make_user(role, password="!"))


def created(client: Client, graph: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = client.post("/api/v1/journeys", {"name": "购物车挽回", "graph": graph}, "application/json")
    assert answer.status_code == 201, answer.json()
    body: dict[str, Any] = answer.json()
    return body


def call(client: Client, journey: dict[str, Any], action: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(f"/api/v1/journeys/{journey['id']}/{action}", body or {}, "application/json")


def read(client: Client, journey: dict[str, Any], what: str) -> Any:
    answer = client.get(f"/api/v1/journeys/{journey['id']}/{what}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


@pytest.mark.parametrize(
    ("method", "path", "analyst"),
    [
        ("get", "journeys", 200), ("post", "journeys", 403), ("get", "journeys/{id}", 200),
        ("patch", "journeys/{id}/draft", 403), ("delete", "journeys/{id}", 403), ("post", "journeys/{id}/validate", 200),
        ("post", "journeys/{id}/publish", 403), ("post", "journeys/{id}/pause", 403), ("post", "journeys/{id}/resume", 403),
        ("post", "journeys/{id}/stop", 403), ("post", "journeys/{id}/duplicate", 403), ("get", "journeys/{id}/report", 200),
        ("get", "journeys/{id}/dry-run?profile=pro_0000000000001", 404), ("get", "journeys/{id}/enrolments", 200),
        ("get", "journeys/{id}/versions", 200), ("get", "profiles/pro_0000000000001/journeys", 404), ("get", "playbooks", 200), ("post", "playbooks/abandoned-cart", 403),
    ],
)  # fmt: skip
def test_rights(method: str, path: str, analyst: int) -> None:
    journey = facade.create_journey(name="x", graph=cart_graph(), actor=None)
    url = f"/api/v1/{path.format(id=ids.encode('jny', journey.id))}"
    body = {"name": "y", "revision": 1}
    before = Journey.objects.values_list("id", "revision", "state", "name").get()

    how = () if method == "get" else (body, "application/json")
    clients = (Client(), signed_in("sales"), signed_in("analyst"))
    answers = [getattr(client, method)(url, *how).status_code for client in clients]

    assert answers == [401, 403, analyst]
    assert Journey.objects.values_list("id", "revision", "state", "name").get() == before
    assert JourneyVersion.objects.count() == 0


def test_a_draft_is_changed_by_one_at_a_time(time: Traveller) -> None:
    client = signed_in()
    journey = created(client)
    url = f"/api/v1/journeys/{journey['id']}/draft"

    first = client.patch(url, {"revision": 1, "graph": cart_graph()}, "application/json")
    second = client.patch(url, {"revision": 1, "name": "晚了"}, "application/json")
    broken = client.patch(
        url, {"revision": 2, "graph": {"nodes": [{"type": "delay", "id": "x y"}]}}, "application/json"
    )

    assert (first.status_code, first.json()["revision"], len(first.json()["draft"]["nodes"])) == (200, 2, 6)
    assert (second.status_code, second.json()["code"]) == (409, "journey_changed")
    assert (broken.status_code, broken.json()["code"]) == (422, "graph_invalid")
    assert sorted(broken.json()["fields"]) == ["nodes.0.delay.id", "nodes.0.delay.wait"]
    assert Journey.objects.values_list("name", "revision").get() == ("购物车挽回", 2)


def test_publication_is_refused_with_the_faulty_nodes_named(time: Traveller) -> None:
    client = signed_in()
    graph = cart_graph()
    graph["nodes"][2]["template"] = "tpl_0000000000001"
    graph["nodes"].append({"type": "exit", "id": "lost"})
    unfit = {"type": "not", "of": {"type": "trait", "key": "age", "op": "between", "value": 3}}
    split = {
        "type": "condition_split",
        "id": "split",
        "otherwise": "out",
        "branches": [{"key": "x", "condition": unfit, "next": "out"}],
    }
    graph["nodes"].append(split)
    graph["nodes"][3]["next"] = "split"
    journey = created(client, graph)

    checked = call(client, journey, "validate").json()
    refused = call(client, journey, "publish")

    assert {(one["node"], one["code"]) for one in checked["errors"]} == {
        ("mail", "template_unknown"),
        ("lost", "unreachable"),
        ("split", "condition_unfit"),
    }
    assert (refused.status_code, refused.json()["code"]) == (422, "journey_has_errors")
    assert refused.json()["fields"] == {
        "mail": "template_unknown", "lost": "unreachable", "split": "condition_unfit",
    }  # fmt: skip

    assert Journey.objects.get().state == "draft"
    assert JourneyVersion.objects.count() == 0


def test_the_loop_from_cart_to_mail_to_order_shows_on_the_report(time: Traveller) -> None:
    client = signed_in()
    people = [make_profile() for _ in range(4)]
    journey = created(client, cart_graph())
    assert call(client, journey, "publish").status_code == 200

    happen("product_added", *people, product_id="quilt")
    time.move(dt.timedelta(minutes=30))
    happen("order_paid", people[0], order_id="A-1", amount=29_900)
    time.move(HOUR)
    background.run_all_once()
    happen("order_paid", people[1], order_id="A-2", amount=19_900)
    time.move(dt.timedelta(days=2))
    background.run_all_once()
    report = read(client, journey, "report")
    converted = read(client, journey, "enrolments?state=converted&sort=entered_at")
    reminded = read(client, journey, "enrolments?node=mail&branch=next")
    line = client.get("/api/v1/journeys?state=live").json()["items"][0]
    [own] = client.get(f"/api/v1/profiles/{ids.encode('pro', people[1])}/journeys").json()

    assert {key: report[key] for key in ("entered", "active", "converted", "exited", "reasons")} == {
        "entered": 4, "active": 0, "converted": 2, "exited": 2, "reasons": {"reminded": 2},
    }  # fmt: skip
    nodes = {node["node"]: node for node in report["nodes"]}
    assert (nodes["wait"]["entered"], nodes["wait"]["waiting"]) == (4, 0)
    assert nodes["wait"]["branches"] == {"$converted": 1, "timed_out": 3}
    assert nodes["rest"]["branches"] == {"$converted": 1, "next": 2}
    assert nodes["mail"]["messages"]["sent"] + sum(nodes["mail"]["messages"]["suppressed"].values()) == 3
    day = report["days"][0]
    assert (day["day"], day["entered"], day["converted"]) == ("2026-03-02", 4, 2)
    assert report["lift"]["treated"] == 4
    assert [one["profile"] for one in converted["items"]] == [ids.encode("pro", one) for one in people[:2]]
    assert {one["name"] for one in converted["items"]} == {"林梅"}
    assert [(step["node"], step["branch"]) for step in converted["items"][0]["path"]] == [
        ("in", "next"),
        ("wait", "$converted"),
    ]
    assert (own["journey_name"], own["state"], own["node"]) == ("购物车挽回", "converted", "rest")
    assert (reminded["count"], line["figures"]["converted"], line["figures"]["conversion"]) == (3, 2, 0.5)


def test_a_segment_journey_enters_members_and_acts_on_profiles(time: Traveller) -> None:
    client = signed_in()
    hangzhou, suzhou = make_profile(), make_profile(traits={"name": "周全", "city": "苏州"})
    condition = {
        "type": "any",
        "of": [{"type": "trait", "key": "city", "op": "in", "value": ["杭州", "苏州"]}],
    }
    segment = segments.create(name="江浙", condition=condition)
    background.run_all_once()
    split = {
        "type": "condition_split", "id": "s", "otherwise": "tagged",
        "branches": [{"key": "hz", "condition": {"type": "trait", "key": "city", "op": "eq", "value": "杭州"}, "next": "set"}],
    }  # fmt: skip
    graph = make_graph(
        {"type": "segment_entry", "id": "in", "segment": ids.encode("seg", segment.id), "next": "s"},
        split,
        {"type": "update_profile", "id": "set", "traits": {"plan": "gold"}, "next": "out"},
        {"type": "tag", "id": "tagged", "add": ["江苏"], "next": "out"},
        {"type": "exit", "id": "out", "reason": "done"},
    )
    journey = created(client, graph)

    dry = read(client, journey, f"dry-run?profile={ids.encode('pro', suzhou)}")
    before = Enrolment.objects.count()
    call(client, journey, "publish")
    background.run_all_once()
    later = make_profile(traits={"name": "新", "city": "苏州"})
    background.run_all_once()
    usage = segments.list_usage(segment.id)

    assert [(step["node"], step["branch"]) for step in dry["steps"]] == [
        ("in", "next"), ("s", "otherwise"), ("tagged", "next"), ("out", ""),
    ]  # fmt: skip
    assert (dry["enters"], dry["end"], dry["name"], before) == (True, "done", "周全", 0)
    assert dry["steps"][1]["verdicts"][0]["leaves"][0]["holds"] is False
    view = {one: facade_view(one) for one in (hangzhou, suzhou, later)}
    assert view == {hangzhou: ("gold", set()), suzhou: (None, {"江苏"}), later: (None, {"江苏"})}
    assert [(one.kind, one.name) for one in usage] == [("journey", "购物车挽回")]


def facade_view(person: int) -> tuple[Any, set[str]]:
    """Trait `plan` and tags of a person."""
    from marketloop.profiles import facade as profiles

    view = profiles.get_profile(person)
    return next((trait.value for trait in view.traits if trait.key == "plan"), None), set(view.tags)


def test_pause_stop_duplicate_versions_delete(time: Traveller) -> None:
    client = signed_in()
    journey = created(client, cart_graph())
    person = make_profile()

    early = call(client, journey, "pause")
    call(client, journey, "publish", {"note": "首发"})
    happen("product_added", person)
    paused, resumed = call(client, journey, "pause"), call(client, journey, "resume")
    versions = read(client, journey, "versions")
    graph = read(client, journey, "versions/1")["graph"]
    stopped = call(client, journey, "stop")
    background.run_all_once()
    kept = client.delete(f"/api/v1/journeys/{journey['id']}")
    copy = call(client, journey, "duplicate", {"name": "副本"}).json()
    gone = client.delete(f"/api/v1/journeys/{copy['id']}")

    assert (early.status_code, early.json()["code"]) == (409, "journey_state_forbids")
    assert [one.json()["state"] for one in (paused, resumed, stopped)] == ["paused", "live", "stopped"]
    assert [(one["number"], one["note"], one["live"], one["inside"]) for one in versions] == [
        (1, "首发", True, 1)
    ]
    assert graph == journey["draft"] == copy["draft"]
    assert Enrolment.objects.get().exit_reason == "stopped"
    assert (kept.status_code, kept.json()["code"], gone.status_code) == (409, "journey_was_published", 204)
    assert list(Journey.objects.values_list("name", flat=True)) == ["购物车挽回"]


def test_playbooks_become_drafts_that_can_be_published(time: Traveller) -> None:
    client = signed_in()

    books = client.get("/api/v1/playbooks").json()
    made = [client.post(f"/api/v1/playbooks/{book['key']}", {}, "application/json").json() for book in books]
    again = client.post("/api/v1/playbooks/win-back-60", {"name": "再来"}, "application/json").json()
    issues = [call(client, journey, "validate").json()["errors"] for journey in made]
    unknown = client.post("/api/v1/playbooks/nope", {}, "application/json")

    assert [book["key"] for book in books] == ["abandoned-cart", "welcome-first-purchase", "win-back-60"]
    assert issues == [[], [], []]
    assert {one["figures"] for one in made} == {None}
    assert again["draft"] == made[2]["draft"]
    assert len(segments.list_segments()) == 2
    assert len(messaging.list_templates()) == 7
    assert (unknown.status_code, unknown.json()["code"]) == (404, "playbook_not_found")


def test_home_page_lists_running_journeys(time: Traveller) -> None:
    journey = facade.create_journey(name="首页", graph=cart_graph(holdout_percent=50), actor=None)
    facade.publish(journey_id=journey.id, actor=None)
    people = [make_profile() for _ in range(12)]
    happen("product_added", *people)
    held = Enrolment.objects.filter(holdout=True).count()

    [line] = facade.list_running()

    assert (line.name, line.state, line.entered, line.active, line.health) == ("首页", "live", 12, 12, "ok")
    assert 0 < held < 12
    assert (line.conversion, line.holdout_conversion, line.verdict) == (0.0, 0.0, "undecided")
    time.move(2 * HOUR)
    assert facade.list_running()[0].health == "stalled"


def test_people_outside_the_data_scope_stay_hidden(time: Traveller) -> None:
    user = make_user("sales", password="!")
    user.role.permissions = ["journeys.read"]
    user.role.save()
    mine, other = make_profile(owner=user.id), make_profile()
    journey = facade.create_journey(name="范围", graph=cart_graph(), actor=None)
    facade.publish(journey_id=journey.id, actor=None)
    happen("product_added", mine, other)
    client = client_of(user)
    url = f"/api/v1/journeys/{ids.encode('jny', journey.id)}"

    shown = client.get(f"{url}/enrolments").json()["items"]
    hidden = client.get(f"{url}/dry-run?profile={ids.encode('pro', other)}")

    assert [one["profile"] for one in shown] == [ids.encode("pro", mine)]
    assert (hidden.status_code, hidden.json()["code"]) == (404, "profile_not_found")

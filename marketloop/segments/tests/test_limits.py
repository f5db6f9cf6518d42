"""What a condition may not be: too large, too deep, circular, or a piece of SQL."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from marketloop.events import facade as events
from marketloop.organisation.testing import staff_client
from marketloop.platform import ids
from marketloop.segments import facade as segments
from marketloop.segments.tests.http import API, VIP, made, post
from marketloop.segments.tests.timelines import Conditions
from marketloop.segments.tests.world import make_people, send, settle

pytestmark = [pytest.mark.django_db, pytest.mark.db]
INJECTIONS = (
    "'; DROP TABLE events; --",
    '" OR 1=1 --',
    "') OR TRUE OR ('",
    "{}",
    "{0}",
    "%s",
    "?",
    "\\",
    "x' UNION SELECT profile_id FROM profile_state --",
    "茶'茶",
)


@pytest.fixture
def client() -> Client:
    return staff_client("growth")


def test_ten_thousand_leaves_are_refused_by_the_first_one_too_many(client: Client) -> None:
    condition = {"type": "all", "of": [VIP] * 10_000}

    answer = post(client, "", {"name": "x", "condition": condition})

    assert (answer.status_code, answer.json()["code"]) == (422, "segment_condition_too_large")
    assert answer.json()["fields"] == {"condition.of.200": "segment_condition_too_large"}
    assert (
        answer.json()["detail"] == "从 condition.of.200 起条件过多（最多 200 个），请把其中一部分另存为人群。"
    )
    assert segments.list_segments() == []


def test_a_thousand_levels_are_refused(client: Client) -> None:
    condition: dict[str, Any] = VIP
    for _ in range(150):
        condition = {"type": "not", "of": condition}

    answer = post(client, "/preview", {"condition": condition})

    assert (answer.status_code, answer.json()["code"]) == (422, "segment_condition_too_deep")
    assert answer.json()["params"]["limit"] == 8


def test_circles_are_refused_with_the_way_round(client: Client) -> None:
    first = made(VIP, name="甲")
    second = made({"type": "list", "list_id": first}, name="乙")

    answer = client.patch(
        f"{API}/{first}",
        {"condition": {"type": "not", "of": {"type": "list", "list_id": second}}},
        "application/json",
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "segment_circular")
    assert answer.json()["params"]["path"] == "甲 → 乙 → 甲"


@pytest.mark.parametrize(
    ("leaf", "code"),
    [
        ({"type": "regular", "name": "x", "days": 3, "of": 2}, "condition_days_beyond"),
        ({"type": "top", "n": 101, "unit": "percent", "metric": {"of": "state", "field": "spend"}}, "condition_percent_beyond"),
        ({"type": "top", "n": 5, "metric": {"of": "event", "name": "x", "function": "sum"}}, "condition_property_missing"),
        ({"type": "sequence", "steps": [{"name": "x"}], "within": {"amount": 1}}, "segment_condition_value"),
        ({"type": "near", "lat": 91, "lon": 0, "radius_km": 1}, "segment_condition_value"),
        ({"type": "event", "name": "x", "window": {"kind": "ago", "start": 1, "end": 2}}, "segment_condition_value"),
        ({"type": "owner", "by": "staff", "among": ["seg_x"]}, "segment_condition_value"),
        ({"type": "trait", "key": "x", "op": "days_ago", "value": [3, 1]}, "condition_value_unfit"),
        ({"type": "engaged", "thing": "shop", "how": "sent", "values": ["x"]}, "segment_condition_choice_unknown"),
        ({"type": "engaged", "thing": "page", "how": "sent", "values": ["x"]}, "condition_engagement_unknown"),
    ],
)  # fmt: skip
def test_leaves_that_cannot_be_answered(client: Client, leaf: dict[str, Any], code: str) -> None:
    answer = post(client, "/preview", {"condition": leaf})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["fields"]


def strings_replaced(node: Any, text: str) -> Any:
    """The condition with every text that is no tag or choice replaced."""
    fixed = {
        "type",
        "op",
        "kind",
        "unit",
        "of",
        "field",
        "function",
        "measure",
        "which",
        "by",
        "thing",
        "how",
        "level",
    }
    if isinstance(node, dict):
        return {
            key: value if key in fixed and isinstance(value, str) else strings_replaced(value, text)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [strings_replaced(one, text) for one in node]
    return text if isinstance(node, str) else node


@pytest.mark.parametrize("text", INJECTIONS)
def test_sql_in_any_text_is_just_text(client: Client, text: str) -> None:
    from random import Random

    [person] = make_people(1, traits={"level": text})
    send(person, text or "x", colour=text)
    settle()
    before = events.counts().events
    conditions = Conditions(Random(1), 0)
    skipped = {"owner", "list", "consent", "reachable"}

    for kind in conditions.all_kinds():
        if kind in skipped:
            continue
        leaf = strings_replaced(conditions.leaf(kind), text)
        answer = post(client, "/preview", {"condition": leaf})
        assert answer.status_code == 200, f"{leaf}: {answer.content!r}"
        assert events.explain(segments.parse_condition(leaf), person) is not None

    found = post(
        client, "/preview", {"condition": {"type": "trait", "key": "level", "op": "eq", "value": text}}
    )
    assert found.json()["count"] == 1
    assert events.counts().events == before


def test_nul_in_any_text_is_refused_with_its_place(client: Client) -> None:
    value = {"type": "trait", "key": "level", "op": "eq", "value": "a\0b"}

    answer = post(client, "/preview", {"condition": {"type": "all", "of": [VIP, value]}})

    assert (answer.status_code, answer.json()["code"]) == (400, "text_nul")
    assert answer.json()["fields"] == {"condition.of.1.value": "text_nul"}
    assert answer.json()["detail"] == "文本包含 NUL 字符，请去除。"
    assert client.get(f"{API}?q=a%00b").json()["fields"] == {"q": "text_nul"}


def test_malformed_json_is_refused_with_its_place(client: Client) -> None:
    answer = client.post(f"{API}/preview", b'{"condition":\n {"type": }}', "application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "json_malformed")
    assert answer.json()["params"] == {"line": 2, "column": 11}


def test_ids_of_owners_travel_as_texts() -> None:
    among = [ids.encode("usr", 7)]
    leaf = {"type": "owner", "by": "staff", "among": among}

    tree = segments.parse_condition(leaf)

    assert segments.render_condition(tree) == {**leaf, "belongs": True}

"""Saved views: own and shared, changed by their owner only, nothing in clear."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from marketloop.console.models import SavedView
from marketloop.organisation.testing import AuditEntry, client_of, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.db]
VIEW = {
    "table": "customers", "name": "高价值", "query": {"q": "13912345678", "stage": "repeat", "sort": "-spend"},
    "columns": ["name", "spend"],
}  # fmt: skip


def send(client: Client, method: str, path: str, body: object = None) -> Any:
    text = "" if body is None else json.dumps(body)
    return client.generic(method, f"/api/v1{path}", text, content_type="application/json")


def test_a_view_is_kept_sealed_and_only_for_its_owner_until_it_is_shared() -> None:
    mine, others = client_of(make_user("growth")), client_of(make_user("analyst"))

    made = send(mine, "POST", "/views", VIEW)

    assert made.status_code == 201
    assert made.json() | {"id": ""} == {
        "id": "", "name": "高价值", "query": VIEW["query"], "columns": ["name", "spend"],
        "shared": False, "own": True, "by": made.json()["by"],
    }  # fmt: skip
    assert "13912345678" not in SavedView.objects.get().query_sealed
    assert send(others, "GET", "/views?of=customers").json() == []
    shared = send(mine, "PUT", f"/views/{made.json()['id']}", {**VIEW, "name": "大客户", "shared": True})
    assert (shared.status_code, shared.json()["name"]) == (200, "大客户")
    [seen] = send(others, "GET", "/views?of=customers").json()
    assert (seen["name"], seen["own"], seen["query"]) == ("大客户", False, VIEW["query"])
    assert send(others, "GET", "/views?of=orders").json() == []
    assert [entry.action for entry in AuditEntry.objects.filter(action__startswith="console.")] == ["console.view_shared"]  # fmt: skip


def test_others_cannot_change_it_and_names_are_unique_for_an_owner_and_list() -> None:
    mine, others = client_of(make_user("growth")), client_of(make_user("analyst"))
    view = send(mine, "POST", "/views", {**VIEW, "shared": True}).json()["id"]

    answers = [
        send(others, "PUT", f"/views/{view}", VIEW),
        send(others, "DELETE", f"/views/{view}"),
        send(mine, "POST", "/views", VIEW),
        send(mine, "POST", "/views", {**VIEW, "name": " "}),
        send(mine, "POST", "/views", {**VIEW, "name": "x", "query": {"q": "x" * 9_000}}),
        send(Client(), "GET", "/views?of=customers"),
        send(Client(), "POST", "/views", VIEW),
        send(Client(), "PUT", f"/views/{view}", VIEW),
        send(Client(), "DELETE", f"/views/{view}"),
    ]

    codes = [(answer.status_code, answer.json().get("code")) for answer in answers]
    assert codes[:5] == [
        (404, "view_not_found"),
        (404, "view_not_found"),
        (409, "view_name_taken"),
        (422, "view_name_invalid"),
        (422, "view_too_large"),
    ]
    assert [status for status, _ in codes[5:]] == [401] * 4
    assert SavedView.objects.count() == 1
    assert send(others, "POST", "/views", VIEW).status_code == 201
    assert send(mine, "POST", "/views", {**VIEW, "table": "orders"}).status_code == 201
    assert send(mine, "DELETE", f"/views/{view}").status_code == 204
    assert SavedView.objects.filter(shared=True).count() == 0


def test_a_list_keeps_fifty_views_of_a_person() -> None:
    user = make_user("growth")
    SavedView.objects.bulk_create(
        SavedView(table="customers", name=str(n), owner=user.id, query_sealed="", changed=0)
        for n in range(50)
    )

    answer = send(client_of(user), "POST", "/views", VIEW)

    assert (answer.status_code, answer.json()["code"]) == (409, "views_too_many")
    assert SavedView.objects.count() == 50

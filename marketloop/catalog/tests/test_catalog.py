"""Products: upsert by code, never doubled, and the pages over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from marketloop.catalog.facade import (
    NewProduct,
    UpsertCounts,
    bulk_upsert_products,
    ensure_products,
    get_products,
    list_categories,
)
from marketloop.catalog.models import Product
from marketloop.organisation.testing import staff_client

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def soap(**overrides: Any) -> NewProduct:
    """A product of these tests."""
    values: dict[str, Any] = {
        "code": "SP-1",
        "name": "橄榄皂",
        "category": "洗护",
        "brand": "云岚",
        "price": 1990,
        "is_consumable": True,
        "cycle_days": 30,
    }
    return NewProduct(**{**values, **overrides})


def test_upsert_creates_then_changes_then_leaves_alone() -> None:
    first = bulk_upsert_products([soap(), soap(code="SP-2", name="旧名"), soap(code="SP-2", name="新名")])
    second = bulk_upsert_products([soap(price=2190), soap(code="SP-2", name="新名")])
    again = bulk_upsert_products([soap(price=2190), soap(code="SP-2", name="新名")])

    assert first == UpsertCounts(created=2, updated=0, unchanged=0)
    assert second == UpsertCounts(created=0, updated=1, unchanged=1)
    assert again == UpsertCounts(created=0, updated=0, unchanged=2)
    assert get_products(["SP-1", "SP-2", "none"])["SP-1"].price == 2190
    assert get_products(["SP-2"])["SP-2"].name == "新名"
    assert set(get_products(["SP-1", "none"])) == {"SP-1"}


def test_upsert_of_many_rows_keeps_each_once() -> None:
    rows = [soap(code=f"C{n}", category=f"类{n % 3}") for n in range(1201)]

    assert bulk_upsert_products(rows) == UpsertCounts(1201, 0, 0)
    assert Product.objects.count() == 1201
    assert list_categories() == ["类0", "类1", "类2"]


def test_ensure_adds_what_is_missing_and_never_overwrites() -> None:
    bulk_upsert_products([soap(), soap(code="SP-3", name="")])

    created = ensure_products(
        [
            NewProduct(code="SP-1", name="other"),
            NewProduct(code="SP-2"),
            NewProduct(code="SP-2", name="named later"),
            NewProduct(code="SP-3", name="now named"),
        ]
    )

    names = {code: view.name for code, view in get_products(["SP-1", "SP-2", "SP-3"]).items()}
    assert created == 1
    assert names == {"SP-1": "橄榄皂", "SP-2": "named later", "SP-3": "now named"}


def test_products_over_http() -> None:
    client = staff_client("growth")
    body = {"code": "SP-9", "name": "竹炭牙刷", "category": "洗护", "price": 990}

    made = client.post("/api/v1/products", body, "application/json")
    twice = client.post("/api/v1/products", body, "application/json")
    path = f"/api/v1/products/{made.json()['id']}"
    changed = client.patch(path, {"price": 890, "status": "off_shelf"}, "application/json").json()
    found = client.get("/api/v1/products", {"q": "竹炭", "status": "off_shelf"}).json()
    facets = client.get("/api/v1/products/facets").json()

    assert (made.status_code, twice.status_code) == (201, 409)
    assert twice.json()["fields"] == {"code": "product_code_taken"}
    assert (changed["price"], changed["status"], changed["name"]) == (890, "off_shelf", "竹炭牙刷")
    assert (found["count"], found["items"][0]["code"]) == (1, "SP-9")
    assert client.get(path).json()["price"] == 890
    assert facets == {"categories": ["洗护"], "brands": []}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"price": -1}, "product_price_negative"),
        ({"cycle_days": 0}, "product_cycle_wrong"),
        ({"code": " "}, "product_code_missing"),
        ({"name": "长" * 201}, "product_text_too_long"),
    ],
)
def test_wrong_products_are_refused(change: dict[str, Any], code: str) -> None:
    body = {"code": "SP-9", "name": "竹炭牙刷", **change}

    answer = staff_client("growth").post("/api/v1/products", body, "application/json")

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Product.objects.exists()


def test_products_page_by_page() -> None:
    bulk_upsert_products([soap(code=f"C{n}", name=f"N{n}") for n in range(5)])
    client = staff_client("analyst")

    first = client.get("/api/v1/products", {"limit": 3}).json()
    second = client.get("/api/v1/products", {"limit": 3, "cursor": first["next_cursor"]}).json()

    assert [item["code"] for item in first["items"] + second["items"]] == ["C0", "C1", "C2", "C3", "C4"]
    assert (first["count"], second["next_cursor"]) == (5, None)


def test_products_by_their_codes() -> None:
    bulk_upsert_products([soap(code=f"C{n}", name=f"N{n}") for n in range(5)])

    found = staff_client("analyst").get("/api/v1/products?code=C3&code=C1&code=missing").json()

    assert [item["name"] for item in found["items"]] == ["N1", "N3"]


def test_anonymous_and_wrong_role_are_refused() -> None:
    body = {"code": "SP-9", "name": "竹炭牙刷"}
    bulk_upsert_products([soap()])
    path = f"/api/v1/products/{staff_client('admin').get('/api/v1/products').json()['items'][0]['id']}"

    anonymous = Client().get("/api/v1/products").status_code
    reader = staff_client("analyst").post("/api/v1/products", body, "application/json")
    reader_change = staff_client("analyst").patch(path, {"price": 1}, "application/json")
    seller = staff_client("sales").get("/api/v1/products").status_code

    assert (anonymous, reader.status_code, reader_change.status_code, seller) == (401, 403, 403, 403)
    assert Product.objects.count() == 1
    assert Product.objects.get().price == 1990

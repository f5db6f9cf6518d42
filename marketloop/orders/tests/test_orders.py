"""Placing and refunding orders: one transaction, facts in the outbox, once per idempotency key."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from marketloop.catalog.facade import NewProduct, bulk_upsert_products
from marketloop.identity.facade import find, resolve
from marketloop.orders.facade import (
    OrderStatus,
    find_order,
    list_orders,
    place_paid_order,
    place_paid_orders,
    refund,
)
from marketloop.orders.idempotency import forget_old_keys
from marketloop.orders.models import IdempotencyKey, Order, OrderLine, Refund
from marketloop.orders.testing import TIME_MS, new_line, new_order
from marketloop.organisation.facade import create_unit, unit_tree
from marketloop.organisation.testing import client_of, make_user, staff_client
from marketloop.platform import clock, ids
from marketloop.platform.errors import Conflict, Invalid
from marketloop.platform.models import OutboxFact

pytestmark = [pytest.mark.django_db, pytest.mark.db]

BODY: dict[str, Any] = {
    "order_no": "SO-1",
    "time": "2026-03-01T10:00:00",
    "identifiers": [{"kind": "phone", "value": "139 0000 1001"}],
    "channel": "mall",
    "lines": [
        {"product": "YL-001", "unit_price": "29.90", "quantity": 2},
        {"product": "YL-002", "unit_price": 0.005, "quantity": 1},
        {"product": "GIFT", "unit_price": "0", "quantity": 1},
    ],
}


def facts(name: str) -> list[dict[str, Any]]:
    """Payloads of the recorded facts of a name, in order."""
    return list(OutboxFact.objects.filter(name=name).order_by("id").values_list("payload", flat=True))


def test_placing_an_order_writes_row_lines_and_facts() -> None:
    bulk_upsert_products([NewProduct(code="YL-001", name="竹炭牙刷", category="个护", brand="云岚")])

    made = staff_client("admin").post("/api/v1/orders", BODY, "application/json")

    order = made.json()
    assert made.status_code == 201
    assert (order["amount"], order["quantity"], order["status"], order["kind"]) == (5981, 4, "paid", "sale")
    assert order["time"] == "2026-03-01T02:00:00+00:00"
    assert [(line["name"], line["amount"], line["unit_price"]) for line in order["lines"]] == [
        ("竹炭牙刷", 5980, "29.9"),
        ("", 1, "0.005"),
        ("", 0, "0"),
    ]
    profile_id = find("phone", "13900001001")
    assert order["profile"] == ids.encode("pro", profile_id or 0)
    assert facts("order_paid") == [
        {
            "profile_id": profile_id,
            "order_id": "SO-1",
            "amount": 5981,
            "quantity": 4,
            "channel": "mall",
            "store": "",
            "region": "",
            "time_ms": TIME_MS,
        }
    ]
    assert [(fact["product_id"], fact["line"], fact["category"]) for fact in facts("product_bought")] == [
        ("YL-001", 1, "个护"),
        ("YL-002", 2, ""),
    ]


def test_the_same_key_gives_the_first_order_and_another_body_is_refused() -> None:
    client = staff_client("admin")
    headers = {"Idempotency-Key": "k-1"}

    first = client.post("/api/v1/orders", BODY, "application/json", headers=headers)
    again = client.post("/api/v1/orders", BODY, "application/json", headers=headers)
    other = client.post("/api/v1/orders", {**BODY, "order_no": "SO-2"}, "application/json", headers=headers)

    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Order.objects.count() == 1
    assert len(facts("order_paid")) == 1


def test_a_key_is_free_again_after_a_day_and_belongs_to_its_caller() -> None:
    place_paid_order(new_order(order_no="SO-1"), idempotency_key="k")
    staff_client("admin").post(
        "/api/v1/orders", {**BODY, "order_no": "SO-2"}, "application/json", headers={"Idempotency-Key": "k"}
    )
    IdempotencyKey.objects.update(created_at=clock.wall() - dt.timedelta(hours=24))
    place_paid_order(new_order(order_no="SO-3"), idempotency_key="k")
    forgotten = forget_old_keys()

    assert Order.objects.count() == 3
    assert forgotten == 1


def test_a_taken_number_is_refused_and_changes_nothing() -> None:
    place_paid_order(new_order(order_no="SO-1"))

    with pytest.raises(Conflict) as refused:
        place_paid_order(new_order(order_no="SO-1", lines=(new_line(quantity=9),)), idempotency_key="new")

    assert refused.value.code == "order_number_taken"
    assert (Order.objects.count(), OrderLine.objects.count(), IdempotencyKey.objects.count()) == (1, 1, 0)
    assert len(facts("order_paid")) == 1


def test_many_orders_stand_or_fall_together() -> None:
    first = place_paid_order(new_order(order_no="SO-1"), idempotency_key="k-1")
    many = [(new_order(order_no="SO-1"), "k-1"), (new_order(order_no="SO-2"), "k-2")]

    placed = place_paid_orders(many)
    with pytest.raises(Conflict):
        place_paid_orders([(new_order(order_no="SO-3"), "k-3"), (new_order(order_no="SO-2"), "k-4")])

    assert placed[0] == first.id
    numbers = list(Order.objects.order_by("order_no").values_list("order_no", flat=True))
    assert numbers == ["SO-1", "SO-2"]
    assert len(facts("order_paid")) == 2


def test_two_sources_may_use_the_same_number() -> None:
    place_paid_order(new_order(order_no="1"))
    place_paid_order(new_order(order_no="1", source="shop"))

    assert [fact["order_id"] for fact in facts("order_paid")] == ["1", "shop:1"]
    found = find_order("shop:1")
    assert found is not None
    assert (found.source, found.order_no) == ("shop", "1")
    assert find_order("shop:2") is None


def test_an_order_without_number_or_customer_gets_a_number_and_says_nothing() -> None:
    view = place_paid_order(new_order(order_no="", identifiers=()))

    assert view.order_no == ids.encode("ord", view.id)
    assert view.profile_id is None
    assert OutboxFact.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"lines": []}, "lines", "order_lines_count"),
        (
            {"lines": [{"product": "A", "unit_price": "1", "quantity": 0}]},
            "lines.0.quantity",
            "order_quantity_wrong",
        ),
        (
            {"lines": [{"product": "A", "unit_price": "-1", "quantity": 1}]},
            "lines.0.unit_price",
            "order_price_wrong",
        ),
        (
            {"lines": [{"product": " ", "unit_price": "1", "quantity": 1}]},
            "lines.0.product",
            "order_product_wrong",
        ),
        ({"time": "2999-01-01T00:00:00Z"}, "time", "order_time_in_future"),
        ({"source": "a:b"}, "order_no", "order_number_wrong"),
    ],
)
def test_wrong_orders_are_refused(change: dict[str, Any], field: str, code: str) -> None:
    answer = staff_client("admin").post("/api/v1/orders", {**BODY, **change}, "application/json")

    assert (answer.status_code, answer.json()["fields"].get(field)) == (422, code)
    assert not Order.objects.exists()
    assert find("phone", "13900001001") is None


def test_refunds_go_up_to_the_amount_and_are_facts() -> None:
    view = place_paid_order(new_order(order_no="SO-1"))
    path = f"/api/v1/orders/{ids.encode('ord', view.id)}/refund"
    client = staff_client("admin")

    part = client.post(
        path, {"amount": 980, "reason": "破损"}, "application/json", headers={"Idempotency-Key": "r"}
    )
    same = client.post(
        path, {"amount": 980, "reason": "破损"}, "application/json", headers={"Idempotency-Key": "r"}
    )
    much = client.post(path, {"amount": 5001}, "application/json")
    rest = client.post(path, {"amount": 5000}, "application/json")
    over = client.post(path, {"amount": 1}, "application/json")

    assert (part.json()["status"], part.json()["refunded"]) == ("partly_refunded", 980)
    assert same.json()["refunded"] == 980
    assert (much.status_code, much.json()["params"]["left"]) == (422, 5000)
    assert (rest.json()["status"], [one["amount"] for one in rest.json()["refunds"]]) == (
        "refunded",
        [980, 5000],
    )
    assert (over.status_code, over.json()["code"]) == (409, "order_not_refundable")
    assert [(fact["order_id"], fact["amount"]) for fact in facts("order_refunded")] == [
        ("SO-1", 980),
        ("SO-1", 5000),
    ]
    assert Refund.objects.count() == 2


def test_refund_by_python_needs_an_amount_above_zero() -> None:
    view = place_paid_order(new_order())

    with pytest.raises(Invalid):
        refund(view.id, 0)

    assert Order.objects.get().status == OrderStatus.PAID


def test_orders_are_listed_filtered_and_paged() -> None:
    person = resolve([("user_id", "customer-1")])
    for day in range(3):
        place_paid_order(new_order(order_no=f"A-{day}", time_ms=TIME_MS + day * 86_400_000))
    place_paid_order(new_order(order_no="B-1", identifiers=(("user_id", "customer-2"),)))
    client = staff_client("analyst")
    mine = ids.encode("pro", person)

    first = client.get("/api/v1/orders", {"profile": mine, "limit": "2"}).json()
    rest = client.get(
        "/api/v1/orders", {"profile": mine, "limit": "2", "cursor": first["next_cursor"]}
    ).json()
    found = client.get(
        "/api/v1/orders", {"q": "b-1", "status": "paid", "since": "2026-03-01T10:00:00"}
    ).json()
    before = client.get("/api/v1/orders", {"until": "2026-03-01T10:00:00"}).json()
    of_person = client.get(f"/api/v1/profiles/{mine}/orders").json()

    assert [item["order_no"] for item in first["items"] + rest["items"]] == ["A-2", "A-1", "A-0"]
    assert (found["count"], found["items"][0]["order_no"]) == (1, "B-1")
    assert before["count"] == 0
    assert of_person["count"] == 3
    assert [view.order_no for view in list_orders(person, limit=1)] == ["A-2"]


def test_store_staff_see_the_orders_of_their_store_only() -> None:
    clerk = make_user("store")
    company = unit_tree()[0]
    store = create_unit(name="苏州园区店", kind="store", parent_id=company.id, actor=None)
    clerk.org_unit = store
    clerk.save()
    mine = place_paid_order(new_order(org_unit=store.id))
    other = place_paid_order(new_order(org_unit=company.id))
    client = client_of(clerk)
    hidden = f"/api/v1/orders/{ids.encode('ord', other.id)}"

    listed = client.get("/api/v1/orders").json()

    assert [item["id"] for item in listed["items"]] == [ids.encode("ord", mine.id)]
    assert client.get(hidden).status_code == 404
    assert client.post(f"{hidden}/refund", {"amount": 1}, "application/json").status_code == 404
    assert not Refund.objects.exists()


def test_machines_need_the_right_scope() -> None:
    admin = staff_client("admin")
    reader, writer = (
        admin.post("/api/v1/api-keys", {"name": right, "permissions": [right]}, "application/json").json()[
            "key"
        ]
        for right in ("orders.read", "orders.write")
    )

    refused = Client(headers={"Authorization": f"Bearer {reader}"}).post(
        "/api/v1/orders", BODY, "application/json"
    )
    assert not Order.objects.exists()
    made = Client(headers={"Authorization": f"Bearer {writer}"}).post(
        "/api/v1/orders", BODY, "application/json"
    )

    assert (refused.status_code, made.status_code) == (403, 201)


def test_anonymous_and_wrong_role_are_refused() -> None:
    view = place_paid_order(new_order())
    path = f"/api/v1/orders/{ids.encode('ord', view.id)}"

    for client, status in ((Client(), 401), (staff_client("growth"), 403)):
        assert client.post("/api/v1/orders", BODY, "application/json").status_code == status
        assert client.post(f"{path}/refund", {"amount": 1}, "application/json").status_code == status
    assert Client().get("/api/v1/orders").status_code == 401
    assert Client().get(path).status_code == 401
    assert Order.objects.count() == 1
    assert not Refund.objects.exists()


def test_unit_prices_are_decimals() -> None:
    view = place_paid_order(new_order(lines=(new_line(unit_price=Decimal("0.001"), quantity=5),)))

    assert (view.amount, view.lines[0].unit_price) == (1, Decimal("0.001"))

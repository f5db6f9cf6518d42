"""The wizard's endpoints: upload, mapping, preview, start, progress, cancel, report; who may and who may not."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marketloop.imports.fields import FIELDS
from marketloop.imports.models import Import
from marketloop.imports.testing import ORDERS_CSV, take_file, xlsx
from marketloop.orders.facade import order_totals
from marketloop.organisation.testing import staff_client
from marketloop.platform import ids, jobs

pytestmark = [pytest.mark.django_db, pytest.mark.db]
HEADER = ["单号", "日期", "sku", "数量", "价格"]


def upload(client: Client, content: str | bytes, name: str = "订单.csv", **form: Any) -> Any:
    """Upload a file."""
    data = content.encode() if isinstance(content, str) else content
    return client.post("/api/v1/imports", {"file": SimpleUploadedFile(name, data), **form})


def work() -> None:
    """Do what is queued."""
    row = jobs.claim()
    assert row is not None
    jobs.execute(row)


def text_of(answer: Any) -> str:
    """A streamed file as text."""
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_from_upload_to_done() -> None:
    client = staff_client("growth")

    taken = upload(client, ORDERS_CSV)
    path = f"/api/v1/imports/{taken.json()['id']}"
    preview = client.get(f"{path}/preview").json()
    started = client.post(f"{path}/start").json()
    work()
    done = client.get(path).json()

    assert taken.status_code == 201
    assert (taken.json()["kind"], taken.json()["state"], taken.json()["file_format"]) == (
        "orders",
        "ready",
        "csv",
    )
    assert (preview["good"], preview["bad"], preview["missing"], preview["unmapped"]) == (3, 0, [], [])
    assert preview["rows"][0]["values"] == {
        "order_no": "A-1",
        "time": "2026-03-01T02:15:00+00:00",
        "product_code": "YL-001",
        "product_name": "竹炭牙刷",
        "quantity": 2,
        "unit_price": "29.9",
        "user_id": "10001",
    }
    assert preview["samples"]["商品名称"] == ["竹炭牙刷", "洗衣凝珠"]
    assert (started["state"], started["progress"]["done"]) == ("running", 0)
    assert (done["state"], done["counts"]["created"]) == ("done", 2)
    assert done["progress"] == {"done": 1000, "total": 1000, "note": ""}
    assert client.get("/api/v1/imports", {"kind": "orders", "q": "订单"}).json()["count"] == 1


def test_a_workbook_comes_in() -> None:
    client = staff_client("growth")
    rows: list[list[Any]] = [HEADER, ["A-1", "2026-03-01", "X", 2, 10.5], ["A-2", "2026-03-02", "X", 1, 10]]

    taken = upload(client, xlsx(rows), "book.xlsx").json()
    path = f"/api/v1/imports/{taken['id']}"
    preview = client.get(f"{path}/preview").json()
    client.post(f"{path}/start")
    work()

    assert (taken["file_format"], taken["state"]) == ("xlsx", "ready")
    assert (preview["sheets"], preview["sheet"], preview["rows_in_file"]) == (["Sheet", "订单"], "订单", 2)
    assert (order_totals().orders, order_totals().amount) == (2, 3100)


def test_mapping_by_hand_with_problems_in_the_users_language() -> None:
    client = staff_client("growth")
    taken = upload(
        client,
        ",".join(["甲", "乙", "丙", "丁", "戊"]) + "\nA-1,2026-03-01,X,zwei,10\nA-2,2026-03-02,X,1,10\n",
        kind="orders",
    )
    path = f"/api/v1/imports/{taken.json()['id']}"
    assert taken.json()["state"] == "draft"
    early = client.post(f"{path}/start")
    columns = {"order_no": "甲", "time": "乙", "product_code": "丙", "quantity": "丁"}
    incomplete = client.put(f"{path}/mapping", {"columns": columns}, "application/json")
    body = {"columns": {**columns, "unit_price": "戊"}, "options": {"timezone": "UTC"}}
    trial = client.post(f"{path}/preview", body, "application/json").json()
    kept = client.put(f"{path}/mapping", body, "application/json").json()
    client.post(f"{path}/start")
    work()
    report = list(csv.reader(io.StringIO(text_of(client.get(f"{path}/errors")))))

    assert (early.status_code, early.json()["code"]) == (409, "import_not_ready")
    assert (incomplete.status_code, incomplete.json()["fields"]) == (
        422,
        {"unit_price": "import_field_required"},
    )
    assert trial["rows"][0] == {
        "row": 2,
        "values": {
            "order_no": "A-1",
            "time": "2026-03-01",
            "product_code": "X",
            "quantity": "zwei",
            "unit_price": "10",
        },
        "problems": {"丁": "not_an_integer"},
    }
    assert [(one["row"], one["reason"]) for one in trial["problems"]] == [(2, "不是整数。")]
    assert (kept["state"], kept["options"]) == ("ready", {"timezone": "UTC"})
    assert report == [["行号", "列", "值", "原因"], ["2", "丁", "zwei", "不是整数。"]]
    assert order_totals().orders == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"colour": "red"}, "import_option_wrong"),
        ({"sheet": 5}, "import_option_wrong"),
        ({"timezone": "Mars/Base"}, "import_timezone_unknown"),
        ({"encoding": "klingon"}, "import_encoding_unknown"),
        ({"delimiter": "ab"}, "import_delimiter_wrong"),
        ({"since": "yesterday"}, "import_moment_wrong"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, Any], code: str) -> None:
    row = take_file(ORDERS_CSV)
    path = f"/api/v1/imports/{ids.encode('imp', row.id)}/mapping"

    answer = staff_client("growth").put(
        path, {"columns": row.mapping["columns"], "options": options}, "application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert Import.objects.get().mapping == row.mapping


def test_cancel_and_delete() -> None:
    client = staff_client("growth")
    path = f"/api/v1/imports/{upload(client, ORDERS_CSV).json()['id']}"
    client.post(f"{path}/start")

    running = [client.delete(path).status_code, client.post(f"{path}/start").status_code]
    cancelled = client.post(f"{path}/cancel").json()["state"]
    again = client.post(f"{path}/cancel").json()["code"]
    deleted = client.delete(path).status_code

    assert (running, cancelled, again, deleted) == ([409, 409], "cancelled", "import_not_running", 204)
    assert client.get(path).json()["code"] == "import_not_found"


def test_files_that_are_too_large_missing_or_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    client = staff_client("growth")
    monkeypatch.setattr("marketloop.imports.files.MOST_BYTES", 200)

    above = upload(client, "x" * 300)
    far_above = client.post("/api/v1/imports", {"file": SimpleUploadedFile("a.csv", b"x" * 70_000)})
    missing = client.post("/api/v1/imports", {"kind": "orders"})
    nothing = upload(client, "")
    binary = upload(client, b"\x00\x01\x02")

    assert [answer.status_code for answer in (above, far_above, missing, nothing, binary)] == [
        413,
        413,
        422,
        422,
        422,
    ]
    assert above.json()["code"] == "import_file_too_large"
    assert missing.json()["fields"] == {"file": "import_file_missing"}
    assert binary.json()["code"] == "import_not_text"
    assert not Import.objects.exists()


@pytest.mark.parametrize("kind", ["contacts", "products", "orders", "events"])
def test_fields_and_sample_of_each_kind(kind: str) -> None:
    client = staff_client("growth")

    fields = client.get("/api/v1/imports/fields", {"kind": kind}).json()
    sample = text_of(client.get("/api/v1/imports/sample", {"kind": kind}))
    taken = upload(client, sample, "sample.csv").json()

    assert [field["name"] for field in fields] == [field.name for field in FIELDS[kind]]  # type: ignore[index]
    assert not any(field["label"].startswith("imports.") for field in fields)
    assert (taken["kind"], taken["state"], len(sample.splitlines())) == (kind, "ready", 3)
    assert client.get(f"/api/v1/imports/{taken['id']}/preview").json()["bad"] == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("get", path) for path in ("", "/{id}", "/{id}/preview", "/{id}/errors", "/fields?kind=orders", "/sample?kind=orders")),
        *(("post", path) for path in ("", "/{id}/start", "/{id}/cancel", "/{id}/preview")),
        ("put", "/{id}/mapping"),
        ("delete", "/{id}"),
    ],
)  # fmt: skip
def test_anonymous_and_wrong_role_are_refused(method: str, path: str) -> None:
    row = take_file(ORDERS_CSV)
    url = "/api/v1/imports" + path.replace("{id}", ids.encode("imp", row.id))

    for client, status in ((Client(), 401), (staff_client("analyst"), 403)):
        body = (
            {}
            if method in ("get", "delete")
            else {"data": {"columns": {}}, "content_type": "application/json"}
        )
        assert getattr(client, method)(url, **body).status_code == status

    unchanged = Import.objects.get()
    assert (unchanged.state, unchanged.mapping, unchanged.job_id) == (row.state, row.mapping, None)

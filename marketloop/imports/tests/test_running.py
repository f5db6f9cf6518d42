"""Runs: what comes in, what stays out and why; again, cancelled, killed: nothing lost, nothing doubled."""

from __future__ import annotations

from typing import Any

import pytest

from marketloop.catalog.facade import get_products
from marketloop.events import facade as events
from marketloop.identity.facade import find
from marketloop.imports import loading, order_parts, queries, services
from marketloop.imports.contracts import ImportKind, ImportState, Mapping
from marketloop.imports.files import path_of
from marketloop.imports.models import Import
from marketloop.imports.testing import ORDERS_CSV, run_import, take_and_run, take_file
from marketloop.orders.facade import OrderKind, OrderTotals, find_order, order_totals
from marketloop.platform import clock, jobs
from marketloop.platform.errors import Conflict, Invalid, TooLarge
from marketloop.platform.models import Job, JobState
from marketloop.profiles.facade import consents, get_profile, refresh_pending

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TORN = """单号,时间,商品编码,数量,单价,会员号
A-1,2026-03-01,X,2,10,c1
A-1,2026-03-01,Y,two,10,c1
A-2,2026-03-01,X,1,10,c1
A-3,2026-03-01,X,1
A-3,2026-03-01,Y,1,10,c1
A-4,2026-03-01,,1,1e99,c1
"""


def spine() -> list[tuple[str, str, int]]:
    """(name, order, amount) of all events of orders in the store."""
    events.catch_up()
    table = events.reader()(
        "SELECT name, order_id, amount FROM events WHERE order_id IS NOT NULL ORDER BY name, order_id, amount"
    )
    return [(row["name"], row["order_id"], row["amount"]) for row in table.to_pylist()]


def found_problems(row: Import) -> list[tuple[int, str, str, str]]:
    """(row, column, value, code) of the error report."""
    return [(one.row, one.column, one.value, one.code) for one in queries.problems_of(row)]


def test_orders_come_in_as_customers_products_and_orders() -> None:
    row = take_and_run(ORDERS_CSV)

    assert row.state == ImportState.DONE
    assert row.counts == {
        **dict.fromkeys(("bad", "skipped", "problems", "updated", "unchanged", "guests"), 0),
        **{"rows": 3, "good": 3, "created": 2, "products_created": 2},
        **{"lines": 3, "quantity": 4, "amount": 13870},
    }
    order = find_order("A-1")
    assert order is not None
    assert (order.amount, order.profile_id) == (10880, find("user_id", "10001"))
    assert clock.from_ms(order.time_ms).isoformat() == "2026-03-01T02:15:00+00:00"
    assert get_products(["YL-002"])["YL-002"].name == "洗衣凝珠"
    assert spine() == [
        ("order_paid", "A-1", 10880),
        ("order_paid", "A-2", 2990),
        ("product_bought", "A-1", 4900),
        ("product_bought", "A-1", 5980),
        ("product_bought", "A-2", 2990),
    ]


def test_the_same_file_again_changes_nothing() -> None:
    first = take_and_run(ORDERS_CSV)
    before, totals = spine(), order_totals()

    again = run_import(first)
    other = take_and_run(ORDERS_CSV)

    assert (again.state, again.counts["created"], again.counts["unchanged"]) == (ImportState.DONE, 0, 2)
    assert (other.counts["created"], other.counts["products_created"], other.counts["amount"]) == (
        0,
        0,
        13870,
    )
    assert (spine(), order_totals()) == (before, totals)


def test_rows_of_an_order_need_not_stand_together() -> None:
    header, *lines = ORDERS_CSV.splitlines()

    take_and_run("\n".join([header, lines[0], lines[2], lines[1]]) + "\n")

    assert order_totals() == OrderTotals(orders=2, lines=3, quantity=4, amount=13870, customers=2)


def test_an_order_with_a_bad_row_stays_out_whole_and_every_reason_is_told() -> None:
    row = take_and_run(TORN)

    assert found_problems(row) == [
        (2, "", "A-1", "order_has_bad_row"),
        (3, "数量", "two", "not_an_integer"),
        (5, "", "A-3,2026-03-01,X,1", "row_too_short"),
        (6, "", "A-3", "order_has_bad_row"),
        (7, "商品编码", "", "value_missing"),
        (7, "单价", "1e99", "not_a_number"),
    ]
    assert (row.counts["rows"], row.counts["good"], row.counts["bad"], row.counts["created"]) == (6, 1, 5, 1)
    assert [name for name, order, _ in spine() if name == "order_paid" and order == "A-2"] == ["order_paid"]
    assert order_totals().orders == 1


def test_the_corrected_file_brings_the_rest() -> None:
    take_and_run(TORN)

    row = take_and_run(TORN.replace("two", "2").replace("X,1\n", "X,1,10,c1\n").replace(",,1,1e99", ",Z,1,1"))

    assert (row.counts["created"], row.counts["unchanged"], row.counts["bad"]) == (3, 1, 0)
    assert order_totals() == OrderTotals(orders=4, lines=6, quantity=8, amount=7100, customers=1)


def test_an_order_that_differs_is_left_alone_and_reported() -> None:
    take_and_run(ORDERS_CSV)

    row = take_and_run(
        ORDERS_CSV.replace(
            "A-2,2026-03-02 09:00:00,YL-001,竹炭牙刷,1", "A-2,2026-03-02 09:00:00,YL-001,竹炭牙刷,5"
        )
    )

    assert found_problems(row) == [(4, "", "A-2", "order_differs")]
    assert order_totals().amount == 13870


def test_kinds_of_documents() -> None:
    text = """Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country
1,A,x,1,2010-12-01 08:26:00,2.5,12346.0,France
C2,A,x,-1,2010-12-01 08:26:00,2.5,12346.0,France
A3,B,bad debt,1,2010-12-01 08:26:00,-9,,France
4,A,x,1,2010-12-01 08:26:00,2.5,,France
5,A,x,-3,2010-12-01 08:26:00,0,,France
"""
    row = take_and_run(text)

    kinds = {key: view.kind for key in ("1", "C2", "A3", "4", "5") if (view := find_order(key))}
    assert kinds == {
        "1": OrderKind.SALE,
        "C2": OrderKind.RETURN,
        "A3": OrderKind.ADJUSTMENT,
        "4": OrderKind.SALE,
        "5": OrderKind.ADJUSTMENT,
    }
    assert (row.counts["created"], row.counts["guests"], row.counts["amount"]) == (5, 3, -650)
    assert spine() == [("order_paid", "1", 250), ("order_refunded", "C2", 250), ("product_bought", "1", 250)]
    refresh_pending()
    person = get_profile(find("user_id", "12346") or 0)
    assert [(trait.key, trait.value) for trait in person.traits if trait.key == "country"] == [
        ("country", "France")
    ]


def test_rows_outside_the_time_range_are_passed_over_in_local_time() -> None:
    row = take_and_run(ORDERS_CSV, since="2026-03-01 10:15", until="2026-03-02")

    assert (row.counts["good"], row.counts["skipped"], row.counts["bad"]) == (2, 1, 0)
    assert [order for _, order, _ in spine()] == ["A-1"] * 3


def test_a_cancelled_run_stops_between_parts_and_goes_on_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_parts, "PART", 2)
    row = take_file(ORDERS_CSV)
    load = loading.LOADERS[ImportKind.ORDERS]

    def load_and_cancel(batch: Any, counts: Any) -> Any:
        problems = load(batch, counts)
        services.cancel_import(import_id=row.id, actor=None)
        return problems

    with monkeypatch.context() as patch:
        patch.setitem(loading.LOADERS, ImportKind.ORDERS, load_and_cancel)
        stopped = run_import(row)
    assert (stopped.state, stopped.loaded, order_totals().orders) == (ImportState.CANCELLED, 1, 1)

    done = run_import(row)

    assert (done.state, done.counts["created"], done.counts["lines"]) == (ImportState.DONE, 2, 3)
    assert len(spine()) == 5


def test_a_queued_run_is_cancelled_at_once() -> None:
    row = take_file(ORDERS_CSV)
    services.start_import(import_id=row.id, actor=None)

    cancelled = services.cancel_import(import_id=row.id, actor=None)

    assert cancelled.state == ImportState.CANCELLED
    assert jobs.claim() is None
    with pytest.raises(Conflict):
        services.cancel_import(import_id=row.id, actor=None)


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_killed_run_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Killed before a part is loaded, or after it is loaded and before its place is kept."""
    monkeypatch.setattr(order_parts, "PART", 2)
    row = take_file(TORN + "B-1,2026-03-05,X,1,10,c2\nB-2,2026-03-06,X,1,10,c2\nB-3,2026-03-07,X,1,10,c2\n")
    load, calls = loading.LOADERS[ImportKind.ORDERS], []

    def die_at_the_second(batch: Any, counts: Any) -> Any:
        calls.append(1)
        if len(calls) == 2 and where == "before":
            raise SystemExit
        problems = load(batch, counts)
        if len(calls) == 2:
            raise SystemExit
        return problems

    services.start_import(import_id=row.id, actor=None)
    claimed = jobs.claim()
    assert claimed is not None
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setitem(loading.LOADERS, ImportKind.ORDERS, die_at_the_second)
        jobs.execute(claimed)
    assert Job.objects.get().state == JobState.RUNNING
    assert queries.get_import(row.id).state == ImportState.RUNNING

    Job.objects.update(lease_until=clock.wall())
    again = jobs.claim()
    assert again is not None
    jobs.execute(again)

    done = queries.get_import(row.id)
    assert (done.state, done.counts["lines"], order_totals().orders) == (ImportState.DONE, 4, 4)
    assert len(found_problems(done)) == 6
    assert [name for name, _, _ in spine()] == ["order_paid"] * 4 + ["product_bought"] * 4


def test_an_error_of_the_system_is_retried_and_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    row = take_file(ORDERS_CSV)

    def fail(batch: Any, counts: Any) -> Any:
        raise RuntimeError("disk on fire")

    with monkeypatch.context() as patch:
        patch.setitem(loading.LOADERS, ImportKind.ORDERS, fail)
        failed = run_import(row)
    assert (failed.state, failed.error_code) == (ImportState.FAILED, "import_interrupted")

    Job.objects.update(run_at=clock.now())
    again = jobs.claim()
    assert again is not None
    jobs.execute(again)

    assert (queries.get_import(row.id).state, order_totals().orders) == (ImportState.DONE, 2)


def test_an_import_of_contacts_tells_new_people_from_known_ones() -> None:
    run_import(take_file("客户编号,姓名\n1,林晓\n2,陈一鸣\n".encode(), ImportKind.CONTACTS))
    row = run_import(take_file("客户编号,姓名\n2,陈一鸣\n3,王小明\n3,王明\n".encode(), ImportKind.CONTACTS))

    assert (row.counts["created"], row.counts["updated"], row.counts["unchanged"]) == (1, 2, 0)


def test_contacts_come_in_with_consent_and_tags() -> None:
    text = (
        "客户编号,手机号,邮箱,姓名,邮件同意,标签,等级\n"
        "10001,13900001001,lin@example.com,林晓,是,老客|苏州,金\n"
        "10002,,chen@example.com,陈一鸣,否,,\n"
        ",,,无名,是,,\n"
        "10004,call me,x@,,maybe,,\n"
    )
    row = run_import(take_file(text.encode("gbk"), ImportKind.CONTACTS, {"trait:grade": "等级"}))

    one, two = find("email", "lin@example.com"), find("user_id", "10002")
    assert one is not None
    assert two is not None
    assert one == find("phone", "+8613900001001")
    assert consents([one, two], "email") == {one}
    refresh_pending()
    person = get_profile(one, in_clear=True)
    assert (person.name, person.tags) == ("林晓", ("老客", "苏州"))
    assert {trait.key: trait.value for trait in person.traits}["grade"] == "金"
    assert found_problems(row) == [
        (4, "", "", "identifier_missing"),
        (5, "手机号", "call me", "not_a_phone"),
        (5, "邮箱", "x@", "not_an_email"),
        (5, "邮件同意", "maybe", "not_yes_or_no"),
    ]
    assert (row.counts["good"], row.counts["bad"]) == (2, 2)


def test_products_come_in_and_change() -> None:
    text = "sku,name,category,price,consumable,cycle\nP1,牙刷,个护,29.9,是,60\nP2,灯,灯具,99,否,\n"
    take_and_run(text, ImportKind.PRODUCTS)

    row = take_and_run(text.replace("29.9", "25"), ImportKind.PRODUCTS)

    assert (row.counts["created"], row.counts["updated"], row.counts["unchanged"]) == (0, 1, 1)
    brush = get_products(["P1"])["P1"]
    assert (brush.price, brush.is_consumable, brush.cycle_days) == (2500, True, 60)


def test_events_come_in_once_with_personal_values_sealed() -> None:
    text = (
        "event,timestamp,email,productid,colour,memo\n"
        "Product Viewed,2026-03-01 10:00:00,lin@example.com,P1,hello,call 13900001001\n"
        "自定义,2026-03-01 10:00:01,lin@example.com,,,\n"
    )
    columns = {"property:colour": "colour", "property:memo": "memo"}
    row = run_import(take_file(text, ImportKind.EVENTS, columns))
    run_import(row)

    events.catch_up()
    stored = events.reader()(
        "SELECT name, profile_id, product_id, time, properties FROM events WHERE source = 'import' ORDER BY time"
    ).to_pylist()
    assert [(one["name"], one["product_id"]) for one in stored] == [
        ("product_viewed", "P1"),
        ("自定义", None),
    ]
    assert {one["profile_id"] for one in stored} == {find("email", "lin@example.com")}
    assert stored[0]["time"] == 1_772_330_400_000
    assert '"colour":"hello"' in stored[0]["properties"]
    assert "13900001001" not in stored[0]["properties"]


def test_an_empty_table_is_done_with_nothing() -> None:
    row = take_and_run(ORDERS_CSV.splitlines()[0] + "\n")

    assert (row.state, row.counts["rows"], row.counts["created"]) == (ImportState.DONE, 0, 0)


def test_a_mapping_must_name_fields_and_columns_that_exist() -> None:
    row = take_file("x,y\n1,2\n")
    assert row.state == ImportState.DRAFT
    mapping = Mapping(columns={"order_no": "x", "time": "nope", "colour": "y", "trait:a": "y"})

    with pytest.raises(Invalid) as refused:
        services.set_mapping(import_id=row.id, mapping=mapping, actor=None)

    assert refused.value.fields == {
        "time": "import_column_unknown",
        "colour": "import_field_unknown",
        "trait:a": "import_field_unknown",
        **dict.fromkeys(("product_code", "quantity", "unit_price"), "import_field_required"),
    }
    with pytest.raises(Conflict):
        services.start_import(import_id=row.id, actor=None)


def test_a_file_above_the_limit_or_unreadable_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = path_of("00").parent.parent
    before = {path for path in folder.rglob("*") if path.is_file()}
    monkeypatch.setattr("marketloop.imports.files.MOST_BYTES", 10)

    with pytest.raises(TooLarge):
        take_file(ORDERS_CSV)
    with pytest.raises(Invalid):
        take_file("\x00\x01")

    assert {path for path in folder.rglob("*") if path.is_file()} == before
    assert not Import.objects.exists()


def test_the_report_cannot_run_as_a_formula() -> None:
    text = 'sku,name,price\nA,x,"=HYPERLINK(""http://evil"")"\nB,x,-cmd\nC,x,@x\n'
    row = take_and_run(text, ImportKind.PRODUCTS)

    report = list(queries.report_rows(row, "en"))

    assert report[0] == ["Row", "Column", "Value", "Reason"]
    assert [line[2] for line in report[1:]] == ['\'=HYPERLINK("http://evil")', "'-cmd", "'@x"]
    assert report[1][3] == "Not a number."


def test_deleting_forgets_the_file_unless_another_import_has_it() -> None:
    first, second = take_file(ORDERS_CSV), take_file(ORDERS_CSV)

    services.delete_import(import_id=first.id, actor=None)
    assert path_of(second.file_sha256).exists()
    services.delete_import(import_id=second.id, actor=None)

    assert not path_of(second.file_sha256).exists()
    done = take_and_run(ORDERS_CSV)
    with pytest.raises(Conflict):
        services.delete_import(import_id=done.id, actor=None)

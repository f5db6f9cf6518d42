"""Log to store: durable, in order, once; what a kill leaves behind; consumers exactly once."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from marketloop.events import consumers, facade, spine
from marketloop.events.appender import turn
from marketloop.events.contracts import EventBatch, IncomingEvent, event_id_of
from marketloop.events.models import ConsumerCursor
from marketloop.events.testing import make_event
from marketloop.platform import crypto


def stored(columns: str = "*") -> list[dict[str, Any]]:
    """Rows of the store by seq."""
    rows: list[dict[str, Any]] = facade.reader()(f"SELECT {columns} FROM events ORDER BY seq").to_pylist()
    return rows


def test_events_stand_in_the_store_with_hot_columns_and_the_rest() -> None:
    event = make_event(
        "product_added",
        message_id="m-1",
        time_ms=1_000,
        received_ms=2_000,
        identifiers=(("user_id", "u1"), ("anonymous_id", "a1")),
        properties={"product_id": "sku-1", "quantity": 2, "amount": 1999, "colour": "red", "brand": 7},
        traits={"level": "gold"},
        context={
            "campaign": {"name": "spring", "source": "wechat", "medium": "social", "content": "b"},
            "userAgent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148",
        },
    )

    ids = facade.append([event])
    turn()
    [row] = stored()
    [seen] = facade.timeline([row["profile_id"]])

    assert ids == [row["event_id"]] == [event_id_of(event)]
    assert (row["seq"], row["time"], row["received"], row["user_id"], row["anonymous_id"]) == (
        1,
        1000,
        2000,
        "u1",
        "a1",
    )
    assert (row["product_id"], row["quantity"], row["amount"], row["brand"]) == ("sku-1", 2, 1999, "7")
    assert (row["campaign"], row["utm_source"], row["medium"], row["content"]) == (
        "spring",
        "wechat",
        "social",
        "b",
    )
    assert row["device"] == "mobile"
    assert (seen.properties, seen.traits) == ({"colour": "red"}, {"level": "gold"})
    assert seen.context["campaign"]["source"] == "wechat"


def test_values_of_the_wrong_type_stay_in_the_properties() -> None:
    facade.append(
        [
            make_event(
                time_ms=1,
                properties={"amount": 1.5, "quantity": "two", "product_id": {"a": 1}, "order_id": 12},
            ),
            make_event(time_ms=2, properties={"amount": 3.0, "quantity": 2**40, "product_id": "p"}),
        ]
    )
    turn()

    first, second = [event for event in facade.timeline([stored()[0]["profile_id"]])][::-1]
    assert (first.columns["order_id"], first.properties) == (
        "12",
        {"amount": 1.5, "quantity": "two", "product_id": {"a": 1}},
    )
    assert (second.columns["amount"], second.columns["product_id"], second.properties) == (
        3,
        "p",
        {"quantity": 2**40},
    )


def test_an_event_is_stored_once_whatever_the_batches() -> None:
    same = {"message_id": "m", "source": "web"}
    facade.append([make_event(**same), make_event(**same), make_event(message_id="n")])
    turn()
    facade.append([make_event(**same), make_event(message_id="m", source="app")])
    turn()

    rows = stored("seq, source")
    assert [(row["seq"], row["source"]) for row in rows] == [(1, "web"), (3, "test"), (5, "app")]
    assert facade.counts() == facade.SpineCounts(3, 5, 5)


def test_an_order_is_paid_once_whoever_reports_it() -> None:
    facade.append(
        [
            make_event("order_paid", source="shop", properties={"order_id": "A1", "amount": 100}),
            make_event("order_paid", source="import", properties={"order_id": "A1", "amount": 100}),
            make_event("product_bought", source="shop", properties={"order_id": "A1", "line": 1}),
            make_event("product_bought", source="import", properties={"order_id": "A1", "line": 1}),
            make_event("product_bought", source="import", properties={"order_id": "A1", "line": 2}),
        ]
    )
    turn()

    assert [row["name"] for row in stored("name")] == ["order_paid", "product_bought", "product_bought"]


def test_the_resolver_gets_only_unknown_people_with_their_secrets() -> None:
    token, sealed = facade.seal("email", "a@b.example")
    asked: list[IncomingEvent] = []

    def resolve(events: list[IncomingEvent]) -> list[int]:
        asked.extend(events)
        return [700 + place for place in range(len(events))]

    facade.set_resolver(resolve)
    facade.append(
        [
            make_event(identifiers=(("email", token),), secrets={token: sealed}),
            make_event(profile_id=5),
            make_event(),
        ]
    )
    turn()

    assert [row["profile_id"] for row in stored("profile_id")] == [700, 5, 701]
    assert [event.secrets for event in asked] == [{token: sealed}, {}]


def test_a_failing_resolver_loses_nothing() -> None:
    def refuse(events: list[IncomingEvent]) -> list[int]:
        raise RuntimeError("database is away")

    facade.set_resolver(refuse)
    facade.append([make_event()])
    with pytest.raises(RuntimeError, match="away"):
        turn()
    facade.set_resolver(None)

    assert turn() == 1
    assert len(stored()) == 1


def test_a_reopened_home_goes_on_where_it_stood(tmp_path: Path) -> None:
    """As after a kill: the log is ahead of the store, secrets stand in the vault, seen ids come from the store."""
    from marketloop.events.log import EventLog
    from marketloop.events.store import Store
    from marketloop.events.vault import Vault

    def open_home() -> spine.Spine:
        vault = Vault(tmp_path / "vault.sqlite3")
        store = Store(tmp_path / "events.duckdb")
        seen = spine.seen_ids(store, tmp_path / "seen")
        return spine.Spine(vault, EventLog(tmp_path / "log", vault), store, seen)

    token, sealed = facade.seal("phone", "13800138000")
    asked: list[IncomingEvent] = []
    spine.set_opener(open_home)
    facade.append([make_event(message_id="1"), make_event(message_id="2")])
    turn()
    facade.append(
        [
            make_event(message_id="2"),
            make_event(message_id="3", identifiers=(("phone", token),), secrets={token: sealed}),
        ]
    )
    spine.close_spine()

    facade.set_resolver(lambda events: asked.extend(events) or [9] * len(events))  # type: ignore[func-returns-value]
    turn()

    assert [row["seq"] for row in stored("seq")] == [1, 2, 4]
    assert [event.secrets for event in asked] == [{token: sealed}]
    assert sealed.encode() not in b"".join(path.read_bytes() for path in (tmp_path / "log").iterdir())
    assert facade.open_sealed("phone", facade.ciphertext(token) or "") == "+8613800138000"
    assert facade.forget([token]) == 1
    assert facade.ciphertext(token) is None
    spine.close_spine()


def collected(names: list[str]) -> Any:
    """A consumer that notes the names it is given."""

    def consume(batch: EventBatch) -> None:
        names.extend(batch.table["name"].to_pylist())

    return consume


@pytest.mark.django_db
def test_consumers_see_every_event_once_and_in_order() -> None:
    names: list[str] = []
    facade.consumer("test")(collected(names))
    facade.append([make_event("a"), make_event("b")])
    facade.catch_up()
    facade.append([make_event("c")])
    facade.catch_up()
    facade.catch_up()

    assert names == ["a", "b", "c"]
    assert ConsumerCursor.objects.get(name="test").seq == 3
    [status] = [one for one in facade.consumer_status() if one.name == "test"]
    assert (status.seq, status.lag, status.error) == (3, 0, "")


@pytest.mark.django_db
def test_consumers_at_the_same_place_read_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, int]] = []
    spans: list[tuple[int, int]] = []
    facade.consumer("test.left")(lambda batch: seen.append(("left", len(batch))))
    facade.consumer("test.right")(lambda batch: seen.append(("right", len(batch))))
    facade.append([make_event(message_id=f"m{number}") for number in range(3)])
    turn()
    store = spine.get_spine().store
    read = store.batch

    def noted(after_seq: int, up_to_seq: int) -> pa.Table:
        spans.append((after_seq, up_to_seq))
        return read(after_seq, up_to_seq)

    monkeypatch.setattr(store, "batch", noted)
    consumers.turn()
    consumers.turn()

    assert seen == [("left", 3), ("right", 3)]
    assert spans == [(0, 3)]


@pytest.mark.django_db
def test_effects_of_a_failing_consumer_are_rolled_back_with_its_cursor() -> None:
    consumers._consumers.clear()
    fail, later = [True], list[str]()

    def consume(batch: EventBatch) -> None:
        ConsumerCursor.objects.create(name=f"effect-{batch.first_seq}", seq=1)
        if fail[0]:
            raise ValueError("not today")

    facade.consumer("first")(consume)
    facade.consumer("second", after=("first",))(collected(later))
    facade.append([make_event("a")])
    with pytest.raises(ValueError, match="not today"):
        facade.catch_up()

    assert not ConsumerCursor.objects.filter(name="effect-1").exists()
    assert later == []
    [status, _] = facade.consumer_status()
    assert (status.name, status.seq, status.lag, status.error) == ("first", 0, 1, "ValueError: not today")

    fail[0] = False
    facade.catch_up()

    assert ConsumerCursor.objects.filter(name="effect-1").count() == 1
    assert later == ["a"]


@pytest.mark.django_db
def test_personal_values_leave_the_vault_when_all_consumers_have_passed() -> None:
    consumers._consumers.clear()
    token, sealed = facade.seal("email", "c@d.example")
    given: list[str | None] = []
    facade.consumer("reads")(lambda batch: given.append(batch.ciphertext(token)))
    facade.append([make_event(secrets={token: sealed})])
    facade.catch_up()

    assert given == [sealed]
    assert facade.ciphertext(token) is None


def test_state_is_replaced_not_added() -> None:
    facade.upsert_state(
        pa.table({"profile_id": [1, 2], "orders": pa.array([1, 2], pa.int32()), "city": ["沪", "京"]})
    )
    facade.upsert_state(pa.table({"profile_id": [2, 3], "orders": pa.array([5, None], pa.int32())}))
    for _ in range(2):
        facade.replace_tags([1, 2], pa.table({"profile_id": [1], "tag": ["vip"]}))
        facade.replace_list(9, [1, 2, 3], [])
    facade.replace_list(9, [], [2])

    read = facade.reader()
    state = read("SELECT profile_id, orders, city FROM profile_state ORDER BY 1").to_pylist()
    assert [tuple(row.values()) for row in state] == [(1, 1, "沪"), (2, 5, "京"), (3, None, None)]
    assert read("SELECT * FROM profile_tag").to_pylist() == [{"profile_id": 1, "tag": "vip"}]
    assert read("SELECT profile_id FROM profile_list ORDER BY 1")["profile_id"].to_pylist() == [1, 3]


def test_what_is_written_together_stands_or_falls_together() -> None:
    people = pa.table({"profile_id": [1, 2]})
    with pytest.raises(ZeroDivisionError), facade.together():
        facade.upsert_state(people)
        facade.replace_list(7, [1], [])
        raise ZeroDivisionError
    nothing = facade.reader()("SELECT profile_id FROM profile_state").num_rows
    with facade.together():
        facade.upsert_state(people)
        facade.replace_list(7, [1], [])
        unseen = facade.reader()("SELECT profile_id FROM profile_state").num_rows

    assert (nothing, unseen) == (0, 0)
    assert facade.reader()("SELECT count(*) AS n FROM profile_state")["n"].to_pylist() == [2]
    assert facade.reader()("SELECT profile_id FROM profile_list")["profile_id"].to_pylist() == [1]


def test_merged_people_share_a_timeline_and_squash_changes_no_answer() -> None:
    facade.append([make_event("a", profile_id=1, time_ms=1), make_event("b", profile_id=2, time_ms=2)])
    turn()
    facade.set_aliases([(2, 1)])
    before = [event.name for event in facade.timeline([1])]
    assert facade.squash() == 1
    after = [event.name for event in facade.timeline([1])]
    facade.set_aliases([(2, 2)])

    assert before == after == ["b", "a"]
    assert [event.name for event in facade.timeline([1])] == ["a"]
    assert [event.name for event in facade.timeline([2])] == ["b"]


def test_the_timeline_pages_without_gaps() -> None:
    facade.append([make_event(f"e{n}", profile_id=1, time_ms=n // 2) for n in range(7)])
    turn()
    first = facade.timeline([1], limit=4)
    rest = facade.timeline([1], limit=4, before=(first[-1].time, first[-1].event_id))

    assert len({event.event_id for event in [*first, *rest]}) == 7
    assert [event.time for event in [*first, *rest]] == [3, 2, 2, 1, 1, 0, 0]
    assert [event.name for event in facade.timeline([1], names=["e3"])] == ["e3"]


def test_facts_reach_the_spine_one_event_a_person() -> None:
    from marketloop.events.sink import take_facts
    from marketloop.facts.messages import MessageSent
    from marketloop.facts.orders import OrderPaid
    from marketloop.platform.outbox import Recorded

    paid = OrderPaid(profile_id=4, order_id="A", amount=500, quantity=1, time_ms=77)
    sent = MessageSent(profile_ids=(1, 2), message_ids=("msg_1", "msg_2"), channel="email")
    facts = [Recorded(10, paid.name, paid.to_payload(), 99), Recorded(11, sent.name, sent.to_payload(), 99)]
    for _ in range(2):
        take_facts(facts)
        turn()

    rows = stored("name, profile_id, time, order_id, amount, message, channel, kind")
    assert [tuple(row.values()) for row in rows] == [
        ("order_paid", 4, 77, "A", 500, None, None, "fact"),
        ("message_sent", 1, 99, None, None, "msg_1", "email", "fact"),
        ("message_sent", 2, 99, None, None, "msg_2", "email", "fact"),
    ]


def test_a_fact_that_is_told_together_is_one_event_of_nobody() -> None:
    from marketloop.events.sink import take_facts
    from marketloop.facts.people import ProfilesTouched
    from marketloop.platform.outbox import Recorded

    touched = ProfilesTouched(profile_ids=(1, 2), what="trait")
    take_facts([Recorded(12, touched.name, touched.to_payload(), 99)])
    turn()

    [row] = stored("name, profile_id, properties")
    assert (row["name"], row["profile_id"]) == ("profiles_touched", 0)
    assert json.loads(row["properties"]) == {"profile_ids": [1, 2], "what": "trait"}


def test_many_threads_append_at_once() -> None:
    threads = [
        threading.Thread(target=facade.append, args=([make_event(message_id=f"{n}-{i}") for i in range(50)],))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    turn()

    assert facade.counts() == facade.SpineCounts(1000, 1000, 1000)
    assert crypto.token("a", "b") != crypto.token("b", "a")

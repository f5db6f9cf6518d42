"""A whole small company before and after a replay, and after its store was deleted: the same, and nothing was done again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marketloop.entrypoints.cli import main
from marketloop.events import facade as events
from marketloop.events import rebuilding, replay, spine
from marketloop.events.models import ConsumerCursor
from marketloop.events.query.ast import FunnelQuery, TrendQuery
from marketloop.events.schema import TABLES
from marketloop.events.testing import make_event
from marketloop.identity import facade as identity
from marketloop.identity.models import Alias, Merge
from marketloop.journeys.models import Enrolment, Journey
from marketloop.journeys.testing import make_live
from marketloop.messaging import facade as messaging
from marketloop.messaging.models import Message
from marketloop.platform import background, clock, ids, jobs
from marketloop.platform.config import get_config
from marketloop.platform.errors import Conflict
from marketloop.platform.models import JobState, OutboxFact
from marketloop.profiles import facade as profiles
from marketloop.profiles.models import Person
from marketloop.segments import facade as segments
from marketloop.segments.membership import members_of
from marketloop.segments.models import Segment
from marketloop.segments.services import create

pytestmark = [pytest.mark.django_db, pytest.mark.db]
DAY = 86_400_000


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with real files."""
    config = get_config().model_copy(update={"home": tmp_path})
    monkeypatch.setattr(spine, "get_config", lambda: config)
    spine.set_opener(spine.open_spine)
    segments.forget_store()
    return tmp_path


def _event(name: str, *identifiers: tuple[str, str], ago: int = 0, **more: Any) -> Any:
    return make_event(name, identifiers=identifiers, time_ms=clock.now_ms() - ago, **more)


def _settle() -> None:
    background.run_all_once()


def _company() -> dict[str, int]:
    """People who came in all ways: merged by rule and by hand, one merge undone, who bought, agreed, got mail, were bots."""
    a, b, c, d = profiles.bulk_upsert(
        [
            profiles.UpsertRow(
                identifiers=(("user_id", name), ("email", f"{name}@yunlan.example")),
                consents={"email": True},
                traits={"city": "杭州"},
            )
            for name in "abcd"
        ],
        source="import",
    ).ids
    template = messaging.ensure_template(
        key="t", name="T", subject="S", body="<a href='https://x.example'>x</a>", body_kind="html"
    )
    buyers = create(
        name="买过",
        condition={
            "type": "event",
            "name": "order_paid",
            "window": {"kind": "ever"},
            "op": "gte",
            "count": 1,
        },
    )
    create(name="杭州", condition={"type": "trait", "key": "city", "op": "eq", "value": "杭州"})
    _settle()
    make_live(
        {"type": "event_entry", "id": "in", "event": "cart_added"},
        {"type": "send_email", "id": "mail", "template": ids.encode("tpl", template)},
        {"type": "exit", "id": "out", "reason": "done"},
        name="加购",
    )
    make_live(
        {"type": "segment_entry", "id": "in", "segment": ids.encode("seg", buyers.id)},
        {"type": "exit", "id": "out", "reason": "done"},
        name="买过的人",
    )
    _settle()
    line = {"order_id": "o1", "amount": 12_900, "quantity": 1, "product_id": "p1", "category": "鞋"}
    events.append(
        [
            _event("page_viewed", ("anonymous_id", "x"), ago=5 * DAY, kind="page"),
            _event("page_viewed", ("anonymous_id", "x"), ("user_id", "a"), ago=4 * DAY, kind="page"),
            _event("order_paid", ("user_id", "a"), ago=3 * DAY, source="server", properties=line),
            _event("order_paid", ("user_id", "b"), ago=3 * DAY, source="server", properties=line),
            _event(
                "product_bought",
                ("user_id", "a"),
                ago=3 * DAY,
                source="server",
                properties={**line, "line": 1},
            ),
            _event(
                "identified",
                ("user_id", "b"),
                kind="identify",
                traits={"city": "上海", "email_consent": False},
            ),
            _event("page_viewed", ("anonymous_id", "bot"), kind="page", quality=2),
            *(_event("product_clicked", ("anonymous_id", "fast"), ago=n * 200) for n in range(60)),
            make_event("page_viewed", message_id="same"),
            make_event("page_viewed", message_id="same"),
        ]
    )
    events.append([_event("cart_added", ("user_id", name)) for name in "abc"])
    _settle()
    identity.merge(c, d, "manual")
    _settle()
    profiles.add_tag([c], "老客", source="test")
    events.append([_event("cart_added", ("user_id", "d"), properties={"amount": 100})])
    _settle()
    identity.undo_merge(identity.merge(a, b, "manual"))
    _settle()
    identity.undo_merge(identity.merge(b, c, "manual"))
    events.squash()
    _settle()
    return {"a": a, "b": b, "c": c, "d": d}


def _rows(sql: str) -> list[tuple[Any, ...]]:
    return sorted((tuple(row.values()) for row in events.reader()(sql).to_pylist()), key=repr)


def _answers() -> dict[str, Any]:
    """Everything that follows from the log."""
    span = {"start": clock.now_ms() // DAY * DAY - 9 * DAY, "end": clock.now_ms() // DAY * DAY + 2 * DAY}
    measures = [{"step": {"event": name}} for name in ("page_viewed", "order_paid", "cart_added")]
    steps = [{"event": "page_viewed"}, {"event": "order_paid"}]
    lists = ("profile_id", "published")
    return {
        "events": _rows(
            "SELECT * REPLACE (coalesce(origin_profile_id, profile_id) AS profile_id,"
            " CAST(NULL AS BIGINT) AS origin_profile_id) FROM events"
        ),
        **{name: _rows(f"SELECT * FROM {name}") for name in TABLES if name != "events"},
        "people": sorted(Person.objects.values_list(), key=repr),
        "aliases": sorted(Alias.objects.values_list(*lists)),
        "merges": sorted(Merge.objects.values_list("id", "undone_at"), key=repr),
        "members": {row.name: members_of(row.id, row.version).tolist() for row in Segment.objects.all()},
        "versions": sorted(Segment.objects.values_list("id", "version")),
        "trend": repr(
            events.trend(
                TrendQuery.model_validate({"measures": measures, "range": span, "breakdown": "device"})
            )
        ),
        "funnel": repr(events.funnel(FunnelQuery.model_validate({"steps": steps, "range": span}))),
        "effects": (
            Message.objects.count(),
            sorted(Message.objects.values_list("id", "state")),
            Enrolment.objects.count(),
            sorted(Journey.objects.values_list("id", "state")),
        ),
        "facts": OutboxFact.objects.count(),
        "cursors": sorted(ConsumerCursor.objects.values_list("name", "seq")),
    }


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def _replay() -> Any:
    job = jobs.get_job(replay.start_replay(actor=None))
    jobs.execute(jobs.claim() or job)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    return job.result


def test_a_replay_changes_nothing_and_does_nothing_again(home: Path) -> None:
    _company()
    before = _answers()

    found = _replay()
    _settle()

    assert _differences(before, _answers()) == {}
    assert (Message.objects.count(), Enrolment.objects.count()) == (
        before["effects"][0],
        before["effects"][2],
    )
    assert found["read"] == events.get_store().position
    assert (found["repeated"], found["kept"], found["restored"]) == (2, 0, 0)
    assert len(before["events"]) == found["read"] - 2
    assert before["effects"][0] >= 3
    assert len(before["traffic_verdict"]) > 0
    assert sum(undone is not None for _, undone in before["merges"]) == 2


def test_lost_rows_are_found_again_and_rows_without_a_log_are_kept(home: Path) -> None:
    _company()
    store = events.get_store()
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO events SELECT * REPLACE (77 AS event_id, seq + 1000000 AS seq) FROM events WHERE name = 'order_paid'"
        )
    before = _answers()
    with store.writing() as connection:
        connection.execute(
            "DELETE FROM events WHERE name IN ('order_paid', 'page_viewed') AND event_id <> 77"
        )
        connection.execute("UPDATE events SET amount = 1, properties = '{}' WHERE name = 'cart_added'")

    found = _replay()
    _settle()

    assert _differences(before, _answers()) == {}
    assert (found["kept"], found["restored"]) == (1, 5)


def test_a_cancelled_replay_leaves_the_table_as_it_was(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _company()
    before = _answers()
    job = jobs.get_job(replay.start_replay(actor=None))
    with pytest.raises(Conflict):
        replay.start_replay(actor=None)
    claimed = jobs.claim()
    assert claimed is not None
    asked = iter(range(100))
    monkeypatch.setattr(rebuilding, "CHUNK", 5)
    monkeypatch.setattr(jobs.JobContext, "cancelled", lambda _: next(asked) == 3)

    jobs.execute(claimed)

    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert next(asked) == 4
    assert 0 < job.done < job.total / 2
    assert _differences(before, _answers()) == {}
    assert events.reader()("SELECT count(*) AS n FROM duckdb_tables()")["n"].to_pylist() == [len(TABLES) + 1]


def test_a_deleted_store_comes_back_from_the_log(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _company()
    before = _answers()
    events.close()
    (home / "events.duckdb").unlink()

    with pytest.raises(spine.StoreLost):
        events.get_store()
    assert main(["replay", "--lost-store"]) == 0
    _settle()

    assert _differences(before, _answers()) == {}

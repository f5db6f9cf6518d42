"""The doctor: each finding is caused and named; all well is said so."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from marketloop.entrypoints.cli import main
from marketloop.events import appender, consumers, ownership, spine
from marketloop.events import doctor as events_doctor
from marketloop.events import facade as events
from marketloop.events.testing import make_event
from marketloop.identity import facade as identity
from marketloop.identity.models import Alias
from marketloop.platform import background, clock, doctor, i18n
from marketloop.platform.config import get_config
from marketloop.platform.models import Job, OutboxDelivery, OutboxFact
from marketloop.profiles.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def _codes() -> set[str]:
    found = doctor.examine()
    for one in found:
        for language in i18n.LANGUAGES:
            for text in (one.what(language), one.do(language)):
                assert text
                assert not re.search(r"^doctor\.|\{\w+\}", text), (one, text)
    return {one.code for one in found}


def _config(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    config = get_config().model_copy(update=changes)
    monkeypatch.setattr(doctor, "get_config", lambda: config)


def test_all_is_well() -> None:
    events.append([make_event()])
    background.run_all_once()

    assert doctor.examine() == []


def _job(**values: Any) -> None:
    fields = {"name": "x.y", "payload": {}, "run_at": clock.now(), "created_at": clock.now(), **values}
    Job.objects.create(**fields)


def _late() -> dt.datetime:
    return clock.wall() - dt.timedelta(minutes=10)


def _many_facts() -> None:
    OutboxFact.objects.bulk_create([OutboxFact(name="x", payload={}, occurred_ms=1) for _ in range(10_001)])


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (lambda: _job(state="failed", finished_at=clock.now(), error="no"), "jobs_failed"),
        (lambda: _job(state="running", lease_until=_late()), "jobs_lost"),
        (_many_facts, "outbox_waiting"),
        (
            lambda: OutboxDelivery.objects.create(subscriber="s", fact_id=1, attempts=3, error="no"),
            "outbox_failing",
        ),
    ],
)
def test_rows_that_say_that_something_is_wrong(cause: Callable[[], None], code: str) -> None:
    cause()

    assert _codes() == {code}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"base_url": "https://crm.example", "smtp_url": "smtp://m.example"}, set()),
        ({"base_url": "https://crm.example"}, {"mail_missing"}),
        ({"base_url": "http://crm.example", "smtp_url": "smtp://m.example"}, {"address_plain"}),
        ({"base_url": "http://crm.example", "demo": True}, set()),
    ],
)
def test_settings_of_an_installation_that_serves_people(
    changes: dict[str, Any], codes: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _config(monkeypatch, **changes)

    assert _codes() == codes


def test_home_and_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _config(monkeypatch, home=tmp_path, secret_key="")
    tmp_path.chmod(0o777)
    assert _codes() == {"home_open", "key_missing"}

    (tmp_path / "secret.key").write_text("x")
    (tmp_path / "secret.key").chmod(0o644)
    tmp_path.chmod(0o700)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000_000))
    assert _codes() == {"key_open", "disk_full"}


def test_a_clock_that_was_moved() -> None:
    clock.advance(dt.timedelta(hours=2))

    assert _codes() == {"clock_moved"}


def test_a_store_that_is_behind_and_a_consumer_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    events.append([make_event()])
    assert _codes() == {"store_behind"}

    def fail(batch: Any) -> None:
        raise ValueError("no")

    consumers._consumers["profiles"] = consumers.Consumer("profiles", fail, ())
    appender.turn()
    with pytest.raises(ValueError, match="no"):
        consumers.turn()
    assert "consumer_failing" in _codes()
    consumers._consumers["profiles"].failures = 0
    monkeypatch.setattr(events_doctor, "BEHIND", 0)
    assert "consumer_behind" in _codes()


def test_logs_that_are_torn_or_damaged() -> None:
    for number in range(5):
        events.append([make_event(properties={"n": number})])
    background.run_all_once()
    log = spine.get_spine().log
    (log.folder / "x.torn").write_bytes(b"")
    assert _codes() == {"log_torn"}

    [(_, path)] = log.segments()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "log_damaged" in _codes()


def test_figures_that_do_not_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    events.append([make_event(identifiers=(("user_id", name),)) for name in "ab"])
    background.run_all_once()
    one, other = Person.objects.values_list("id", flat=True)
    identity.merge(one, other, "manual")
    background.run_all_once()
    assert _codes() == set()

    with events.get_store().writing() as connection:
        connection.execute("DELETE FROM alias_map")
        connection.execute("DELETE FROM profile_state")
        connection.execute("INSERT INTO events SELECT * FROM events")
    monkeypatch.setattr(events_doctor, "VAULT", -1)
    assert _codes() == {"aliases_differ", "people_differ", "store_doubled", "store_more", "vault_growing"}

    monkeypatch.setattr("marketloop.identity.doctor.WAITING", 0)
    Alias.objects.update(published=False)
    assert "aliases_waiting" in _codes()


@pytest.mark.parametrize("kind", ["lost", "unreadable", "owned"])
def test_a_store_that_cannot_be_opened(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = get_config().model_copy(update={"home": tmp_path})
    monkeypatch.setattr(spine, "get_config", lambda: config)
    spine.set_opener(spine.open_spine)
    events.append([make_event()])
    background.run_all_once()
    events.close()
    if kind == "owned":
        held = ownership.take(tmp_path)
        assert "store_owned" in _codes()
        held.release()
        return
    (tmp_path / "events.duckdb").unlink()
    if kind == "unreadable":
        (tmp_path / "events.duckdb").write_bytes(b"no database" * 1000)

    assert "store_lost" in _codes()
    assert main(["replay", "--lost-store"]) == 0
    assert _codes() == set()
    [aside] = tmp_path.glob("events.duckdb.lost-*")
    assert aside.read_bytes().startswith(b"no database") == (kind == "unreadable")


def test_a_migration_that_was_not_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="events", name="0005_operations").delete()

    assert _codes() == {"migrations_waiting"}


def test_a_check_that_breaks_is_told_and_the_exit_status_is_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> list[doctor.Finding]:
        raise RuntimeError("oh")

    monkeypatch.setitem(doctor._finders, "x", broken)

    assert main(["doctor"]) == 1
    assert "RuntimeError: oh" in capsys.readouterr().out

"""`marketloop import`: does the work itself when no server runs, and leaves it to the server when one does."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from marketloop.events import facade as events
from marketloop.imports import commands
from marketloop.imports.contracts import ImportState
from marketloop.imports.models import Import
from marketloop.imports.testing import ORDERS_CSV, write
from marketloop.orders.facade import order_totals
from marketloop.platform import ids
from marketloop.platform.errors import Conflict, DomainError
from marketloop.platform.models import Job, JobState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    from marketloop.platform.config import get_config

    monkeypatch.setattr(get_config(), "language", "en")


def run(*words: str) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser()
    commands.add(parser.add_subparsers())
    args = parser.parse_args(["import", *words])
    status: int = args.run(args)
    return status


def test_without_a_server_the_command_imports_and_events_are_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, ORDERS_CSV)

    status = run(str(path), "--kind", "orders", "--until", "2026-03-02", "--tz", "Asia/Shanghai")

    assert status == 0
    assert order_totals().orders == 1
    assert events.counts().events >= 3
    out = capsys.readouterr().out
    assert out.endswith(
        "Done: 3 rows, 2 good, 0 bad, 1 skipped; 1 orders created (0 of the file without customer), 0 there already; "
        "2 new products; quantity 3, amount 10,880 minor units.\n"
    )


def test_columns_by_hand_and_an_error_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "k;titel;cost\nA;x;1\nB;y;=1+\n")

    words = ("--kind", "products", "--map", "code=k", "name=titel", "--map", "price=cost", "--errors")
    status = run(str(path), *words, str(tmp_path / "errors.csv"))

    assert status == 0
    assert "Not a number." in capsys.readouterr().out
    assert (tmp_path / "errors.csv").read_text("utf-8-sig").splitlines()[1] == "3,cost,'=1+,Not a number."


def test_with_a_server_the_run_is_left_to_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def owned() -> None:
        raise Conflict("events_store_owned", pid="7")

    monkeypatch.setattr("marketloop.events.facade.get_store", owned)

    status = run(str(write(tmp_path, ORDERS_CSV)), "--kind", "orders")

    job = Job.objects.get()
    assert (status, job.state, Import.objects.get().state) == (0, JobState.QUEUED, ImportState.RUNNING)
    assert ids.encode("job", job.id) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("missing.csv",), "import_no_such_file"),
        (("file.csv", "--map", "order_no"), "import_map_malformed"),
        (("file.csv", "--kind", "orders", "--map", "time="), "import_field_required"),
        (("file.csv", "--kind", "orders", "--map", "colour=单价"), "import_field_unknown"),
    ],
)
def test_refusals_name_what_is_wrong(tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    write(tmp_path, ORDERS_CSV)

    with pytest.raises(DomainError) as refused:
        run(str(tmp_path / words[0]), *words[1:])

    assert refused.value.code == code
    assert order_totals().orders == 0

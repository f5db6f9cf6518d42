"""The log as Parquet and back into an empty installation: the same events and answers; importing twice changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from marketloop.entrypoints.cli import main
from marketloop.events import archive, facade, spine
from marketloop.events.query.ast import FunnelQuery, TrendQuery
from marketloop.events.testing import make_event
from marketloop.identity.models import Identifier
from marketloop.platform import background
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.platform.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.db]
MARCH, APRIL = 1_772_467_200_000, 1_775_059_200_000  # 2026-03-03 and 2026-04-02 in Shanghai


def _nothing(done: int, total: int) -> None:
    """No progress."""


def _fill() -> str:
    token, sealed = facade.seal("phone", "13800138000")
    facade.append(
        [
            make_event("page_viewed", message_id="1", time_ms=MARCH, context={"userAgent": "Mozilla/5.0 (iPhone)"}),
            make_event("order_paid", message_id="2", time_ms=APRIL, source="server",
                       properties={"order_id": "o1", "amount": 900, "nested": {"a": [1, None, "x"]}}),
            make_event("page_viewed", message_id="1", time_ms=MARCH),
            make_event("identified", message_id="3", kind="identify", time_ms=APRIL, quality=1, traits={"city": "杭州"},
                       identifiers=(("anonymous_id", "visitor-1"), ("phone", token)), secrets={token: sealed}),
        ]
    )  # fmt: skip
    background.run_all_once()
    return sealed


def _rows() -> list[dict[str, Any]]:
    sql = "SELECT * EXCLUDE (profile_id, origin_profile_id, seq) FROM events WHERE kind <> 'fact' ORDER BY event_id"
    return list(facade.reader()(sql).to_pylist())


def _answers() -> tuple[str, str]:
    span = {"start": MARCH - 86_400_000, "end": APRIL + 86_400_000}
    steps = [{"event": "page_viewed"}, {"event": "order_paid"}]
    measures = [{"step": one, "measure": "people"} for one in steps]
    trend = facade.trend(TrendQuery.model_validate({"measures": measures, "range": span, "period": "month"}))
    funnel = FunnelQuery.model_validate({"steps": steps, "range": span, "window_ms": 90 * 86_400_000})
    return repr(trend), repr(facade.funnel(funnel).__dict__ | {"ms": 0})


def test_out_and_into_an_empty_installation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sealed = _fill()
    rows, answers = _rows(), _answers()

    assert main(["export", "--events", str(tmp_path / "a")]) == 0
    manifest = json.loads((tmp_path / "a" / "manifest.json").read_text())
    assert [(one["file"], one["events"], one["first"], one["last"]) for one in manifest["files"]][:2] == [
        ("events-2026-03.parquet", 2, MARCH, MARCH),
        ("events-2026-04.parquet", 2, APRIL, APRIL),
    ]
    assert sealed.encode() not in b"".join(path.read_bytes() for path in (tmp_path / "a").iterdir())
    spine.close_spine()
    Identifier.objects.all().delete()
    from marketloop.events.models import ConsumerCursor

    ConsumerCursor.objects.all().delete()
    assert facade.counts().events == 0

    assert main(["import", "--events", str(tmp_path / "a")]) == 0
    background.run_all_once()
    assert (_rows(), _answers()) == (rows, answers)
    once = facade.counts().events
    assert main(["import", "--events", str(tmp_path / "a")]) == 0
    assert facade.counts().events == once


def test_a_range_and_names_are_chosen(tmp_path: Path) -> None:
    _fill()

    some = ["--from-date", "2026-04-01", "--to-date", "2026-05-01", "--names", "order_paid"]
    assert main(["export", "--events", str(tmp_path / "a"), *some]) == 0

    [path] = (tmp_path / "a").glob("*.parquet")
    assert pq.read_table(path)["message_id"].to_pylist() == ["2"]
    assert main(["export", "--events", str(tmp_path / "b"), "--from-date", "April"]) == 1
    assert not (tmp_path / "b").exists()


def test_refusals_leave_nothing(tmp_path: Path) -> None:
    _fill()
    folder = tmp_path / "a"
    archive.export(folder, archive.Chosen(), _nothing)
    with pytest.raises(Conflict):
        archive.export(folder, archive.Chosen(), _nothing)
    with pytest.raises(NotFound):
        archive.load(tmp_path, archive.Chosen(), _nothing)
    before = facade.counts()
    path = folder / "events-2026-04.parquet"
    path.write_bytes(path.read_bytes() + b"x")

    with pytest.raises(Invalid) as refused:
        archive.load(folder, archive.Chosen(), _nothing)

    assert (refused.value.code, facade.counts()) == ("archive_file_changed", before)
    (folder / "manifest.json").write_text(
        '{"format": "marketloop-events", "version": 1, "files": [{"file": "../x"}]}'
    )
    with pytest.raises(Invalid):
        archive.load(folder, archive.Chosen(), _nothing)


def test_a_cancelled_export_leaves_no_file(tmp_path: Path) -> None:
    _fill()

    def cancel(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.export(tmp_path / "a", archive.Chosen(), cancel)

    assert list((tmp_path / "a").iterdir()) == []
    assert not Job.objects.exists()

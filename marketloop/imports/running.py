"""One run of an import: stage the file, load its parts, keep the place after each, so that a killed run goes on where it was."""

from __future__ import annotations

import msgspec
import structlog

from marketloop.imports import files
from marketloop.imports.contracts import Counts, ImportKind, ImportState, Mapping, RowProblem
from marketloop.imports.loading import LOADERS, Batch, Memory, parts_of, torn_rows
from marketloop.imports.models import Import
from marketloop.imports.staging import PROBLEMS, Stage, Staged, write_problems
from marketloop.platform import clock
from marketloop.platform.errors import DomainError
from marketloop.platform.jobs import JobCancelled, JobContext

log = structlog.get_logger(__name__)
_SCALE = 1000  # progress is told in thousandths: the first half is reading


def run(ctx: JobContext, import_id: int) -> dict[str, int]:
    """Run or go on with an import; returns its counts. A refusal with a reason ends it as failed and is no error of the job."""
    row = Import.objects.get(id=import_id)
    Import.objects.filter(id=import_id).update(state=ImportState.RUNNING, error_code="", error_params={})
    try:
        counts = _run(ctx, row)
    except JobCancelled:
        _end(import_id, ImportState.CANCELLED)
        raise
    except DomainError as refusal:
        _end(import_id, ImportState.FAILED, refusal.code, refusal.params)
        return {}
    except Exception:
        _end(import_id, ImportState.FAILED, "import_interrupted")
        raise
    _end(import_id, ImportState.DONE)
    return counts


def _end(import_id: int, state: ImportState, code: str = "", params: dict[str, object] | None = None) -> None:
    Import.objects.filter(id=import_id).update(
        state=state, error_code=code, error_params=params or {}, finished_at=clock.now()
    )


def _run(ctx: JobContext, row: Import) -> dict[str, int]:
    stage = Stage(files.work_folder(row.id))
    kind, mapping = ImportKind(row.kind), msgspec.convert(row.mapping, Mapping)

    def turn(rows: int, share: float) -> None:
        ctx.progress(int(share * _SCALE / 2), _SCALE, f"reading {rows}")
        ctx.check()

    staged = stage.find() or stage.make(files.path_of(row.file_sha256), kind, mapping, turn)
    table = stage.table()
    if row.loaded == 0:
        _begin(row, stage, staged, torn_rows(table, staged.torn_orders))
    parts = parts_of(kind, table, staged.torn_orders)
    memory = Memory()
    for number in range(row.loaded, len(parts)):
        ctx.check()
        counts = msgspec.convert(row.counts, Counts)
        batch = Batch(table.take(parts[number]), mapping.options, row.file_sha256, memory)
        problems = LOADERS[kind](batch, counts)
        counts.problems += len(problems)
        _keep_place(row, stage, counts, problems, number + 1)
        share = (number + 1) / len(parts)
        ctx.progress(int((1 + share) * _SCALE / 2), _SCALE, f"loading {number + 1}/{len(parts)}")
    ctx.progress(_SCALE, _SCALE)
    return msgspec.to_builtins(msgspec.convert(row.counts, Counts))  # type: ignore[no-any-return]


def _begin(row: Import, stage: Stage, staged: Staged, torn: list[RowProblem]) -> None:
    counts = staged.counts
    row.problem_bytes = staged.problem_bytes
    counts.bad += len(torn)
    counts.good -= len(torn)
    counts.problems += len(torn)
    _keep_place(row, stage, counts, torn, 0)


def _keep_place(row: Import, stage: Stage, counts: Counts, problems: list[RowProblem], loaded: int) -> None:
    """Problems first, then the place: what a killed run wrote beyond its place is cut off."""
    with (stage.folder / PROBLEMS).open("r+b") as report:
        report.truncate(row.problem_bytes)
        report.seek(row.problem_bytes)
        write_problems(report, problems)
        row.problem_bytes = report.tell()
    row.counts = msgspec.to_builtins(counts)
    row.loaded = loaded
    row.save(update_fields=["counts", "loaded", "problem_bytes"])

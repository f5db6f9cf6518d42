"""Writes of file import: take a file, map it, start, cancel, forget it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.db import transaction

from marketloop.imports import files
from marketloop.imports.checking import Checker, check_mapping
from marketloop.imports.contracts import ImportKind, ImportState, Mapping
from marketloop.imports.fields import suggest, suggest_kind
from marketloop.imports.jobs import run_import
from marketloop.imports.models import Import
from marketloop.imports.queries import get_import
from marketloop.imports.reading import open_file
from marketloop.organisation.facade import record_audit
from marketloop.platform import clock, ids, jobs
from marketloop.platform.errors import Conflict, Invalid
from marketloop.platform.http import Principal
from marketloop.platform.models import JobState

STARTABLE = (ImportState.READY, ImportState.FAILED, ImportState.CANCELLED, ImportState.DONE)


def create_import(
    *,
    file_name: str,
    blocks: Iterable[bytes],
    kind: ImportKind | None = None,
    mapping: Mapping | None = None,
    actor: Principal | None,
) -> Import:
    """Keep a file and suggest how to take it in. With all required columns recognised the import is ready, else a draft.

    `mapping` lays columns and options over the suggestion. Raises Invalid for a file that cannot be read, TooLarge.
    """
    sha256, size = files.keep(blocks, limit=files.MOST_BYTES)
    given = mapping or Mapping()
    try:
        shape = open_file(files.path_of(sha256), given.options).shape
    except Invalid:
        _forget_unused(sha256)
        raise
    kind = kind or suggest_kind(shape.columns)
    suggested = suggest(kind, shape.columns)
    options = msgspec.to_builtins(suggested.options) | msgspec.to_builtins(given.options)
    whole = msgspec.convert(
        {"columns": _laid_over(suggested.columns, given.columns), "options": options}, Mapping
    )
    with transaction.atomic():
        row = Import.objects.create(
            kind=kind,
            state=_state(kind, whole, shape.columns),
            file_name=file_name[-200:],
            file_sha256=sha256,
            file_size=size,
            file_format=shape.format,
            encoding=shape.encoding,
            mapping=msgspec.to_builtins(whole),
            created_by=actor.user_id if actor else None,
            created_at=clock.now(),
        )
        detail = {"kind": kind.value, "sha256": sha256}
        record_audit(
            actor=actor, action="imports.file_taken", subject=ids.encode("imp", row.id), detail=detail
        )
    return row


def _laid_over(suggested: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    """Given columns win; a column that is given leaves its suggested field; an empty one unmaps."""
    kept = {name: column for name, column in suggested.items() if column not in given.values()}
    return {name: column for name, column in (kept | given).items() if column}


def _state(kind: ImportKind, mapping: Mapping, columns: tuple[str, ...]) -> ImportState:
    try:
        check_mapping(kind, mapping, columns)
    except Invalid:
        return ImportState.DRAFT
    return ImportState.READY


def set_mapping(
    *, import_id: int, mapping: Mapping, kind: ImportKind | None = None, actor: Principal | None
) -> Import:
    """Set kind, columns and options; the next run starts anew. Raises Invalid that names each wrong field, Conflict while it runs."""
    row = get_import(import_id)
    kind = kind or ImportKind(row.kind)
    mapping.columns = {name: column for name, column in mapping.columns.items() if column}
    shape = open_file(files.path_of(row.file_sha256), mapping.options).shape
    Checker(kind, mapping, shape.columns)
    with transaction.atomic():
        changed = (
            Import.objects.filter(id=import_id)
            .exclude(state=ImportState.RUNNING)
            .update(
                kind=kind,
                mapping=msgspec.to_builtins(mapping),
                state=ImportState.READY,
                encoding=shape.encoding,
                **_fresh(),
            )
        )
        if not changed:
            raise Conflict("import_is_running")
        record_audit(actor=actor, action="imports.mapped", subject=ids.encode("imp", import_id))
    files.clear_work(import_id)
    return get_import(import_id)


def _fresh() -> dict[str, object]:
    return {
        "loaded": 0,
        "problem_bytes": 0,
        "counts": {},
        "error_code": "",
        "error_params": {},
        "finished_at": None,
    }


def start_import(*, import_id: int, actor: Principal | None) -> Import:
    """Queue the run. A done import runs anew (and changes nothing that is there); a failed or cancelled one goes on."""
    row = get_import(import_id)
    with transaction.atomic():
        changes: dict[str, object] = _fresh() if row.state == ImportState.DONE else {"finished_at": None}
        started = Import.objects.filter(id=import_id, state__in=STARTABLE, job_id=row.job_id).update(
            state=ImportState.RUNNING, started_at=clock.now(), **changes
        )
        if not started:
            raise Conflict("import_is_running" if row.state == ImportState.RUNNING else "import_not_ready")
        if row.state == ImportState.DONE:
            files.clear_work(import_id)
        job_id = jobs.enqueue(
            run_import,
            {"import_id": ids.encode("imp", import_id)},
            created_by=actor.user_id if actor else None,
        )
        Import.objects.filter(id=import_id).update(job_id=job_id)
        record_audit(actor=actor, action="imports.started", subject=ids.encode("imp", import_id))
    return get_import(import_id)


def cancel_import(*, import_id: int, actor: Principal | None) -> Import:
    """Stop at the end of the part that is being loaded; what is in stays in. Raises Conflict when it does not run."""
    row = get_import(import_id)
    if row.state != ImportState.RUNNING or row.job_id is None:
        raise Conflict("import_not_running")
    with transaction.atomic():
        job = jobs.ask_cancel(row.job_id)
        if job.state == JobState.CANCELLED:
            Import.objects.filter(id=import_id, state=ImportState.RUNNING).update(
                state=ImportState.CANCELLED, finished_at=clock.now()
            )
        record_audit(actor=actor, action="imports.cancelled", subject=ids.encode("imp", import_id))
    return get_import(import_id)


def delete_import(*, import_id: int, actor: Principal | None) -> None:
    """Forget an import that never ran to its end, and its file when no other import has it."""
    row = get_import(import_id)
    with transaction.atomic():
        rows = Import.objects.filter(id=import_id).exclude(state__in=[ImportState.RUNNING, ImportState.DONE])
        if not rows.delete()[0]:
            raise Conflict("import_not_deletable")
        record_audit(actor=actor, action="imports.deleted", subject=ids.encode("imp", import_id))
    files.clear_work(import_id)
    _forget_unused(row.file_sha256)


def _forget_unused(sha256: str) -> None:
    if not Import.objects.filter(file_sha256=sha256).exists():
        files.forget_file(sha256)

"""File import over HTTP: upload, mapping, preview, start, progress, cancel, error report."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

import msgspec
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Form, Query, Status

from marketloop.imports import files, queries, services
from marketloop.imports.contracts import FileFormat, ImportKind, ImportState, Mapping, Options, Preview
from marketloop.imports.fields import FIELDS
from marketloop.imports.models import Import
from marketloop.platform import ids, jobs
from marketloop.platform.errors import Invalid, TooLarge
from marketloop.platform.http import Page, PageQuery, Router, Schema, language_of, page_of, principal, require
from marketloop.platform.i18n import Language, translate
from marketloop.platform.models import Job

router = Router(tags=["imports"])
_OVERHEAD = 64 * 1024  # of the form around the file


class MappingIn(Schema):
    """Target field → column, and how to read the file (see the fields' list for the targets)."""

    columns: dict[str, str]
    options: dict[str, Any] = {}
    kind: ImportKind | None = None

    def mapping(self) -> Mapping:
        """As the services take it; raises Invalid for an unknown option or a value of the wrong type."""
        try:
            options = msgspec.convert(self.options, Options)
        except msgspec.ValidationError as error:
            raise Invalid(
                "import_option_wrong", fields={"options": "import_option_wrong"}, problem=str(error)
            ) from None
        return Mapping(columns=dict(self.columns), options=options)


class ProgressOut(Schema):
    """How far a run is: `done` of `total` thousandths; `note` is `reading <rows>` or `loading <part>/<parts>`."""

    done: int
    total: int
    note: str


class ImportOut(Schema):
    """An import; `counts` as contracts.Counts, empty before the first run; `job` to follow or cancel."""

    id: str
    kind: ImportKind
    state: ImportState
    file_name: str
    file_size: int
    file_format: FileFormat
    encoding: str
    columns: dict[str, str]
    options: dict[str, Any]
    counts: dict[str, int]
    error_code: str
    error: str
    job: str | None
    progress: ProgressOut | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None

    @classmethod
    def of(cls, row: Import, language: Language, job: Job | None = None) -> ImportOut:
        """From the row."""
        same = ("kind", "state", "file_name", "file_size", "file_format", "encoding", "counts", "error_code")
        times = ("created_at", "started_at", "finished_at")
        error = translate(f"errors.{row.error_code}", language, **row.error_params) if row.error_code else ""
        return cls(
            id=ids.encode("imp", row.id),
            columns=row.mapping.get("columns", {}),
            options=row.mapping.get("options", {}),
            error=error,
            job=None if row.job_id is None else ids.encode("job", row.job_id),
            progress=None if job is None else ProgressOut(done=job.done, total=job.total, note=job.note),
            **{name: getattr(row, name) for name in (*same, *times)},
        )


class FieldOut(Schema):
    """A target field."""

    name: str
    label: str
    type: str
    required: bool
    synonyms: list[str]
    choices: list[str]


class ImportProblemOut(Schema):
    """Why a row is not taken in."""

    row: int
    column: str
    value: str
    code: str
    reason: str


class PreviewRow(Schema):
    """One of the first rows: values by target field, codes of problems by column."""

    row: int
    values: dict[str, Any]
    problems: dict[str, str]


class ImportPreviewOut(Schema):
    """What was found out about the file, and the first rows as they would come in."""

    columns: list[str]
    mapping: dict[str, str]
    options: dict[str, Any]
    unmapped: list[str]
    missing: list[str]
    samples: dict[str, list[str]]
    encoding: str
    delimiter: str
    sheets: list[str]
    sheet: str
    rows_in_file: int | None
    rows: list[PreviewRow]
    checked: int
    good: int
    bad: int
    skipped: int
    problems: list[ImportProblemOut]

    @classmethod
    def of(cls, found: Preview, language: Language) -> ImportPreviewOut:
        """From the preview."""
        return cls(
            columns=list(found.shape.columns),
            mapping=found.mapping.columns,
            options=msgspec.to_builtins(found.mapping.options),
            unmapped=list(found.unmapped),
            missing=list(found.missing),
            samples=found.samples,
            encoding=found.shape.encoding,
            delimiter=found.shape.delimiter,
            sheets=list(found.shape.sheets),
            sheet=found.shape.sheet,
            rows_in_file=found.shape.rows,
            rows=[PreviewRow(**row) for row in found.rows],
            checked=found.checked,
            good=found.good,
            bad=found.bad,
            skipped=found.skipped,
            problems=[
                ImportProblemOut(
                    row=one.row,
                    column=one.column,
                    value=one.value,
                    code=one.code,
                    reason=queries.reason(one, language),
                )
                for one in found.problems
            ],
        )


class ImportFilter(PageQuery):
    """Which imports."""

    kind: ImportKind | None = None
    state: ImportState | None = None


_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "kind": {"type": "string", "enum": [kind.value for kind in ImportKind]},
                    },
                }
            }
        },
    }
}


@router.post("/imports", response={201: ImportOut}, openapi_extra=_UPLOAD)
@require("imports.write")
def create_import(request: HttpRequest, kind: Form[ImportKind | None] = None) -> Status[ImportOut]:
    """Upload a file (form field `file`, at most 500 MB); the answer holds the suggested kind and mapping."""
    if int(request.headers.get("Content-Length") or 0) > files.MOST_BYTES + _OVERHEAD:
        raise TooLarge("import_file_too_large", megabytes=files.MOST_BYTES // (1024 * 1024))
    upload = request.FILES.get("file")
    if upload is None or isinstance(upload, list):
        raise Invalid("import_file_missing", fields={"file": "import_file_missing"})
    row = services.create_import(
        file_name=upload.name or "file", blocks=upload.chunks(), kind=kind, actor=principal(request)
    )
    return Status(201, ImportOut.of(row, language_of(request)))


@router.get("/imports", response=Page[ImportOut])
@require("imports.read")
def list_imports(request: HttpRequest, query: Query[ImportFilter]) -> Page[ImportOut]:
    """Imports, newest first; search by file name, filter by kind and state."""
    rows, language = Import.objects.all(), language_of(request)
    exact = {"kind": query.kind, "state": query.state}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if query.q:
        rows = rows.filter(file_name__icontains=query.q)
    sorts = {"created_at": "created_at", "file_name": "file_name"}
    return page_of(rows, query, lambda row: ImportOut.of(row, language), sorts, "-created_at")


@router.get("/imports/fields", response=list[FieldOut])
@require("imports.read")
def list_import_fields(request: HttpRequest, kind: ImportKind) -> list[FieldOut]:
    """The target fields of a kind. Contacts also take `trait:<key>`, events `property:<key>`."""
    language = language_of(request)
    return [
        FieldOut(
            name=field.name,
            label=translate(f"imports.field.{kind.value}.{field.name}", language),
            type=field.type,
            required=field.required,
            synonyms=field.synonyms.split(),
            choices=list(dict.fromkeys(value for _, value in field.choices)),
        )
        for field in FIELDS[kind]
    ]


@router.get("/imports/sample", response={200: None})
@require("imports.read")
def get_import_sample(request: HttpRequest, kind: ImportKind) -> StreamingHttpResponse:
    """A small CSV file with the columns of a kind, in the asker's language."""
    language = language_of(request)
    shown = [field for field in FIELDS[kind] if field.sample[0]]
    header = [translate(f"imports.field.{kind.value}.{field.name}", language) for field in shown]
    rows = [header, *([field.sample[at] for field in shown] for at in (0, 1))]
    return _download(rows, f"sample-{kind.value}.csv")


@router.get("/imports/{import_id}", response=ImportOut)
@require("imports.read")
def get_import(request: HttpRequest, import_id: str) -> ImportOut:
    """One import with its progress."""
    return _out(request, queries.get_import(ids.decode("imp", import_id)))


@router.put("/imports/{import_id}/mapping", response=ImportOut)
@require("imports.write")
def set_import_mapping(request: HttpRequest, import_id: str, body: MappingIn) -> ImportOut:
    """Set columns and options; refused with the names of wrong or missing fields."""
    row = services.set_mapping(
        import_id=ids.decode("imp", import_id),
        mapping=body.mapping(),
        kind=body.kind,
        actor=principal(request),
    )
    return _out(request, row)


@router.get("/imports/{import_id}/preview", response=ImportPreviewOut)
@require("imports.read")
def preview_import(request: HttpRequest, import_id: str) -> ImportPreviewOut:
    """The first 20 rows as they would come in, and what is wrong in the first 2,000."""
    found = queries.preview_of(queries.get_import(ids.decode("imp", import_id)))
    return ImportPreviewOut.of(found, language_of(request))


@router.post("/imports/{import_id}/preview", response=ImportPreviewOut)
@require("imports.read")
def preview_import_with(request: HttpRequest, import_id: str, body: MappingIn) -> ImportPreviewOut:
    """The same with another mapping, which is not kept."""
    row = queries.get_import(ids.decode("imp", import_id))
    return ImportPreviewOut.of(queries.preview_of(row, body.mapping(), body.kind), language_of(request))


@router.post("/imports/{import_id}/start", response=ImportOut)
@require("imports.write")
def start_import(request: HttpRequest, import_id: str) -> ImportOut:
    """Run it in the background; a done import may run again and changes nothing that is there."""
    row = services.start_import(import_id=ids.decode("imp", import_id), actor=principal(request))
    return _out(request, row)


@router.post("/imports/{import_id}/cancel", response=ImportOut)
@require("imports.write")
def cancel_import(request: HttpRequest, import_id: str) -> ImportOut:
    """Stop after the part that is being loaded; what is in stays in, and a new start goes on from there."""
    row = services.cancel_import(import_id=ids.decode("imp", import_id), actor=principal(request))
    return _out(request, row)


@router.get("/imports/{import_id}/errors", response={200: None})
@require("imports.read")
def get_import_errors(request: HttpRequest, import_id: str) -> StreamingHttpResponse:
    """Every bad row with column, value and reason, as a CSV file in the asker's language."""
    row = queries.get_import(ids.decode("imp", import_id))
    name = f"{row.file_name.rsplit('.', 1)[0]}-errors.csv"
    return _download(queries.report_rows(row, language_of(request)), name)


@router.delete("/imports/{import_id}", response={204: None})
@require("imports.write")
def delete_import(request: HttpRequest, import_id: str) -> Status[None]:
    """Forget an import that did not come to its end."""
    services.delete_import(import_id=ids.decode("imp", import_id), actor=principal(request))
    return Status(204, None)


def _out(request: HttpRequest, row: Import) -> ImportOut:
    job = None if row.job_id is None else jobs.get_job(row.job_id)
    return ImportOut.of(row, language_of(request), job)


def _download(rows: Iterable[list[str]], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _lines(rows: Iterable[list[str]]) -> Iterator[bytes]:
    """CSV with a BOM, which spreadsheets need to see UTF-8."""
    yield b"\xef\xbb\xbf"
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow(row)
        yield line.getvalue().encode()

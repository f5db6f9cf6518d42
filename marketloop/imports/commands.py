"""`marketloop import`: takes the event store itself when no server runs, else leaves the run to the server and follows it."""

from __future__ import annotations

import argparse
import csv
import sys
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
from django.db import connection
from django.db.models import F

from marketloop.events import facade as events
from marketloop.imports import files, queries, services
from marketloop.imports.contracts import ImportKind, ImportState, Mapping, Options
from marketloop.imports.models import Import
from marketloop.platform import background, clock, ids, jobs
from marketloop.platform.config import get_config
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.platform.i18n import translate
from marketloop.platform.models import Job, JobState

_SHOWN = 10


def add(commands: Any) -> None:
    """Add the command to the command line."""
    one = commands.add_parser("import", help="take in a file of contacts, products, orders or events")
    one.add_argument("file", type=Path, nargs="?")
    one.add_argument(
        "--events", type=Path, metavar="FOLDER", help="an archive of `marketloop export --events`"
    )
    one.add_argument("--kind", choices=[kind.value for kind in ImportKind], help="found out when absent")
    one.add_argument(
        "--map",
        nargs="+",
        action="extend",
        default=[],
        metavar="FIELD=COLUMN",
        help="target field and column; columns with usual names are recognised",
    )
    one.add_argument("--sheet", default="", help="sheet of a workbook (default: the first)")
    one.add_argument("--since", default="", help="only rows from this date or time on")
    one.add_argument("--until", default="", help="only rows before this date or time")
    one.add_argument("--tz", default="", help="time zone of times without one (IANA name)")
    one.add_argument("--time-format", default="", help="strptime format, such as %%d/%%m/%%Y %%H:%%M")
    one.add_argument("--encoding", default="")
    one.add_argument("--delimiter", default="")
    one.add_argument("--source", default="", help="whose order numbers they are (default: the company's own)")
    one.add_argument("--errors", type=Path, help="write the error report to this CSV file")
    one.add_argument("--wait", action="store_true", help="follow a run that the server does, until it ends")
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Take the file in; exit status 0 when the import is done (or left to the server), 1 when it failed or was cancelled."""
    clock.load()
    if args.events is not None:
        return events.import_archive(args.events, wait=args.wait)
    if args.file is None or not args.file.is_file():
        raise NotFound("import_no_such_file", got=str(args.file or ""))
    row = services.create_import(
        file_name=args.file.name,
        blocks=files.blocks_of(args.file),
        kind=ImportKind(args.kind) if args.kind else None,
        mapping=_mapping(args),
        actor=None,
    )
    if row.state == ImportState.DRAFT:
        services.set_mapping(
            import_id=row.id, mapping=_stored(row), actor=None
        )  # refuses and says what is missing
    here = _own_the_store()
    row = services.start_import(import_id=row.id, actor=None)
    job_id = row.job_id or 0
    if here:
        _run_here(job_id)
        _follow(row.id, job_id)
        background.run_all_once()
    elif args.wait:
        _follow(row.id, job_id)
    else:
        print(_text("left_to_server", job=ids.encode("job", job_id)))
        return 0
    return _report(queries.get_import(row.id), args.errors)


def _mapping(args: argparse.Namespace) -> Mapping:
    columns = {}
    for pair in args.map:
        field, sign, column = pair.partition("=")
        if not sign:
            raise Invalid("import_map_malformed", got=pair)
        columns[field] = column
    options = Options(
        encoding=args.encoding,
        delimiter=args.delimiter.replace("\\t", "\t"),
        sheet=args.sheet,
        timezone=args.tz,
        time_format=args.time_format,
        since=args.since,
        until=args.until,
        source=args.source,
    )
    return Mapping(columns=columns, options=options)


def _stored(row: Import) -> Mapping:
    return msgspec.convert(row.mapping, Mapping)


def _own_the_store() -> bool:
    """Open the store; False when a running server has it."""
    try:
        events.get_store()
    except Conflict as owned:
        if owned.code == "events_store_owned":
            return False
        raise
    return True


def _run_here(job_id: int) -> None:
    """Run the job in a thread of this process, so that its progress can be shown."""
    claimed = Job.objects.filter(id=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, lease_until=clock.wall() + jobs.LEASE, attempts=F("attempts") + 1
    )
    if not claimed:
        return
    job = jobs.get_job(job_id)

    def work() -> None:
        try:
            jobs.execute(job)
        finally:
            connection.close()

    threading.Thread(target=work, name="import", daemon=True).start()


def _follow(import_id: int, job_id: int) -> None:
    """Show the progress until the run is over; Ctrl-C asks it to stop after the present part."""
    shown = ""
    while True:
        job = Job.objects.get(id=job_id)
        line = f"{job.done * 100 // (job.total or 1):3d} %  {job.note}"
        if line != shown:
            print(line, file=sys.stderr, flush=True)
            shown = line
        if job.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED):
            return
        try:
            time.sleep(0.3)
        except KeyboardInterrupt:
            print(_text("stopping"), file=sys.stderr)
            services.cancel_import(import_id=import_id, actor=None)


def _report(row: Import, report: Path | None) -> int:
    language = get_config().language
    counts = {name: f"{value:,}" for name, value in row.counts.items()}
    if row.state != ImportState.DONE:
        reason = translate(f"errors.{row.error_code}", language, **row.error_params) if row.error_code else ""
        print(_text(f"ended_{row.state}", reason=reason), file=sys.stderr)
    elif row.kind == ImportKind.ORDERS:
        print(_text("done_orders", **counts))
    else:
        print(_text("done", **counts))
    if row.counts.get("problems"):
        print(_text("problems", **counts))
        for one in queries.problems_of(row, _SHOWN):
            print(f"  {one.row}: {one.column} {one.value!r} {queries.reason(one, language)}")
    if report is not None:
        with report.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(queries.report_rows(row, language))
    return 0 if row.state == ImportState.DONE else 1


def _text(name: str, **params: Any) -> str:
    return translate(f"imports.cli.{name}", get_config().language, **params)

"""Background jobs of the archive. From the console archives stand in `home/archives/<name>`; commands name any folder."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from marketloop.events import archive
from marketloop.events.archive import Chosen
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import jobs
from marketloop.platform.config import get_config
from marketloop.platform.errors import Invalid, NotFound

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


@jobs.job("events.archive_export")
def export_job(
    ctx: jobs.JobContext, *, folder: str, start: int | None, end: int | None, names: list[str]
) -> dict[str, int]:
    """Write an archive."""
    return archive.export(Path(folder), Chosen(start, end, frozenset(names)), _follow(ctx))


@jobs.job("events.archive_import", retries=1)
def import_job(
    ctx: jobs.JobContext, *, folder: str, start: int | None, end: int | None, names: list[str]
) -> dict[str, int]:
    """Append an archive's events to the log; what is here already changes nothing."""
    return archive.load(Path(folder), Chosen(start, end, frozenset(names)), _follow(ctx))


def _follow(ctx: jobs.JobContext) -> archive.Follow:
    def follow(done: int, total: int) -> None:
        ctx.progress(done, total)
        ctx.check()

    return follow


def start_archive(what: jobs.JobType, folder: Path, chosen: Chosen, actor: Principal | None) -> int:
    """Queue an export or import; returns the job's id."""
    payload = {
        "folder": str(folder.resolve()),
        "start": chosen.start,
        "end": chosen.end,
        "names": sorted(chosen.names),
    }
    with transaction.atomic():
        job_id = jobs.enqueue(what, payload, created_by=actor.user_id if actor else None)
        record_audit(actor=actor, action=f"{what.name}_started", subject="", detail=payload)
    return job_id


def folder_of(name: str) -> Path:
    """Where the console's archive of this name stands; raises Invalid."""
    if not _NAME.fullmatch(name):
        raise Invalid("archive_name_malformed", fields={"name": "archive_name_malformed"})
    return get_config().home / "archives" / name


def existing(name: str) -> Path:
    """As `folder_of`; raises NotFound when there is no finished archive."""
    folder = folder_of(name)
    if not (folder / archive.MANIFEST).is_file():
        raise NotFound("archive_manifest_missing", folder=name)
    return folder


@dataclass(frozen=True)
class Archive:
    """A finished archive of the console; times UTC ms, None when it is empty."""

    name: str
    events: int
    files: int
    first: int | None
    last: int | None
    bytes: int


def archives() -> list[Archive]:
    """The finished ones, latest name first; a manifest that cannot be read is left out."""
    found = []
    for path in sorted((get_config().home / "archives").glob(f"*/{archive.MANIFEST}"), reverse=True):
        try:
            files = json.loads(path.read_text())["files"]
            found.append(
                Archive(
                    name=path.parent.name,
                    events=sum(one["events"] for one in files),
                    files=len(files),
                    first=min((one["first"] for one in files), default=None),
                    last=max((one["last"] for one in files), default=None),
                    bytes=sum(one.stat().st_size for one in path.parent.glob("*.parquet")),
                )
            )
        except (ValueError, KeyError, TypeError):
            continue
    return found

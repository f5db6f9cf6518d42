"""`marketloop replay`, and `marketloop export --events`: the log made into everything that follows from it, or into Parquet files."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from marketloop.events import archive_jobs, spine
from marketloop.events.archive import Chosen
from marketloop.events.handing_over import see_through, told
from marketloop.events.ownership import StoreOwned
from marketloop.events.replay import start_replay
from marketloop.platform import background, clock, jobs
from marketloop.platform.errors import Invalid


def add(commands: Any) -> None:
    """Add the commands to the command line."""
    one = commands.add_parser(
        "replay", help="build the event store and all that follows from it again from the log"
    )
    one.add_argument(
        "--lost-store",
        action="store_true",
        help="the store's file is gone, unreadable or older than the rows",
    )
    one.add_argument(
        "--wait", action="store_true", help="follow a replay that the server does, until it ends"
    )
    one.set_defaults(run=replay)
    one = commands.add_parser("export", help="write the event log as Parquet files by month")
    one.add_argument("--events", type=Path, required=True, metavar="FOLDER", help="an empty or new folder")
    add_choice(one)
    one.add_argument(
        "--wait", action="store_true", help="follow an export that the server does, until it ends"
    )
    one.set_defaults(run=export)


def add_choice(one: argparse.ArgumentParser) -> None:
    """Options that choose events of an archive."""
    one.add_argument(
        "--from-date", default="", metavar="DATE", help="only events from this day on (company time)"
    )
    one.add_argument("--to-date", default="", metavar="DATE", help="only events before this day")
    one.add_argument("--names", nargs="+", default=[], metavar="EVENT", help="only events of these names")


def export(args: argparse.Namespace) -> int:
    """Write an archive."""
    return run_archive(archive_jobs.export_job, args)


def import_archive(folder: Path, *, wait: bool) -> int:
    """`marketloop import --events FOLDER`: take an archive's events in."""
    chosen = {"from_date": "", "to_date": "", "names": []}
    return run_archive(archive_jobs.import_job, argparse.Namespace(events=folder, wait=wait, **chosen))


def run_archive(what: jobs.JobType, args: argparse.Namespace) -> int:
    """Do an export or import here, or leave it to the server."""
    clock.load()
    chosen = Chosen(_day(args.from_date), _day(args.to_date), frozenset(args.names))
    here = owns_store()
    job = see_through(archive_jobs.start_archive(what, args.events, chosen, None), here=here, wait=args.wait)
    if here:
        background.run_all_once(only=frozenset({"outbox", "events", "consumers"}))
    return told(job)


def _day(text: str) -> int | None:
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid("archive_date_malformed", got=text[:40]) from None
    return clock.to_ms(dt.datetime.combine(day, dt.time(), clock.company_zone()))


def replay(args: argparse.Namespace) -> int:
    """Replay; exit status 0 when done (or left to the server), 1 when it failed or was cancelled."""
    clock.load()
    if args.lost_store:
        spine.open_lost(f"lost-{clock.wall():%Y%m%dT%H%M%S}")
        here = True
    else:
        here = owns_store()
    job = see_through(start_replay(lost_store=args.lost_store, actor=None), here=here, wait=args.wait)
    if here:
        background.run_all_once(only=frozenset({"outbox", "events", "consumers"}))
    return told(job)


def owns_store() -> bool:
    """Open the store; False when a running server has it."""
    try:
        spine.get_spine()
    except StoreOwned:
        return False
    return True

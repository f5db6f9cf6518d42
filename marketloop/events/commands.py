"""`marketloop replay`: everything that follows from the event log is made again from it."""

from __future__ import annotations

import argparse
from typing import Any

from marketloop.events import spine
from marketloop.events.handing_over import see_through, told
from marketloop.events.ownership import StoreOwned
from marketloop.events.replay import start_replay
from marketloop.platform import background, clock


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

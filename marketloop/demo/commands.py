"""`marketloop demo`: build the demo company."""

from __future__ import annotations

import argparse
import time
from typing import Any

from marketloop.demo.building import build
from marketloop.demo.snapshots import take_snapshot
from marketloop.demo.staff import DEMO_EMAIL, DEMO_PASSWORD
from marketloop.organisation.facade import note_sign_in


def add(commands: Any) -> None:
    """Add the subcommand."""
    one = commands.add_parser("demo", help="build the demo company in an empty installation")
    one.add_argument("--customers", type=int, default=20_000)
    one.add_argument("--months", type=int, default=18)
    one.add_argument("--seed", type=int, default=7)
    one.set_defaults(run=demo)


def demo(args: argparse.Namespace) -> int:
    """Build, keep a copy for the reset, and note how to sign in."""
    started = time.monotonic()

    def note(text: str) -> None:
        print(f"  {time.monotonic() - started:6.1f} s  {text}", flush=True)

    figures = build(customers=args.customers, months=args.months, seed=args.seed, note=note)
    take_snapshot()
    note_sign_in(DEMO_EMAIL, DEMO_PASSWORD)
    note(f"done: {figures['events']:,} events, {figures['orders']:,} orders")
    return 0

"""Funnel of 4 steps in 7 days with a breakdown, against chDB's `windowFunnel` on the same events.

    python -m benchmarks.funnel --scale small --json FILE

Ours: `events.query.funnel` over the DuckDB table as the appender leaves it (in order of arrival), with all attempt rules.
Peer: chDB MergeTree ordered by (profile_id, time), so the peer gets its rows sorted already. The floor is one DuckDB scan of
the columns that we read. Events have distinct times per person and disjoint steps, where both define the same counts; counts
are compared before times are taken. Repetitions are interleaved; the kernel is compiled before.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pyarrow as pa

from marketloop.events.query.ast import FunnelQuery, Range, Step
from marketloop.events.query.context import QueryContext
from marketloop.events.query.funnel import FunnelResult, funnel
from marketloop.events.schema import EVENTS, TABLES, create_table

DAY = 86_400_000
START, DAYS, WINDOW = 1_790_000_000_000, 60, 7 * DAY
STEPS = ("product_viewed", "product_added", "checkout_started", "order_paid")
NAMES = (*STEPS, "page_viewed", "products_searched", "message_opened", "signed_in")
WEIGHTS = (0.28, 0.12, 0.07, 0.04, 0.33, 0.08, 0.05, 0.03)
CHANNELS = ("wechat", "sms", "email", "search", "feed", "store", "direct", "qr")
FRACTIONS = (1 / 16, 1 / 4, 1)
PIECE = 1_000_000


@dataclass(frozen=True)
class Scale:
    """How many events and people."""

    events: int
    people: int
    repetitions: int


SCALES = {
    "small": Scale(1_000_000, 20_000, 7),
    "medium": Scale(10_000_000, 200_000, 5),
    "full": Scale(50_000_000, 1_000_000, 5),
}


class Stores:
    """The same events in DuckDB and in chDB."""

    def __init__(self, folder: Path, memory: str) -> None:
        from chdb.session import Session

        self.duck = duckdb.connect(str(folder / "events.duckdb"))
        self.duck.execute(f"SET threads=2; SET memory_limit='{memory}'; SET enable_progress_bar=false")
        for name, schema in TABLES.items():
            self.duck.execute(create_table(name, schema))
        make: Any = Session
        self.peer = make(str(folder / "chdb"))
        self.peer.query(
            "CREATE TABLE events (profile_id Int64, time Int64, name LowCardinality(String), channel LowCardinality(String))"
            " ENGINE = MergeTree ORDER BY (profile_id, time)"
        )
        self._folder = folder

    def read(
        self, sql: str, params: Sequence[Any] = (), tables: Mapping[str, pa.Table] | None = None
    ) -> pa.Table:
        """One statement of ours (contracts.Reader)."""
        cursor = self.duck.cursor()
        for name, table in (tables or {}).items():
            cursor.register(name, table)
        return cursor.sql(sql, params=list(params)).to_arrow_table()

    def fill(self, scale: Scale, events: int) -> None:
        """Seeded events in order of time, in pieces; about `events / people` a person, times distinct per person."""
        random = np.random.default_rng(7)
        people = np.sort(random.integers(1 << 58, 1 << 62, max(1, scale.people * events // scale.events)))
        step = DAYS * DAY // events
        for first in range(0, events, PIECE):
            count = min(PIECE, events - first)
            times = START + (np.arange(first, first + count, dtype=np.int64) * step)
            self._add(random, people, times, first)
        self.peer.query("OPTIMIZE TABLE events FINAL")
        self.duck.execute("CHECKPOINT")

    def _add(
        self,
        random: np.random.Generator,
        people: np.ndarray[Any, Any],
        times: np.ndarray[Any, Any],
        first: int,
    ) -> None:
        count = len(times)
        who = people[(len(people) * random.random(count) ** 1.6).astype(np.int64)]
        names = pa.array(NAMES).take(pa.array(random.choice(len(NAMES), count, p=WEIGHTS)))
        channels = pa.array(CHANNELS).take(pa.array(random.integers(0, len(CHANNELS), count)))
        rows = pa.table({"profile_id": who, "time": times, "name": names, "channel": channels})
        self.duck.register("incoming", rows)
        given = {
            "event_id": f"row_number() OVER () + {first}",
            "seq": f"row_number() OVER () + {first}",
            "kind": "'track'",
            "received": "time",
            "source": "'web'",
            "quality": "0",
            "properties": "'{}'",
            **{name: name for name in rows.column_names},
        }
        columns = ", ".join(given.get(name, "NULL") for name in EVENTS.names)
        self.duck.execute(f"INSERT INTO events SELECT {columns} FROM incoming")
        self.duck.unregister("incoming")
        path = self._folder / "piece.arrow"
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
            writer.write_table(rows)
        self.peer.query(
            f"INSERT INTO events SELECT profile_id, time, name, channel FROM file('{path}', 'Arrow')"
        )
        path.unlink()


def query() -> FunnelQuery:
    """The funnel of the benchmark."""
    return FunnelQuery(
        steps=[Step(event=name) for name in STEPS],
        range=Range(start=START, end=START + DAYS * DAY),
        window_ms=WINDOW,
        breakdown="channel",
    )


def ours(stores: Stores) -> FunnelResult:
    """Our funnel with times, open entries and breakdown."""
    return funnel(query(), QueryContext(START + DAYS * DAY, ZoneInfo("Asia/Shanghai")), stores.read)


def theirs(stores: Stores) -> list[list[Any]]:
    """(channel of the first step, depth, people) by `windowFunnel`; the channel is the first step's earliest one, since the
    peer cannot say which attempt it counted."""
    conditions = ", ".join(f"name = '{name}'" for name in STEPS)
    answer = stores.peer.query(
        f"SELECT channel, depth, count() FROM (SELECT profile_id, windowFunnel({WINDOW})(toUInt64(time), {conditions}) AS depth,"
        f" argMinIf(channel, time, name = '{STEPS[0]}') AS channel FROM events WHERE name IN {STEPS}"
        f" AND time >= {START} AND time < {START + DAYS * DAY} GROUP BY profile_id) WHERE depth > 0 GROUP BY channel, depth",
        "JSONCompact",
    )
    rows: list[list[Any]] = json.loads(answer.bytes())["data"]
    return rows


def floor(stores: Stores) -> None:
    """One scan of the columns that we read."""
    stores.read(
        "SELECT sum(profile_id % 7), sum(time), count(channel), count(*) FILTER (WHERE quality <> 2) FROM events WHERE name <> ''"
    )


def check(stores: Stores) -> list[int]:
    """The counts per step; SystemExit(3) when the two engines differ."""
    counted = [step.count for step in ours(stores).steps]
    rows = theirs(stores)
    expected = [sum(int(row[2]) for row in rows if int(row[1]) > step) for step in range(len(STEPS))]
    if counted != expected:
        print(f"counts differ: ours {counted}, windowFunnel {expected}", file=sys.stderr)
        raise SystemExit(3)
    return counted


def measure(stores: Stores, repetitions: int) -> dict[str, list[float]]:
    """Seconds of each contestant, interleaved."""
    contestants: dict[str, Callable[[Stores], Any]] = {"ours": ours, "chdb": theirs, "floor": floor}
    for run in contestants.values():
        run(stores)
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(repetitions):
        for name, run in contestants.items():
            began = time.perf_counter()
            run(stores)
            seconds[name].append(time.perf_counter() - began)
    return seconds


def spread(values: list[float]) -> str:
    """Median and range."""
    return f"{statistics.median(values):.4f} s ({min(values):.4f}…{max(values):.4f})"


def run_one(scale: Scale, fraction: float, memory: str) -> dict[str, Any]:
    """One size: filled, checked, measured."""
    events = int(scale.events * fraction)
    with tempfile.TemporaryDirectory(prefix="marketloop-bench-") as folder:
        stores = Stores(Path(folder), memory)
        stores.fill(scale, events)
        counts = check(stores)
        seconds = measure(stores, scale.repetitions)
        stores.peer.close()
        stores.duck.close()
    ratios = [mine / peer for mine, peer in zip(seconds["ours"], seconds["chdb"], strict=True)]
    print(f"{events:>11,} events, counts {counts}")
    for name, values in seconds.items():
        print(f"    {name:<6}{spread(values)}")
    print(f"    ratio {statistics.median(ratios):.3f} ({min(ratios):.3f}…{max(ratios):.3f})")
    return {
        "events": events,
        "counts": counts,
        "seconds": statistics.median(seconds["ours"]),
        "chdb_seconds": statistics.median(seconds["chdb"]),
        "floor_seconds": statistics.median(seconds["floor"]),
        "ratio_chdb": statistics.median(ratios),
        "spread": {name: [min(values), max(values)] for name, values in seconds.items()},
    }


def main() -> int:
    """Run, print, write JSON; status 0 measured, 2 could not run, 3 wrong answers."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scale", choices=SCALES, default="small")
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--memory", default="1GB", help="DuckDB's memory limit")
    given = arguments.parse_args()
    scale = SCALES[given.scale]
    try:
        results = [run_one(scale, fraction, given.memory) for fraction in FRACTIONS]
    except ImportError as error:
        print(f"cannot run: {error}", file=sys.stderr)
        return 2
    last, first = results[-1], results[0]
    exponent = np.log(last["seconds"] / first["seconds"]) / np.log(last["events"] / first["events"])
    figures = {
        "ratio_chdb": round(last["ratio_chdb"], 3),
        "seconds": round(last["seconds"], 4),
        "exponent": round(float(exponent), 3),
        "scale": given.scale,
        "sizes": results,
    }
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")
    print(f"    time grows with events to the power of {exponent:.2f}")
    print(f"funnel ratio_chdb={figures['ratio_chdb']} seconds={figures['seconds']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

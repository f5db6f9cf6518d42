"""Journeys: enrolments through 12 control nodes on the virtual clock, against one durable workflow a person.

    python -m benchmarks.journeys --scale small --json FILE

Measured: node executions per second of the whole engine turn (claim, execute, write, counters, facts) on SQLite and, when a
server is at hand (`--pg URL`), PostgreSQL; the floor is one bulk UPDATE of the same rows in transactions of the same size; the
peer is DBOS with one workflow a person and one step a node, which waits for nothing. Answers are checked first: everybody must
have left by the exit with 12 visits, and counters and facts must add up. Each measurement runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

NODES = 12
SCALES = {"tiny": (2_000, 60), "small": (20_000, 100), "full": (1_000_000, 1_000)}
"""Enrolments of ours, workflows of the peer."""
DEFAULT_PG = "postgresql://postgres@127.0.0.1:5432/postgres"


def main(argv: list[str] | None = None) -> int:
    """Exit status 0 measured, 2 could not run, 3 wrong answers."""
    arguments = _arguments(argv)
    if arguments.child:
        return _child(arguments)
    people, workflows = SCALES[arguments.scale]
    repetitions = arguments.repeat or (5 if arguments.scale != "full" else 1)
    runs: dict[str, list[dict[str, float]]] = {"sqlite": [], "pg": [], "dbos": []}
    for _ in range(repetitions):
        for kind, size in (("sqlite", people), ("pg", people), ("dbos", workflows)):
            status, result = _run_child(kind, size, arguments.pg)
            if status == 3:
                print(f"{kind}: wrong answers", file=sys.stderr)
                return 3
            if result is not None:
                runs[kind].append(result)
    if not runs["sqlite"]:
        return 2
    figures = _figures(runs)
    growth = _growth(people, arguments.pg) if arguments.growth else {}
    report = {
        "scale": arguments.scale,
        "enrolments": people,
        "nodes": NODES,
        **figures,
        **growth,
        "runs": runs,
    }
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(report, indent=1))
    print("journeys " + " ".join(f"{key}={_shown(value)}" for key, value in {**figures, **growth}.items()))
    return 0


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", choices=list(SCALES), default="small")
    parser.add_argument("--json")
    parser.add_argument("--repeat", type=int, default=0)
    parser.add_argument(
        "--pg", default=os.environ.get("MARKETLOOP_BENCH_PG", DEFAULT_PG), help="empty: leave it out"
    )
    parser.add_argument("--growth", action="store_true", help="also time 1/16 and 1/4 of the size")
    parser.add_argument("--child", choices=["sqlite", "pg", "dbos"], help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def _figures(runs: dict[str, list[dict[str, float]]]) -> dict[str, float | None]:
    def middle(kind: str, key: str) -> float | None:
        values = [run[key] for run in runs[kind] if key in run]
        return round(statistics.median(values), 3) if values else None

    ours, peer = middle("sqlite", "steps_per_s"), middle("dbos", "steps_per_s")
    assert ours is not None
    speeds = sorted(run["steps_per_s"] for run in runs["sqlite"])
    return {
        "steps_per_s": ours,
        "steps_per_s_pg": middle("pg", "steps_per_s"),
        "floor_ratio": middle("sqlite", "floor_ratio"),
        "ratio_workflow": round(ours / peer, 1) if peer else None,
        "rss_mb": middle("sqlite", "rss_mb"),
        "floor_rows_per_s": middle("sqlite", "floor_rows_per_s"),
        "workflow_steps_per_s": peer,
        "spread": round(speeds[-1] / speeds[0], 2),
    }


def _growth(people: int, pg: str) -> dict[str, float | None]:
    """Seconds at 1/16, 1/4 and 1 of the size, and the exponent between the ends."""
    import math

    sizes = [people // 16, people // 4, people]
    seconds = []
    for size in sizes:
        _, result = _run_child("sqlite", size, pg)
        if result is None:
            return {"exponent": None}
        seconds.append(result["seconds"])
    return {"exponent": round(math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0]), 3)}


def _shown(value: float | None) -> str:
    return "null" if value is None else f"{value:g}" if value < 1000 else f"{value:.0f}"


def _run_child(kind: str, size: int, pg: str) -> tuple[int, dict[str, float] | None]:
    if kind == "pg" and not pg:
        return 0, None
    with tempfile.TemporaryDirectory(prefix="marketloop-bench-") as home:
        environment = {**os.environ, "MARKETLOOP_HOME": home}
        environment.pop("MARKETLOOP_DATABASE_URL", None)
        command = [
            sys.executable,
            "-m",
            "benchmarks.journeys",
            "--child",
            kind,
            "--size",
            str(size),
            "--pg",
            pg,
        ]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"{kind}: {done.stderr.strip().splitlines()[-1:] or done.returncode}", file=sys.stderr)
        return done.returncode, None
    result: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return 0, result


def _child(arguments: argparse.Namespace) -> int:
    try:
        if arguments.child == "dbos":
            result = _measure_peer(arguments.size)
        elif arguments.child == "pg":
            with _Database(arguments.pg) as url:
                os.environ["MARKETLOOP_DATABASE_URL"] = url
                result = _measure(arguments.size)
        else:
            result = _measure(arguments.size)
    except AssertionError as error:
        print(f"wrong answer: {error}", file=sys.stderr)
        return 3
    print(json.dumps(result))
    return 0


class _Database:
    """A PostgreSQL database of its own, dropped at the end."""

    def __init__(self, url: str) -> None:
        self.server, self.name = url, f"bench_journeys_{os.getpid()}"

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True, connect_timeout=3) as connection:
            connection.execute(statement)

    def __enter__(self) -> str:
        self._run(f"CREATE DATABASE {self.name}")
        return self.server.rsplit("/", 1)[0] + "/" + self.name

    def __exit__(self, *_: object) -> None:
        from django.db import connection

        connection.close()
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


# ---- ours ------------------------------------------------------------------------------------------------------------


def _graph() -> dict[str, Any]:
    """in → d1 → r1 ⇒ d2 → w1 → r2 ⇒ d3 → w2 → r3 ⇒ d4 → r4 ⇒ out: 12 nodes for everybody."""

    def delay(id_: str, to: str) -> dict[str, Any]:
        return {"type": "delay", "id": id_, "wait": {"kind": "duration", "length": {"amount": 1}}, "next": to}

    def split(id_: str, to: str) -> dict[str, Any]:
        shares = [{"key": key, "percent": percent, "next": to} for key, percent in (("a", 30), ("b", 70))]
        return {"type": "random_split", "id": id_, "branches": shares}

    def wait(id_: str, to: str) -> dict[str, Any]:
        return {
            "type": "wait_for", "id": id_, "events": [{"name": "order_paid"}], "timeout": {"amount": 1},
            "happened": "out", "timed_out": to,
        }  # fmt: skip

    return {
        "nodes": [
            {"type": "event_entry", "id": "in", "event": "cart_added", "next": "d1"},
            delay("d1", "r1"), split("r1", "d2"), delay("d2", "w1"), wait("w1", "r2"), split("r2", "d3"),
            delay("d3", "w2"), wait("w2", "r3"), split("r3", "d4"), delay("d4", "r4"), split("r4", "out"),
            {"type": "exit", "id": "out", "reason": "done"},
        ]
    }  # fmt: skip


def _measure(people: int) -> dict[str, float]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "marketloop.entrypoints.settings"
    import datetime as dt

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", interactive=False, verbosity=0)
    from marketloop.journeys.engine.turns import step
    from marketloop.journeys.entries import Arrival, enrol
    from marketloop.journeys.services import create_journey, publish
    from marketloop.platform import clock

    start = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
    with clock.travel(start) as traveller:
        journey = create_journey(name="bench", graph=_graph(), actor=None)
        publish(journey_id=journey.id, actor=None)
        now = clock.now_ms()
        for first in range(0, people, 2_000):
            chunk = [Arrival(person + 1, now) for person in range(first, min(first + 2_000, people))]
            with transaction.atomic():
                enrol(journey.id, "in", chunk)
        seconds, steps = 0.0, 0
        for _ in range(8):
            began = time.perf_counter()
            steps += step(clock.now_ms())
            seconds += time.perf_counter() - began
            traveller.move(dt.timedelta(days=1))
        _check(people, steps)
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        floor = _floor(people)
    speed = steps / seconds
    return {
        "steps_per_s": speed,
        "seconds": seconds,
        "floor_rows_per_s": floor,
        "floor_ratio": speed / floor,
        "rss_mb": rss,
    }


def _check(people: int, steps: int) -> None:
    from django.db.models import Sum

    from marketloop.journeys.models import Enrolment, NodeCount
    from marketloop.platform.buckets import bucket
    from marketloop.platform.models import OutboxFact

    done = Enrolment.objects.filter(state="exited", exit_reason="done", node="out", visit=NODES, due_at=None)
    assert done.count() == people, f"{done.count()} of {people} have left by the exit"
    assert steps == people * NODES, f"{steps} executions instead of {people * NODES}"
    arrivals = NodeCount.objects.filter(branch="").aggregate(people=Sum("people"))["people"]
    assert arrivals == people * NODES, f"{arrivals} arrivals are counted"
    facts = OutboxFact.objects.filter(name="journey_exited")
    assert sum(len(fact.payload["profile_ids"]) for fact in facts) == people, "exits in facts"
    sample = Enrolment.objects.order_by("id")[:500]
    for row in sample:
        way = "a" if bucket(f"{row.journey_id}:r3", row.person_id) < 3_000 else "b"
        assert f",r3:{way}:" in row.path, f"person {row.person_id} took the wrong way"


def _floor(people: int) -> float:
    """Rows per second of one bulk UPDATE of the same columns, in transactions of the same size."""
    from django.db import connection, transaction

    from marketloop.journeys.engine.turns import batch_size
    from marketloop.journeys.models import Enrolment

    ids = list(Enrolment.objects.order_by("id").values_list("id", flat=True))
    size = batch_size()
    began = time.perf_counter()
    for first in range(0, people, size):
        part = ids[first : first + size]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE journeys_enrolment SET node = 'd1', state = 'waiting', due_at = at + 86400000,"
                " visit = visit + 1, at = at + 1 WHERE id BETWEEN %s AND %s",
                [part[0], part[-1]],
            )
    return people / (time.perf_counter() - began)


# ---- the peer --------------------------------------------------------------------------------------------------------


def _measure_peer(workflows: int) -> dict[str, float]:
    """DBOS on SQLite: a durable workflow a person, a step a node, nobody waits; runs on all threads that it wants."""
    import logging

    from dbos import DBOS, DBOSConfig

    home = Path(os.environ["MARKETLOOP_HOME"])
    config: DBOSConfig = {
        "name": "bench",
        "system_database_url": f"sqlite:///{home / 'workflows.sqlite'}",
        "log_level": "ERROR",
    }
    logging.getLogger("dbos").setLevel(logging.ERROR)
    DBOS(config=config)

    @DBOS.step()
    def node(person: int, number: int) -> int:
        return (person * 31 + number) % 2

    @DBOS.workflow()
    def walk(person: int) -> int:
        return sum(node(person, number) for number in range(NODES))

    DBOS.launch()
    try:
        walk(0)
        began = time.perf_counter()
        handles = [DBOS.start_workflow(walk, person) for person in range(1, workflows + 1)]
        results = [handle.get_result() for handle in handles]
        seconds = time.perf_counter() - began
    finally:
        DBOS.destroy()
    expected = [sum((p * 31 + n) % 2 for n in range(NODES)) for p in range(1, workflows + 1)]
    assert results == expected, "the workflows returned something else"
    return {"steps_per_s": workflows * NODES / seconds, "seconds": seconds}


if __name__ == "__main__":
    sys.exit(main())

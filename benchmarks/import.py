"""A CSV of contacts through `marketloop import`: mapping, validation, identity, traits, consent, tags; every hundredth row broken.

    python -m benchmarks.import --scale small --json FILE

A process of its own in an empty installation, as an operator would run it, until all people stand in the lists and in the event
store. Answers are checked before times count: people, identifiers, and the error report, which must name exactly the broken
rows. The floor is DuckDB's `read_csv` of the same file, in turn with the import.
"""

from __future__ import annotations

import csv
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.command import run_benchmark
from benchmarks.http_load import WrongAnswer

SCALES = {"small": (20_000, 3), "full": (1_000_000, 1)}
"""Rows, and repetitions of the full size."""
FRACTIONS = (1 / 16, 1 / 4, 1)
BROKEN_EVERY = 100
COLUMNS = ("会员编号", "姓名", "手机号", "邮箱", "性别", "生日", "省份", "城市", "标签", "邮件同意")
CITIES = (
    ("浙江省", "杭州市"),
    ("江苏省", "苏州市"),
    ("广东省", "深圳市"),
    ("四川省", "成都市"),
    ("上海市", "上海市"),
)
_SETTINGS = "marketloop.entrypoints.settings"
_FOUND = """
import json, django
django.setup()
from django.db import connection
from marketloop.events import facade
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM profiles_person")
    people = cursor.fetchone()[0]
    cursor.execute("SELECT count(*) FROM identity_identifier")
    identifiers = cursor.fetchone()[0]
stated = facade.reader()("SELECT count(*) AS n FROM profile_state")["n"].to_pylist()[0]
print(json.dumps({"people": people, "identifiers": identifiers, "stated": stated}))
"""


def write_contacts(path: Path, rows: int) -> set[int]:
    """A file of so many contacts; returns the row numbers (the header is 1) that are broken, each in one of four ways."""
    draw = random.Random(5)
    broken: set[int] = set()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(rows):
            province, city = draw.choice(CITIES)
            row = [
                f"M{number:08d}",
                f"客户{number}",
                f"13{number % 10}{draw.randrange(10**4):04d}{number % 10**4:04d}" if number % 3 == 0 else "",
                f"member{number}@import.example",
                draw.choice(("男", "女", "")),
                f"19{draw.randrange(60, 99)}-0{draw.randrange(1, 10)}-1{draw.randrange(10)}",
                province,
                city,
                draw.choice(("老客", "新客|会员日", "")),
                draw.choice(("是", "否", "")),
            ]
            if number % BROKEN_EVERY == BROKEN_EVERY - 1:
                _break(row, number // BROKEN_EVERY)
                broken.add(number + 2)
            writer.writerow(row)
    return broken


def _break(row: list[str], way: int) -> None:
    match way % 4:
        case 0:
            row[5] = "1990-13-45"
        case 1:
            row[3] = "no address"
        case 2:
            row[0] = row[2] = row[3] = ""
        case _:
            row[9] = "perhaps"


def run_import(path: Path, rows: int, broken: set[int]) -> float:
    """Seconds of one import into an empty installation; raises WrongAnswer unless everything is as it must be."""
    with tempfile.TemporaryDirectory(prefix="marketloop-import-") as home:
        environment = {**os.environ, "MARKETLOOP_HOME": home, "DJANGO_SETTINGS_MODULE": _SETTINGS}
        command = [sys.executable, "-m", "marketloop.entrypoints.cli"]
        _run([*command, "migrate"], environment)
        report = Path(home) / "errors.csv"
        started = time.perf_counter()
        _run([*command, "import", str(path), "--kind", "contacts", "--errors", str(report)], environment)
        seconds = time.perf_counter() - started
        found = json.loads(_run([sys.executable, "-c", _FOUND], environment).splitlines()[-1])
        with report.open(encoding="utf-8-sig", newline="") as file:
            reported = {int(line[0]) for line in list(csv.reader(file))[1:]}
    good = rows - len(broken)
    if reported != broken:
        raise WrongAnswer(f"reported rows differ: {sorted(reported ^ broken)[:10]}")
    if (found["people"], found["stated"]) != (good, good):
        raise WrongAnswer(f"{good} good rows gave {found}")
    return seconds


def _run(command: Sequence[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout


def read_floor(path: Path) -> float:
    """Seconds of reading the file with DuckDB."""
    started = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE contacts AS SELECT * FROM read_csv(?, all_varchar=true)", [str(path)]
        )
    return time.perf_counter() - started


def run(scale: str) -> dict[str, Any]:
    """All figures of one scale."""
    full, repetitions = SCALES[scale]
    sizes: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="marketloop-contacts-") as folder:
        for fraction in FRACTIONS:
            rows = int(full * fraction)
            path = Path(folder) / f"contacts-{rows}.csv"
            broken = write_contacts(path, rows)
            turns = [
                (run_import(path, rows, broken), read_floor(path))
                for _ in range(repetitions if fraction == 1 else 1)
            ]
            seconds, floors = [one[0] for one in turns], [one[1] for one in turns]
            sizes.append(
                {"rows": rows, "seconds": statistics.median(seconds), "floor_s": statistics.median(floors)}
            )
            print(
                f"    {rows:>9,} rows: {statistics.median(seconds):.2f} s ({min(seconds):.2f}…{max(seconds):.2f}),"
                f" read_csv {statistics.median(floors):.3f} s, {len(broken)} broken rows reported exactly",
                flush=True,
            )
    first, last = sizes[0], sizes[-1]
    exponent = math.log(last["seconds"] / first["seconds"]) / math.log(last["rows"] / first["rows"])
    return {
        "seconds": round(last["seconds"], 2),
        "rows_per_s": round(last["rows"] / last["seconds"]),
        "floor_s": round(last["floor_s"], 3),
        "exponent": round(exponent, 3),
        "sizes": sizes,
        "scale": scale,
    }


SHOWN = ("seconds", "rows_per_s", "floor_s")


if __name__ == "__main__":
    sys.exit(run_benchmark("import", __doc__, SCALES, run, SHOWN))

"""kill −9 in the middle of a run: the command again brings the rest, nothing lost, nothing doubled."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from marketloop.imports.testing import write

pytestmark = pytest.mark.crash
ORDERS, LINES = 15_000, 10
_COUNT = """
from marketloop.entrypoints.cli import _django; _django()
import json
from marketloop.events import facade as events
from marketloop.orders.facade import order_totals
t = order_totals()
rows = events.reader()("SELECT name, count(*) AS n, count(DISTINCT event_id) AS ids, sum(amount)::BIGINT AS a FROM events "
    "WHERE name IN ('order_paid', 'product_bought') GROUP BY name ORDER BY name").to_pylist()
print(json.dumps([[t.orders, t.lines, t.amount, t.customers], [list(row.values()) for row in rows]]))
"""


def _file(folder: Path) -> Path:
    lines = ["order_no,time,sku,qty,price,customerid"]
    for line in range(LINES):  # the rows of an order stand far apart
        lines += [f"K-{n},2026-03-01 10:00:{n % 60:02d},P{line},1,1.50,c{n % 700}" for n in range(ORDERS)]
    return write(folder, "\n".join(lines) + "\n")


def _command(home: Path, *words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "MARKETLOOP_HOME": str(home), "MARKETLOOP_DATABASE_URL": ""}
    words = ("-m", "marketloop.entrypoints.cli", *words) if words[0] != "-c" else words
    return subprocess.Popen(
        [sys.executable, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.timeout(400)
def test_killed_twice_and_run_again(tmp_path: Path) -> None:
    home, path = tmp_path / "home", _file(tmp_path)
    assert _command(home, "migrate").wait(120) == 0

    for later_s in (0.0, 0.4):
        running = _command(home, "import", str(path), "--kind", "orders")
        assert running.stderr is not None
        for line in running.stderr:
            if "loading " in line:
                break
        time.sleep(later_s)
        running.send_signal(signal.SIGKILL)
        assert running.wait(30) == -signal.SIGKILL
    last = _command(home, "import", str(path), "--kind", "orders")
    out, err = last.communicate(timeout=240)
    assert last.returncode == 0, err
    counted = _command(home, "-c", _COUNT)
    out, err = counted.communicate(timeout=120)

    totals, events = json.loads(out.splitlines()[-1])
    assert totals == [ORDERS, ORDERS * LINES, ORDERS * LINES * 150, 700]
    assert events == [
        ["order_paid", ORDERS, ORDERS, ORDERS * LINES * 150],
        ["product_bought", ORDERS * LINES, ORDERS * LINES, ORDERS * LINES * 150],
    ]

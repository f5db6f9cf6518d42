"""Kills −9 amid the rebuilding of the store: the table stands whole, with the same rows, and nothing is left over."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest


class Worker:
    """The process of `replay_worker.py`."""

    def __init__(self, home: Path) -> None:
        keep = {name: value for name, value in os.environ.items() if not name.startswith("MARKETLOOP_")}
        settings = {"DJANGO_SETTINGS_MODULE": "marketloop.entrypoints.settings", "MARKETLOOP_HOME": str(home)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.replay_worker"],
            env=keep | settings | {"MARKETLOOP_LOG_LEVEL": "ERROR"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, command: str) -> Any:
        """One command, one answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)


@pytest.mark.crash
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kills", [4, pytest.param(60, marks=pytest.mark.nightly)])
def test_kills_amid_a_replay_change_no_row(tmp_path: Path, kills: int) -> None:
    draw, worker, begun = random.Random(kills), Worker(tmp_path), tmp_path / "begun"
    try:
        before = worker.ask("report")
        for _ in range(kills):
            pid = worker.ask("live")
            end = time.monotonic() + 30
            while not begun.exists():
                assert time.monotonic() < end, "no life begins"
                time.sleep(0.005)
            begun.unlink()
            time.sleep(draw.uniform(0, 1.2))
            os.kill(pid, signal.SIGKILL)
            assert worker.ask("reap") == signal.SIGKILL
            assert worker.ask("report") == before
    finally:
        worker.close()

    assert before["rows"] == 1_900
    assert "events_rebuilt" not in before["tables"]

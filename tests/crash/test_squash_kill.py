"""Kills −9 amid merges, undoing and squash: the store opens, nothing is lost or doubled, every answer stays right."""

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


class Company:
    """The process of `squash_worker.py`."""

    def __init__(self, home: Path) -> None:
        keep = {name: value for name, value in os.environ.items() if not name.startswith("MARKETLOOP_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.squash_worker"],
            env=keep
            | {
                "DJANGO_SETTINGS_MODULE": "marketloop.entrypoints.settings",
                "MARKETLOOP_HOME": str(home),
                "MARKETLOOP_LOG_LEVEL": "ERROR",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.written = home / "acknowledged.txt"

    def ask(self, command: str) -> Any:
        """One command, one answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def wait_for_work(self, bytes_before: int) -> None:
        """Return when the life has acknowledged something."""
        end = time.monotonic() + 30
        while not self.written.exists() or self.written.stat().st_size == bytes_before:
            assert time.monotonic() < end, "the company does nothing"
            time.sleep(0.005)

    def size(self) -> int:
        """Bytes of the list of acknowledged events."""
        return self.written.stat().st_size if self.written.exists() else 0

    def close(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)


@pytest.mark.crash
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kills", [20, pytest.param(70, marks=pytest.mark.nightly)])
def test_kills_amid_merges_and_squash_change_no_answer(tmp_path: Path, kills: int) -> None:
    draw, company = random.Random(kills), Company(tmp_path)
    try:
        for life in range(kills):
            before = company.size()
            pid = company.ask(f"live {life}")
            company.wait_for_work(before)
            time.sleep(draw.uniform(0, 0.6))
            os.kill(pid, signal.SIGKILL)
            assert company.ask("reap") == signal.SIGKILL
        found = company.ask("report")
    finally:
        company.close()

    assert (found["lost"], found["doubled"]) == (0, 0)
    assert found["unasked"] <= 10 * kills
    assert (found["wrong_before"], found["wrong_after"], found["wrong_apart"]) == ([], [], 0)
    assert found["events"] > 10 * kills
    assert min(found["merges"], found["undone"], found["squashed_before"]) > 0

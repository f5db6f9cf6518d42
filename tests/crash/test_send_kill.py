"""Twenty kills −9 while mail goes out: never doubled; lost only as `unknown`, and not at all in the local outbox."""

from __future__ import annotations

import collections
import email
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

KILLS, MESSAGES = 20, 2500


class Sink:
    """Counts what it took, by Message-ID."""

    def __init__(self) -> None:
        self.got: collections.Counter[str] = collections.Counter()
        self.total = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        name = email.message_from_bytes(envelope.content)["Message-ID"]
        self.got[name.strip("<>").partition("@")[0]] += 1
        self.total += 1
        return "250 OK"


class Worker:
    """The process of `send_worker.py`."""

    def __init__(self, home: Path, smtp_url: str) -> None:
        keep = {name: value for name, value in os.environ.items() if not name.startswith("MARKETLOOP_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.send_worker"],
            env=keep
            | {
                "DJANGO_SETTINGS_MODULE": "marketloop.entrypoints.settings",
                "MARKETLOOP_HOME": str(home),
                "MARKETLOOP_SMTP_URL": smtp_url,
                "MARKETLOOP_LOG_LEVEL": "ERROR",
            },
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

    def kill(self, pid: int) -> None:
        """Kill −9 the living fork."""
        os.kill(pid, signal.SIGKILL)
        self.ask("reap")


@contextmanager
def _worker(home: Path, smtp_url: str = "") -> Iterator[Worker]:
    worker = Worker(home, smtp_url)
    try:
        yield worker
    finally:
        assert worker.process.stdin is not None
        worker.process.stdin.close()
        worker.process.wait(10)


def _finish(worker: Worker) -> dict[str, Any]:
    """Let a last worker finish in peace."""
    pid, end = worker.ask("live"), time.monotonic() + 40
    while time.monotonic() < end:
        time.sleep(0.5)
        found: dict[str, Any] = worker.ask("report")
        if not {"queued", "ready", "sending"} & set(found["states"].values()):
            break
    worker.kill(pid)
    return found


@pytest.mark.crash
def test_twenty_kills_while_sending_by_smtp_double_nothing(tmp_path: Path) -> None:
    from marketloop.messaging.sending import CHUNK

    draw, sink = random.Random(7), Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with _worker(tmp_path, f"smtp://127.0.0.1:{port}") as worker:
            worker.ask(f"seed {MESSAGES}")
            for _ in range(KILLS):
                enough, pid = sink.total + draw.randint(1, 60), worker.ask("live")
                while sink.total < enough:
                    time.sleep(0.002)
                worker.kill(pid)
            found = _finish(worker)
    finally:
        controller.stop()

    by_state: dict[str, set[str]] = collections.defaultdict(set)
    for message, state in found["states"].items():
        by_state[state].add(message)
    assert max(sink.got.values()) == 1
    assert set(by_state) == {"sent", "unknown"}
    assert by_state["sent"] - set(sink.got) == set()
    assert 0 < len(by_state["unknown"]) <= KILLS * CHUNK
    assert set(found["told"]) == by_state["sent"]
    assert set(found["told"].values()) == {1}


@pytest.mark.crash
def test_twenty_kills_while_filling_the_local_outbox_lose_and_double_nothing(tmp_path: Path) -> None:
    draw = random.Random(8)
    with _worker(tmp_path) as worker:
        worker.ask(f"seed {MESSAGES}")
        for _ in range(KILLS):
            pid = worker.ask("live")
            time.sleep(draw.uniform(0.02, 0.2))
            worker.kill(pid)
        found = _finish(worker)

    assert collections.Counter(found["states"].values()) == {"sent": MESSAGES}
    assert found["contents"] == MESSAGES
    assert len(found["told"]) == MESSAGES
    assert set(found["told"].values()) == {1}

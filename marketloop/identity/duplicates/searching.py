"""Runs the search in a child process: bounded memory, progress, and an end to it when someone cancels."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO

import pyarrow as pa

MEMORY = "1GB"
AT_LEAST = 0.5
_ASK_EVERY_S = 1.0


class SearchFailed(RuntimeError):
    """The child ended badly; the message is the end of what it said."""


def search(
    records: pa.Table,
    *,
    at_least: float = AT_LEAST,
    progress: Callable[[int, int], None] = lambda done, total: None,
    check: Callable[[], None] = lambda: None,
) -> pa.Table:
    """Pairs as `engine.PAIRS`. `check` is asked every second and may raise: the child is killed then."""
    child = subprocess.Popen(
        [sys.executable, "-m", "marketloop.identity.duplicates.child", str(at_least), MEMORY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    said: queue.Queue[str | None] = queue.Queue()
    answer: list[bytes] = []
    threads = [
        threading.Thread(target=_write, args=(child.stdin, records), daemon=True),
        threading.Thread(target=_listen, args=(child.stderr, said), daemon=True),
        threading.Thread(target=_read, args=(child.stdout, answer), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        last = _follow(said, progress, check)
        for thread in threads:
            thread.join()
        if child.wait():
            raise SearchFailed("\n".join(last)[-2000:])
    finally:
        child.kill()
        child.wait()
    return pa.ipc.open_stream(answer[0]).read_all()


def _follow(
    said: queue.Queue[str | None], progress: Callable[[int, int], None], check: Callable[[], None]
) -> list[str]:
    """Pass progress on until the child says nothing more; returns its last other lines."""
    others: list[str] = []
    while True:
        check()
        try:
            line = said.get(timeout=_ASK_EVERY_S)
        except queue.Empty:
            continue
        if line is None:
            return others[-20:]
        if line.startswith("progress "):
            _, done, total = line.split()
            progress(int(done), int(total))
        elif line:
            others.append(line)


def _write(pipe: IO[bytes], records: pa.Table) -> None:
    try:
        with pipe, pa.ipc.new_stream(pipe, records.schema) as writer:
            writer.write_table(records)
    except (BrokenPipeError, pa.ArrowException, ValueError):
        pass  # the child ended; its status says why


def _listen(pipe: IO[bytes], said: queue.Queue[str | None]) -> None:
    with pipe:
        for line in pipe:
            said.put(line.decode(errors="replace").strip())
    said.put(None)


def _read(pipe: IO[bytes], answer: list[bytes]) -> None:
    with pipe:
        answer.append(pipe.read())

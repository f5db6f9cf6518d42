"""A server in a process of its own, for tests that kill it, clients that need a socket, and benchmarks."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType


class Server:
    """`marketloop serve` on a random port of 127.0.0.1 with its own home; a context manager. Survives `kill()` + `start()`."""

    def __init__(
        self,
        home: Path,
        *,
        settings: str = "marketloop.entrypoints.settings",
        threads: int = 16,
        timeout_s: float = 60,
        bare: bool = False,
    ) -> None:
        """`bare`: granian without the command around it, which starts in half the time."""
        self.home, self.timeout_s, self.bare = home, timeout_s, bare
        self.threads = threads
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        keep = {name: value for name, value in os.environ.items() if not name.startswith("MARKETLOOP_")}
        self._environment = keep | {
            "DJANGO_SETTINGS_MODULE": settings,
            "MARKETLOOP_HOME": str(home),
            "MARKETLOOP_THREADS": str(threads),
            "MARKETLOOP_LOG_LEVEL": "WARNING",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, code: str) -> str:
        """Run Python code in the server's home while it does not serve; returns what it printed."""
        prepared = f"import django; django.setup()\n{code}"
        done = subprocess.run(
            [sys.executable, "-c", prepared],
            env=self._environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-4000:])
        return done.stdout

    def prepare(self, *, key: str, name: str = "web", kind: str = "browser") -> None:
        """Create the tables and a source with this key."""
        self.run(
            "from django.core.management import call_command\n"
            "call_command('migrate', interactive=False, verbosity=0)\n"
            "from marketloop.events.facade import ensure_write_key\n"
            f"ensure_write_key({name!r}, {kind!r}, {key!r})"
        )

    def start(self) -> None:
        """Start serving and wait until it answers."""
        log = open(self.home / "server.log", "ab")  # noqa: SIM115 - belongs to the process
        self._process = subprocess.Popen(
            [sys.executable, *self._command()],
            env=self._environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        end = time.monotonic() + self.timeout_s
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"server did not start: {(self.home / 'server.log').read_text()[-3000:]}")
            time.sleep(0.02)

    def _command(self) -> list[str]:
        if not self.bare:
            return ["-m", "marketloop.entrypoints.cli", "serve", "--port", str(self.port)]
        options = (
            f"port={self.port}, interface='wsgi', workers=1, blocking_threads={self.threads}, backlog=1024"
        )
        served = "'marketloop.entrypoints.serving:application'"
        return ["-c", f"from granian.server import Server; Server({served}, {options}).serve()"]

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def pids(self) -> list[int]:
        """The server's processes: granian and its worker."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [self._process.pid, *map(int, children.read_text().split())]

    def kill(self) -> None:
        """kill −9, all its processes at once."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End it politely, then not."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])

"""Load over plain sockets: many calls over a few kept-open connections, with the latency of each."""

from __future__ import annotations

import math
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass


class WrongAnswer(Exception):
    """The system did not do what it was asked."""


class Connection:
    """A kept-open connection that knows just enough HTTP."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> None:
        """Send a call and read its answer; raises WrongAnswer unless all of it was taken."""
        self._socket.sendall(data)
        answer = b""
        while b'{"success":true}' not in answer:
            part = self._socket.recv(65_536)
            answer += part
            if not part or (answer[9:12] not in (b"", b"200")):
                raise WrongAnswer(answer[:500].decode(errors="replace"))

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


@dataclass(frozen=True)
class Sent:
    """How long it took, and each call's latency."""

    seconds: float
    latencies: list[float]


def send_all(port: int, calls: Sequence[bytes], connections: int) -> Sent:
    """Send calls over so many connections at once."""
    latencies: list[float] = []
    errors: list[BaseException] = []
    waiting = iter(calls)
    lock = threading.Lock()

    def work() -> None:
        connection = Connection(port)
        own = []
        try:
            while True:
                with lock:
                    call = next(waiting, None)
                if call is None:
                    break
                started = time.perf_counter()
                connection.send(call)
                own.append(time.perf_counter() - started)
        except BaseException as error:  # reported by the main thread
            errors.append(error)
        finally:
            connection.close()
            latencies.extend(own)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    if errors:
        raise WrongAnswer(f"{type(errors[0]).__name__}: {errors[0]}")
    return Sent(seconds, latencies)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]

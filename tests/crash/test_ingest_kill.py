"""Twenty kills −9 while events pour in: nothing acknowledged is lost, nothing is doubled, seqs have no holes."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from pathlib import Path

import pytest

from tests.server import Server

KILLS, CLIENTS, BATCH = 20, 4, 20
KEY = "wkb_of_the_crash_test"


class Sender(threading.Thread):
    """Sends batches without pause; repeats a batch whose answer never came, as real clients do."""

    def __init__(self, number: int, port: int, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.over = number, port, over
        self.acknowledged: list[str] = []
        self.repeated = 0

    def run(self) -> None:
        """Until told that it is over."""
        batch = 0
        while not self.over.is_set():
            names = [f"{self.number}-{batch}-{place}" for place in range(BATCH)]
            while not self.over.is_set():
                if self._send(names):
                    self.acknowledged += names
                    break
                self.repeated += 1
                time.sleep(0.05)
            batch += 1

    def _send(self, names: list[str]) -> bool:
        messages = [
            {"type": "track", "event": "e", "messageId": name, "userId": f"u{self.number}"} for name in names
        ]
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", "/v1/batch", json.dumps({"batch": messages, "writeKey": KEY}))
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def wait_for(senders: list[Sender], *, batches: int) -> None:
    """Return when so many more batches are acknowledged, so that each kill meets a server at work."""
    wanted = sum(len(sender.acknowledged) for sender in senders) + batches * BATCH
    end = time.monotonic() + 30
    while sum(len(sender.acknowledged) for sender in senders) < wanted:
        assert time.monotonic() < end, "the server takes nothing"
        time.sleep(0.005)


def stored(server: Server) -> list[tuple[int, int, str]]:
    """(seq, event id, name of the source) of all that stands in the store, after the log has been read to its end."""
    text = server.run(
        "import json\n"
        "from marketloop.events import appender, facade\n"
        "from marketloop.events.spine import get_spine\n"
        "appender.turn()\n"
        "rows = facade.reader()('SELECT seq, event_id, source FROM events ORDER BY seq').to_pylist()\n"
        "print(json.dumps([get_spine().log.last_seq, [list(row.values()) for row in rows]]))"
    )
    _, rows = json.loads(text.splitlines()[-1])
    return [(seq, event_id, source) for seq, event_id, source in rows]


@pytest.mark.crash
@pytest.mark.timeout(300)
def test_twenty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    from marketloop.platform.ids import stable_id

    draw = random.Random(20)
    server = Server(tmp_path, settings="tests.crash.spine_settings", bare=True)
    server.prepare(key=KEY)
    over = threading.Event()
    senders = [Sender(number, server.port, over) for number in range(CLIENTS)]
    with server:
        for sender in senders:
            sender.start()
        for _ in range(KILLS):
            wait_for(senders, batches=draw.randrange(1, 30))
            time.sleep(draw.uniform(0, 0.1))
            server.kill()
            server.start()
        over.set()
        for sender in senders:
            sender.join()
        server.kill()
    rows = stored(server)

    acknowledged = [name for sender in senders for name in sender.acknowledged]
    ids = [event_id for _, event_id, _ in rows]
    assert len(acknowledged) > KILLS * BATCH
    assert len(ids) == len(set(ids))
    assert {stable_id("web", name) for name in acknowledged} - set(ids) == set()
    assert len(ids) - len(acknowledged) <= CLIENTS * BATCH
    assert [seq for seq, _, _ in rows] == sorted(seq for seq, _, _ in rows)

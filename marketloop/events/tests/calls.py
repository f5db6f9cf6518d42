"""Calls of the collector's WSGI application, as the tests make them."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
from typing import Any

from marketloop.events import facade
from marketloop.events.appender import turn
from marketloop.events.collector import application
from marketloop.events.contracts import StoredEvent
from marketloop.events.schema import stored_events
from marketloop.platform import clock

NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
NOW_MS = clock.to_ms(NOW)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Answer:
    """Status, headers and JSON of an answer."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self.body = b"".join(application(environ, self._start))

    def _start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = int(status[:3]), dict(headers)

    @property
    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.body)


def call(
    path: str, body: Any = None, *, method: str = "POST", key: str | None = "wkb_web", **headers: str
) -> Answer:
    """One request; `body` bytes as they are, else as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.input": io.BytesIO(raw),
        "REMOTE_ADDR": "203.0.113.77",
        "HTTP_USER_AGENT": FIREFOX,
        **headers,
    }
    if key is not None:
        environ["HTTP_AUTHORIZATION"] = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
    return Answer(environ)


def taken() -> list[StoredEvent]:
    """All events in the store, in seq order."""
    turn()
    return list(stored_events(facade.reader()("SELECT * FROM events ORDER BY seq")))

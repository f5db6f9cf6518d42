"""The demo people's way in: the tracking door, as their browsers, mail programs and the shop's server would call it."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

import orjson

from marketloop.events import facade as events
from marketloop.platform import clock, crypto

AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.66"
BATCH = 200


class Browser:
    """Sends tracking calls with the mall's write key and opens links of mails."""

    def __init__(self) -> None:
        self._key = crypto.token("demo-write-key", "mall")
        events.ensure_write_key("mall", "server", self._key)
        self._waiting: list[dict[str, Any]] = []

    def send(self, call: dict[str, Any]) -> None:
        """Queue one Segment call; `flush` sends them in batches."""
        self._waiting.append(call)
        if len(self._waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Send what is queued; raises RuntimeError when the collector refuses."""
        if not self._waiting:
            return
        body = orjson.dumps(
            {"batch": self._waiting, "writeKey": self._key, "sentAt": clock.now().isoformat()}
        )
        status, answer = _request("POST", "/v1/batch", body=body)
        if not status.startswith("200") or b'"errors":[{' in answer:
            raise RuntimeError(f"the collector refused: {status} {answer[:300]!r}")
        self._waiting = []

    def visit(self, address: str) -> None:
        """Load a picture or follow a link that the product made."""
        url = urlsplit(address)
        _request("GET", url.path, query=url.query)


def _request(method: str, path: str, *, query: str = "", body: bytes = b"") -> tuple[str, bytes]:
    seen: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "203.0.113.7",
        "HTTP_USER_AGENT": AGENT,
        "HTTP_ACCEPT_LANGUAGE": "zh-CN",
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
    }
    answer = b"".join(
        events.collector_application(environ, lambda status, headers, *rest: seen.append(status))
    )
    return seen[0], answer

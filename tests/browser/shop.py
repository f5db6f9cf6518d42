"""A plain HTML shop on an origin of its own, with the product's tracking snippet in its pages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.browser.conftest import ROOT

SNIPPET = ROOT / "web" / "sdk" / "src" / "snippet.js"
PLAIN = "/plain"
"""A page without tracking."""


def page_of(server: str, key: str, options: str, path: str) -> str:
    """A shop page; the title is its path."""
    tracking = SNIPPET.read_text(encoding="utf-8").replace("__SCRIPT__", f"{server}/sdk/v1/marketloop.js")
    head = "" if path.startswith(PLAIN) else f'<script>{tracking}marketloop.load("{key}",{options})</script>'
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{path}</title>{head}'
        "<h1>云岚家居</h1><button>加入购物车</button></html>"
    )


@contextmanager
def shop(server: str, key: str, options: str = "{}") -> Iterator[str]:
    """Serve the shop on localhost (another site than 127.0.0.1); yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page_of(server, key, options, self.path.partition("?")[0]).encode()
            self.send_response(404 if self.path == "/favicon.ico" else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{served.server_port}"
    finally:
        served.shutdown()
        served.server_close()
        thread.join()

"""Tracked links and the counting image: `/l/{token}` and `/t.gif`."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog
from django.utils.encoding import iri_to_uri

from marketloop.events import ports
from marketloop.events.contracts import RequestMeta
from marketloop.events.spine import get_spine
from marketloop.platform import clock
from marketloop.platform.config import get_config
from marketloop.platform.errors import DomainError
from marketloop.platform.i18n import pick_language, translate

logger = structlog.get_logger(__name__)
Environ = dict[str, Any]
Start = Callable[..., Any]
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_LINE_ENDS = {10: None, 13: None}
_UNSEEN = [("Cache-Control", "no-store, max-age=0"), ("Referrer-Policy", "no-referrer")]


def pixel(
    environ: Environ, start_response: Start, take: Callable[[Environ, bytes, str | None], None]
) -> Iterable[bytes]:
    """The image, always; before it, note the opening of message `m`, or take the base64 message in `data` (key `writeKey`)."""
    asked = parse_qs(environ.get("QUERY_STRING", ""))
    try:
        if environ["REQUEST_METHOD"] == "GET" and "m" in asked:
            _note(_meta(environ, asked["m"][0], "open"))
        elif environ["REQUEST_METHOD"] == "GET" and "data" in asked:
            padded = asked["data"][0].replace(" ", "+") + "==="
            take(
                environ,
                base64.urlsafe_b64decode(padded.replace("+", "-").replace("/", "_")),
                asked.get("writeKey", [None])[0],
            )
    except (DomainError, ValueError) as error:
        logger.info("pixel_ignored", error=str(error)[:200])
    start_response("200 OK", [("Content-Type", "image/gif"), ("Content-Length", str(len(GIF))), *_UNSEEN])
    return [GIF]


def follow(environ: Environ, start_response: Start) -> Iterable[bytes]:
    """Redirect to where the token leads (GET notes the visit, HEAD does not); a page that says so when it leads nowhere."""
    method = environ["REQUEST_METHOD"]
    url = None
    if method in ("GET", "HEAD"):
        url = _note(_meta(environ, environ["PATH_INFO"][3:], "click"))
    if url is None or urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        return _not_found(environ, start_response)
    start_response(
        "302 Found", [("Location", iri_to_uri(url.translate(_LINE_ENDS))), ("Content-Length", "0"), *_UNSEEN]
    )
    return []


def _meta(environ: Environ, token: str, kind: str) -> RequestMeta:
    return RequestMeta(
        token=token[:500],
        kind=kind,
        received_ms=clock.now_ms(),
        ip=environ.get("REMOTE_ADDR", ""),
        user_agent=environ.get("HTTP_USER_AGENT", "")[:500],
        referrer=environ.get("HTTP_REFERER", "")[:500],
        method=environ["REQUEST_METHOD"],
    )


def _note(meta: RequestMeta) -> str | None:
    """Ask where it leads and put the visit into the log; the address, None when the token leads nowhere."""
    found = ports.redirect(meta)
    if found is None:
        return None
    if found.event is not None and meta.method == "GET":
        get_spine().log.append([found.event])
    return found.url


def _not_found(environ: Environ, start_response: Start) -> Iterable[bytes]:
    language = pick_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""), get_config().language)
    title, text = (html.escape(translate(f"events.link.{part}", language)) for part in ("title", "text"))
    page = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><body style='font:16px/1.6 system-ui;max-width:32rem;margin:20vh auto;padding:0 1rem'>"
        f"<h1>{title}</h1><p>{text}</p></body></html>"
    ).encode()
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page))), *_UNSEEN]
    start_response("404 Not Found", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page]

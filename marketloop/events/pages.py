"""Public addresses: inbound webhooks, and the tracking scripts under `/sdk/v1/` as the front-end build made them."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import path
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from marketloop.events import hooks_door

DIST = Path(__file__).resolve().parent / "dist"
FILES = ("marketloop.js", "marketloop-wechat.js")
CACHE = "public, max-age=3600, stale-while-revalidate=604800"
"""The names are stable, so a new version must reach sites: after an hour browsers ask again, with the ETag, while they go on
using what they have."""


@dataclass(frozen=True)
class _Script:
    plain: bytes
    packed: bytes
    etag: str


@lru_cache(maxsize=8)
def _load(file: Path, modified_ns: int) -> _Script:
    plain = file.read_bytes()
    packed = gzip.compress(plain, 9, mtime=0)
    return _Script(plain, packed, hashlib.sha256(plain).hexdigest()[:20])


@require_safe
def script(request: HttpRequest, name: str) -> HttpResponse:
    """One of FILES; 304 when the client has it, `?download` as a file to save, 404 when it was not built."""
    file = DIST / name
    if name not in FILES or not file.is_file():
        raise Http404("There is no such script; the product's build makes marketloop/events/dist.")
    found = _load(file, file.stat().st_mtime_ns)
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{found.etag}{"-gzip" if packs else ""}"'
    seen = request.headers.get("If-None-Match", "")
    fresh = etag in [one.strip().removeprefix("W/") for one in seen.split(",")]
    response = (
        HttpResponseNotModified()
        if fresh
        else HttpResponse(
            found.packed if packs else found.plain, content_type="text/javascript; charset=utf-8"
        )
    )
    response["ETag"] = etag
    response["Cache-Control"] = CACHE
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Accept-Encoding"])
    if packs and not fresh:
        response["Content-Encoding"] = "gzip"
    if "download" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


urlpatterns = [path("sdk/v1/<str:name>", script), path("v1/hooks/<str:token>", hooks_door.receive)]

"""Views that belong to no module: errors and the console's single page."""

from __future__ import annotations

from pathlib import Path

import orjson
import structlog
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import ensure_csrf_cookie

from marketloop.platform.errors import Forbidden
from marketloop.platform.http import error_body, error_response, language_of

log = structlog.get_logger(__name__)
DIST = Path(__file__).resolve().parents[1] / "console" / "dist"


@ensure_csrf_cookie
def console(request: HttpRequest) -> HttpResponseBase:
    """The console's single page; 404 with advice when the front end was not built."""
    page = DIST / "index.html"
    if not page.is_file():
        raise Http404("The console is not built; run ./dev up.")
    return FileResponse(
        page.open("rb"), content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF check failed."""
    return error_response(request, Forbidden("csrf_failed"))


def internal_error(request: HttpRequest) -> HttpResponse:
    """Last resort: JSON with the request id; the log has the rest."""
    request_id = getattr(request, "request_id", "")
    body = error_body("internal", language_of(request), {"request_id": request_id}, {})
    return HttpResponse(orjson.dumps(body), status=500, content_type="application/json")

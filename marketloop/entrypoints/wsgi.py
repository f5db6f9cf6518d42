"""The WSGI application: collector fast path before Django, static files beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketloop.entrypoints.settings")

from django.core.wsgi import get_wsgi_application

from marketloop.entrypoints.views import DIST

_django = get_wsgi_application()
# Registered after Django has set up its applications.
from marketloop.events.collector import application as _collector  # noqa: E402
from marketloop.events.collector import handles as _collects  # noqa: E402

_site = WhiteNoise(_django, max_age=31536000, immutable_file_test=lambda path, url: "/assets/" in url)
if DIST.is_dir():
    _site.add_files(str(DIST), prefix="static/console/")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Tracking addresses go to the collector, all else to Django."""
    if _collects(environ.get("PATH_INFO", "")):
        return _collector(environ, start_response)
    answer: Iterable[bytes] = _site(environ, start_response)
    return answer

"""Health: modules register checks; `/healthz` says the process lives, `/readyz` runs the checks, `/metrics` is Prometheus."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from marketloop.platform import background

Check = Callable[[], str | None]
_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Register a check: None when well, else what is wrong and what to do."""
    _checks[name] = check


def run_checks() -> dict[str, str]:
    """What is wrong, by check name; empty when all is well."""
    found = {name: problem for name, check in _checks.items() if (problem := _safely(check)) is not None}
    for one in background.list_loops():
        if one.failures >= 3:
            found[f"loop:{one.name}"] = one.last_error
    return found


def _safely(check: Check) -> str | None:
    try:
        return check()
    except Exception as error:  # a check that cannot run is itself a finding
        return f"{type(error).__name__}: {error}"


def _database() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return None


register_check("database", _database)


def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when every check is well, else 503 with the names and texts."""
    problems = run_checks()
    return JsonResponse(
        {"status": "degraded" if problems else "ok", "problems": problems}, status=503 if problems else 200
    )


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)

"""The address of inbound webhooks: `POST /v1/hooks/{token}`."""

from __future__ import annotations

import structlog
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from marketloop.events import hooks, requests
from marketloop.events.log import LogUnwritable
from marketloop.events.ownership import StoreOwned
from marketloop.platform.errors import DomainError, TooLarge
from marketloop.platform.http import error_body, language_of

logger = structlog.get_logger(__name__)


class MethodWrong(DomainError):
    """The address takes another method."""

    status = 405


class Unwritable(DomainError):
    """Nothing can be taken at the moment."""

    status = 503


@csrf_exempt
def receive(request: HttpRequest, token: str) -> JsonResponse:
    """200 `{"success": true, "events": n}` once the events are durable, else an error that says what to mend."""
    try:
        return JsonResponse({"success": True, "events": _take(request, token)})
    except DomainError as error:
        return _refusal(request, error)
    except (LogUnwritable, StoreOwned):
        logger.exception("log_unwritable")
        return _refusal(request, Unwritable("log_unwritable"))


def _take(request: HttpRequest, token: str) -> int:
    if request.method != "POST":
        raise MethodWrong("collector_method")
    hook = hooks.find_hook(token)
    if int(request.headers.get("Content-Length") or 0) > requests.MAX_CALL:
        raise TooLarge("body_too_large", limit=requests.MAX_CALL)
    headers = {name.lower(): value for name, value in request.headers.items()}
    return hooks.receive(hook, hooks.Call(request.body, headers))


def _refusal(request: HttpRequest, error: DomainError) -> JsonResponse:
    body = error_body(error.code, language_of(request), error.params, error.fields)
    return JsonResponse(body, status=error.status)

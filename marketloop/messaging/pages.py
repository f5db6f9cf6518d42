"""Public pages: unsubscribe and preferences. Opening one changes nothing (scanners open links); only its button does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from marketloop.messaging import choices
from marketloop.organisation.facade import unit_tree
from marketloop.platform.config import get_config
from marketloop.platform.errors import DomainError
from marketloop.platform.i18n import pick_language, translate

View = Callable[[HttpRequest, str], HttpResponse]
_WORDS = (
    "unsubscribe_title",
    "unsubscribe_ask",
    "unsubscribe_button",
    "unsubscribe_keep",
    "done_title",
    "done_text",
    "preferences_title",
    "preferences_text",
    "channel_email",
    "channel_email_text",
    "topics_title",
    "save_button",
    "saved",
    "manage",
    "bad_title",
    "bad_text",
    "footer",
)


def _page(request: HttpRequest, template: str, status: int = 200, **values: Any) -> HttpResponse:
    language = pick_language(request.headers.get("Accept-Language", ""), get_config().language)
    company = next((unit.name for unit in unit_tree()), get_config().company)
    words = {name: translate(f"messaging.page.{name}", language, company=company) for name in _WORDS}
    values |= {"t": words, "lang": language, "company": company}
    response = render(request, f"messaging/{template}.html", values, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _public(view: View) -> View:
    """A page that the token alone opens: no session, no CSRF token (the signed address is what a forger lacks)."""

    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except DomainError:
            return _page(request, "bad_link", 400)

    return csrf_exempt(never_cache(require_http_methods(["GET", "HEAD", "POST"])(guarded)))


@_public
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks; POST (the button, or the mail program's one click by RFC 8058) withdraws consent."""
    state = choices.get_choices(token)
    if request.method != "POST":
        return _page(request, "unsubscribe", token=token, state=state)
    choices.unsubscribe(token)
    return _page(request, "done", token=token)


@_public
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the choices; POST stores them."""
    if request.method == "POST":
        choices.set_choices(
            token, subscribed="channel" in request.POST, topics=set(request.POST.getlist("topic"))
        )
    state = choices.get_choices(token)
    return _page(request, "preferences", token=token, state=state, saved=request.method == "POST")


urlpatterns = [
    path("u/<str:token>", unsubscribe, name="unsubscribe"),
    path("preferences/<str:token>", preferences, name="preferences"),
]

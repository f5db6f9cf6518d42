"""Ports that modules above fill at start: who an event belongs to, and where a tracked link leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from marketloop.events.contracts import IncomingEvent, Redirect, RequestMeta, Resolver
from marketloop.platform.ids import stable_id

RedirectResolver = Callable[[RequestMeta], Redirect | None]


def anonymous_resolver(events: list[IncomingEvent]) -> Sequence[int]:
    """Without an identity module: the person is the first identifier."""
    return [
        stable_id("profile", *event.identifiers[0])
        if event.identifiers
        else stable_id("profile", event.source, event.message_id)
        for event in events
    ]


_resolver: Resolver = anonymous_resolver
_redirects: RedirectResolver | None = None


def set_resolver(resolver: Resolver | None) -> None:
    """Identity's port: profile ids for a batch of events without `profile_id`, in order; must commit what it creates and
    give the same ids when asked again. The events carry `secrets` for the tokens among their identifiers."""
    global _resolver
    _resolver = resolver or anonymous_resolver


def resolve(events: list[IncomingEvent]) -> Sequence[int]:
    """Profile ids of these events."""
    return _resolver(events)


def set_redirect_resolver(resolver: RedirectResolver | None) -> None:
    """Messaging's port: where `/l/{token}` leads and which event the visit or the opening (`/t.gif?m=`) is; None: unknown."""
    global _redirects
    _redirects = resolver


def redirect(meta: RequestMeta) -> Redirect | None:
    """The answer of the port; None without one."""
    return None if _redirects is None else _redirects(meta)

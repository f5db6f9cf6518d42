"""Webhooks and deliveries as the tests make them."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from marketloop.events import hooks_services
from marketloop.events.hooks_models import Hook
from marketloop.events.hooks_services import HookDraft
from marketloop.organisation.testing import make_user, principal_of

ORDER = {
    "id": "m-1",
    "type": "trade.paid",
    "at": 1795507200,
    "buyer": {"open": "o-9", "phone": "138 0013 8001"},
    "trade": {"tid": "T1", "payment": "399.50", "city": "杭州"},
    "lines": [{"sku": "YL-001", "num": "2"}, {"sku": "YL-002", "num": "1"}],
}
"""An order as a shop system posts it; `at` is 2026-11-24 08:00 UTC."""


def path(at: str, **more: Any) -> dict[str, Any]:
    """A value at a path."""
    return {"path": at, **more}


def named(name: str, at: str, **more: Any) -> dict[str, Any]:
    """A named value at a path."""
    return {"name": name, "path": at, **more}


PAID: dict[str, Any] = {
    "when": [{"path": "type", "op": "equals", "value": "trade.paid"}],
    "event": {"constant": "Order Completed"},
    "identifiers": [named("openid", "buyer.open"), named("phone", "buyer.phone")],
    "time": path("at"),
    "properties": [named("order_id", "trade.tid"), named("total", "trade.payment", convert="number")],
}
LINE: dict[str, Any] = {
    "each": "lines",
    "event": {"constant": "Line Seen"},
    "identifiers": [named("openid", "$.buyer.open")],
    "properties": [named("product_id", "@.sku"), named("quantity", "@.num", convert="number")],
}


def draft(*events: dict[str, Any], **overrides: Any) -> HookDraft:
    """A webhook of these events."""
    values = {"name": "erp", "mapping": {"events": list(events) or [PAID]}, **overrides}
    return HookDraft.model_validate(values)


def make_hook(*events: dict[str, Any], **overrides: Any) -> Hook:
    """A webhook in the tables."""
    return hooks_services.create_hook(draft=draft(*events, **overrides), actor=principal_of(make_user()))


def post(
    hook: Hook, body: Any, content_type: str = "application/json", **headers: str
) -> tuple[int, dict[str, Any]]:
    """A delivery; `body` text or bytes as they are, else as JSON. Header names with `_` for `-`."""
    raw = body if isinstance(body, (str, bytes)) else json.dumps(body)
    answer = Client().post(
        f"/v1/hooks/{hooks_services.token_of(hook)}",
        raw,
        content_type,
        headers={"Accept-Language": "en", **{key.replace("_", "-"): value for key, value in headers.items()}},
    )
    return answer.status_code, answer.json()

"""What the HTTP tests of segments share."""

from __future__ import annotations

from typing import Any

from django.test import Client

from marketloop.organisation.testing import staff_client
from marketloop.platform import ids
from marketloop.segments import facade as segments

API = "/api/v1/segments"
VIEWED = {"type": "event", "name": "product_viewed", "window": {"kind": "last", "amount": 7, "unit": "day"}}
SAVED_EVENT = {"where": [], "op": "gte", "count": 1, "count_to": None}
VIP = {"type": "tag", "tag": "VIP"}


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(f"{API}{path}", body, "application/json")


def made(condition: dict[str, Any] | None = None, **overrides: Any) -> str:
    row = segments.create(**{"name": "看过商品", "condition": condition or VIEWED, **overrides})
    return ids.encode("seg", row.id)


def audited(segment: str) -> list[dict[str, Any]]:
    """Entries of the audit log about a segment, newest first."""
    found: list[dict[str, Any]] = staff_client().get(f"/api/v1/audit?subject={segment}").json()["items"]
    return found

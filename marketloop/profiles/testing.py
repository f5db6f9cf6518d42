"""Factories for tests of this and other modules."""

from __future__ import annotations

import itertools
import json
from typing import Any

from django.test import Client

from marketloop.platform import ids
from marketloop.profiles.contracts import UpsertRow
from marketloop.profiles.refreshing import refresh_pending
from marketloop.profiles.services import upsert_people

_numbers = itertools.count(1)


def make_profile(**overrides: Any) -> int:
    """A known person with e-mail, name and e-mail consent, folded and published."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "identifiers": (("user_id", f"customer-{number}"), ("email", f"customer{number}@yunlan.example")),
        "traits": {"name": "林梅", "city": "杭州", "province": "浙江"},
        "consents": {"email": True},
    }
    [profile_id] = upsert_people(rows=[UpsertRow(**{**values, **overrides})], source="import").ids
    refresh_pending()
    return profile_id


def pro(profile_id: int) -> str:
    """The id as the API writes it."""
    return ids.encode("pro", profile_id)


def send(client: Client, method: str, path: str, body: object = None) -> Any:
    """A JSON call below `/api/v1`."""
    text = "" if body is None else json.dumps(body)
    return client.generic(method, f"/api/v1{path}", text, content_type="application/json")

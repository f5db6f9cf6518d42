"""Factories for tests of this and other modules."""

from __future__ import annotations

import itertools

from marketloop.identity.ports import publish_aliases
from marketloop.identity.services import resolve_batch

__all__ = ["make_profiles", "publish_aliases"]

_numbers = itertools.count(1)


def make_profiles(count: int = 1) -> list[int]:
    """Profiles that are known by a user id of their own."""
    return resolve_batch(batch=[[("user_id", f"person-{next(_numbers)}")] for _ in range(count)])

"""Stable assignment to 10,000 buckets, for holdouts, splits and random segments (decisions.md)."""

from __future__ import annotations

import hashlib

BUCKETS = 10_000


def bucket(salt: str, profile_id: int) -> int:
    """0 … 9,999; depends on salt and profile alone, independent between salts."""
    return (
        int(hashlib.md5(f"{salt}:{profile_id}".encode(), usedforsecurity=False).hexdigest()[:8], 16) % BUCKETS
    )

"""Who is in which arm: stable buckets by hash (decisions.md), so that nobody has to be remembered.

The salt is the id of the journey, campaign or experiment, not of its version: a new version keeps its people's arms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from marketloop.platform.buckets import BUCKETS


def buckets(salt: str, profile_ids: Iterable[int]) -> npt.NDArray[np.int64]:
    """`platform.buckets.bucket(salt, id)` of many people: 0 … 9,999 each; the hash of the salt is computed once."""
    start = hashlib.md5(f"{salt}:".encode(), usedforsecurity=False)
    found = []
    for profile_id in profile_ids:
        digest = start.copy()
        digest.update(b"%d" % profile_id)
        found.append(int.from_bytes(digest.digest()[:4], "big"))
    return np.array(found, dtype=np.int64) % BUCKETS


def assign_holdout(salt: str, profile_ids: Iterable[int], percent: float) -> set[int]:
    """The held-out among these people: buckets below `percent` (two decimals count; 0 nobody, 100 everybody)."""
    if not 0 <= percent <= 100:
        raise ValueError(f"a holdout is between 0 and 100 per cent, not {percent}")
    ids = np.fromiter(profile_ids, dtype=np.int64)
    held = buckets(salt, ids.tolist()) < round(percent * BUCKETS / 100)
    return set(ids[held].tolist())


def assign_arms(salt: str, profile_ids: Iterable[int], shares: Sequence[float]) -> npt.NDArray[np.int64]:
    """The arm (index of `shares`, per cent that add up to 100) of each person."""
    edges = np.rint(np.cumsum(np.asarray(shares, dtype=float)) * BUCKETS / 100).astype(np.int64)
    if len(edges) == 0 or edges[-1] != BUCKETS or any(share < 0 for share in shares):
        raise ValueError("the shares of the arms must be ≥ 0 and add up to 100 per cent")
    return np.searchsorted(edges, buckets(salt, profile_ids), side="right").astype(np.int64)

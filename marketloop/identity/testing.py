"""Factories for tests of this and other modules."""

from __future__ import annotations

import itertools

import pyarrow as pa

from marketloop.identity.duplicates.engine import PAIRS
from marketloop.identity.duplicates.review import keep_pairs
from marketloop.identity.models import DuplicatePair
from marketloop.identity.ports import publish_aliases
from marketloop.identity.services import resolve_batch

__all__ = ["make_pair", "make_profiles", "publish_aliases"]

_numbers = itertools.count(1)


def make_profiles(count: int = 1) -> list[int]:
    """Profiles that are known by a user id of their own."""
    return resolve_batch(batch=[[("user_id", f"person-{next(_numbers)}")] for _ in range(count)])


def make_pair(left: int, right: int, probability: float) -> int:
    """An open pair of look-alikes beside those that there are: names of one sound, nothing known of phones."""
    weights = [7.0, 0.0, -1.0, 8.0, 0.0, 0.0, 0.0]
    levels = [3, -1, 0, 3, -1, -1, -1]
    prior = 100 * probability - sum(weights)
    row = [left, right, probability, 100 * probability, prior, levels, weights]
    others = DuplicatePair.objects.filter(state="open")
    listed = [[getattr(one, name) for name in _COLUMNS] for one in others]
    columns = zip(*listed, row, strict=True)
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, PAIRS, strict=True)]
    keep_pairs(pa.Table.from_arrays(arrays, schema=PAIRS))
    return DuplicatePair.objects.values_list("id", flat=True).get(
        left_id=min(left, right), right_id=max(left, right)
    )


_COLUMNS = ("left_id", "right_id", "probability", "weight", "prior", "levels", "weights")

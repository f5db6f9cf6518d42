"""Who is in: the log of each segment's membership in the OLTP database, and its present state in memory.

The truth is here and not in the event store, because a change must commit together with the facts that tell of it and with
the cursor of the batch that caused it. A change is one row of compressed ids, whatever its size; from time to time the log is
folded into a base. `profile_list` in the event store is derived from it (`synchronising`): kill −9 between the two leaves the
store behind or ahead, never the truth, and nothing is entered twice or lost.

Every entry has a fresh id, which becomes the segment's `version`; an array in memory counts only while the version that it was
made for is the row's. A rolled-back transaction can therefore leave nothing wrong behind in memory.
"""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from marketloop.platform.ids import new_id
from marketloop.segments.models import MembershipEntry

Ids = npt.NDArray[np.int64]
EMPTY: Ids = np.empty(0, np.int64)
KNOWN = 0
"""The log of all people that have been held against the segments at least once (its version stands in `Turn`)."""
FOLD_AFTER_ENTRIES = 100
CACHED_BYTES = 256 * 1024 * 1024

_cache: OrderedDict[int, tuple[int, Ids]] = OrderedDict()
_lock = threading.Lock()


def as_ids(values: Sequence[int] | Ids | set[int] | frozenset[int]) -> Ids:
    """Sorted, distinct ids."""
    if isinstance(values, set | frozenset):
        values = list(values)
    return np.unique(np.asarray(values, dtype=np.int64))


def pack(ids: Ids) -> bytes:
    """Sorted ids as compressed differences."""
    return zlib.compress(np.diff(ids, prepend=np.int64(0)).astype("<i8").tobytes(), 1) if len(ids) else b""


def unpack(data: bytes | memoryview) -> Ids:
    """The ids again."""
    if not data:
        return EMPTY
    differences = np.frombuffer(zlib.decompress(data), dtype="<i8")
    return np.cumsum(differences, dtype=np.int64)


def members_of(segment_id: int, version: int) -> Ids:
    """Sorted ids of the members at this version, the row's `version`."""
    with _lock:
        found = _cache.get(segment_id)
        if found is not None and found[0] == version:
            _cache.move_to_end(segment_id)
            return found[1]
    members = _load(segment_id, version)
    _remember(segment_id, version, members)
    return members


def change(log_id: int, version: int, *, added: Ids, removed: Ids) -> tuple[int, Ids]:
    """Write a change in the caller's transaction; returns the new version and the members, which the caller's row must keep.

    `added` must hold nobody who is in, `removed` only those who are.
    """
    before = members_of(log_id, version)
    members = np.union1d(np.setdiff1d(before, removed, assume_unique=True), added)
    version = new_id()
    MembershipEntry.objects.create(id=version, segment_id=log_id, added=pack(added), removed=pack(removed))
    _fold(log_id, version, members)
    _remember(log_id, version, members)
    return version, members


def forget(segment_id: int) -> None:
    """Drop the log of a segment (it was archived)."""
    MembershipEntry.objects.filter(segment_id=segment_id).delete()
    with _lock:
        _cache.pop(segment_id, None)


def _load(segment_id: int, version: int) -> Ids:
    members: set[int] | None = None
    ids = EMPTY
    rows = MembershipEntry.objects.filter(segment_id=segment_id, id__lte=version).order_by("id")
    for row in rows.iterator(200):
        added, removed = unpack(row.added), unpack(row.removed)
        if row.base:
            members, ids = None, added
            continue
        if members is None:
            members = set(ids.tolist())
        members.difference_update(removed.tolist())
        members.update(added.tolist())
    return ids if members is None else as_ids(members)


def _fold(log_id: int, version: int, members: Ids) -> None:
    """Replace a long log by one base entry with the same id as the last change."""
    rows = MembershipEntry.objects.filter(segment_id=log_id)
    if rows.count() <= FOLD_AFTER_ENTRIES:
        return
    rows.delete()
    MembershipEntry.objects.create(id=version, segment_id=log_id, base=True, added=pack(members), removed=b"")


def _remember(segment_id: int, version: int, members: Ids) -> None:
    members.setflags(write=False)
    with _lock:
        _cache[segment_id] = version, members
        _cache.move_to_end(segment_id)
        while len(_cache) > 1 and sum(one.nbytes for _, one in _cache.values()) > CACHED_BYTES:
            _cache.popitem(last=False)

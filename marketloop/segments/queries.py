"""Reads of segments: rows as views, members, history."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from django.db.models import Q, QuerySet

from marketloop.organisation.contracts import ScopeFilter
from marketloop.platform import clock
from marketloop.platform.errors import NotFound
from marketloop.segments.contracts import SegmentKind, SegmentState, SegmentView, SizePoint
from marketloop.segments.definitions import pending
from marketloop.segments.membership import Ids, members_of
from marketloop.segments.models import Segment, SegmentHistory

HOUR_MS = 3_600_000


def standing() -> QuerySet[Segment]:
    """All that are not archived."""
    return Segment.objects.exclude(state=SegmentState.ARCHIVED)


def get_row(segment_id: int, *, lock: bool = False) -> Segment:
    """The row; raises NotFound (also for an archived one)."""
    rows = standing().select_for_update() if lock else standing()
    row = rows.filter(id=segment_id).first()
    if row is None:
        raise NotFound("segment_not_found")
    return row


def visible(scope: Q) -> QuerySet[Segment]:
    """Those within a data scope (`scope_q` on org_unit and owner), and those of no unit, which belong to the whole company."""
    return standing().filter(scope | Q(org_unit=None)) if scope else standing()


def check_visible(row: Segment, scope: ScopeFilter) -> None:
    """Raises NotFound for a segment outside the data scope."""
    if row.org_unit is not None and not scope.admits(row.org_unit, row.owner):
        raise NotFound("segment_not_found")


def view_of(row: Segment) -> SegmentView:
    """The row as a frozen value."""
    return SegmentView(
        id=row.id,
        key=row.key,
        name=row.name,
        description=row.description,
        kind=SegmentKind(row.kind),
        state=SegmentState(row.state),
        condition=row.condition,
        size=row.size,
        computing=pending(row),
        owner=row.owner,
        org_unit=row.org_unit,
        created_at=row.created_at,
        updated_at=row.updated_at,
        refreshed_at=row.refreshed_at,
    )


def get(segment_id: int) -> SegmentView:
    """One segment; raises NotFound."""
    return view_of(get_row(segment_id))


def find_by_key(key: str) -> SegmentView | None:
    """The segment with this stable key, or None."""
    row = standing().filter(key=key).first()
    return view_of(row) if row else None


def list_segments() -> list[SegmentView]:
    """All segments that are not archived, by name."""
    return [view_of(row) for row in standing().order_by("name", "id")]


def members(segment_id: int) -> Ids:
    """Canonical ids of the members, ascending; raises NotFound. The array must not be changed."""
    row = get_row(segment_id)
    return members_of(row.id, row.version)


def is_member(profile_ids: Sequence[int], segment_id: int) -> set[int]:
    """Those of these people (canonical ids) who are in the segment."""
    people = np.unique(np.asarray(profile_ids, dtype=np.int64))
    return set(np.intersect1d(people, members(segment_id), assume_unique=True).tolist())


def segments_of(profile_id: int) -> list[SegmentView]:
    """The segments that a person (canonical id) is in, by name."""
    return [
        view_of(row)
        for row in standing().order_by("name", "id")
        if profile_id in _as_member(members_of(row.id, row.version), profile_id)
    ]


def _as_member(ids: Ids, profile_id: int) -> list[int]:
    at = int(np.searchsorted(ids, profile_id))
    return [int(one) for one in ids[at : at + 1]]


def history(segment_id: int, *, days: int = 30, by: str = "day") -> list[SizePoint]:
    """Sizes at the end of each hour or company day of the last `days`, gaps filled; from the first known size on."""
    get_row(segment_id)
    return sparklines([segment_id], days=days, by=by)[segment_id]


def sparklines(segment_ids: Sequence[int], *, days: int = 30, by: str = "day") -> dict[int, list[SizePoint]]:
    """`history` of many segments with two statements."""
    now = clock.now_ms()
    starts = _starts(now, days, by)
    rows = SegmentHistory.objects.filter(segment_id__in=segment_ids, hour_ms__lte=now).order_by("hour_ms")
    points: dict[int, list[SizePoint]] = defaultdict(list)
    for segment_id, *figures in rows.values_list("segment_id", "hour_ms", "size", "entered", "left"):
        points[segment_id].append(SizePoint(*figures))
    return {one: _filled(points[one], starts) for one in segment_ids}


def _starts(now: int, days: int, by: str) -> list[int]:
    if by == "hour":
        last = now // HOUR_MS * HOUR_MS
        return [last - HOUR_MS * back for back in range(24 * days - 1, -1, -1)]
    midnight = (
        clock.from_ms(now).astimezone(clock.company_zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    )
    return [clock.to_ms(midnight - dt.timedelta(days=back)) for back in range(days - 1, -1, -1)]


def _filled(known: list[SizePoint], starts: list[int]) -> list[SizePoint]:
    """The last size known before the end of each period, and who came and went in it."""
    filled, at, size = [], 0, None
    ends = [*starts[1:], 1 << 62]
    for start, end in zip(starts, ends, strict=True):
        entered = left = 0
        while at < len(known) and known[at].at < end:
            inside = known[at].at >= start
            entered, left = entered + inside * known[at].entered, left + inside * known[at].left
            size, at = known[at].size, at + 1
        if size is not None:
            filled.append(SizePoint(start, size, entered, left))
    return filled

"""Watches on the size of segments: rules that go off at most once a company day, and the alarms that they leave."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from marketloop.organisation.facade import record_audit
from marketloop.platform import clock, ids
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.platform.http import Principal
from marketloop.segments.contracts import PREFIX, SizePoint, WatchKind
from marketloop.segments.models import GrowthWatch, WatchAlarm
from marketloop.segments.queries import get_row, sparklines, standing

WATCH, ALARM = "swt", "sal"
DAYS_BEFORE, FEWEST_DAYS = 28, 7
"""`unusual` is held against so many days; with fewer known days it stays silent."""


def add_watch(
    *, segment_id: int, kind: WatchKind, threshold: float, actor: Principal | None = None
) -> GrowthWatch:
    """A new rule. Raises Invalid for a threshold that makes no sense, Conflict when the same rule is there."""
    get_row(segment_id)
    _check(kind, threshold)
    try:
        with transaction.atomic():
            made = GrowthWatch.objects.create(
                segment_id=segment_id,
                kind=kind,
                threshold=threshold,
                by=actor.user_id if actor else None,
                created_at=clock.now(),
            )
            record_audit(
                actor=actor,
                action="segments.watch_added",
                subject=ids.encode(PREFIX, segment_id),
                detail={"kind": kind, "threshold": threshold},
            )
    except IntegrityError:
        raise Conflict("segment_watch_exists") from None
    return made


def _check(kind: WatchKind, threshold: float) -> None:
    least = 0 if kind in (WatchKind.ABOVE, WatchKind.BELOW) else 0.1
    most = {WatchKind.CHANGE: 1_000, WatchKind.UNUSUAL: 10}.get(kind, 10**9)
    if not least <= threshold <= most:
        raise Invalid(
            "segment_watch_threshold", fields={"threshold": "segment_watch_threshold"}, least=least, most=most
        )


def remove_watch(*, segment_id: int, watch_id: int, actor: Principal | None = None) -> None:
    """Take a rule away; its alarms stay. Raises NotFound."""
    with transaction.atomic():
        gone, _ = GrowthWatch.objects.filter(id=watch_id, segment_id=segment_id).delete()
        if not gone:
            raise NotFound("segment_watch_unknown")
        record_audit(actor=actor, action="segments.watch_removed", subject=ids.encode(PREFIX, segment_id))


def list_watches(segment_id: int) -> list[GrowthWatch]:
    """The rules of a segment, oldest first."""
    return list(GrowthWatch.objects.filter(segment_id=segment_id).order_by("id"))


def list_alarms(segment_id: int, limit: int = 30) -> list[WatchAlarm]:
    """The latest alarms of a segment, newest first."""
    return list(WatchAlarm.objects.filter(segment_id=segment_id).order_by("-at", "-id")[:limit])


def open_alarms(segment_ids: Sequence[int] | None = None) -> list[WatchAlarm]:
    """Alarms that nobody has acknowledged, of standing segments, newest first."""
    rows = WatchAlarm.objects.filter(seen_at=None, segment_id__in=standing().values("id"))
    if segment_ids is not None:
        rows = rows.filter(segment_id__in=segment_ids)
    return list(rows.order_by("-at", "-id"))


def acknowledge(*, segment_id: int, actor: Principal | None = None) -> int:
    """Mark the alarms of a segment as seen; returns how many were open."""
    rows = WatchAlarm.objects.filter(segment_id=segment_id, seen_at=None)
    return rows.update(seen_at=clock.now(), seen_by=actor.user_id if actor else None)


def look_at_sizes() -> list[WatchAlarm]:
    """Hold every rule against its segment's sizes; returns the alarms that are new. Safe to repeat."""
    rows = {row.id: row for row in standing()}
    watches = [one for one in GrowthWatch.objects.order_by("id") if one.segment_id in rows]
    sizes = sparklines([one.segment_id for one in watches], days=DAYS_BEFORE + 2)
    today = clock.now().astimezone(clock.company_zone()).date()
    made = []
    for watch in watches:
        size = rows[watch.segment_id].size
        value = reached(WatchKind(watch.kind), watch.threshold, size, sizes[watch.segment_id])
        if value is None:
            continue
        alarm, fresh = WatchAlarm.objects.get_or_create(
            watch_id=watch.id,
            day=today,
            defaults={
                "segment_id": watch.segment_id,
                "kind": watch.kind,
                "threshold": watch.threshold,
                "value": value,
                "size": size,
                "at": clock.now(),
            },
        )
        made += [alarm] if fresh else []
    return made


def reached(kind: WatchKind, threshold: float, size: int, days: Sequence[SizePoint]) -> float | None:
    """The figure that sets a rule off, None while it keeps still. `days`: sizes at the ends of the days up to today."""
    if kind == WatchKind.ABOVE:
        return size if size >= threshold else None
    if kind == WatchKind.BELOW:
        return size if size <= threshold else None
    ends = [point.size for point in days[:-1]]
    if not ends:
        return None
    if kind == WatchKind.CHANGE:
        change = 100 * (size - ends[-1]) / ends[-1] if ends[-1] else None
        return change if change is not None and abs(change) >= threshold else None
    moves = [after - before for before, after in itertools.pairwise(ends)]
    if len(moves) < FEWEST_DAYS:
        return None
    spread = statistics.stdev(moves)
    off = (size - ends[-1] - statistics.fmean(moves)) / spread if spread else 0.0
    return off if abs(off) >= threshold else None

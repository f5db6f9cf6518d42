"""Retention at work: what the rules would remove, removing it, and old segments of the log.

Rows go in bounded chunks of seqs, each one transaction, and are the same rows however often the job is cut off and run again. The
log loses whole segments only, from its beginning on, once the store holds all of their events and every consumer has passed them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from marketloop.events.consumers import all_passed
from marketloop.events.log_scanning import Segment, scan
from marketloop.events.operations_models import LogRetention, RetentionRule
from marketloop.events.reading import Priority
from marketloop.events.retention_rules import DAY_MS, Part, parts
from marketloop.events.spine import Spine, get_spine
from marketloop.events.store import reading_as
from marketloop.organisation.facade import record_audit
from marketloop.platform import clock, ids, jobs

CHUNK = 200_000
"""Seqs that one transaction looks at."""


@dataclass(frozen=True)
class Going:
    """Events that a rule would remove now: of one name and one month of the company's time."""

    rule_id: int
    name: str
    month: str
    events: int


@dataclass(frozen=True)
class LogGoing:
    """Segments of the log that would be removed now."""

    segments: int
    events: int
    bytes: int


def preview() -> list[Going]:
    """What the rules would remove now, by name and month; largest first."""
    spine, found = get_spine(), list[Going]()
    for rule, part in _due(spine):
        with reading_as(Priority.REPORT):
            rows = spine.store.read(
                "SELECT name, strftime(make_timestamptz(time * 1000) AT TIME ZONE ?, '%Y-%m') AS month,"
                f" count(*) AS events FROM events WHERE {part.condition} GROUP BY ALL",
                [str(clock.company_zone()), *part.params],
            ).to_pylist()
        found += [Going(rule.id, **row) for row in rows]
    return sorted(found, key=lambda one: (-one.events, one.name, one.month))


def preview_log() -> LogGoing:
    """What would be removed of the log now."""
    going = _old_segments(get_spine())
    return LogGoing(
        len(going), sum(one.events for one in going), sum(one.path.stat().st_size for one in going)
    )


def _due(spine: Spine) -> list[tuple[RetentionRule, Part]]:
    with reading_as(Priority.REPORT):
        names = spine.store.read("SELECT DISTINCT name FROM events")["name"].to_pylist()
    now = clock.now_ms()
    return parts(names, lambda rule: now - rule.days * DAY_MS)


@jobs.job("events.retention", retries=3)
def apply_retention(ctx: jobs.JobContext) -> dict[str, int]:
    """Remove what the rules say; returns how many events left the store and the log."""
    spine, removed = get_spine(), 0
    due = _due(spine)
    for number, (rule, part) in enumerate(due):
        ctx.progress(number, len(due), rule.pattern)
        # Noted first: a replay that comes in between must not bring back what is removed already.
        RetentionRule.objects.filter(id=rule.id).filter(
            Q(applied_before=None) | Q(applied_before__lt=part.before)
        ).update(applied_before=part.before)
        removed += remove(spine, part, ctx.check)
    gone = remove_old_segments(spine)
    result = {"removed": removed, "log_events": gone.events, "log_bytes": gone.bytes}
    if removed or gone.segments:
        record_audit(
            actor=None,
            action="events.retention_applied",
            subject=ids.encode("job", ctx.job_id),
            detail=result,
        )
    return result


jobs.cron("events.retention", "17 4 * * *", apply_retention)


def remove(spine: Spine, part: Part, after_chunk: Callable[[], object]) -> int:
    """Remove a part of the events from the store; returns how many."""
    with reading_as(Priority.REPORT):
        [span] = spine.store.read(
            f"SELECT min(seq) AS first, max(seq) AS last FROM events WHERE {part.condition}", part.params
        ).to_pylist()
    if span["first"] is None:
        return 0
    removed = 0
    for first in range(span["first"], span["last"] + 1, CHUNK):
        within = f"{part.condition} AND seq BETWEEN ? AND ?"
        params = [*part.params, first, first + CHUNK - 1]
        with spine.store.writing() as connection:
            connection.execute(
                f"DELETE FROM traffic_verdict WHERE event_id IN (SELECT event_id FROM events WHERE {within})",
                params,
            )
            [(count,)] = connection.execute(f"DELETE FROM events WHERE {within}", params).fetchall()
        removed += int(count)
        after_chunk()
    return removed


def remove_old_segments(spine: Spine) -> LogGoing:
    """Remove the log's oldest segments as its rule says."""
    going = _old_segments(spine)
    size = sum(one.path.stat().st_size for one in going)
    for one in going:
        spine.log.drop_first(one.first_seq)
    return LogGoing(len(going), sum(one.events for one in going), size)


def _old_segments(spine: Spine) -> list[Segment]:
    days = LogRetention.objects.filter(id=1).values_list("days", flat=True).first()
    if days is None:
        return []
    before = clock.now_ms() - days * DAY_MS
    found = []
    for one in scan(spine.log, spine.log.last_seq)[:-1]:
        old = one.received is None or one.received < before
        if not old or one.damaged or one.last_seq > spine.store.position or not all_passed(one.last_seq):
            break
        found.append(one)
    return found

"""What the pages of catalogue and plan show: volumes, violations over time, the quarantine."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from marketloop.events.models import QuarantinedEvent
from marketloop.events.plan import PREFIX
from marketloop.events.quarantine import WAITING
from marketloop.events.spine import get_spine
from marketloop.platform import clock

DAY_MS = 86_400_000
MAX_DAYS = 92


@dataclass(frozen=True)
class Volume:
    """How often a name came, all traffic; times UTC ms. `days`: the last seven company days, today last."""

    name: str
    count: int
    week: int
    first: int
    latest: int
    days: tuple[int, ...]


def volumes() -> list[Volume]:
    """All names that ever came, the most frequent first."""
    start = _midnight(6)
    cuts = [start + day * DAY_MS for day in range(7)]
    read = get_spine().store.read
    whole = read(
        "SELECT name, count(*) AS n, min(time) AS first, max(time) AS latest FROM events GROUP BY name ORDER BY n DESC, name"
    ).to_pylist()
    recent = read(
        "SELECT name, (time - ?) // ? AS day, count(*) AS n FROM events WHERE time >= ? AND time < ? GROUP BY ALL",
        [cuts[0], DAY_MS, cuts[0], cuts[-1] + DAY_MS],
    ).to_pylist()
    days: dict[str, list[int]] = defaultdict(lambda: [0] * 7)
    for row in recent:
        days[row["name"]][row["day"]] = row["n"]
    return [
        Volume(
            row["name"],
            row["n"],
            sum(days[row["name"]]) if row["name"] in days else 0,
            row["first"],
            row["latest"],
            tuple(days[row["name"]]) if row["name"] in days else (0,) * 7,
        )
        for row in whole
    ]


@dataclass(frozen=True)
class Violation:
    """One way in which events broke the plan: how many came in flagged, how many were quarantined, day by day together."""

    event: str
    source: str
    reason: str
    flagged: int
    quarantined: int
    latest: int
    days: tuple[int, ...]


def violations(days: int) -> tuple[list[str], list[Violation]]:
    """(labels of the last `days` company days, violations by event, source and reason, the most frequent first)."""
    days = max(1, min(days, MAX_DAYS))
    start = _midnight(days - 1)
    flagged: Counter[tuple[str, str, str]] = Counter()
    kept: Counter[tuple[str, str, str]] = Counter()
    latest: dict[tuple[str, str, str], int] = {}
    per_day: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0] * days)
    for (name, source, reason), day, count, last in _flagged(start):
        key = name, source, reason
        flagged[key] += count
        latest[key] = max(last, latest.get(key, 0))
        per_day[key][min(day, days - 1)] += count
    rows = QuarantinedEvent.objects.filter(received_ms__gte=start)
    listed = rows.values_list("name", "source", "reasons", "received_ms", "state")
    for name, source, reasons, received, state in listed.iterator(chunk_size=5_000):
        for reason in reasons:
            key = name, source, reason
            if not reason.startswith(PREFIX) or state == "released":
                continue
            kept[key] += 1
            latest[key] = max(received, latest.get(key, 0))
            per_day[key][min((received - start) // DAY_MS, days - 1)] += 1
    found = [Violation(*key, flagged[key], kept[key], latest[key], tuple(per_day[key])) for key in latest]
    labels = [_day_label(start + day * DAY_MS) for day in range(days)]
    return labels, sorted(found, key=lambda one: (-(one.flagged + one.quarantined), one.event, one.reason))


def _flagged(start: int) -> list[tuple[tuple[str, str, str], int, int, int]]:
    rows = (
        get_spine()
        .store.read(
            "SELECT name, source, reason, (received - ?) // ? AS day, count(*) AS n, max(received) AS latest FROM"
            " (SELECT name, source, received, unnest(CAST(json_extract(properties, '$.\"$quality\"') AS VARCHAR[])) AS reason"
            " FROM events WHERE received >= ? AND quality > 0 AND json_exists(properties, '$.\"$quality\"'))"
            " WHERE starts_with(reason, ?) GROUP BY ALL",
            [start, DAY_MS, start, PREFIX],
        )
        .to_pylist()
    )
    return [
        ((row["name"], row["source"], row["reason"]), row["day"], row["n"], row["latest"]) for row in rows
    ]


def waiting_count() -> int:
    """How many events wait in quarantine."""
    return QuarantinedEvent.objects.filter(state=WAITING).count()


def _midnight(days_ago: int) -> int:
    zone = clock.company_zone()
    today = clock.now().astimezone(zone).date() - dt.timedelta(days=days_ago)
    return clock.to_ms(dt.datetime.combine(today, dt.time(), zone))


def _day_label(milliseconds: int) -> str:
    return clock.from_ms(milliseconds).astimezone(clock.company_zone()).date().isoformat()

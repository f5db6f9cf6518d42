"""Window verdicts in the store: touched company days are judged anew as wholes, and their events are re-marked to match.

Table `traffic_verdict` keeps the verdicts in force and each event's first verdict (`base`), so that a later judgement takes back
what no longer holds; judging twice changes nothing. Segments are told through `profiles_touched`; who is to be told is written
down before the store changes, so that a kill in between tells once too often, never once too seldom.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import transaction

from marketloop.events import quality_rules as rules
from marketloop.events.contracts import Quality
from marketloop.events.models import MarkedPeople, TrafficState
from marketloop.events.quality_rules import Thresholds
from marketloop.events.reading import Priority
from marketloop.events.schema import REASONS, VERDICT
from marketloop.events.spine import Spine, get_spine
from marketloop.events.store import reading_as
from marketloop.facts.people import ProfilesTouched
from marketloop.platform import background, clock, outbox

FACT_LIMIT = 5_000
SPAN_DAYS = 31
"""So many days are judged by one statement."""
REST = 20
"""After a turn the loop rests for this many times as long as it took: the day that is under way is judged again and again."""
REDO_DAYS = 92
"""So far back a change of the thresholds reaches."""
_rest_until = 0.0


def thresholds() -> Thresholds:
    """The thresholds in force."""
    stored = TrafficState.objects.filter(id=1).values_list("thresholds", flat=True).first()
    return Thresholds.model_validate(stored or {})


@background.loop("traffic quality", every_s=30.0, order=28)
def turn() -> int:
    """Judge the days of the events that came since the last turn; returns how many events got another verdict."""
    global _rest_until
    spine = get_spine()
    if background.running() and time.monotonic() < _rest_until:
        return 0
    started = time.monotonic()
    state, _ = TrafficState.objects.get_or_create(id=1)
    done = tell()
    position = spine.store.position
    if state.seq >= position and state.redo_from is None:
        return done
    limits = Thresholds.model_validate(state.thresholds)
    with reading_as(Priority.INCREMENTAL):
        for start, end in _spans(_days(spine, state, position)):
            if background.stopping():
                return done
            done += judge(spine, limits, start, end)
    TrafficState.objects.filter(id=1).update(seq=position)
    TrafficState.objects.filter(id=1, redo_from=state.redo_from).update(redo_from=None)
    _rest_until = time.monotonic() + REST * (time.monotonic() - started)
    return done


def judge_again(check: Callable[[], None]) -> int:
    """Judge all days of a store that was built again, and tell nobody: the verdicts are those that stood before."""
    spine = get_spine()
    state, _ = TrafficState.objects.get_or_create(id=1)
    limits, position, state.seq, done = thresholds(), spine.store.position, 0, 0
    with reading_as(Priority.REPORT):
        for start, end in _spans(_days(spine, state, position)):
            check()
            done += judge(spine, limits, start, end, quietly=True)
    TrafficState.objects.filter(id=1).update(seq=position)
    return done


def judge(spine: Spine, limits: Thresholds, start: int, end: int, *, quietly: bool = False) -> int:
    """Make the verdicts of the events of whole days, [start, end), what the rules say now; returns how many events changed.

    `quietly`: segments need not look again.
    """
    query = rules.statement(limits, start, end, str(clock.company_zone()))
    now = _by_event(spine.store.read(query.text, query.params).to_pylist())
    standing = spine.store.read(
        "SELECT event_id, reason FROM traffic_verdict WHERE time >= ? AND time < ?", [start, end]
    )
    before = _by_event(standing.to_pylist())
    changed = [one for one in now.keys() | before.keys() if now.get(one) != before.get(one)]
    if not changed:
        return 0
    rows = _events(spine, changed, start, end)
    people = sorted({row["profile_id"] for row in rows if row["profile_id"]})
    if not quietly:
        MarkedPeople.objects.create(profile_ids=people)
    _mark(spine, rows, now, start, end)
    tell()
    return len(rows)


def tell() -> int:
    """Let segments look again at the people whose events were re-marked; returns how many."""
    told = 0
    for row in MarkedPeople.objects.order_by("id"):
        with transaction.atomic():
            people = row.profile_ids
            outbox.record_many(
                ProfilesTouched(profile_ids=tuple(people[at : at + FACT_LIMIT]), what="quality")
                for at in range(0, len(people), FACT_LIMIT)
            )
            row.delete()
        told += len(people)
    return told


def _spans(days: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Days that follow one another as one span, of at most SPAN_DAYS."""
    spans: list[tuple[int, int]] = []
    length = 0
    for start, end in days:
        if spans and spans[-1][1] == start and length < SPAN_DAYS:
            spans[-1] = spans[-1][0], end
            length += 1
        else:
            spans.append((start, end))
            length = 1
    return spans


def _days(spine: Spine, state: TrafficState, position: int) -> list[tuple[int, int]]:
    """The company days, as [start, end) in UTC ms, that must be judged: those on which somebody did something."""
    zone = clock.company_zone()
    found = spine.store.read(
        "SELECT DISTINCT CAST(make_timestamptz(time * 1000) AT TIME ZONE ? AS DATE) AS day FROM events"
        " WHERE ((seq > ? AND seq <= ?) OR time >= ?) AND kind <> 'fact' ORDER BY 1",
        [str(zone), state.seq, position, state.redo_from if state.redo_from is not None else 1 << 62],
    )
    days: list[tuple[int, int]] = []
    for day in found["day"].to_pylist():
        first = dt.datetime.combine(day, dt.time(), zone)
        following = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
        days.append((clock.to_ms(first), clock.to_ms(following)))
    return days


def _by_event(rows: list[dict[str, Any]]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        found[row["event_id"]].add(row["reason"])
    return {event_id: frozenset(reasons) for event_id, reasons in found.items()}


def _events(spine: Spine, event_ids: list[int], start: int, end: int) -> list[dict[str, Any]]:
    wanted = pa.table({"event_id": pa.array(np.asarray(event_ids, dtype=np.int64))})
    rows: list[dict[str, Any]] = spine.store.read(
        "SELECT e.event_id, e.time, coalesce(a.canonical_id, e.profile_id) AS profile_id, e.quality,"
        f" json_extract_string(e.properties, '/{REASONS}') AS reasons,"
        " (SELECT min(v.base) FROM traffic_verdict v WHERE v.event_id = e.event_id) AS base"
        " FROM events e JOIN wanted USING (event_id) LEFT JOIN alias_map a ON a.profile_id = e.profile_id"
        " WHERE e.time >= ? AND e.time < ?",
        [start, end],
        {"wanted": wanted},
    ).to_pylist()
    return rows


def _mark(
    spine: Spine, rows: list[dict[str, Any]], now: dict[int, frozenset[str]], start: int, end: int
) -> None:
    verdicts: list[tuple[int, int, str, int]] = []
    changes: list[tuple[int, int, str]] = []
    for row in rows:
        base = row["quality"] if row["base"] is None else row["base"]
        found = sorted(now.get(row["event_id"], ()))
        first = [one for one in json.loads(row["reasons"] or "[]") if one not in rules.WINDOW_REASONS]
        reasons = [*first, *found]
        patch = json.dumps({REASONS: reasons or None})
        changes.append((row["event_id"], max(base, quality_of(found)), patch))
        verdicts += [(row["event_id"], row["time"], reason, base) for reason in found]
    changed = pa.table(
        [pa.array(column) for column in zip(*changes, strict=True)], names=["event_id", "quality", "patch"]
    )
    listed = list(zip(*verdicts, strict=True)) or [()] * len(VERDICT)
    fresh = pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(listed, VERDICT, strict=True)], schema=VERDICT
    )
    with spine.store.writing(changed=changed, fresh=fresh) as connection:
        connection.execute(
            "UPDATE events SET quality = changed.quality, properties = json_merge_patch(events.properties, changed.patch)"
            " FROM changed WHERE events.event_id = changed.event_id AND events.time >= ? AND events.time < ?",
            [start, end],
        )
        connection.execute("DELETE FROM traffic_verdict WHERE event_id IN (SELECT event_id FROM changed)")
        connection.execute("INSERT INTO traffic_verdict SELECT * FROM fresh")


def quality_of(reasons: list[str]) -> int:
    """The verdict that these window reasons amount to."""
    if any(one in rules.INVALID for one in reasons):
        return int(Quality.INVALID)
    return int(Quality.SUSPECT if reasons else Quality.VALID)

"""Enrolment: who may enter, in sets; holdout; the rows. One function for all kinds of entry."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection
from django.db.models import F

from marketloop.experiments.facade import assign_holdout
from marketloop.facts.audiences import JourneyEntered
from marketloop.journeys import doors, sql
from marketloop.journeys.contracts import HOLDOUT_NODE, JourneyState
from marketloop.journeys.engine.moves import READY, WAITING, day_of, in_parts
from marketloop.journeys.graph import ReEntry
from marketloop.journeys.models import Journey
from marketloop.journeys.plans import Plan, plan_of
from marketloop.platform import background, clock, ids, outbox

CHUNK = 2_000


@dataclass(frozen=True)
class Arrival:
    """Somebody who wants in: the person, the entry's key, the business time, variables for templates."""

    person: int
    at: int
    key: str = ""
    vars: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Past:
    """What is known of a person's passes: their number, whether one runs, when the last one ended, keys used."""

    passes: int = 0
    active: bool = False
    ended: int = 0
    keys: frozenset[str] = frozenset()


def enrol(journey_id: int, node_id: str, arrivals: Sequence[Arrival]) -> int:
    """Enrol those who may enter the live version at this node, in the caller's transaction; returns how many.

    Nothing happens unless the journey is live. Order of the rules: entry period, suppression segment, re-entry, maximum.
    """
    journey = Journey.objects.select_for_update().filter(id=journey_id, state=JourneyState.LIVE).first()
    if journey is None or journey.live_version_id is None:
        return 0
    plan = plan_of(journey.live_version_id)
    if node_id not in plan.nodes:
        return 0
    done = 0
    for start in range(0, len(arrivals), CHUNK):
        chosen = _choose(plan, journey.entered + done, arrivals[start : start + CHUNK])
        done += _insert(plan, node_id, chosen)
    if done:
        Journey.objects.filter(id=journey_id).update(entered=F("entered") + done)
        background.wake("journeys")
    return done


def _choose(plan: Plan, entered: int, arrivals: Sequence[Arrival]) -> list[tuple[Arrival, int]]:
    """Those who may enter, with the number of their pass."""
    settings = plan.graph.settings
    wanted = [
        one
        for one in arrivals
        if (settings.start_ms is None or one.at >= settings.start_ms)
        and (settings.end_ms is None or one.at < settings.end_ms)
    ]
    if wanted and settings.suppression_segment:
        barred = doors.in_segment(settings.suppression_segment, sorted({one.person for one in wanted}))
        wanted = [one for one in wanted if one.person not in barred]
    chosen = admit(settings.re_entry, wanted, list_pasts(plan.journey_id, {one.person for one in wanted}))
    return chosen if settings.max_entries is None else chosen[: max(0, settings.max_entries - entered)]


def list_pasts(journey_id: int, people: Iterable[int]) -> dict[int, Past]:
    """Earlier passes of these people in a journey; who had none is left out."""
    rows = sql.select(
        f"SELECT person_id, key, due_at IS NOT NULL, exited_at FROM journeys_enrolment"
        f" WHERE {sql.among('person_id')} AND journey_id = %s",
        [sql.id_list(people), journey_id],
    )
    groups: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row)
    return {
        person: Past(
            passes=len(group),
            active=any(row[2] for row in group),
            ended=max(row[3] or 0 for row in group),
            keys=frozenset(row[1] for row in group),
        )
        for person, group in groups.items()
    }


def admit(rule: ReEntry, arrivals: Sequence[Arrival], pasts: dict[int, Past]) -> list[tuple[Arrival, int]]:
    """Apply the re-entry rule in order of arrival; pure. Returns arrivals with the number of the pass (from 1, per key)."""
    chosen: list[tuple[Arrival, int]] = []
    taken: set[tuple[int, str]] = set()
    for one in arrivals:
        past = pasts.get(one.person, Past())
        if rule.rule == "each_key":
            key = (one.person, one.key)
            if one.key in past.keys or key in taken:
                continue
            taken.add(key)
            chosen.append((one, 1))
            continue
        if (one.person, "") in taken or past.active or (rule.rule == "never" and past.passes):
            continue
        if rule.rule == "after_days" and past.passes and one.at < past.ended + rule.days * 86_400_000:
            continue
        taken.add((one.person, ""))
        chosen.append((one, past.passes + 1))
    return chosen


def _insert(plan: Plan, node_id: str, chosen: list[tuple[Arrival, int]]) -> int:
    if not chosen:
        return 0
    percent = plan.graph.settings.holdout_percent
    held = (
        assign_holdout(str(plan.journey_id), {one.person for one, _ in chosen}, percent) if percent else set()
    )
    keyed = plan.graph.settings.re_entry.rule == "each_key"
    window, rows = plan.window_ms(), []
    for id_, (one, number) in zip(ids.new_ids(len(chosen)), chosen, strict=True):
        out = one.person in held
        place = (HOLDOUT_NODE, WAITING, one.at + window) if out else (node_id, READY, one.at)
        key = one.key if keyed else ""
        rows.append(
            (id_, plan.journey_id, plan.version_id, one.person, one.person, key, number, out, *place, one.at, one.at,
             orjson.dumps(one.vars).decode())
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO journeys_enrolment (id, journey_id, version_id, profile_id, person_id, key, pass, holdout,"
            " node, state, due_at, visit, at, entered_at, exit_reason, vars, path) VALUES"
            " (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 1, %s, %s, '', %s, '')",
            rows,
        )
    _count(plan, node_id, [(one, one.person in held) for one, _ in chosen])
    return len(rows)


def _count(plan: Plan, node_id: str, entered: list[tuple[Arrival, bool]]) -> None:
    zone = clock.company_zone()
    out = sum(held for _, held in entered)
    version = plan.version_id
    sql.add_node_counts([(version, node_id, "", len(entered) - out), (version, HOLDOUT_NODE, "", out)])
    days = Counter((day_of(one.at // 900_000, zone), held) for one, held in entered)
    sql.add_day_counts((plan.journey_id, day, held, people, 0, 0) for (day, held), people in days.items())
    outbox.record_many(
        JourneyEntered(profile_ids=part, journey=plan.journey, version=plan.number, holdout=held)
        for held in (False, True)
        for part in in_parts([one.person for one, is_held in entered if is_held is held])
    )

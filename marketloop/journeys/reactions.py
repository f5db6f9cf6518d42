"""What events and facts do to people in journeys, in sets and in the caller's transaction.

Within one micro-batch people enter first, then goals are counted, then waits are released; times decide whether an event
counts for a person, so an order before the entry is no conversion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from marketloop.events.contracts import Quality, StoredEvent
from marketloop.facts.messages import MessageFailed, MessageSent, MessageSuppressed
from marketloop.journeys import sql
from marketloop.journeys.contracts import JourneyState
from marketloop.journeys.engine.claiming import claim_convertible, claim_people
from marketloop.journeys.engine.moves import WAITING, Batch, Row
from marketloop.journeys.entries import Arrival, enrol
from marketloop.journeys.event_tests import all_hold, property_of
from marketloop.journeys.graph import AwaitedEvent, EventEntry, SegmentEntry, SendEmail, WaitFor
from marketloop.journeys.models import HeardEvent, Journey, JourneyVersion
from marketloop.journeys.plans import Plan, plan_of
from marketloop.platform import background, clock, ids

Times = Mapping[int, list[int]]
LONGEST_KEY = 120


def list_plans() -> list[Plan]:
    """Plans of all published versions: people on an old version keep its goal and waits."""
    known = JourneyVersion.objects.exclude(journey__state=JourneyState.DRAFT).order_by("id")
    return [plan_of(id_) for id_ in known.values_list("id", flat=True)]


def names_of(plans: Iterable[Plan]) -> set[str]:
    """Names of events that any of the plans listens to."""
    names: set[str] = set()
    for plan in plans:
        for node in plan.nodes.values():
            if isinstance(node, EventEntry):
                names.add(node.event)
            elif isinstance(node, WaitFor):
                names |= {event.name for event in node.events}
        if plan.goal is not None:
            names |= {event.name for event in plan.goal.events}
    return names


def react_to_events(events: Sequence[StoredEvent], canonical: Mapping[int, int]) -> int:
    """Entries, goals and waits of some events in seq order; `canonical` maps ids of merged profiles. Returns people moved."""
    usable = [event for event in events if event.quality < Quality.INVALID]
    by_name: defaultdict[str, list[StoredEvent]] = defaultdict(list)
    for event in usable:
        by_name[event.name].append(event)
    moved = 0
    for journey in Journey.objects.filter(state=JourneyState.LIVE).order_by("id"):
        moved += _enter(journey, by_name, canonical)
    for plan in list_plans():
        moved += _convert(plan, by_name, canonical)
        moved += _release(plan, by_name, canonical)
    if moved:
        background.wake("journeys")
    return moved


def remember_heard(times: Mapping[str, int]) -> None:
    """Keep the latest time per event name that has been passed."""
    HeardEvent.objects.bulk_create(
        [HeardEvent(name=name, time_ms=0) for name in sorted(times)], ignore_conflicts=True
    )
    for name, time_ms in sorted(times.items()):
        HeardEvent.objects.filter(name=name, time_ms__lt=time_ms).update(time_ms=time_ms)


def _enter(journey: Journey, by_name: Mapping[str, list[StoredEvent]], canonical: Mapping[int, int]) -> int:
    assert journey.live_version_id is not None
    plan, entered = plan_of(journey.live_version_id), 0
    for node in plan.nodes.values():
        if isinstance(node, EventEntry) and node.event in by_name:
            since = journey.live_since_ms or 0
            arrivals = [
                Arrival(
                    canonical.get(event.profile_id, event.profile_id),
                    event.time,
                    _key(node, event),
                    _vars(event),
                )
                for event in by_name[node.event]
                if event.time >= since and all_hold(event, node.where)
            ]
            entered += enrol(journey.id, node.id, arrivals)
    return entered


def _key(node: EventEntry, event: StoredEvent) -> str:
    value = property_of(event, node.key) if node.key else None
    return "" if value is None else str(value)[:LONGEST_KEY]


def _vars(event: StoredEvent) -> dict[str, object]:
    return {"event": {"name": event.name, "time": event.time, **event.columns, **event.properties}}


def _times(
    awaited: Iterable[AwaitedEvent], by_name: Mapping[str, list[StoredEvent]], canonical: Mapping[int, int]
) -> dict[int, list[int]]:
    """Times of matching events by person."""
    times: defaultdict[int, list[int]] = defaultdict(list)
    for one in awaited:
        for event in by_name.get(one.name, ()):
            if all_hold(event, one.where):
                times[canonical.get(event.profile_id, event.profile_id)].append(event.time)
    return times


def _convert(plan: Plan, by_name: Mapping[str, list[StoredEvent]], canonical: Mapping[int, int]) -> int:
    if plan.goal is None or not any(event.name in by_name for event in plan.goal.events):
        return 0
    times = _times(plan.goal.events, by_name, canonical)
    if not times:
        return 0
    batch, converted = Batch(clock.now_ms()), []
    window = plan.window_ms()
    for row in claim_convertible(plan.journey_id, times):
        first = _first_in(times[row.person], row.entered, row.entered + window)
        if row.version == plan.version_id and first is not None:
            row.at = first
            converted.append(row)
    batch.take(converted)
    batch.convert(plan, converted)
    batch.write()
    return len(converted)


def _first_in(times: Iterable[int], start_ms: int, end_ms: int) -> int | None:
    return min((time for time in times if start_ms <= time < end_ms), default=None)


def _release(plan: Plan, by_name: Mapping[str, list[StoredEvent]], canonical: Mapping[int, int]) -> int:
    released = 0
    for node in plan.nodes.values():
        if not isinstance(node, WaitFor) or not any(event.name in by_name for event in node.events):
            continue
        times = _times(node.events, by_name, canonical)
        lookback, moving = (node.lookback.ms() if node.lookback else 0), []
        for row in _waiting_at(plan, node.id, times):
            first = _first_in(times[row.person], row.at - lookback, row.due or 0)
            if first is not None:
                row.at = max(row.at, first)
                moving.append(row)
        released += _move(plan, node.id, "happened", node.happened, moving)
    return released


def _waiting_at(plan: Plan, node_id: str, people: Iterable[int]) -> list[Row]:
    condition = "AND state = %s AND node = %s AND version_id = %s"
    return claim_people(plan.journey_id, people, condition, WAITING, node_id, plan.version_id)


def _move(plan: Plan, node_id: str, branch: str, to: str | None, rows: list[Row]) -> int:
    if rows:
        batch = Batch(clock.now_ms())
        batch.take(rows)
        batch.leave(plan, node_id, branch, to, rows)
        batch.write()
        background.wake("journeys")
    return len(rows)


def react_to_segment_entered(segment: str, people: Sequence[int]) -> int:
    """People joined a segment: they enter journeys that start there, and stop waiting for it."""
    now, moved = clock.now_ms(), 0
    for journey in Journey.objects.filter(state=JourneyState.LIVE).order_by("id"):
        assert journey.live_version_id is not None
        for node in plan_of(journey.live_version_id).nodes.values():
            if isinstance(node, SegmentEntry) and node.segment == segment:
                moved += enrol(journey.id, node.id, [Arrival(person, now) for person in people])
    for plan in list_plans():
        for node in plan.nodes.values():
            if isinstance(node, WaitFor) and node.segment == segment:
                rows = [row for row in _waiting_at(plan, node.id, people) if (row.due or 0) > now]
                for row in rows:
                    row.at = max(row.at, now)
                moved += _move(plan, node.id, "happened", node.happened, rows)
    return moved


def react_to_segment_left(segment: str, people: Sequence[int]) -> int:
    """People left a segment: where the entry says so, their passes end (held-out people stay, to be measured)."""
    moved = 0
    for plan in list_plans():
        entries = [node for node in plan.graph.entries() if isinstance(node, SegmentEntry)]
        if any(node.segment == segment and node.exit_on_leave for node in entries):
            rows = claim_people(
                plan.journey_id, people, "AND due_at IS NOT NULL AND version_id = %s", plan.version_id
            )
            moved += exit_rows({plan.version_id: [row for row in rows if not row.holdout]}, "left_segment")
    return moved


def exit_rows(rows: Mapping[int, list[Row]], reason: str) -> int:
    """End the passes of active rows (by version) with a reason."""
    batch = Batch(clock.now_ms())
    for version, group in rows.items():
        by_node: defaultdict[str, list[Row]] = defaultdict(list)
        for row in group:
            row.at = max(row.at, batch.now)
            by_node[row.node].append(row)
        batch.take(group)
        for node, there in by_node.items():
            batch.exit(plan_of(version), node, reason, there)
    batch.write()
    return sum(map(len, rows.values()))


def react_to_message(fact: MessageSent | MessageSuppressed | MessageFailed) -> int:
    """A message got its result: people who wait for it take that branch."""
    if not fact.journey or not fact.node:
        return 0
    journey_id = ids.decode("jny", fact.journey)
    branch = {"message_sent": "next", "message_suppressed": "suppressed", "message_failed": "failed"}[
        fact.name
    ]
    moved, now = 0, clock.now_ms()
    for plan in (one for one in list_plans() if one.journey_id == journey_id):
        node = plan.nodes.get(fact.node)
        if isinstance(node, SendEmail) and node.by_result:
            rows = _waiting_at(plan, node.id, fact.profile_ids)
            for row in rows:
                row.at = max(row.at, now)
            moved += _move(plan, node.id, branch, getattr(node, branch), rows)
    return moved


def react_to_merge(kept: int, absorbed: int) -> int:
    """Two people are one: of two active passes in a journey (with the same key) the later one exits `merged`."""
    sql.execute("UPDATE journeys_enrolment SET person_id = %s WHERE person_id = %s", [kept, absorbed])
    statement = (
        "SELECT journey_id, key, id FROM journeys_enrolment WHERE person_id = %s AND due_at IS NOT NULL"
        " ORDER BY entered_at, id"
    )
    seen: set[tuple[int, str]] = set()
    later: defaultdict[int, set[int]] = defaultdict(set)
    for journey_id, key, id_ in sql.select(statement, [kept]):
        if (journey_id, key) in seen:
            later[journey_id].add(id_)
        seen.add((journey_id, key))
    moved = 0
    for journey_id, doubled in later.items():
        by_version: defaultdict[int, list[Row]] = defaultdict(list)
        for row in claim_people(journey_id, [kept], "AND due_at IS NOT NULL"):
            if row.id in doubled:
                by_version[row.version].append(row)
        moved += exit_rows(by_version, "merged")
    return moved


def react_to_split(restored: Sequence[int], person: int) -> None:
    """A merge was undone: the passes written under these profile ids belong to `person` again."""
    sql.execute(
        f"UPDATE journeys_enrolment SET person_id = %s WHERE {sql.among('profile_id')}",
        [person, sql.id_list(restored)],
    )

"""What journeys ask of other modules, in the shapes that the engine wants: sets in, sets out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from marketloop.events import facade as events
from marketloop.events.contracts import EventBatch
from marketloop.events.facade import Explained
from marketloop.events.query.ast import Condition, Scalar
from marketloop.identity.facade import canonical, canonical_many
from marketloop.journeys.event_tests import all_hold
from marketloop.journeys.graph import AwaitedEvent, SendEmail
from marketloop.journeys.plans import Plan
from marketloop.messaging import facade as messaging
from marketloop.messaging.contracts import NodeStats, Purpose, SendIntent
from marketloop.organisation.facade import ScopeFilter
from marketloop.platform import ids
from marketloop.platform.errors import BadRequest, Invalid, NotFound
from marketloop.platform.i18n import Language
from marketloop.profiles import facade as profiles
from marketloop.segments import facade as segments

__all__ = [
    "canonical",
    "change_tags",
    "event_times",
    "explain",
    "fault_in",
    "find_name",
    "in_segment",
    "matching",
    "members",
    "message_stats",
    "request_messages",
    "segment_exists",
    "segment_name",
    "template_exists",
    "template_name",
    "trait_values",
    "update_traits",
    "visible_names",
]

_EVENTS_OF_PEOPLE = """
SELECT e.* REPLACE (coalesce(a.canonical_id, e.profile_id) AS profile_id)
FROM events e LEFT JOIN alias_map a ON a.profile_id = e.profile_id
WHERE e.name = ? AND e.time >= ? AND e.time <= ? AND e.quality <> 2
  AND coalesce(a.canonical_id, e.profile_id) IN (SELECT profile_id FROM people)
"""

_TRAIT_OF_PEOPLE = """
SELECT t.profile_id, t.text, t.time
FROM profile_trait t WHERE t.key = ? AND t.profile_id IN (SELECT profile_id FROM people)
"""


def matching(condition: Condition, people: Sequence[int]) -> set[int]:
    """Those of the people for whom the condition holds now."""
    return set(segments.matching(condition, people))


def fault_in(condition: Condition) -> str | None:
    """The part of a condition that cannot be answered, None when all can."""
    try:
        events.matching_profiles(condition, among=[0])
    except Invalid as error:
        return str(error.params.get("leaf") or error.code)
    return None


def in_segment(segment: str, people: Sequence[int]) -> set[int]:
    """Those of the people who are in the segment."""
    return set(segments.is_member(people, ids.decode("seg", segment)))


def members(segment: str) -> list[int]:
    """All members, ascending."""
    found: list[int] = segments.members(ids.decode("seg", segment)).tolist()
    return found


def segment_exists(segment: str) -> bool:
    """Whether there is such a segment, not archived."""
    try:
        segments.get(ids.decode("seg", segment))
    except (NotFound, BadRequest):
        return False
    return True


def trait_values(people: Sequence[int], key: str) -> dict[int, Any]:
    """The present value of a date trait by person: UTC milliseconds or ISO text; who has none is left out."""
    tables = {"people": _people(people)}
    found = events.reader()(_TRAIT_OF_PEOPLE, [key], tables)
    values = {row["profile_id"]: row["text"] or row["time"] for row in found.to_pylist()}
    return {person: value for person, value in values.items() if value is not None}


def _people(people: Sequence[int]) -> pa.Table:
    return pa.table({"profile_id": pa.array(list(people), pa.int64())})


def event_times(
    event: AwaitedEvent, people: Sequence[int], start_ms: int, end_ms: int
) -> dict[int, list[int]]:
    """Times of matching stored events of these people (canonical ids) in [start, end]."""
    found = events.reader()(_EVENTS_OF_PEOPLE, [event.name, start_ms, end_ms], {"people": _people(people)})
    times: dict[int, list[int]] = {}
    for one in EventBatch(found, 0, 0).rows():
        if all_hold(one, event.where):
            times.setdefault(one.profile_id, []).append(one.time)
    return times


def template_exists(template: str) -> bool:
    """Whether there is such a template and it is in use."""
    try:
        return not messaging.get_template(ids.decode("tpl", template)).archived
    except (NotFound, BadRequest):
        return False


def request_messages(plan: Plan, node: SendEmail, wishes: Sequence[tuple[str, int, dict[str, Any]]]) -> None:
    """Request one message for each (intent key, person, variables) in the caller's transaction."""
    template = ids.decode("tpl", node.template)
    purpose = Purpose.TRANSACTIONAL.value if plan.graph.settings.transactional else ""
    messaging.request_messages(
        [
            SendIntent(
                key=key,
                profile_id=person,
                template_id=template,
                journey=plan.journey,
                version=plan.number,
                node=node.id,
                campaign=plan.campaign,
                variables=variables,
                purpose=purpose,
            )
            for key, person, variables in wishes
        ]
    )


def update_traits(plan: Plan, people: Sequence[int], traits: Mapping[str, Scalar]) -> None:
    """Set traits of people."""
    profiles.set_traits(people, traits, source="marketloop.journey")


def change_tags(plan: Plan, people: Sequence[int], *, add: Iterable[str], remove: Iterable[str]) -> None:
    """Add and remove tags."""
    for tag in add:
        profiles.add_tag(people, tag, source=plan.journey)
    for tag in remove:
        profiles.remove_tag(people, tag, source=plan.journey)


def find_name(person: int, to: ScopeFilter, language: Language) -> str | None:
    """The display name of a known person within the asker's data scope, else None."""
    found = profiles.find_profile(person, scope=to, language=language)
    return None if found is None else found.name


def visible_names(people: Sequence[int], to: ScopeFilter, language: Language) -> dict[int, str]:
    """Display names of those people whom the asker's data scope reaches, by the ids that were given."""
    if to.everything:
        return profiles.names(people, language)
    person = canonical_many(people)
    seen = {row.id: row.name for row in profiles.rows(people, scope=to, language=language)}
    return {one: seen[person[one]] for one in people if person[one] in seen}


def explain(condition: Condition, person: int) -> Explained | None:
    """The condition's tree with verdicts and data for one person; None for somebody unknown."""
    return events.explain(condition, person)


def segment_name(segment: str) -> str:
    """The segment's name, its id when there is none."""
    try:
        return segments.get(ids.decode("seg", segment)).name
    except (NotFound, BadRequest):
        return segment


def template_name(template: str) -> str:
    """The template's name, its id when there is none."""
    try:
        return messaging.get_template(ids.decode("tpl", template)).name
    except (NotFound, BadRequest):
        return template


def message_stats(journey_id: int) -> dict[str, NodeStats]:
    """Figures of messages by node id."""
    return messaging.message_stats(ids.encode("jny", journey_id))

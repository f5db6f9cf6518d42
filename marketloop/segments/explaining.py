"""Why one person is in a segment or not, and who of some people fulfils a condition: for screens and journeys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from marketloop.events import facade as events
from marketloop.events.facade import Explained
from marketloop.events.query.ast import Condition
from marketloop.identity import facade as identity
from marketloop.platform.errors import NotFound
from marketloop.segments.conditions import parse_condition
from marketloop.segments.membership import members_of
from marketloop.segments.queries import get_row


@dataclass(frozen=True)
class Explanation:
    """`member`: in the segment as it stands; `fulfils` and `tree`: the condition held against the person now.

    The two differ for seconds while a batch is under way, and for good in static, snapshot and paused segments; a static
    segment has no tree.
    """

    member: bool
    fulfils: bool | None
    tree: Explained | None


def explain(segment_id: int, profile_id: int) -> Explanation:
    """Each leaf true or false with the data; raises NotFound for an unknown segment or person."""
    row = get_row(segment_id)
    person = identity.canonical(profile_id)
    members = members_of(row.id, row.version)
    member = bool(np.isin(person, members).item())
    if row.condition is None:
        return Explanation(member, None, None)
    tree = events.explain(parse_condition(row.condition), person)
    if tree is None:
        raise NotFound("segment_person_unknown")
    return Explanation(member, tree.holds, tree)


def matching(condition: Condition | dict[str, Any], profile_ids: Iterable[int]) -> set[int]:
    """Those of these profiles whose person fulfils the condition now (merged ids are followed)."""
    tree = parse_condition(condition) if isinstance(condition, dict) else condition
    asked = list(profile_ids)
    if not asked:
        return set()
    found = set(events.matching_profiles(tree, among=asked).tolist())
    person = identity.canonical_many(asked)
    return {one for one in asked if person[one] in found or one in found}

"""People as the endpoints may show them: names, and only those within the asker's data scope."""

from __future__ import annotations

import numpy as np
from django.http import HttpRequest

from marketloop.identity import facade as identity
from marketloop.organisation.contracts import ScopeFilter
from marketloop.platform import ids
from marketloop.platform.errors import NotFound
from marketloop.platform.http import PageQuery, decode_cursor, encode_cursor, principal
from marketloop.platform.i18n import Language
from marketloop.profiles import facade as profiles
from marketloop.profiles.contracts import ProfileRow
from marketloop.segments.membership import Ids, as_ids, members_of
from marketloop.segments.models import Segment


def rows(person_ids: list[int], language: Language) -> dict[int, ProfileRow]:
    """What lists show of these people, by id."""
    return {row.id: row for row in profiles.rows(person_ids, language=language)}


def admitted(scope: ScopeFilter) -> Ids | None:
    """All people that the scope admits; None: everybody."""
    return None if scope.everything else as_ids(profiles.people_within(scope))


def visible_members(row: Segment, scope: ScopeFilter) -> Ids:
    """The members that the scope admits, ascending."""
    members, seen = members_of(row.id, row.version), admitted(scope)
    return members if seen is None else np.intersect1d(members, seen, assume_unique=True)


def page_of_members(row: Segment, scope: ScopeFilter, query: PageQuery) -> tuple[list[int], str | None, int]:
    """One page of members by id: (people, next cursor, count of all)."""
    return page_of_ids(visible_members(row, scope), query)


def page_of_ids(found: Ids, query: PageQuery) -> tuple[list[int], str | None, int]:
    """One page of ascending ids: (people, next cursor, count of all)."""
    last = int(decode_cursor(query.cursor)[0]) if query.cursor else -1
    start = int(np.searchsorted(found, last, side="right"))
    page = found[start : start + query.size()].tolist()
    more = start + len(page) < len(found)
    return page, encode_cursor([page[-1]]) if more else None, len(found)


def within(profile_ids: list[int], scope: ScopeFilter) -> list[int]:
    """Canonical ids of these people; raises NotFound (404) when one is unknown or outside the scope."""
    person = identity.canonical_many(profile_ids)
    seen = {row.id for row in profiles.rows(list(person.values()), scope=scope)}
    for given, canonical in person.items():
        if canonical not in seen:
            raise NotFound("segment_person_unknown", profile=ids.encode("pro", given))
    return sorted(set(person.values()))


def one_within(profile_id: int, scope: ScopeFilter) -> int:
    """The canonical id of a person; raises NotFound when unknown or outside the scope."""
    return within([profile_id], scope)[0]


def own_unit(request: HttpRequest, scope: ScopeFilter) -> int | None:
    """The unit that a new segment belongs to: the maker's own when their sight is limited, else the whole company."""
    if scope.everything:
        return None
    unit: int = principal(request).user.org_unit_id  # type: ignore[attr-defined]
    return unit

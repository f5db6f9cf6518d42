"""Probable duplicates over HTTP: the queue with the weights of each pair, deciding, undoing, searching, the threshold.

A pair shows only to those whose data scope holds both people. Values are masked as everywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Status

from marketloop.identity import facade as identity
from marketloop.organisation.contracts import ScopeFilter
from marketloop.organisation.facade import list_staff, scope
from marketloop.platform import clock, ids
from marketloop.platform.errors import NotFound
from marketloop.platform.http import (
    Page,
    PageQuery,
    Router,
    Schema,
    decode_cursor,
    encode_cursor,
    language_of,
    principal,
    require,
)
from marketloop.platform.i18n import Language
from marketloop.profiles import queries
from marketloop.profiles.contracts import ProfileRow
from marketloop.profiles.merge_sides import visible_among
from marketloop.profiles.models import Person
from marketloop.profiles.rest_types import ProfileOut, encoded, instant

router = Router(tags=["profiles"])
_READ_AT_ONCE = 200


class MatchFieldOut(Schema):
    """One compared field: outcome in a word, what it adds (log2 of the odds), both values; `level` "" when one is missing."""

    field: str
    level: str
    weight: float
    left: str
    right: str


class DuplicatePairOut(Schema):
    """Two people who look alike. `weight` is `prior` and the weights of the fields summed; probability 0…1."""

    id: str
    left: ProfileOut
    right: ProfileOut
    probability: float
    weight: float
    prior: float
    fields: list[MatchFieldOut]
    state: Literal["open", "later", "apart", "merged"]
    found_at: dt.datetime
    decided_at: dt.datetime | None
    decided_by: str


class DuplicatesQuery(PageQuery):
    """The queue of one state, the likeliest first."""

    state: Literal["open", "later", "apart", "merged"] = "open"


class DuplicateDecisionIn(Schema):
    """One person, two people, or later."""

    decision: Literal["merged", "apart", "later"]


class DuplicatesSummaryOut(Schema):
    """How many pairs in each state, the last search and the one that runs, the threshold (null: nothing merges by itself)."""

    open: int
    later: int
    apart: int
    merged: int
    searched_at: dt.datetime | None
    records: int
    job: str | None
    auto_threshold: float | None


class ThresholdIn(Schema):
    """From which probability pairs are merged by themselves; null: never."""

    auto_threshold: float | None


class SearchStartedOut(Schema):
    """The job."""

    job: str


@router.get("/duplicates", response=Page[DuplicatePairOut])
@require("profiles.read")
def list_duplicates(request: HttpRequest, query: Query[DuplicatesQuery]) -> Page[DuplicatePairOut]:
    """Pairs of the state within the asker's scope, the likeliest first."""
    after = None
    if query.cursor:
        weight, last = decode_cursor(query.cursor)
        after = float(weight), int(last)
    seen = _visible(query.state, after, scope(request))
    found = [pair for pair, _ in zip(seen, range(query.size() + 1), strict=False)]
    shown = found[: query.size()]
    return Page(
        items=_out(shown, language_of(request)),
        next_cursor=encode_cursor([shown[-1].weight, shown[-1].id]) if len(found) > len(shown) else None,
        count=identity.duplicates_status().counts[query.state],
        count_exact=scope(request).everything,
    )


def _visible(
    state: str, after: tuple[float, int] | None, allowed: ScopeFilter
) -> Iterator[identity.DuplicateView]:
    while batch := identity.list_duplicates(state, after=after, limit=_READ_AT_ONCE):
        visible = visible_among({one for row in batch for one in (row.left_id, row.right_id)}, allowed)
        yield from (row for row in batch if {row.left_id, row.right_id} <= visible)
        after = batch[-1].weight, batch[-1].id


def _out(pairs: list[identity.DuplicateView], language: Language) -> list[DuplicatePairOut]:
    sides = {one for pair in pairs for one in (pair.left_id, pair.right_id)}
    people = identity.canonical_many(sides)
    found = list(Person.objects.filter(id__in=set(people.values())))
    rows = {row.id: row for row in queries.rows_of(found, language)}
    traits = queries.traits_of(list(rows))
    words = {person: {trait.key: str(trait.value) for trait in traits.get(person, [])} for person in rows}
    staff = {one.id: one.name for one in list_staff()}
    made = []
    for pair in pairs:
        left, right = people[pair.left_id], people[pair.right_id]
        if left in rows and right in rows:
            made.append(
                DuplicatePairOut(
                    id=ids.encode("dup", pair.id),
                    left=ProfileOut.of(rows[left], language),
                    right=ProfileOut.of(rows[right], language),
                    probability=pair.probability,
                    weight=pair.weight,
                    prior=pair.prior,
                    fields=_fields(pair, rows[left], rows[right], words[left], words[right]),
                    state=pair.state,  # type: ignore[arg-type]
                    found_at=clock.from_ms(pair.found_at),
                    decided_at=instant(pair.decided_at),
                    decided_by=staff.get(pair.decided_by or 0, ""),
                )
            )
    return made


def _fields(
    pair: identity.DuplicateView,
    left: ProfileRow,
    right: ProfileRow,
    left_words: dict[str, str],
    right_words: dict[str, str],
) -> list[MatchFieldOut]:
    return [
        MatchFieldOut(
            field=field.name,
            level=level,
            weight=weight,
            left=_value(field.name, left, left_words),
            right=_value(field.name, right, right_words),
        )
        for field, level, weight in zip(
            identity.DUPLICATE_FIELDS.fields, pair.levels, pair.weights, strict=False
        )
    ]


def _value(field: str, row: ProfileRow, words: dict[str, str]) -> str:
    if field in ("name", "phone", "email"):
        return str(getattr(row, field))
    if field == "place":
        return " ".join(one for one in (row.province, row.city, words.get("county", "")) if one)
    return words.get(field, "")


@router.get("/duplicates/summary", response=DuplicatesSummaryOut)
@require("profiles.read")
def get_duplicates_summary(request: HttpRequest) -> DuplicatesSummaryOut:
    """Counts of the whole installation, the last search, the threshold."""
    status = identity.duplicates_status()
    return DuplicatesSummaryOut(
        **status.counts,
        searched_at=instant(status.searched_at),
        records=status.records,
        job=encoded("job", status.job),
        auto_threshold=status.threshold,
    )


@router.post("/duplicates/search", response={202: SearchStartedOut})
@require("identity.write")
def start_duplicate_search(request: HttpRequest) -> Status[SearchStartedOut]:
    """Search among all customers now; the search that is under way, if there is one."""
    job = identity.start_search(principal(request).user_id)
    return Status(202, SearchStartedOut(job=ids.encode("job", job)))


@router.put("/duplicates/threshold", response=DuplicatesSummaryOut)
@require("identity.write")
def set_duplicates_threshold(request: HttpRequest, body: ThresholdIn) -> DuplicatesSummaryOut:
    """Merge the likeliest by themselves after a search, or no longer."""
    identity.set_duplicates_threshold(value=body.auto_threshold, actor=principal(request))
    return get_duplicates_summary(request)


@router.post("/duplicates/{pair_id}/decide", response=DuplicatePairOut)
@require("profiles.write")
def decide_duplicate(request: HttpRequest, pair_id: str, body: DuplicateDecisionIn) -> DuplicatePairOut:
    """One person, two people, or later."""
    pair = _pair(request, pair_id)
    identity.decide_duplicate(pair_id=pair.id, state=body.decision, actor=principal(request))
    return _out([identity.get_duplicate(pair.id)], language_of(request))[0]


@router.post("/duplicates/{pair_id}/undo", response=DuplicatePairOut)
@require("profiles.write")
def undo_duplicate_decision(request: HttpRequest, pair_id: str) -> DuplicatePairOut:
    """Take the decision back; a merge of it is undone."""
    pair = _pair(request, pair_id)
    identity.undo_duplicate(pair_id=pair.id, actor=principal(request))
    return _out([identity.get_duplicate(pair.id)], language_of(request))[0]


def _pair(request: HttpRequest, pair_id: str) -> identity.DuplicateView:
    """The pair, if both people are within the scope; raises NotFound otherwise."""
    pair = identity.get_duplicate(ids.decode("dup", pair_id))
    if {pair.left_id, pair.right_id} - visible_among({pair.left_id, pair.right_id}, scope(request)):
        raise NotFound("duplicate_pair_not_found")
    return pair

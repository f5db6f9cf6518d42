"""Merges over HTTP: the list of all, joining two people, what an undoing would split, undoing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Status

from marketloop.identity import facade as identity
from marketloop.organisation.contracts import ScopeFilter
from marketloop.organisation.facade import list_staff, scope
from marketloop.platform import ids
from marketloop.platform.http import (
    Page,
    PageQuery,
    Router,
    decode_cursor,
    encode_cursor,
    language_of,
    principal,
    require,
)
from marketloop.profiles import joining, queries
from marketloop.profiles.merge_sides import sides_of_merge, visible_among
from marketloop.profiles.rest_identity import (
    MergedOut,
    MergeIn,
    MergeOut,
    MergeRowOut,
    SideOut,
    SplitOut,
    SplitPreviewOut,
)

router = Router(tags=["profiles"])
_READ_AT_ONCE = 200


class MergesQuery(PageQuery):
    """`how`: rule, manual, duplicates or all; `standing`: only merges that hold, or only undone ones."""

    how: Literal["", "rule", "manual", "duplicates"] = ""
    standing: bool | None = None


@router.get("/merges", response=Page[MergeRowOut])
@require("profiles.read")
def list_merges(request: HttpRequest, query: Query[MergesQuery]) -> Page[MergeRowOut]:
    """Merges of people whom the asker may see, newest first."""
    before = int(decode_cursor(query.cursor)[0]) if query.cursor else None
    seen = _visible(query, before, scope(request))
    found = [merge for merge, _ in zip(seen, range(query.size() + 1), strict=False)]
    shown = found[: query.size()]
    names = queries.names({merge.survivor_id for merge in shown}, language_of(request))
    people = identity.canonical_many({merge.survivor_id for merge in shown})
    staff = {one.id: one.name for one in list_staff()}
    standing, undone = identity.merge_counts()
    return Page(
        items=[
            MergeRowOut(
                **MergeOut.of(merge).dict(),
                name=names[merge.survivor_id],
                by_name=staff.get(merge.undone_by or merge.by or 0, ""),
                person=ids.encode("pro", people[merge.survivor_id]),
            )
            for merge in shown
        ],
        next_cursor=encode_cursor([shown[-1].id]) if len(found) > len(shown) else None,
        count={None: standing + undone, True: standing, False: undone}[query.standing],
        count_exact=scope(request).everything and not query.how,
    )


def _visible(query: MergesQuery, before: int | None, allowed: ScopeFilter) -> Iterator[identity.MergeView]:
    while found := identity.recent_merges(
        before=before, limit=_READ_AT_ONCE, how=query.how, standing=query.standing
    ):
        visible = visible_among({merge.survivor_id for merge in found}, allowed)
        yield from (merge for merge in found if merge.survivor_id in visible)
        before = found[-1].id


@router.post("/profiles/merge", response={201: MergedOut})
@require("profiles.write")
def merge_profiles(request: HttpRequest, body: MergeIn) -> Status[MergedOut]:
    """Join two people; the older profile stands for both."""
    merge_id = joining.join_people(
        first=ids.decode("pro", body.first),
        second=ids.decode("pro", body.second),
        reason=body.reason,
        scope=scope(request),
        actor=principal(request),
    )
    survivor = identity.get_merge(merge_id).survivor_id
    return Status(201, MergedOut(merge=ids.encode("mrg", merge_id), profile=ids.encode("pro", survivor)))


@router.get("/merges/{merge_id}/split", response=SplitPreviewOut)
@require("profiles.read")
def preview_split(request: HttpRequest, merge_id: str) -> SplitPreviewOut:
    """What an undoing would split: identifiers, traits, events and orders of each side."""
    merge, language = identity.get_merge(ids.decode("mrg", merge_id)), language_of(request)
    queries.get_person(merge.survivor_id, scope(request))
    kept, restored = sides_of_merge(merge, language)
    return SplitPreviewOut(
        merge=MergeOut.of(merge), kept=SideOut.of(kept, language), restored=SideOut.of(restored, language)
    )


@router.post("/merges/{merge_id}/undo", response=SplitOut)
@require("profiles.write")
def undo_merge(request: HttpRequest, merge_id: str) -> SplitOut:
    """Take a merge back; both people get their own events, traits and figures again."""
    kept, restored = joining.split_people(
        merge_id=ids.decode("mrg", merge_id), scope=scope(request), actor=principal(request)
    )
    return SplitOut(kept=ids.encode("pro", kept), restored=ids.encode("pro", restored))

"""Changes of many people over HTTP: start, list, look, undo."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Status

from marketloop.organisation.facade import list_staff, scope
from marketloop.platform import ids
from marketloop.platform.errors import NotFound
from marketloop.platform.http import Page, PageQuery, Router, page_of, principal, require
from marketloop.profiles import bulk, queries
from marketloop.profiles.models import BulkChange
from marketloop.profiles.queries import trait_words
from marketloop.profiles.rest_bulk_types import (
    BulkChangeIn,
    BulkChangeOut,
    PeopleWordsOut,
    StaffOut,
    TraitKeyOut,
)

router = Router(tags=["profiles"])


@router.post("/profile-changes", response={202: BulkChangeOut})
@require("profiles.write")
def change_profiles(request: HttpRequest, body: BulkChangeIn) -> Status[BulkChangeOut]:
    """Change many people by a job; people chosen by hand must all be within the data scope."""
    within, chosen = scope(request), None
    if body.profiles is not None:
        chosen = queries.all_within([ids.decode("pro", one) for one in body.profiles], within)
    row = bulk.start(
        kind=body.kind,
        params=body.params(),
        profile_ids=chosen,
        wanted=body.matching.wanted() if body.matching else None,
        scope=within,
        actor=principal(request),
    )
    return Status(202, BulkChangeOut.of(row))


@router.get("/profile-changes", response=Page[BulkChangeOut])
@require("profiles.write")
def list_profile_changes(request: HttpRequest, query: Query[PageQuery]) -> Page[BulkChangeOut]:
    """Bulk changes, newest first; people without the whole company in their scope see their own."""
    rows = BulkChange.objects.all()
    if not scope(request).everything:
        rows = rows.filter(by=principal(request).user_id)
    return page_of(rows, query, lambda row: BulkChangeOut.of(bulk.settled(row)), {"at": "at"}, "-at")


def _own(request: HttpRequest, change_id: str) -> BulkChange:
    row = bulk.get(ids.decode("blk", change_id))
    if not scope(request).everything and row.by != principal(request).user_id:
        raise NotFound("bulk_not_found")
    return row


@router.get("/profile-changes/{change_id}", response=BulkChangeOut)
@require("profiles.write")
def get_profile_change(request: HttpRequest, change_id: str) -> BulkChangeOut:
    """One bulk change with what it did."""
    return BulkChangeOut.of(bulk.settled(_own(request, change_id)))


@router.post("/profile-changes/{change_id}/undo", response={202: BulkChangeOut})
@require("profiles.write")
def undo_profile_change(request: HttpRequest, change_id: str) -> Status[BulkChangeOut]:
    """Restore by a job what the change changed; whoever was changed since is left alone and counted."""
    row = bulk.undo(change_id=_own(request, change_id).id, actor=principal(request))
    return Status(202, BulkChangeOut.of(row))


@router.get("/profile-vocabulary", response=PeopleWordsOut)
@require("profiles.read")
def get_profile_vocabulary(request: HttpRequest) -> PeopleWordsOut:
    """What people can be narrowed and changed by: staff and known traits."""
    return PeopleWordsOut(
        staff=[StaffOut(id=ids.encode("usr", one.id), name=one.name) for one in list_staff()],
        traits=[TraitKeyOut(key=one.key, type=one.type, personal=one.personal) for one in trait_words()],
    )

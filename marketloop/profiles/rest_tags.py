"""Tags over HTTP: the catalogue with groups, rule tags, coverage report, history, and tags on many people.

What touches a tag itself touches everybody who wears it, so it needs a data scope over the whole company.
"""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Status

from marketloop.organisation.facade import list_staff, scope
from marketloop.platform import clock, ids
from marketloop.platform.errors import Forbidden, Invalid
from marketloop.platform.http import Page, PageQuery, Principal, Router, page_of, principal, require
from marketloop.profiles import bulk, facade, queries, tag_catalogue, tag_reports, tagging
from marketloop.profiles.models import ProfileTag, Tag
from marketloop.profiles.rest_bulk_types import BulkChangeOut
from marketloop.profiles.rest_changes import BulkOut, BulkTagIn
from marketloop.profiles.rest_tag_types import (
    TagActOut,
    TagCountOut,
    TagDefinitionIn,
    TagGroupIn,
    TagGroupOut,
    TagHistoryOut,
    TagMergeIn,
    TagRenameIn,
    TagSavedOut,
    TagUseOut,
)
from marketloop.profiles.tag_rules import fill_soon

router = Router(tags=["profiles"])


def _staff() -> dict[int, str]:
    return {one.id: one.name for one in list_staff()}


def _of_all(request: HttpRequest) -> Principal:
    """Who asks, if their data scope is the whole company."""
    if not scope(request).everything:
        raise Forbidden("tag_needs_whole_company")
    return principal(request)


@router.get("/tags", response=list[TagCountOut])
@require("profiles.read")
def list_tags(request: HttpRequest) -> list[TagCountOut]:
    """All tags with the number of profiles that have them."""
    staff = _staff()
    return [TagCountOut.of(tag, count, staff) for tag, count in tagging.tag_counts()]


@router.post("/tags", response={201: TagSavedOut})
@require("profiles.write")
def create_tag(request: HttpRequest, body: TagDefinitionIn) -> Status[TagSavedOut]:
    """Make a tag; a rule tag is filled from its segment by a job."""
    tag = tag_catalogue.create_tag(definition=body.definition(), actor=_of_all(request))
    return Status(201, _saved(request, tag, fill=tag.segment is not None))


@router.get("/tags/report", response=list[TagUseOut])
@require("profiles.read")
def report_tags(request: HttpRequest) -> list[TagUseOut]:
    """Coverage and freshness of all tags, the widest first."""
    return [TagUseOut.of(use) for use in tag_reports.coverage()]


@router.get("/tags/history", response=Page[TagActOut])
@require("profiles.read")
def list_tag_history(request: HttpRequest, query: Query[PageQuery], tag: str = "") -> Page[TagActOut]:
    """Who changed which tag, and for how many people, newest first; `tag` limits it to one (id)."""
    staff, one = _staff(), ids.decode("tag", tag) if tag else None
    return page_of(tag_reports.history(one), query, lambda row: TagActOut.of(row, staff), {"at": "at"}, "-at")


@router.post("/tags/apply", response=BulkOut)
@require("profiles.write")
def tag_profiles(request: HttpRequest, body: BulkTagIn) -> BulkOut:
    """Put a tag on many people, or take it off; `undo` takes the change back. People outside the scope refuse it all."""
    if len(body.profiles) > bulk.MAX_CHOSEN:
        raise Invalid("people_too_many", fields={"profiles": "people_too_many"}, limit=bulk.MAX_CHOSEN)
    who = principal(request)
    people = queries.all_within([ids.decode("pro", one) for one in body.profiles], scope(request))
    if body.remove:
        result = facade.remove_tag(people, body.tag, who.user_id, source="console", actor=who)
    else:
        expires = clock.to_ms(body.expires) if body.expires else None
        result = facade.add_tag(people, body.tag, who.user_id, source="console", expires=expires, actor=who)
    return BulkOut.of(result)


@router.post("/tags/changes/{change_id}/undo", response=BulkOut)
@require("profiles.write")
def undo_tag_change(request: HttpRequest, change_id: str) -> BulkOut:
    """Take one change of tags back."""
    who, batch = principal(request), ids.decode("tgc", change_id)
    queries.all_within(tagging.people_of_change(batch), scope(request))
    return BulkOut.of(facade.undo_tagging(batch, who.user_id, who))


@router.put("/tags/{tag_id}", response=TagSavedOut)
@require("profiles.write")
def edit_tag(request: HttpRequest, tag_id: str, body: TagDefinitionIn) -> TagSavedOut:
    """Change a tag's group, owner, rule, expiry, keywords or description."""
    before = tag_catalogue.get_tag(ids.decode("tag", tag_id))
    tag = tag_catalogue.edit_tag(
        tag_id=before.id, definition=body.definition(before.name), actor=_of_all(request)
    )
    return _saved(request, tag, fill=tag.segment != before.segment)


@router.post("/tags/{tag_id}/fill", response=TagSavedOut)
@require("profiles.write")
def fill_rule_tag(request: HttpRequest, tag_id: str) -> TagSavedOut:
    """Bring a rule tag in line with its segment now."""
    _of_all(request)
    tag = tag_catalogue.get_tag(ids.decode("tag", tag_id))
    if tag.segment is None:
        raise Invalid("tag_without_rule")
    return _saved(request, tag, fill=True)


@router.post("/tags/{tag_id}/rename", response=BulkChangeOut)
@require("profiles.write")
def rename_tag(request: HttpRequest, tag_id: str, body: TagRenameIn) -> BulkChangeOut:
    """Give a tag another name."""
    return _changed(request, "tag_rename", tag_id, name=body.name)


@router.post("/tags/{tag_id}/merge", response=BulkChangeOut)
@require("profiles.write")
def merge_tag(request: HttpRequest, tag_id: str, body: TagMergeIn) -> BulkChangeOut:
    """Give everybody another tag instead of this one, which is then gone."""
    return _changed(request, "tag_merge", tag_id, into=ids.decode("tag", body.into))


@router.delete("/tags/{tag_id}", response=BulkChangeOut)
@require("profiles.write")
def delete_tag(request: HttpRequest, tag_id: str) -> BulkChangeOut:
    """Take a tag off everybody and out of the catalogue."""
    return _changed(request, "tag_delete", tag_id)


def _changed(request: HttpRequest, kind: str, tag_id: str, **params: object) -> BulkChangeOut:
    row = bulk.start_for_tag(
        kind=kind, params={"tag": ids.decode("tag", tag_id), **params}, actor=_of_all(request)
    )
    return BulkChangeOut.of(row)


def _saved(request: HttpRequest, tag: Tag, *, fill: bool) -> TagSavedOut:
    job = fill_soon(tag, principal(request).user_id) if fill else None
    count = ProfileTag.objects.filter(tag=tag).count()
    return TagSavedOut(
        tag=TagCountOut.of(tag, count, _staff()), job=ids.encode("job", job) if job is not None else None
    )


@router.get("/tag-groups", response=list[TagGroupOut])
@require("profiles.read")
def list_tag_groups(request: HttpRequest) -> list[TagGroupOut]:
    """All groups of tags."""
    return [TagGroupOut.of(row) for row in tag_catalogue.list_groups()]


@router.post("/tag-groups", response={201: TagGroupOut})
@require("profiles.write")
def create_tag_group(request: HttpRequest, body: TagGroupIn) -> Status[TagGroupOut]:
    """Make a group."""
    return Status(201, _save_group(request, None, body))


@router.put("/tag-groups/{group_id}", response=TagGroupOut)
@require("profiles.write")
def edit_tag_group(request: HttpRequest, group_id: str, body: TagGroupIn) -> TagGroupOut:
    """Change a group."""
    return _save_group(request, ids.decode("tgg", group_id), body)


def _save_group(request: HttpRequest, group_id: int | None, body: TagGroupIn) -> TagGroupOut:
    row = tag_catalogue.save_group(
        group_id=group_id,
        name=body.name,
        parent=ids.decode("tgg", body.parent) if body.parent else None,
        exclusive=body.exclusive,
        description=body.description,
        actor=_of_all(request),
    )
    return TagGroupOut.of(row)


@router.delete("/tag-groups/{group_id}", response={204: None})
@require("profiles.write")
def delete_tag_group(request: HttpRequest, group_id: str) -> Status[None]:
    """Delete an empty group."""
    tag_catalogue.delete_group(group_id=ids.decode("tgg", group_id), actor=_of_all(request))
    return Status(204, None)


@router.get("/profiles/{profile_id}/tag-history", response=list[TagHistoryOut])
@require("profiles.read")
def list_profile_tag_history(request: HttpRequest, profile_id: str) -> list[TagHistoryOut]:
    """Who put which tags on a person or took them off, newest first."""
    person, staff = queries.get_person(ids.decode("pro", profile_id), scope(request)), _staff()
    return [TagHistoryOut.of(row, staff) for row in queries.tag_history(person.id)]

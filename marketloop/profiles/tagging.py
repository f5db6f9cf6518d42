"""Tags on people: put on, taken off, undone, expired. Every change is a row of history; changes made together are undone together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Count

from marketloop.identity import facade as identity
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import background, clock, ids
from marketloop.platform.bulk import insert_rows
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.profiles.contracts import BulkResult
from marketloop.profiles.models import ProfileTag, Tag, TagChange
from marketloop.profiles.writing import chunks, mark_pending

MAX_NAME = 80


def tag_named(name: str, by: int | None = None) -> Tag:
    """The tag of this name, made when there is none; raises Invalid for an empty or overlong name."""
    name = name.strip()
    if not name or len(name) > MAX_NAME:
        raise Invalid("tag_name_invalid", fields={"tag": "tag_name_invalid"}, limit=MAX_NAME)
    tag, _ = Tag.objects.get_or_create(name=name, defaults={"created": clock.now_ms(), "created_by": by})
    return tag


def put_tags(
    *,
    profile_ids: Collection[int],
    tag: str,
    source: str,
    by: int | None = None,
    expires: int | None = None,
    actor: Principal | None = None,
) -> BulkResult:
    """Put a tag on people who do not have it yet; raises Invalid for a bad name."""
    with transaction.atomic():
        row, batch = tag_named(tag, by), ids.new_id()
        groups = identity.members_many(profile_ids)
        wearing = _wearing(row, {one for group in groups.values() for one in group})
        new = sorted({group[0] for group in groups.values() if not wearing.intersection(group)})
        _put(row, new, source, by, expires)
        _finish(row, new, batch, added=True, source=source, by=by, actor=actor)
    return BulkResult(len(new), batch if new else None)


def take_tags(
    *,
    profile_ids: Collection[int],
    tag: str,
    source: str,
    by: int | None = None,
    actor: Principal | None = None,
) -> BulkResult:
    """Take a tag off people who have it; an unknown tag changes nothing."""
    with transaction.atomic():
        row, batch = Tag.objects.filter(name=tag.strip()).first(), ids.new_id()
        if row is None:
            return BulkResult(0)
        groups = identity.members_many(profile_ids)
        gone = sorted(_wearing(row, {one for group in groups.values() for one in group}))
        _take(row, gone)
        _finish(row, gone, batch, added=False, source=source, by=by, actor=actor)
    return BulkResult(len(gone), batch if gone else None)


def undo_tagging(*, batch: int, by: int | None = None, actor: Principal | None = None) -> BulkResult:
    """Take back one bulk change: only what it changed, and only where it still stands. Raises NotFound or Conflict."""
    with transaction.atomic():
        changes = list(TagChange.objects.select_for_update().filter(batch=batch).select_related("tag"))
        if not changes:
            raise NotFound("tag_change_not_found")
        if any(change.undone for change in changes):
            raise Conflict("tag_change_undone_already")
        tag, added = changes[0].tag, changes[0].added
        people, new = [change.profile_id for change in changes], ids.new_id()
        if added:
            back = sorted(_wearing(tag, people))
            _take(tag, back)
        else:
            back = sorted(set(people) - _wearing(tag, people))
            _put(tag, back, "undo", by, None)
        TagChange.objects.filter(batch=batch).update(undone=True)
        _finish(tag, back, new, added=not added, source="undo", by=by, actor=actor)
    return BulkResult(len(back), new if back else None)


def people_of_change(batch: int) -> list[int]:
    """The profiles that one change touched; raises NotFound."""
    found = list(TagChange.objects.filter(batch=batch).values_list("profile_id", flat=True))
    if not found:
        raise NotFound("tag_change_not_found")
    return found


def _wearing(tag: Tag, profile_ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for chunk in chunks(profile_ids):
        found |= set(
            ProfileTag.objects.filter(tag=tag, profile_id__in=chunk).values_list("profile_id", flat=True)
        )
    return found


def _put(tag: Tag, profile_ids: Sequence[int], source: str, by: int | None, expires: int | None) -> None:
    now = clock.now_ms()
    insert_rows(
        ProfileTag,
        ("id", "profile_id", "tag", "source", "by", "at", "expires"),
        [
            (row_id, one, tag.id, source[:80], by, now, expires)
            for row_id, one in zip(ids.new_ids(len(profile_ids) or 1), profile_ids, strict=False)
        ],
        conflict=("profile_id", "tag"),
    )


def _take(tag: Tag, profile_ids: Sequence[int]) -> None:
    for chunk in chunks(profile_ids):
        ProfileTag.objects.filter(tag=tag, profile_id__in=chunk).delete()


def _finish(
    tag: Tag,
    profile_ids: Sequence[int],
    batch: int,
    *,
    added: bool,
    source: str,
    by: int | None,
    actor: Principal | None,
) -> None:
    """History, the mark for publishing, and the audit entry of a person's act."""
    if not profile_ids:
        return
    now = clock.now_ms()
    insert_rows(
        TagChange,
        ("id", "batch", "profile_id", "tag", "added", "source", "by", "at", "undone"),
        [
            (row_id, batch, one, tag.id, added, source[:80], by, now, False)
            for row_id, one in zip(ids.new_ids(len(profile_ids)), profile_ids, strict=True)
        ],
    )
    mark_pending(profile_ids, "tag", tag.name)
    transaction.on_commit(lambda: background.wake("profiles.pending"))
    if actor is not None:
        record_audit(
            actor=actor,
            action="profiles.tagged" if added else "profiles.untagged",
            subject=ids.encode("tag", tag.id),
            detail={"people": len(profile_ids), "source": source, "undo": ids.encode("tgc", batch)},
        )


@background.loop("profiles.tags", every_s=60, order=21)
def expire_tags() -> int:
    """Take tags off whose time is over; returns how many."""
    due: dict[int, list[int]] = defaultdict(list)
    rows = ProfileTag.objects.filter(expires__lte=clock.now_ms()).order_by("expires")[:2_000]
    for tag_id, profile_id in rows.values_list("tag_id", "profile_id"):
        due[tag_id].append(profile_id)
    for tag in Tag.objects.filter(id__in=due):
        with transaction.atomic():
            _take(tag, due[tag.id])
            _finish(tag, due[tag.id], ids.new_id(), added=False, source="expiry", by=None, actor=None)
    return sum(map(len, due.values()))


def tag_counts() -> list[tuple[Tag, int]]:
    """All tags by name with the number of profiles that have them."""
    counted = dict(ProfileTag.objects.values_list("tag_id").annotate(n=Count("id")).order_by())
    return [(tag, counted.get(tag.id, 0)) for tag in Tag.objects.order_by("group", "name")]

"""Tags on people: put on, taken off, undone, expired. Every change is a row of history; changes made together are undone together.

In an exclusive group putting a tag on takes the others off, within the same change.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, F

from marketloop.identity import facade as identity
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import background, clock, ids
from marketloop.platform.bulk import insert_rows, select_rows
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.profiles.contracts import BulkResult
from marketloop.profiles.models import ProfileTag, Tag, TagAct, TagChange
from marketloop.profiles.writing import chunks, mark_pending

MAX_NAME, DAY_MS = 80, 86_400_000
UNDO = "undo"
_KINDS = (("rule", "rule"), ("model", "model"), ("wecom", "synced"), ("sync", "synced"))


class Worn(NamedTuple):
    """A tag as a profile wears it; times UTC ms."""

    profile_id: int
    tag: int
    source: str
    by: int | None
    at: int
    expires: int | None


class Change(NamedTuple):
    """A tag put on a profile or taken off it; `was` what stood before a removal."""

    profile_id: int
    tag: int
    added: bool
    was: Worn | None = None


def tag_named(name: str, by: int | None = None, source: str = "") -> Tag:
    """The tag of this name, made when there is none; raises Invalid for an empty or overlong name."""
    name = checked_name(name)
    kind = next((kind for start, kind in _KINDS if source.startswith(start)), "manual")
    made = {"created": clock.now_ms(), "created_by": by, "kind": kind}
    tag, _ = Tag.objects.select_related("group").get_or_create(name=name, deleted=None, defaults=made)
    return tag


def checked_name(name: str) -> str:
    """The name without outer spaces; raises Invalid."""
    name = name.strip()
    if not name or len(name) > MAX_NAME:
        raise Invalid("tag_name_invalid", fields={"tag": "tag_name_invalid"}, limit=MAX_NAME)
    return name


def put_tags(
    *,
    profile_ids: Collection[int],
    tag: str,
    source: str,
    by: int | None = None,
    expires: int | None = None,
    actor: Principal | None = None,
    batch: int | None = None,
    marked: Collection[int] = (),
) -> BulkResult:
    """Put a tag on people who do not have it yet; raises Invalid for a bad name. `batch` joins several calls into one change.

    `marked`: profiles that the caller has folded and published anyway.
    """
    with transaction.atomic():
        row, batch = tag_named(tag, by, source), batch or ids.new_id()
        groups = list({group[0]: group for group in identity.members_many(profile_ids).values()}.values())
        wearing = {one.profile_id for one in worn([row.id], {one for group in groups for one in group})}
        new = [group for group in groups if not wearing.intersection(group)]
        ousted = worn(_rivals(row), {one for group in new for one in group})
        take(ousted)
        now, people = clock.now_ms(), sorted(group[0] for group in new)
        until = expires if expires is not None else row.valid_days and now + row.valid_days * DAY_MS
        put([Worn(one, row.id, source[:80], by, now, until) for one in people])
        changes = [Change(one, row.id, True) for one in people]
        note(
            changes + [Change(one.profile_id, one.tag, False, one) for one in ousted],
            batch,
            source,
            by,
            marked,
        )
        if actor is not None and people:
            _audit(actor, row, len(people), batch, source, added=True)
    return BulkResult(len(people), batch if people else None)


def take_tags(
    *,
    profile_ids: Collection[int],
    tag: str,
    source: str,
    by: int | None = None,
    actor: Principal | None = None,
    only_from: str = "",
    batch: int | None = None,
) -> BulkResult:
    """Take a tag off people who have it; an unknown tag changes nothing. `only_from`: only what this source put on."""
    with transaction.atomic():
        row, batch = Tag.objects.filter(name=tag.strip(), deleted=None).first(), batch or ids.new_id()
        if row is None:
            return BulkResult(0)
        groups = identity.members_many(profile_ids)
        gone = worn([row.id], {one for group in groups.values() for one in group})
        gone = [one for one in gone if not only_from or one.source == only_from]
        take(gone)
        note([Change(one.profile_id, one.tag, False, one) for one in gone], batch, source, by)
        if actor is not None and gone:
            _audit(actor, row, len(gone), batch, source, added=False)
    return BulkResult(len(gone), batch if gone else None)


def undo_tagging(*, batch: int, by: int | None = None, actor: Principal | None = None) -> BulkResult:
    """Take back one change: only what it changed, and only where nothing changed since. Raises NotFound or Conflict."""
    with transaction.atomic():
        changes = list(TagChange.objects.select_for_update().filter(batch=batch).order_by("id"))
        if not changes:
            raise NotFound("tag_change_not_found")
        if all(change.undone for change in changes):
            raise Conflict("tag_change_undone_already")
        result = reverse(changes, by)
        TagAct.objects.filter(batch=batch).update(undone=True)
        record_audit(
            actor=actor,
            action="profiles.tagging_undone",
            subject=ids.encode("tgc", batch),
            detail={"people": result.changed, "skipped": result.skipped},
        )
    return result


def reverse(changes: Sequence[TagChange], by: int | None, batch: int | None = None) -> BulkResult:
    """Undo these changes of one batch (all changes of the profiles they name); people changed since are skipped."""
    last = {(one.profile_id, one.tag_id): one.id for one in changes}
    skipped = _changed_since(last)
    skipped |= _taken_by_rivals([one for one in changes if not one.undone and one.profile_id not in skipped])
    open_ones = [one for one in changes if one.profile_id not in skipped and not one.undone]
    added = {(one.profile_id, one.tag_id) for one in open_ones if one.added}
    back = [
        Worn(one.profile_id, one.tag_id, *(one.was or [UNDO, by, clock.now_ms(), None]))
        for one in open_ones
        if not one.added
    ]
    gone = [
        one
        for one in worn({tag for _, tag in added}, {profile for profile, _ in added})
        if (one.profile_id, one.tag) in added
    ]
    take(gone)
    put(back)
    done = [Change(one.profile_id, one.tag, False, one) for one in gone]
    done += [Change(one.profile_id, one.tag, True) for one in back]
    note(done, batch or ids.new_id(), UNDO, by)
    TagChange.objects.filter(id__in=[one.id for one in changes]).update(undone=True)
    return BulkResult(len({one.profile_id for one in open_ones}), None, len(skipped))


def _changed_since(last: dict[tuple[int, int], int]) -> set[int]:
    """Profiles whose tag was changed after the change that is to be undone; undone changes do not count."""
    found = TagChange.objects.filter(profile_id__in={one for one, _ in last}, undone=False)
    rows = found.filter(tag__in={tag for _, tag in last}).values_list("profile_id", "tag_id", "id")
    return {profile for profile, tag, row_id in rows if row_id > last.get((profile, tag), row_id)}


def _taken_by_rivals(changes: Sequence[TagChange]) -> set[int]:
    """Profiles on which a removed tag of an exclusive group cannot come back: they wear another one by now."""
    given = {(one.profile_id, one.tag_id) for one in changes if one.added}
    lost: dict[int, set[int]] = defaultdict(set)
    for one in changes:
        if not one.added:
            lost[one.tag_id].add(one.profile_id)
    taken: set[int] = set()
    for tag in Tag.objects.filter(id__in=lost, group__exclusive=True).select_related("group"):
        taken |= {
            one.profile_id
            for one in worn(_rivals(tag), lost[tag.id])
            if (one.profile_id, one.tag) not in given
        }
    return taken


def people_of_change(batch: int) -> list[int]:
    """The profiles that one change touched; raises NotFound."""
    found = list(TagChange.objects.filter(batch=batch).values_list("profile_id", flat=True).distinct())
    if not found:
        raise NotFound("tag_change_not_found")
    return found


def _rivals(tag: Tag) -> list[int]:
    """The other tags of an exclusive group."""
    if tag.group is None or not tag.group.exclusive:
        return []
    return list(
        Tag.objects.filter(group=tag.group, deleted=None).exclude(id=tag.id).values_list("id", flat=True)
    )


def worn(tags: Collection[int], profile_ids: Iterable[int]) -> list[Worn]:
    """Which of these tags these profiles wear."""
    if not tags:
        return []
    fields = ("profile_id", "tag", "source", "by", "at", "expires")
    where = f"tag_id IN ({', '.join(str(int(one)) for one in tags)})"
    return [Worn(*row) for row in select_rows(ProfileTag, fields, "profile_id", profile_ids, where=where)]


def put(rows: Sequence[Worn]) -> None:
    """Write rows as they are; a tag that is worn already stays as it is."""
    insert_rows(
        ProfileTag,
        ("id", "profile_id", "tag", "source", "by", "at", "expires"),
        [(row_id, *one) for row_id, one in zip(ids.new_ids(len(rows) or 1), rows, strict=False)],
        conflict=("profile_id", "tag"),
    )


def take(rows: Iterable[Worn]) -> None:
    """Delete rows."""
    by_tag: dict[int, list[int]] = defaultdict(list)
    for one in rows:
        by_tag[one.tag].append(one.profile_id)
    for tag, people in by_tag.items():
        for chunk in chunks(people):
            ProfileTag.objects.filter(tag=tag, profile_id__in=chunk).delete()


def note(
    changes: Sequence[Change], batch: int, source: str, by: int | None, marked: Collection[int] = ()
) -> None:
    """Write history and have the people published who are not `marked` yet. What an undo does is history that cannot itself be undone."""
    if not changes:
        return
    now = clock.now_ms()
    insert_rows(
        TagChange,
        ("id", "batch", "profile_id", "tag", "added", "source", "by", "at", "was", "undone"),
        [
            (row_id, batch, one.profile_id, one.tag, one.added, source[:80], by, now, _json(one.was), source == UNDO)
            for row_id, one in zip(ids.new_ids(len(changes)), changes, strict=True)
        ],
    )  # fmt: skip
    people: dict[tuple[int, bool], set[int]] = defaultdict(set)
    for one in changes:
        people[one.tag, one.added].add(one.profile_id)
    names = dict(Tag.objects.filter(id__in={tag for tag, _ in people}).values_list("id", "name"))
    for (tag, added), changed in people.items():
        _count(tag, "added" if added else "removed", len(changed), batch, source, by, now)
        mark_pending(changed.difference(marked), "tag", names[tag])
    transaction.on_commit(lambda: background.wake("profiles.pending"))


def _json(was: Worn | None) -> str | None:
    return None if was is None else json.dumps(list(was[2:]))


def _count(tag: int, act: str, people: int, batch: int, source: str, by: int | None, now: int) -> None:
    made: dict[str, Any] = {"source": source[:80], "by": by, "at": now}
    row, _ = TagAct.objects.get_or_create(batch=batch, tag_id=tag, act=act, defaults=made)
    TagAct.objects.filter(id=row.id).update(people=F("people") + people)


def _audit(actor: Principal, tag: Tag, people: int, batch: int, source: str, *, added: bool) -> None:
    record_audit(
        actor=actor,
        action="profiles.tagged" if added else "profiles.untagged",
        subject=ids.encode("tag", tag.id),
        detail={"people": people, "source": source, "undo": ids.encode("tgc", batch)},
    )


@background.loop("profiles.tags", every_s=60, order=21)
def expire_tags() -> int:
    """Take tags off whose time is over; returns how many."""
    fields = ("profile_id", "tag_id", "source", "by", "at", "expires")
    with transaction.atomic():
        rows = ProfileTag.objects.filter(expires__lte=clock.now_ms()).order_by("expires")
        due = [Worn(*row) for row in rows.values_list(*fields)[:2_000]]
        take(due)
        note([Change(one.profile_id, one.tag, False, one) for one in due], ids.new_id(), "expiry", None)
    return len(due)


def tag_counts() -> list[tuple[Tag, int]]:
    """All tags by name with the number of profiles that have them."""
    counted = dict(ProfileTag.objects.values_list("tag_id").annotate(n=Count("id")).order_by())
    rows = Tag.objects.filter(deleted=None).select_related("group").order_by("name")
    return [(tag, counted.get(tag.id, 0)) for tag in rows]

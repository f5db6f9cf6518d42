"""The catalogue of tags: groups with hierarchy and exclusion, and the definition of each tag. Changes of a tag that touch the
people who wear it (rename, merge, delete) are bulk changes (`bulk`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count

from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import clock, ids
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.profiles.models import ProfileTag, Tag, TagAct, TagGroup
from marketloop.profiles.tagging import checked_name

MAX_DEPTH, MAX_KEYWORDS, MAX_DAYS = 3, 50, 3_650


@dataclass(frozen=True)
class TagDefinition:
    """What a tag is, as staff state it; `group`, `owner`, `segment` are ids. A `segment` makes it a rule tag."""

    name: str
    group: int | None = None
    colour: str = ""
    description: str = ""
    owner: int | None = None
    segment: int | None = None
    valid_days: int | None = None
    keywords: tuple[str, ...] = ()


def get_tag(tag_id: int) -> Tag:
    """The tag; raises NotFound for an unknown or deleted one."""
    row = Tag.objects.select_related("group").filter(id=tag_id, deleted=None).first()
    if row is None:
        raise NotFound("tag_not_found")
    return row


def get_group(group_id: int) -> TagGroup:
    """The group; raises NotFound."""
    row = TagGroup.objects.filter(id=group_id).first()
    if row is None:
        raise NotFound("tag_group_not_found")
    return row


def list_groups() -> list[TagGroup]:
    """All groups by name."""
    return list(TagGroup.objects.order_by("name"))


def create_tag(*, definition: TagDefinition, actor: Principal) -> Tag:
    """Make a tag; raises Conflict when the name is taken, Invalid for a bad value."""
    values = _values(definition)
    try:
        with transaction.atomic():
            row = Tag.objects.create(**values, created=clock.now_ms(), created_by=actor.user_id)
            _act(row, "created", actor)
    except IntegrityError:
        raise Conflict("tag_name_taken", fields={"name": "tag_name_taken"}, name=values["name"]) from None
    return row


def edit_tag(*, tag_id: int, definition: TagDefinition, actor: Principal) -> Tag:
    """Change all of a tag but its name; raises NotFound, Invalid, and Conflict when people wear several tags of the new
    exclusive group."""
    with transaction.atomic():
        row = get_tag(tag_id)
        values = _values(definition)
        moved = values["group_id"] != row.group_id
        changed = sorted(key for key, value in values.items() if key != "name" and getattr(row, key) != value)
        for key in changed:
            setattr(row, key, values[key])
        row.save()
        row = get_tag(tag_id)
        if moved and row.group is not None and row.group.exclusive:
            _refuse_overlap(row.group)
        if changed:
            _act(row, "edited", actor, {"fields": changed})
    return row


def _values(definition: TagDefinition) -> dict[str, Any]:
    if definition.group is not None:
        get_group(definition.group)
    days = definition.valid_days
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise Invalid("tag_days_invalid", fields={"valid_days": "tag_days_invalid"}, limit=MAX_DAYS)
    return {
        "name": checked_name(definition.name),
        "group_id": definition.group,
        "colour": definition.colour[:20],
        "description": definition.description.strip()[:200],
        "owner": definition.owner,
        "segment": definition.segment,
        "kind": "manual" if definition.segment is None else "rule",
        "valid_days": days,
        "keywords": _keywords(definition.keywords),
    }


def _keywords(words: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(word.strip()[:40] for word in words if word.strip()))
    if len(found) > MAX_KEYWORDS:
        raise Invalid("tag_keywords_many", fields={"keywords": "tag_keywords_many"}, limit=MAX_KEYWORDS)
    return found


def save_group(
    *,
    group_id: int | None,
    name: str,
    parent: int | None,
    exclusive: bool,
    description: str,
    actor: Principal,
) -> TagGroup:
    """Make or change a group; raises Invalid (name, depth, a circle), Conflict (name taken; exclusive although people wear
    several of its tags)."""
    try:
        with transaction.atomic():
            row = TagGroup() if group_id is None else get_group(group_id)
            row.name, row.description = checked_name(name), description.strip()[:200]
            row.parent = None if parent is None else get_group(parent)
            row.exclusive = exclusive
            _refuse_depth(row)
            row.save()
            if exclusive:
                _refuse_overlap(row)
            record_audit(
                actor=actor,
                action="profiles.tag_group_saved",
                subject=ids.encode("tgg", row.id),
                detail={"name": row.name, "exclusive": exclusive},
            )
    except IntegrityError:
        raise Conflict("tag_group_name_taken", fields={"name": "tag_group_name_taken"}, name=name) from None
    return row


def delete_group(*, group_id: int, actor: Principal) -> None:
    """Delete an empty group; raises Conflict when tags or groups are in it."""
    with transaction.atomic():
        row = get_group(group_id)
        held = (
            Tag.objects.filter(group=row, deleted=None).count() + TagGroup.objects.filter(parent=row).count()
        )
        if held:
            raise Conflict("tag_group_not_empty", count=held)
        Tag.objects.filter(group=row).update(group=None)
        row.delete()
        record_audit(actor=actor, action="profiles.tag_group_deleted", subject=ids.encode("tgg", group_id))


def _refuse_depth(row: TagGroup) -> None:
    depth, above = 1, row.parent
    while above is not None:
        depth += 1
        if above.id == row.id or depth > MAX_DEPTH:
            raise Invalid("tag_group_depth", fields={"parent": "tag_group_depth"}, limit=MAX_DEPTH)
        above = above.parent
    if depth == MAX_DEPTH and TagGroup.objects.filter(parent_id=row.id).exists():
        raise Invalid("tag_group_depth", fields={"parent": "tag_group_depth"}, limit=MAX_DEPTH)


def _refuse_overlap(group: TagGroup) -> None:
    """An exclusive group cannot hold people with two of its tags: which one is right only a person can say."""
    rows = ProfileTag.objects.filter(tag__group=group, tag__deleted=None).values("profile_id")
    doubled = rows.annotate(n=Count("id")).filter(n__gt=1).order_by().count()
    if doubled:
        raise Conflict("tag_group_overlap", fields={"exclusive": "tag_group_overlap"}, people=doubled)


def _act(tag: Tag, act: str, actor: Principal, detail: Mapping[str, Any] | None = None) -> None:
    batch = ids.new_id()
    TagAct.objects.create(
        batch=batch, tag=tag, act=act, by=actor.user_id, at=clock.now_ms(), detail=dict(detail or {})
    )
    record_audit(
        actor=actor,
        action=f"profiles.tag_{act}",
        subject=ids.encode("tag", tag.id),
        detail={"name": tag.name, **(detail or {})},
    )

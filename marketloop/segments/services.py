"""Writes of segments: create, change, copy, archive, put people on static lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from marketloop.organisation.facade import record_audit
from marketloop.platform import background, clock, ids
from marketloop.platform.errors import Conflict, Invalid
from marketloop.platform.http import Principal
from marketloop.segments import membership, synchronising
from marketloop.segments.changing import change_members
from marketloop.segments.conditions import check_saved, lists_in, parse_condition, render_condition
from marketloop.segments.contracts import PREFIX, SegmentKind, SegmentState
from marketloop.segments.definitions import definition_of, standing_rows
from marketloop.segments.evaluation import turn
from marketloop.segments.listing_people import change_list
from marketloop.segments.membership import members_of
from marketloop.segments.models import Segment
from marketloop.segments.queries import get_row
from marketloop.segments.references import find_cycle
from marketloop.segments.usage import list_usage


def create(
    *,
    name: str,
    condition: Mapping[str, Any] | None,
    kind: SegmentKind = SegmentKind.DYNAMIC,
    description: str = "",
    key: str = "",
    owner: int | None = None,
    org_unit: int | None = None,
    actor: Principal | None = None,
) -> Segment:
    """A new segment; its first full count runs in the background at once (or by `count_fully`).

    Raises Invalid (422) for a condition that cannot be kept, Conflict for a key in use.
    """
    segment_id = ids.new_id()
    checked = _checked(segment_id, name, kind, condition)
    now = clock.now()
    try:
        with turn():
            row = Segment.objects.create(
                id=segment_id,
                key=key or ids.encode(PREFIX, segment_id),
                name=_name(name),
                description=description,
                kind=kind,
                condition=checked,
                owner=owner if owner is not None or actor is None else actor.user_id,
                org_unit=org_unit,
                created_at=now,
                updated_at=now,
            )
            if kind == SegmentKind.STATIC:
                Segment.objects.filter(id=row.id).update(computed=row.definition)
            record_audit(actor=actor, action="segments.created", subject=ids.encode(PREFIX, row.id))
            transaction.on_commit(lambda: background.wake("segments"))
    except IntegrityError:
        raise Conflict("segment_key_taken", fields={"key": "segment_key_taken"}, key=key) from None
    row.refresh_from_db()
    return row


def update(
    *,
    segment_id: int,
    name: str | None = None,
    description: str | None = None,
    condition: Mapping[str, Any] | None = None,
    state: SegmentState | None = None,
    actor: Principal | None = None,
) -> Segment:
    """Change what is given; a new condition, or going live again, leads to a full count. Archive with `archive`."""
    with turn():
        row = get_row(segment_id, lock=True)
        if condition is not None:
            if row.kind == SegmentKind.STATIC:
                raise Invalid("segment_static_condition", fields={"condition": "segment_static_condition"})
            checked = _checked(segment_id, row.name, SegmentKind(row.kind), condition)
            if checked != row.condition:
                row.condition, row.definition = checked, ids.new_id()
        if state is not None and state != row.state:
            if state == SegmentState.ARCHIVED:
                raise Invalid("segment_archive_by_delete", fields={"state": "segment_archive_by_delete"})
            row.state = state
            if row.kind == SegmentKind.DYNAMIC:
                row.computed = None
        row.name = _name(name) if name is not None else row.name
        row.description = description if description is not None else row.description
        row.updated_at = clock.now()
        row.save()
        record_audit(
            actor=actor,
            action="segments.changed",
            subject=ids.encode(PREFIX, segment_id),
            detail={"condition": condition is not None, "state": row.state, "size": row.size},
        )
        transaction.on_commit(lambda: background.wake("segments"))
    return row


def duplicate(*, segment_id: int, name: str, actor: Principal | None = None) -> Segment:
    """A copy under a new name; of a static segment with its people."""
    row = get_row(segment_id)
    with turn():
        copy = create(
            name=name,
            description=row.description,
            condition=row.condition,
            kind=SegmentKind(row.kind),
            org_unit=row.org_unit,
            actor=actor,
        )
        if row.kind == SegmentKind.STATIC:
            change_members(copy, entered=members_of(row.id, row.version))
    return copy


def archive(*, segment_id: int, actor: Principal | None = None) -> None:
    """Take a segment out of use: its membership ends without facts, its definition stays for the audit.

    Raises Conflict (409) that names the first user while something uses it.
    """
    with turn():
        row = get_row(segment_id, lock=True)
        used = list_usage(segment_id)
        if used:
            raise Conflict(
                "segment_in_use",
                name=used[0].name,
                kind=used[0].kind,
                count=len(used),
                used_by=[{"kind": one.kind, "id": one.id, "name": one.name} for one in used],
            )
        Segment.objects.filter(id=row.id).update(
            state=SegmentState.ARCHIVED,
            key=f"{row.key[:60]}~{ids.encode(PREFIX, row.id)[-13:]}",
            size=0,
            version=0,
            updated_at=clock.now(),
        )
        membership.forget(row.id)
        record_audit(actor=actor, action="segments.archived", subject=ids.encode(PREFIX, row.id))
        transaction.on_commit(lambda: synchronising.withdraw(row.id))


def put_members(*, segment_id: int, profile_ids: Sequence[int], actor: Principal | None = None) -> int:
    """Put people on a static segment; returns how many were not on it yet."""
    change = change_list(segment_id=segment_id, put=profile_ids, actor=actor)
    return change.put_count if change else 0


def take_members(*, segment_id: int, profile_ids: Sequence[int], actor: Principal | None = None) -> int:
    """Take people off a static segment; returns how many were on it."""
    change = change_list(segment_id=segment_id, take=profile_ids, actor=actor)
    return change.taken_count if change else 0


def _name(name: str) -> str:
    if not name.strip():
        raise Invalid("segment_name_missing", fields={"name": "segment_name_missing"})
    return name.strip()[:120]


def _checked(
    segment_id: int, name: str, kind: SegmentKind, condition: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """The condition as it is stored; raises Invalid for a faulty one, an unknown segment in it, or a circle."""
    if kind == SegmentKind.STATIC:
        if condition is not None:
            raise Invalid("segment_static_condition", fields={"condition": "segment_static_condition"})
        return None
    tree = parse_condition(dict(condition) if condition is not None else None)
    check_saved(tree)
    rows = {row.id: row for row in standing_rows()}
    references = {row.id: definition_of(row).references for row in rows.values() if row.condition is not None}
    references[segment_id] = lists_in(tree)
    names = {row.id: row.name for row in rows.values()} | {segment_id: name}
    unknown = sorted(references[segment_id] - names.keys())
    if unknown:
        raise Invalid("segment_reference_unknown", segment=ids.encode(PREFIX, unknown[0]))
    circle = find_cycle(segment_id, references)
    if circle:
        raise Invalid("segment_circular", path=" → ".join(names[one] for one in circle))
    return render_condition(tree)

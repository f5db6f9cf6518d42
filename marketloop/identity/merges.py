"""Decisions of people about identity: merging by hand, undoing merges, confirming identifiers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from marketloop.facts.people import ProfilesMerged, ProfilesSplit
from marketloop.identity.merging import components
from marketloop.identity.models import Identifier, Merge, Separation
from marketloop.identity.policy import key_of
from marketloop.identity.queries import members_many
from marketloop.identity.services import lock, set_aliases
from marketloop.platform import clock, outbox
from marketloop.platform.errors import Conflict, NotFound


def merge(
    *, a: int, b: int, rule: str = "manual", evidence: Mapping[str, Any] | None = None, by: int | None = None
) -> int:
    """Join two people by decision of a person; limits do not apply, a separation is lifted. Returns the merge's id.

    Raises Conflict when they are one already.
    """
    with transaction.atomic():
        lock()
        groups = members_many([a, b])
        left, right = groups[a], groups[b]
        if left[0] == right[0]:
            raise Conflict("profiles_merged_already")
        Separation.objects.filter(
            Q(left_id__in=left, right_id__in=right) | Q(left_id__in=right, right_id__in=left)
        ).delete()
        survivor, absorbed = sorted((left[0], right[0]))
        row = Merge.objects.create(
            left_id=a,
            right_id=b,
            survivor_id=survivor,
            absorbed_id=absorbed,
            rule=rule[:80],
            evidence=dict(evidence or {}),
            at=clock.now_ms(),
            by=by,
        )
        set_aliases({one: survivor for one in {*left, *right} if one != survivor})
        outbox.record(
            ProfilesMerged(profile_id=survivor, absorbed_id=absorbed, merge_id=row.id, rule=row.rule)
        )
    return row.id


def undo_merge(*, merge_id: int, by: int | None = None) -> tuple[int, int]:
    """Take one merge back; returns the two people that stand apart again (the one that keeps the id, the restored one).

    No row moves: both sides are what their own profiles hold, later merges stay with the side whose identifiers made them.
    The pair is separated: no rule joins it again, whatever evidence is replayed. Raises NotFound, or Conflict when undone.
    """
    with transaction.atomic():
        lock()
        row = Merge.objects.filter(id=merge_id).first()
        if row is None:
            raise NotFound("merge_not_found")
        if not Merge.objects.filter(id=merge_id, undone_at=None).update(
            undone_at=clock.now_ms(), undone_by=by
        ):
            raise Conflict("merge_undone_already")
        before = members_many([row.left_id])[row.left_id]
        live = Merge.objects.filter(Q(left_id__in=before) | Q(right_id__in=before), undone_at=None)
        after = components(before, live.values_list("left_id", "right_id"))
        left, right = after[row.left_id], after[row.right_id]
        set_aliases(after)
        Separation.objects.bulk_create(
            [
                Separation(
                    left_id=row.left_id, right_id=row.right_id, merge_id=row.id, at=clock.now_ms(), by=by
                )
            ],
            ignore_conflicts=True,
        )
        kept, restored = sorted((left, right))
        outbox.record(ProfilesSplit(profile_id=kept, restored_id=restored, merge_id=row.id))
    return kept, restored


def verify_identifier(*, profile_id: int, kind: str, value: str) -> None:
    """Mark an identifier as proven to belong to its owner (a confirmed address); raises NotFound."""
    group = members_many([profile_id])[profile_id]
    rows = Identifier.objects.filter(kind=kind, key=key_of(kind, value), profile_id__in=group)
    if not rows.update(verified=True):
        raise NotFound("identifier_not_found")

"""Snapshots for the audit: who was in a segment at an instant, by which condition, taken by whom; and what changed between two."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from django.db import transaction

from marketloop.organisation.facade import record_audit
from marketloop.platform import clock, ids
from marketloop.platform.errors import Invalid, NotFound
from marketloop.platform.http import Principal
from marketloop.segments.contracts import PREFIX
from marketloop.segments.membership import Ids, members_of, pack, unpack
from marketloop.segments.models import Snapshot
from marketloop.segments.queries import get_row

SNAPSHOT = "snp"
SIDES = ("added", "removed", "kept")


@dataclass(frozen=True)
class Difference:
    """People between an earlier and a later snapshot."""

    added: Ids
    removed: Ids
    kept: Ids
    same_condition: bool


def take_snapshot(*, segment_id: int, note: str = "", actor: Principal | None = None) -> Snapshot:
    """Freeze who is in the segment now. Raises NotFound."""
    with transaction.atomic():
        row = get_row(segment_id, lock=True)
        members = members_of(row.id, row.version)
        made = Snapshot.objects.create(
            segment_id=row.id,
            name=row.name,
            note=note.strip()[:400],
            condition=row.condition,
            size=len(members),
            members=pack(members),
            digest=digest_of(members),
            by=actor.user_id if actor else None,
            by_name=actor.name if actor else "",
            at=clock.now(),
        )
        record_audit(
            actor=actor,
            action="segments.snapshot_taken",
            subject=ids.encode(PREFIX, row.id),
            detail={"snapshot": ids.encode(SNAPSHOT, made.id), "people": made.size, "digest": made.digest},
        )
    return made


def digest_of(members: Ids) -> str:
    """What the audit log keeps of the people: SHA-256 over their sorted ids (8 bytes each, little-endian)."""
    return hashlib.sha256(members.astype("<i8").tobytes()).hexdigest()


def get_snapshot(segment_id: int, snapshot_id: int) -> Snapshot:
    """One of a segment's snapshots; raises NotFound."""
    found = Snapshot.objects.filter(id=snapshot_id, segment_id=segment_id).first()
    if found is None:
        raise NotFound("segment_snapshot_unknown")
    return found


def list_snapshots(segment_id: int) -> list[Snapshot]:
    """A segment's snapshots, newest first, without their people."""
    return list(Snapshot.objects.filter(segment_id=segment_id).defer("members").order_by("-at", "-id"))


def people_in(snapshot: Snapshot) -> Ids:
    """Who was in it; raises Invalid when the stored people are not those that the digest was taken of."""
    members = unpack(snapshot.members)
    if digest_of(members) != snapshot.digest:
        raise Invalid("segment_snapshot_broken")
    return members


def difference(earlier: Snapshot, later: Snapshot) -> Difference:
    """What changed from one snapshot to another."""
    before, after = people_in(earlier), people_in(later)
    return Difference(
        added=np.setdiff1d(after, before, assume_unique=True),
        removed=np.setdiff1d(before, after, assume_unique=True),
        kept=np.intersect1d(before, after, assume_unique=True),
        same_condition=earlier.condition == later.condition,
    )


def side_of(found: Difference, side: str) -> Ids:
    """The people who were `added`, `removed` or `kept`; raises NotFound for another word."""
    if side not in SIDES:
        raise NotFound("segment_snapshot_side")
    people: Ids = getattr(found, side)
    return people

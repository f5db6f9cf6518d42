"""The queue of probable duplicates: keeping what a search found, deciding, taking a decision back, merging above a threshold."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.db.models import Count, Q

from marketloop.identity import merges
from marketloop.identity.contracts import DuplicateView, IdentifierKey
from marketloop.identity.duplicates.fields import CUSTOMERS
from marketloop.identity.models import DuplicatePair, DuplicateSetting, DuplicateState, Identifier
from marketloop.identity.queries import canonical_many, load_policy, members_many
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import clock, ids
from marketloop.platform.errors import Conflict, Invalid, NotFound

LOWEST_THRESHOLD = 0.9


def threshold() -> float | None:
    """From which probability pairs are merged by themselves; None: never."""
    return DuplicateSetting.objects.filter(id=1).values_list("auto_threshold", flat=True).first()


def set_threshold(*, value: float | None, actor: Principal | None) -> None:
    """Set it, or switch merging by itself off (None). Raises Invalid below 0.9."""
    if value is not None and not LOWEST_THRESHOLD <= value <= 1:
        raise Invalid(
            "duplicates_threshold_invalid",
            fields={"auto_threshold": "duplicates_threshold_invalid"},
            least=LOWEST_THRESHOLD,
        )
    with transaction.atomic():
        DuplicateSetting.objects.update_or_create(id=1, defaults={"auto_threshold": value})
        record_audit(
            actor=actor,
            action="identity.duplicates_threshold_set",
            subject="identity:duplicates",
            detail={"threshold": value},
        )


def keep_pairs(found: pa.Table) -> dict[str, int]:
    """Keep what a search found: new pairs open, open ones anew, decided ones as decided; open ones not found again go."""
    people = canonical_many({*found["left"].to_pylist(), *found["right"].to_pylist()})
    seen: set[tuple[int, int]] = set()
    rows = []
    for row in found.to_pylist():
        left, right = sorted((people[row["left"]], people[row["right"]]))
        if left == right or (left, right) in seen:
            continue
        seen.add((left, right))
        rows.append(_row(left, right, row))
    with transaction.atomic():
        waiting = DuplicatePair.objects.filter(state=DuplicateState.OPEN)
        known = set(DuplicatePair.objects.values_list("left_id", "right_id"))
        gone = [one.id for one in waiting if (one.left_id, one.right_id) not in seen]
        DuplicatePair.objects.filter(id__in=gone).delete()
        DuplicatePair.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["left_id", "right_id"],
            update_fields=["probability", "weight", "prior", "levels", "weights"],
        )
    return {"pairs": len(seen), "new": len(seen - known), "gone": len(gone)}


def _row(left: int, right: int, row: dict[str, Any]) -> DuplicatePair:
    return DuplicatePair(
        left_id=left,
        right_id=right,
        probability=row["probability"],
        weight=row["weight"],
        prior=row["prior"],
        levels=row["levels"],
        weights=row["weights"],
        found_at=clock.now_ms(),
    )


def get_pair(pair_id: int) -> DuplicatePair:
    """One pair; raises NotFound."""
    row = DuplicatePair.objects.filter(id=pair_id).first()
    if row is None:
        raise NotFound("duplicate_pair_not_found")
    return row


def view_of(row: DuplicatePair) -> DuplicateView:
    """The row as a frozen value, outcomes in words ("" where one side has no value)."""
    words = tuple(
        "" if level < 0 else field.levels[min(level, len(field.levels) - 1)]
        for field, level in zip(CUSTOMERS.fields, row.levels, strict=False)
    )
    plain = {name: getattr(row, name) for name in DuplicateView.__dataclass_fields__}
    return DuplicateView(**{**plain, "levels": words, "weights": tuple(row.weights), "state": str(row.state)})


def list_pairs(
    state: str, *, after: tuple[float, int] | None = None, limit: int = 200
) -> list[DuplicateView]:
    """Pairs of a state, the likeliest first; `after`: weight and id of the last one of the page before."""
    rows = DuplicatePair.objects.filter(state=state)
    if after is not None:
        weight, last = after
        rows = rows.filter(Q(weight__lt=weight) | Q(weight=weight, id__gt=last))
    return [view_of(row) for row in rows.order_by("-weight", "id")[:limit]]


def pair_counts() -> dict[str, int]:
    """How many pairs there are in each state."""
    counted = DuplicatePair.objects.values_list("state").annotate(n=Count("id")).order_by()
    return {state: 0 for state in DuplicateState.values} | dict(counted)


def find_view(pair_id: int) -> DuplicateView:
    """One pair; raises NotFound."""
    return view_of(get_pair(pair_id))


def decide(*, pair_id: int, state: str, actor: Principal | None) -> DuplicatePair:
    """Merge the two, say that they are not the same, or put it off; audited. Raises NotFound, or Conflict when it is decided."""
    with transaction.atomic():
        row = get_pair(pair_id)
        _claim(row, state, actor)
        if state == DuplicateState.MERGED:
            evidence = {
                "probability": row.probability,
                "weight": row.weight,
                "pair": ids.encode("dup", row.id),
            }
            row.merge_id = merges.merge(
                a=row.left_id,
                b=row.right_id,
                rule="duplicates",
                evidence=evidence,
                by=actor.user_id if actor else None,
            )
            DuplicatePair.objects.filter(id=row.id).update(merge_id=row.merge_id)
        _note(row, f"identity.duplicate_{state}", actor)
    return get_pair(pair_id)


def _claim(row: DuplicatePair, state: str, actor: Principal | None) -> None:
    undecided = DuplicatePair.objects.filter(id=row.id, state__in=[DuplicateState.OPEN, DuplicateState.LATER])
    if not undecided.update(
        state=state, decided_at=clock.now_ms(), decided_by=actor.user_id if actor else None
    ):
        raise Conflict("duplicate_pair_decided")


def undo(*, pair_id: int, actor: Principal | None) -> DuplicatePair:
    """Take a decision back: the pair is open again, a merge of it undone. Raises NotFound, or Conflict when it is open."""
    with transaction.atomic():
        row = get_pair(pair_id)
        decided = DuplicatePair.objects.filter(id=pair_id).exclude(state=DuplicateState.OPEN)
        if not decided.update(state=DuplicateState.OPEN, decided_at=None, decided_by=None, merge_id=None):
            raise Conflict("duplicate_pair_open")
        if row.state == DuplicateState.MERGED and row.merge_id is not None:
            merges.undo_merge(merge_id=row.merge_id, by=actor.user_id if actor else None)
        _note(row, "identity.duplicate_reopened", actor)
    return get_pair(pair_id)


def _note(row: DuplicatePair, action: str, actor: Principal | None) -> None:
    detail = {"pair": ids.encode("dup", row.id), "probability": round(row.probability, 6)}
    record_audit(actor=actor, action=action, subject=ids.encode("pro", row.left_id), detail=detail)


def merge_certain() -> int:
    """Merge the open pairs at or above the threshold that break no limit of an identifier kind; returns how many."""
    least, merged = threshold(), 0
    if least is None:
        return 0
    certain = DuplicatePair.objects.filter(state=DuplicateState.OPEN, probability__gte=least)
    for row in certain.order_by("-probability", "id"):
        groups = members_many([row.left_id, row.right_id])
        if groups[row.left_id][0] == groups[row.right_id][0]:
            DuplicatePair.objects.filter(id=row.id).delete()  # they became one in another way
        elif within_limits([*groups[row.left_id], *groups[row.right_id]]):
            decide(pair_id=row.id, state=DuplicateState.MERGED, actor=None)
            merged += 1
    return merged


def within_limits(profile_ids: list[int]) -> bool:
    """Whether one person may have all identifiers of these profiles."""
    policy = load_policy()
    held: list[IdentifierKey] = list(
        Identifier.objects.filter(profile_id__in=profile_ids).values_list("kind", "key")
    )
    counts = Counter(kind.partition(":")[0] for kind, _ in held)
    return all(number <= policy.rule(kind).limit for kind, number in counts.items())

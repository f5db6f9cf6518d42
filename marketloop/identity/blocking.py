"""Values that are nobody's: what blocking one would touch, blocking with or without taking back what it linked, lifting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from marketloop.events import personal
from marketloop.identity import masking, merges, policy
from marketloop.identity.contracts import IdentifierKey
from marketloop.identity.models import BlockedValue, Identifier, Merge, Refusal
from marketloop.identity.policy import key_of
from marketloop.identity.queries import members
from marketloop.identity.rules import check_kind
from marketloop.identity.services import lock
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import clock, ids
from marketloop.platform.errors import Invalid, NotFound

MOST_AT_ONCE = 10_000


@dataclass(frozen=True)
class BlockEffect:
    """What stands on a value now.

    `profiles`: profiles of the person that has it, 0 when nobody has. `merges`: standing merges that it made. `refused`: how often it
    came with another person and was not linked. `builtin`, `blocked`: blocked everywhere, or here, already.
    """

    label: str
    profiles: int
    person: int | None
    merges: tuple[int, ...]
    refused: int
    builtin: bool
    blocked: bool


@dataclass(frozen=True)
class Blocked:
    """What came of a list: new ones, those blocked already, and those that were refused, with their line (from 1)."""

    added: int
    known: int
    refused: tuple[tuple[int, str], ...] = ()
    undone: int = 0


def effect_of(kind: str, value: str) -> BlockEffect:
    """What blocking this value would touch; raises Invalid for a kind or value that cannot be."""
    check_kind(kind)
    key = key_of(kind, _usable(value))
    owner = Identifier.objects.filter(kind=kind, key=key).values_list("profile_id", flat=True).first()
    return BlockEffect(
        label=masking.masked(kind, personal.normalise(kind, value)),
        profiles=0 if owner is None else len(members(owner)),
        person=owner,
        merges=tuple(_merges_by((kind, key)).values_list("id", flat=True)),
        refused=Refusal.objects.filter(kind=kind, key=key).count(),
        builtin=not policy.Policy().usable([(kind, key)]),
        blocked=BlockedValue.objects.filter(kind=kind, key=key).exists(),
    )


def _usable(value: str) -> str:
    if not value.strip() or len(value) > 1_000:
        raise Invalid("blocked_value_length", fields={"value": "blocked_value_length"}, limit=1_000)
    return value.strip()


def _merges_by(identifier: IdentifierKey) -> QuerySet[Merge]:
    """Standing merges that this identifier made."""
    pair = list(identifier)
    return Merge.objects.filter(Q(evidence__left=pair) | Q(evidence__right=pair), undone_at=None).order_by(
        "id"
    )


def block_values(
    *,
    kind: str,
    values: Sequence[str],
    reason: str,
    take_back: bool = False,
    actor: Principal | None,
) -> Blocked:
    """Make values nobody's from now on; those that are blocked already stay as they are.

    `take_back`: also undo the standing merges that they made, and take them off the people that have them. Raises Invalid.
    """
    check_kind(kind)
    if len(values) > MOST_AT_ONCE:
        raise Invalid("blocked_values_many", fields={"values": "blocked_values_many"}, limit=MOST_AT_ONCE)
    keyed, refused = _keyed(kind, values)
    by = actor.user_id if actor else None
    with transaction.atomic():
        lock()
        known = set(BlockedValue.objects.filter(kind=kind).values_list("key", flat=True)) & set(keyed)
        rows = [
            BlockedValue(kind=kind, key=key, sealed=sealed, reason=reason[:200], at=clock.now_ms(), by=by)
            for key, sealed in keyed.items()
            if key not in known
        ]
        BlockedValue.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
        undone = _take_back(kind, list(keyed), by) if take_back else 0
        if rows or undone:
            record_audit(
                actor=actor,
                action="identity.values_blocked",
                subject=f"identity:{kind}",
                detail={"values": len(rows), "reason": reason[:200], "merges_undone": undone},
            )
    return Blocked(len(rows), len(known), tuple(refused), undone)


def _keyed(kind: str, values: Iterable[str]) -> tuple[dict[str, str], list[tuple[int, str]]]:
    """Key → ciphertext (of personal values) of the usable ones, and the lines that are not, with why."""
    keyed: dict[str, str] = {}
    refused: list[tuple[int, str]] = []
    for line, value in enumerate(values, start=1):
        value = value.strip()
        if not value:
            continue
        if len(value) > 1_000:
            refused.append((line, "blocked_value_length"))
            continue
        sealed = personal.seal(kind, value)[1] if personal.is_personal_identifier(kind, value) else ""
        key = key_of(kind, value)
        if policy.Policy().usable([(kind, key)]):
            keyed[key] = sealed
        else:
            refused.append((line, "blocked_builtin"))
    return keyed, refused


def _take_back(kind: str, keys: Sequence[str], by: int | None) -> int:
    """Undo what these values linked, and forget whose they were; returns how many merges were undone."""
    undone = 0
    for key in keys:
        for merge_id in list(_merges_by((kind, key)).values_list("id", flat=True)):
            merges.undo_merge(merge_id=merge_id, by=by)
            undone += 1
    held = Identifier.objects.filter(kind=kind, key__in=keys)
    Identifier.objects.filter(via__in=list(held.values_list("id", flat=True))).update(via=None)
    held.delete()
    return undone


def unblock_value(*, blocked_id: int, actor: Principal | None) -> None:
    """Let a value name people again; raises NotFound. What was taken back stays apart."""
    with transaction.atomic():
        row = BlockedValue.objects.filter(id=blocked_id).first()
        if row is None:
            raise NotFound("blocked_value_not_found")
        row.delete()
        record_audit(
            actor=actor,
            action="identity.value_unblocked",
            subject=f"identity:{row.kind}",
            detail={"blocked": ids.encode("blv", blocked_id)},
        )


def label_of(row: BlockedValue) -> str:
    """How a blocked value shows: personal ones masked."""
    if row.sealed:
        return masking.masked(row.kind, personal.open_sealed(row.kind, row.sealed))
    return masking.masked_key(row.kind, row.key)


def possible_keys(value: str) -> set[str]:
    """The keys that a value has as an identifier of any personal kind, and as it is."""
    return {key_of(kind, value) for kind in ("user_id", *personal.PERSONAL_IDENTIFIERS)}


def builtin_values() -> list[tuple[str, str]]:
    """(kind, value) of what is blocked in every installation; kind "" for all kinds."""
    return [
        *(("", value) for value in sorted(policy._NOBODY) if value),
        *(("phone", value) for value in policy._NOBODYS_PHONES),
        *(("email", value) for value in policy._NOBODYS_EMAILS),
    ]

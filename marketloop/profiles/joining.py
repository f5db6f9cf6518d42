"""Merging and splitting people by decision of a member of staff, with audit; the fold follows at once in the background."""

from __future__ import annotations

from django.db import transaction

from marketloop.identity import facade as identity
from marketloop.organisation.contracts import ScopeFilter
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import background, ids
from marketloop.profiles.queries import get_person
from marketloop.profiles.writing import mark_pending


def join_people(*, first: int, second: int, reason: str, scope: ScopeFilter, actor: Principal) -> int:
    """Merge two people; returns the merge's id. Raises NotFound outside the scope, Conflict when they are one already."""
    with transaction.atomic():
        one, other = get_person(first, scope).id, get_person(second, scope).id
        merge_id = identity.merge(one, other, "manual", {"reason": reason[:400]}, by=actor.user_id)
        _follow([one, other])
        record_audit(
            actor=actor,
            action="profiles.merged",
            subject=ids.encode("pro", min(one, other)),
            detail={"merge": ids.encode("mrg", merge_id), "absorbed": ids.encode("pro", max(one, other))},
        )
    return merge_id


def split_people(*, merge_id: int, scope: ScopeFilter, actor: Principal) -> tuple[int, int]:
    """Undo a merge; returns the two people. Raises NotFound outside the scope, Conflict when it is undone already."""
    with transaction.atomic():
        get_person(identity.get_merge(merge_id).survivor_id, scope)
        kept, restored = identity.undo_merge(merge_id, by=actor.user_id)
        _follow([kept, restored])
        record_audit(
            actor=actor,
            action="profiles.split",
            subject=ids.encode("pro", kept),
            detail={"merge": ids.encode("mrg", merge_id), "restored": ids.encode("pro", restored)},
        )
    return kept, restored


def _follow(people: list[int]) -> None:
    mark_pending(people, "state")
    transaction.on_commit(lambda: background.wake("profiles.pending"))

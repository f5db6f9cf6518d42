"""Definitions of computed traits: made, changed, deleted, tried on one person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from marketloop.events import facade as events
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import clock
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.platform.jobs import enqueue
from marketloop.profiles.computing import Value, run_everybody, values_of
from marketloop.profiles.models import ComputedTrait, TraitKey
from marketloop.profiles.sealing import is_personal

MAX_TRAITS = 50
_KEY = re.compile(r"[a-z][a-z0-9_]{1,59}")


@dataclass(frozen=True)
class Tried:
    """The value of one person (None: none) from how many events, and how many people would have one."""

    value: Value | None
    events: int
    people: int


def get_computed(key: str) -> ComputedTrait:
    """The definition; raises NotFound."""
    row = ComputedTrait.objects.filter(key=key).first()
    if row is None:
        raise NotFound("computed_not_found")
    return row


def create_computed(
    *, key: str, label: str, description: str, asked: events.PerProfile, actor: Principal
) -> ComputedTrait:
    """Define a trait and queue its first run; raises Invalid (bad or personal key), Conflict (key in use, too many)."""
    if not _KEY.fullmatch(key) or is_personal(key):
        raise Invalid("computed_key_invalid", fields={"key": "computed_key_invalid"})
    events.check_values(asked)
    if ComputedTrait.objects.count() >= MAX_TRAITS:
        raise Conflict("computed_too_many", limit=MAX_TRAITS)
    if TraitKey.objects.filter(key=key).exists():
        raise Conflict("computed_key_taken", fields={"key": "computed_key_taken"}, key=key)
    now = clock.now_ms()
    try:
        with transaction.atomic():
            row = ComputedTrait.objects.create(
                key=key, **_words(label, description), definition=asked.model_dump(mode="json"),
                created=now, by_name=actor.name[:80], up_to=now,
            )  # fmt: skip
            _run(row, actor)
            _audit(actor, "profiles.computed_created", row)
    except IntegrityError:
        raise Conflict("computed_key_taken", fields={"key": "computed_key_taken"}, key=key) from None
    return row


def edit_computed(
    *, key: str, label: str, description: str, asked: events.PerProfile, actor: Principal
) -> ComputedTrait:
    """Change a definition; everybody is computed anew when what is computed changed. Raises NotFound, Invalid."""
    events.check_values(asked)
    with transaction.atomic():
        row = get_computed(key)
        stated = asked.model_dump(mode="json")
        changed = stated != row.definition
        for name, value in _words(label, description).items():
            setattr(row, name, value)
        row.definition, row.version = stated, row.version + changed
        row.save()
        if changed:
            _run(row, actor)
        _audit(actor, "profiles.computed_changed", row)
    return row


def delete_computed(*, key: str, actor: Principal) -> int:
    """Delete a definition; a job takes the values off. Returns the job's id."""
    with transaction.atomic():
        row = get_computed(key)
        _audit(actor, "profiles.computed_deleted", row)
        row.delete()
        return enqueue(run_everybody, {"key": key}, created_by=actor.user_id)


def run_computed(*, key: str, actor: Principal) -> ComputedTrait:
    """Queue a run over everybody."""
    with transaction.atomic():
        row = get_computed(key)
        _run(row, actor)
    return row


def try_on(asked: events.PerProfile, profile_id: int) -> Tried:
    """What a definition gives for one person, and for how many people it gives anything."""
    events.check_values(asked)
    found = events.profile_values(asked, [profile_id])
    counted = sum(found["events"].to_pylist())
    value = next(iter(values_of(found).values()), None)
    return Tried(value, counted, events.profile_values(asked).num_rows)


def _words(label: str, description: str) -> dict[str, Any]:
    label = label.strip()
    if not label or len(label) > 80:
        raise Invalid("computed_label_invalid", fields={"label": "computed_label_invalid"}, limit=80)
    return {"label": label, "description": description.strip()[:200]}


def _run(row: ComputedTrait, actor: Principal) -> None:
    row.job = enqueue(run_everybody, {"key": row.key}, created_by=actor.user_id)
    ComputedTrait.objects.filter(key=row.key).update(job=row.job)


def _audit(actor: Principal, action: str, row: ComputedTrait) -> None:
    detail: Mapping[str, Any] = {"label": row.label, "definition": row.definition}
    record_audit(actor=actor, action=action, subject=f"trait:{row.key}", detail=dict(detail))

"""Computed traits: values that follow from a person's events, kept among their traits.

A value is never incremented: the people whom news touches (their events, a merge, the far end of a sliding window, a new day)
are computed anew from the store, so repeating, replaying and merging give what a run over everybody gives.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from marketloop.events import facade as events
from marketloop.events.contracts import EventBatch, Quality
from marketloop.identity import facade as identity
from marketloop.platform import background, clock, ids
from marketloop.platform.bulk import insert_rows, select_rows
from marketloop.platform.jobs import JobContext, job
from marketloop.profiles.models import ComputedTrait, TraitKey, TraitRow
from marketloop.profiles.survivorship import trust_of
from marketloop.profiles.writing import chunks, mark_pending

CHUNK = 2_000
MERGES = ("profiles_merged", "profiles_split")
Value = float | int | str


def definition_of(row: ComputedTrait) -> events.PerProfile:
    """What is computed."""
    return events.PerProfile.model_validate(row.definition)


def source_of(key: str) -> str:
    """Where a computed value says that it came from."""
    return f"computed:{key}"


def values_of(table: pa.Table) -> dict[int, Value]:
    """Person → value; whole numbers without a fraction."""
    columns = (table[name].to_pylist() for name in ("profile_id", "number", "text"))
    return {
        person: text if number is None else int(number) if float(number).is_integer() else number
        for person, number, text in zip(*columns, strict=True)
    }


@events.consumer("computed_traits", after=("profiles",))
def follow_events(batch: EventBatch) -> None:
    """Compute anew the people whose events these are, for the traits that read such events; after merges all traits."""
    rows = list(ComputedTrait.objects.all())
    if not rows:
        return
    table = batch.table.filter(pc.not_equal(batch.table["profile_id"], 0))
    joined = _joined(EventBatch(table, batch.first_seq, batch.last_seq).named(*MERGES))
    table = table.filter(pc.not_equal(table["quality"], int(Quality.INVALID)))
    with events.reading_as(events.Priority.INCREMENTAL):
        for row in rows:
            named = table.filter(pc.equal(table["name"], row.definition["event"]))
            touched = joined | set(named["profile_id"].to_pylist())
            for chunk in chunks(sorted(touched)):
                compute(row, chunk)


def _joined(batch: EventBatch) -> set[int]:
    found: set[int] = set()
    for event in batch.rows():
        others = (event.properties.get(key) for key in ("absorbed_id", "restored_id"))
        found |= {event.profile_id, *(int(one) for one in others if one)}
    return found


def compute(row: ComputedTrait, profile_ids: Sequence[int]) -> int:
    """Compute the people of these profiles and write what changed, in the caller's transaction; returns how many changed."""
    groups = {group[0]: group for group in identity.members_many(profile_ids).values()}
    return _write(row, groups, values_of(events.profile_values(definition_of(row), sorted(groups))))


def _write(row: ComputedTrait, groups: Mapping[int, Sequence[int]], values: Mapping[int, Value]) -> int:
    """Let exactly these values stand for these people (canonical id → members)."""
    owners = {member: person for person, group in groups.items() for member in group}
    held = _held(row.key, owners)
    wrong = [
        profile
        for profile, (value, source) in held.items()
        if source == source_of(row.key) and (profile != owners[profile] or owners[profile] not in values)
    ]
    for chunk in chunks(wrong):
        TraitRow.objects.filter(key=row.key, profile_id__in=chunk).delete()
    new = {
        person: values[person]
        for person in groups
        if person in values and held.get(person) != (values[person], source_of(row.key))
    }
    _put(row.key, new)
    changed = {owners[one] for one in wrong} | new.keys()
    mark_pending(sorted(changed), "trait", row.key)
    if changed:
        transaction.on_commit(lambda: background.wake("profiles.pending"))
    return len(changed)


def _held(key: str, profile_ids: Iterable[int]) -> dict[int, tuple[Any, str]]:
    fields = ("profile_id", "key", "value", "source")
    found = {}
    for profile, stored, value, source in select_rows(TraitRow, fields, "profile_id", profile_ids):
        if stored == key:
            found[profile] = (json.loads(value) if isinstance(value, str) else value, source)
    return found


def _put(key: str, values: Mapping[int, Value]) -> None:
    fields = ("id", "profile_id", "key", "value", "token", "sealed", "source", "trust", "time", "by")
    source, now = source_of(key), clock.now_ms()
    rows = [
        (row_id, person, key, json.dumps(value, ensure_ascii=False), "", "", source, trust_of(source), now, None)
        for row_id, (person, value) in zip(ids.new_ids(len(values) or 1), values.items(), strict=False)
    ]  # fmt: skip
    insert_rows(TraitRow, fields, rows, conflict=("profile_id", "key"), update=fields[3:])
    if rows:
        kind = "text" if isinstance(next(iter(values.values())), str) else "number"
        insert_rows(TraitKey, ("key", "type"), [(key, kind)], conflict=("key",))


@background.loop("profiles.computed", every_s=60, order=23)
def follow_time() -> int:
    """Compute anew the people whose values change through time alone; returns how many were looked at."""
    done = 0
    for row in ComputedTrait.objects.all():
        now = clock.now_ms()
        if now <= row.up_to:
            continue
        with events.reading_as(events.Priority.INCREMENTAL):
            touched = events.touched_values(definition_of(row), row.up_to, now)
            for chunk in chunks(touched.tolist()):
                with transaction.atomic():
                    compute(row, chunk)
        ComputedTrait.objects.filter(key=row.key, version=row.version).update(up_to=now)
        done += len(touched)
    return done


@job("profiles.compute_trait", retries=3)
def run_everybody(ctx: JobContext, *, key: str) -> dict[str, int]:
    """Compute a trait of everybody and take it off those who have no value; a trait that was deleted is taken off all."""
    row = ComputedTrait.objects.filter(key=key).first()
    if row is None:
        return {"people": 0, "changed": _take_off(ctx, key)}
    started = clock.now_ms()
    with events.reading_as(events.Priority.REPORT):
        table = events.profile_values(definition_of(row))
    people = table["profile_id"].to_numpy()
    changed, done = 0, 0
    for start in range(0, len(people), CHUNK):
        ctx.check()
        with transaction.atomic():
            changed += compute(row, people[start : start + CHUNK].tolist())
        done = min(len(people), start + CHUNK)
        ctx.progress(done, len(people), row.label)
    changed += _clear_others(row, people)
    ComputedTrait.objects.filter(key=key, version=row.version).update(
        people=len(people), computed_at=started, up_to=started
    )
    return {"people": len(people), "changed": changed}


def _clear_others(row: ComputedTrait, people: np.ndarray[Any, Any]) -> int:
    """Look again at those who have the trait although the run did not meet them."""
    changed, last = 0, 0
    known = set(people.tolist())
    while chunk := _wearing(row.key, last):
        last = chunk[-1]
        canonical = identity.canonical_many(chunk)
        others = [one for one in chunk if canonical[one] not in known]
        if others:
            with transaction.atomic():
                changed += compute(row, others)
    return changed


def _take_off(ctx: JobContext, key: str) -> int:
    taken = 0
    while chunk := _wearing(key, 0):
        ctx.check()
        with transaction.atomic():
            TraitRow.objects.filter(key=key, source=source_of(key), profile_id__in=chunk).delete()
            mark_pending(chunk, "trait", key)
            transaction.on_commit(lambda: background.wake("profiles.pending"))
        taken += len(chunk)
        ctx.progress(taken, taken, key)
    if not TraitRow.objects.filter(key=key).exists():
        TraitKey.objects.filter(key=key).delete()
    return taken


def _wearing(key: str, after: int) -> list[int]:
    rows = TraitRow.objects.filter(key=key, source=source_of(key), profile_id__gt=after)
    return list(rows.order_by("profile_id").values_list("profile_id", flat=True)[:CHUNK])

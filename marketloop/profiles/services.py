"""Writes through the doors: traits, consents, notes, profile fields, and bulk upserts of imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction

from marketloop.facts.people import ConsentChanged
from marketloop.identity import facade as identity
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import background, clock, crypto, ids, outbox
from marketloop.platform.errors import Invalid, NotFound
from marketloop.profiles.consenting import CHANNELS
from marketloop.profiles.contracts import Upserted, UpsertRow
from marketloop.profiles.models import Note, Profile, TraitRow
from marketloop.profiles.queries import consents_of
from marketloop.profiles.sealing import from_doors
from marketloop.profiles.suggesting import suggest_tags
from marketloop.profiles.tagging import put_tags
from marketloop.profiles.trait_writing import TraitSeen, drop_aside, write_traits
from marketloop.profiles.writing import (
    ConsentSeen,
    Sighting,
    mark_pending,
    write_consents,
    write_sightings,
)

BULK = 5_000


def upsert_people(*, rows: Sequence[UpsertRow], source: str, by: int | None = None) -> Upserted:
    """Find or make the people of these rows and write what the rows say; nothing is written where no identifier is usable.

    Set-based, a transaction per 5,000 rows (fewer when the caller has one open). Safe to repeat: the same rows change
    nothing. Lists and segments show the result when the background loop has folded it, within seconds.
    """
    found: list[int] = []
    new: set[int] = set()
    for start in range(0, len(rows), BULK):
        with transaction.atomic():
            profiles, made = _upsert(rows[start : start + BULK], source, by)
            transaction.on_commit(lambda: background.wake("profiles.pending"))
        found += profiles
        new |= made
    return Upserted(found, frozenset(new))


def _upsert(rows: Sequence[UpsertRow], source: str, by: int | None) -> tuple[list[int], set[int]]:
    """(profile ids row by row, those that were not known before)."""
    now = clock.now_ms()
    times = [row.time_ms if row.time_ms is not None else now for row in rows]
    profiles = identity.resolve_batch(
        [row.identifiers for row in rows], source=source, evidence=[row.evidence for row in rows], times=times
    )
    known = [
        (profile, row, time) for profile, row, time in zip(profiles, rows, times, strict=True) if profile
    ]
    sighted = write_sightings(_sightings(known, source))
    changed = sighted.new | sighted.widened
    traits: list[TraitSeen] = []
    consents: list[ConsentSeen] = []
    tags: dict[str, list[int]] = {}
    for profile, row, time in known:
        traits += from_doors(profile, row.traits, source=source, time=time, by=by)
        consents += [
            ConsentSeen(profile, channel, granted, time, source, row.evidence, by)
            for channel, granted in row.consents.items()
        ]
        for tag in row.tags:
            tags.setdefault(tag, []).append(profile)
    changed |= write_traits(traits) | write_consents(consents)
    for tag, tagged in tags.items():
        put_tags(profile_ids=tagged, tag=tag, source=source, by=by, marked=changed)
    mark_pending(changed, "trait")
    return profiles, sighted.new


def _sightings(known: Sequence[tuple[int, UpsertRow, int]], source: str) -> list[Sighting]:
    """One a profile: the earliest time, the last stated unit and owner."""
    merged: dict[int, Sighting] = {}
    for profile, row, time in known:
        old = merged.get(profile)
        merged[profile] = Sighting(
            profile_id=profile,
            created=time if old is None else min(time, old.created),
            source=source,
            org_unit=row.org_unit if row.org_unit is not None else old.org_unit if old else None,
            owner=row.owner if row.owner is not None else old.owner if old else None,
            is_test=row.is_test or (old.is_test if old else False),
        )
    return list(merged.values())


def change_traits(
    *,
    profile_id: int,
    traits: Mapping[str, Any],
    source: str,
    by: int | None = None,
    actor: Principal | None = None,
) -> None:
    """Set traits of a person (None removes one); raises Invalid that names the trait, NotFound for an unknown person."""
    with transaction.atomic():
        person = existing(profile_id)
        removed = [key for key, value in traits.items() if value is None]
        if removed:
            group = identity.members(person)
            TraitRow.objects.filter(profile_id__in=group, key__in=removed).delete()
            drop_aside(group, *removed)
        write_traits(from_doors(person, traits, source=source, time=clock.now_ms(), by=by))
        _changed(person, "trait", _named(traits))
        record_audit(
            actor=actor,
            action="profiles.traits_changed",
            subject=ids.encode("pro", person),
            detail={"keys": sorted(traits), "source": source},
        )


def set_traits(
    *, profile_ids: Collection[int], traits: Mapping[str, Any], source: str, by: int | None = None
) -> None:
    """Set the same traits of many people with a few statements (None removes one); unknown people are left out."""
    removed = [one for one, value in traits.items() if value is None]
    now, key = clock.now_ms(), _named(traits)
    people = sorted(set(identity.canonical_many(profile_ids).values()))
    with transaction.atomic():
        for start in range(0, len(people), BULK):
            part = people[start : start + BULK]
            known = list(Profile.objects.filter(id__in=part).values_list("id", flat=True))
            if removed:
                everywhere = [member for ones in identity.members_many(known).values() for member in ones]
                TraitRow.objects.filter(profile_id__in=everywhere, key__in=removed).delete()
            write_traits(
                [seen for one in known for seen in from_doors(one, traits, source=source, time=now, by=by)]
            )
            mark_pending(known, "trait", key)
        transaction.on_commit(lambda: background.wake("profiles.pending"))


def set_traits_each(*, traits: Mapping[int, Mapping[str, Any]], source: str, by: int | None = None) -> None:
    """Set the traits of each profile, a transaction per 1,000 people; unknown people are left out."""
    now, listed = clock.now_ms(), sorted(traits)
    for start in range(0, len(listed), BULK):
        part = listed[start : start + BULK]
        with transaction.atomic():
            people = identity.canonical_many(part)
            known = set(Profile.objects.filter(id__in=set(people.values())).values_list("id", flat=True))
            seen: list[TraitSeen] = []
            touched: dict[str, set[int]] = defaultdict(set)
            for profile, person in people.items():
                if person in known:
                    seen += from_doors(person, traits[profile], source=source, time=now, by=by)
                    touched[_named(traits[profile])].add(person)
            write_traits(seen)
            for key, changed in touched.items():
                mark_pending(changed, "trait", key)
            transaction.on_commit(lambda: background.wake("profiles.pending"))


def _named(traits: Mapping[str, Any]) -> str:
    """The key that a fact names: the only one, "" when there are several."""
    return next(iter(traits)) if len(traits) == 1 else ""


def state_consent(
    *,
    profile_id: int,
    channel: str,
    granted: bool,
    source: str,
    proof: str = "",
    by: int | None = None,
    actor: Principal | None = None,
    at: int | None = None,
) -> bool:
    """Record that a person granted or withdrew consent; True when the state moved. A withdrawal reaches all members."""
    if channel not in CHANNELS:
        raise Invalid(
            "channel_unknown", fields={"channel": "channel_unknown"}, got=channel, allowed=", ".join(CHANNELS)
        )
    with transaction.atomic():
        person = existing(profile_id)
        before = next((one for one in consents_of(person) if one.channel == channel), None)
        if before is not None and (before.granted, before.origin) == (granted, source):
            return False
        when = clock.now_ms() if at is None else at
        if before is not None and at is None:
            when = max(
                when, before.at + granted
            )  # what is said now holds, however far ahead a device's clock was
        seen = ConsentSeen(person, channel, granted, when, source, proof, by)
        write_consents([seen], facts=False, always=True)
        moved = before is None or before.granted != granted
        if moved:
            outbox.record(ConsentChanged(profile_id=person, channel=channel, granted=granted, origin=source))
            _changed(person, "consent", channel)
        record_audit(
            actor=actor,
            action="profiles.consent_stated",
            subject=ids.encode("pro", person),
            detail={"channel": channel, "granted": granted, "source": source},
        )
    return moved


def assign(
    *, profile_id: int, org_unit: int | None, owner: int | None, is_test: bool | None, actor: Principal | None
) -> None:
    """Set org unit, owner and test mark of a person; None leaves a field as it is."""
    changes = {"org_unit": org_unit, "owner": owner, "is_test": is_test}
    stated = {key: value for key, value in changes.items() if value is not None}
    with transaction.atomic():
        person = existing(profile_id)
        Profile.objects.filter(id__in=identity.members(person)).update(**stated)
        _changed(person, "state")
        record_audit(
            actor=actor, action="profiles.assigned", subject=ids.encode("pro", person), detail=dict(stated)
        )


def add_note(*, profile_id: int, text: str, actor: Principal) -> Note:
    """Write a note about a person; it may suggest tags."""
    text = text.strip()
    if not text or len(text) > 4_000:
        raise Invalid("note_length", fields={"text": "note_length"}, limit=4_000)
    with transaction.atomic():
        person = existing(profile_id)
        note = Note.objects.create(
            profile_id=person,
            sealed=crypto.encrypt(text, "profile:note"),
            by=actor.user_id,
            by_name=actor.name,
            at=clock.now_ms(),
        )
        suggest_tags(note, text)
        record_audit(actor=actor, action="profiles.note_added", subject=ids.encode("pro", person))
    return note


def existing(profile_id: int) -> int:
    """The canonical id of a person who exists; raises NotFound."""
    group = identity.members(profile_id)
    if not Profile.objects.filter(id__in=group).exists():
        raise NotFound("profile_not_found")
    return group[0]


def _changed(person: int, what: str, key: str = "") -> None:
    mark_pending([person], what, key)
    transaction.on_commit(lambda: background.wake("profiles.pending"))

"""Reads of profiles: one person in full, names, contacts, consents, contexts of templates."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from marketloop.identity import facade as identity
from marketloop.organisation.contracts import ScopeFilter
from marketloop.platform import clock, crypto, ids
from marketloop.platform.config import get_config
from marketloop.platform.errors import NotFound
from marketloop.platform.i18n import Language
from marketloop.profiles import naming
from marketloop.profiles.contracts import (
    ConsentView,
    LiquidContext,
    ProfileRow,
    ProfileView,
    StageMove,
    TagView,
    Trait,
    TraitName,
)
from marketloop.profiles.folding import clear_value
from marketloop.profiles.held import Held, fold_traits, held_traits, other_values
from marketloop.profiles.models import (
    ConsentEntry,
    ConsentState,
    Note,
    Person,
    ProfileTag,
    StageLog,
    TagChange,
    TraitKey,
    TraitRule,
)
from marketloop.profiles.sealing import is_personal
from marketloop.profiles.survivorship import text_of
from marketloop.profiles.writing import chunks

CHANNEL_KINDS: Mapping[str, tuple[str, ...]] = {
    "email": ("email",),
    "sms": ("phone",),
    "phone": ("phone",),
    "wecom": ("external_userid",),
    "wechat": ("openid", "unionid"),
    "push": ("push_token",),
}
"""Which identifiers reach a person on a channel."""


def person_name(row: Person, language: Language = "zh-CN") -> str:
    """The display name of a row."""
    if row.name_sealed:
        return crypto.decrypt(row.name_sealed, "person:name")
    return naming.fallback_name(row.id, row.known_as, language)


def names(profile_ids: Collection[int], language: Language = "zh-CN") -> dict[int, str]:
    """Display name of each given profile (of its person); people of whom nothing is known are visitors."""
    people = identity.canonical_many(profile_ids)
    found: dict[int, str] = {}
    for chunk in chunks(set(people.values())):
        rows = Person.objects.filter(id__in=chunk).only("id", "name_sealed", "known_as")
        found.update((row.id, person_name(row, language)) for row in rows)
    return {
        one: found.get(person) or naming.fallback_name(person, "", language) for one, person in people.items()
    }


def find_person(profile_id: int) -> Person | None:
    """The row of the person that a profile belongs to."""
    return Person.objects.filter(id=identity.canonical(profile_id)).first()


def get_person(profile_id: int, scope: ScopeFilter) -> Person:
    """The row, if it is within the scope; raises NotFound otherwise."""
    row = find_person(profile_id)
    if row is None or not scope.admits(row.org_unit, row.owner):
        raise NotFound("profile_not_found")
    return row


def all_within(profile_ids: Sequence[int], scope: ScopeFilter) -> list[int]:
    """Canonical ids of these people; raises NotFound when one is unknown or outside the scope."""
    people = set(identity.canonical_many(profile_ids).values())
    admitted: set[int] = set()
    for chunk in chunks(people):
        rows = Person.objects.filter(id__in=chunk).values_list("id", "org_unit", "owner")
        admitted |= {one for one, org_unit, owner in rows if scope.admits(org_unit, owner)}
    if admitted != people:
        raise NotFound("profile_not_found")
    return sorted(people)


def rows_of(
    people: Sequence[Person], language: Language = "zh-CN", *, in_clear: bool = False
) -> list[ProfileRow]:
    """List rows with names, masked addresses and tags, in the order given."""
    listed = [row.id for row in people]
    addresses = identity.addresses(listed, ["phone", "email"])
    tags = tags_of(listed)
    return [
        ProfileRow(**_row_values(row, addresses.get(row.id, []), tags.get(row.id, []), language, in_clear))
        for row in people
    ]


def _row_values(
    row: Person,
    addresses: Sequence[identity.Address],
    tags: Sequence[TagView],
    language: Language,
    in_clear: bool,
) -> dict[str, Any]:
    def best(kind: str) -> str:
        value = next((one.value for one in addresses if one.kind == kind), "")
        return value if in_clear or not value else identity.masked(kind, value)

    return {
        "id": row.id,
        "name": person_name(row, language),
        "phone": best("phone"),
        "email": best("email"),
        "stage": row.stage,
        "orders": row.orders,
        "spend": row.spend,
        "first_order": row.first_order,
        "last_order": row.last_order,
        "first_seen": row.first_seen,
        "last_seen": row.last_seen or None,
        "created": row.created,
        "city": row.city,
        "province": row.province,
        "source": row.source,
        "is_test": row.is_test,
        "org_unit": row.org_unit,
        "owner": row.owner,
        "tags": tuple(sorted({tag.tag for tag in tags})),
    }


def view(row: Person, language: Language = "zh-CN", *, in_clear: bool = False) -> ProfileView:
    """One person in full; personal values masked unless `in_clear`."""
    members = identity.members(row.id)
    addresses = identity.addresses([row.id], ["phone", "email"]).get(row.id, [])
    tags = tags_of([row.id]).get(row.id, [])
    return ProfileView(
        **_row_values(row, addresses, tags, language, in_clear),
        members=tuple(members),
        traits=_disputed_traits(members, in_clear=in_clear),
        tag_details=tuple(tags),
        consents=tuple(consents_of(row.id)),
        stages=tuple(
            StageMove(stage, previous, at)
            for stage, previous, at in StageLog.objects.filter(person__in=members)
            .order_by("-id")
            .values_list("stage", "previous", "at")[:100]
        ),
    )


def traits_of(profile_ids: Collection[int], *, in_clear: bool = False) -> dict[int, list[Trait]]:
    """Surviving traits per given profile (of its person), by key."""
    groups, rules = identity.members_many(profile_ids), dict(TraitRule.objects.values_list("key", "rule"))
    rows: dict[int, list[Held]] = defaultdict(list)
    for held in held_traits({one for group in groups.values() for one in group}):
        rows[held.profile_id].append(held)
    return {
        one: [
            trait_of(row, in_clear)
            for _, row in sorted(fold_traits((r for m in group for r in rows.get(m, ())), rules).items())
        ]
        for one, group in groups.items()
    }


def _disputed_traits(members: Sequence[int], *, in_clear: bool) -> tuple[Trait, ...]:
    """Surviving traits of one person by key, each with the values that lost, newest first; those are always masked."""
    rows, rules = list(held_traits(members)), dict(TraitRule.objects.values_list("key", "rule"))
    seen: dict[str, list[Held]] = defaultdict(list)
    for held in (*rows, *other_values(members)):
        seen[held.key].append(held)

    def lost(best: Held) -> tuple[Trait, ...]:
        others: dict[tuple[str, str], Held] = {}
        for one in sorted(seen[best.key], key=lambda one: one.time):
            if one.plain != best.plain:
                others[text_of(one.plain), one.source] = one
        return tuple(trait_of(one) for one in sorted(others.values(), key=lambda one: -one.time))

    return tuple(
        replace(trait_of(best, in_clear), others=lost(best))
        for _, best in sorted(fold_traits(rows, rules).items())
    )


def trait_words() -> list[TraitName]:
    """All traits that were ever seen, by key, and whether their values are personal by name."""
    return [
        TraitName(key, kind, is_personal(key))
        for key, kind in TraitKey.objects.order_by("key").values_list("key", "type")
    ]


def trait_of(row: Held, in_clear: bool = False) -> Trait:
    """A row as it is shown."""
    value = clear_value(row)
    if row.token and not in_clear:
        value = mask_trait(row.key, str(value))
    return Trait(row.key, value, row.source, row.time, bool(row.token), row.by)


def mask_trait(key: str, value: str) -> str:
    """How a personal trait looks to people who may not see it: names stay (they head every list), all else is masked."""
    if "name" in key.lower():
        return value
    return identity.masked("phone" if "phone" in key or "mobile" in key else "id_number", value)


def tags_of(profile_ids: Collection[int]) -> dict[int, list[TagView]]:
    """Tags per given profile (of its person), newest first."""
    groups = identity.members_many(profile_ids)
    found: dict[int, list[TagView]] = defaultdict(list)
    for chunk in chunks({one for group in groups.values() for one in group}):
        rows = ProfileTag.objects.filter(profile_id__in=chunk).order_by("-at", "-id")
        for row in rows.select_related("tag"):
            found[row.profile_id].append(TagView(row.tag.name, row.by, row.source, row.at, row.expires))
    return {one: [tag for member in group for tag in found.get(member, ())] for one, group in groups.items()}


def consents_of(profile_id: int) -> list[ConsentView]:
    """The state per channel of a person: the latest statement under any profile, a withdrawal at equal times."""
    best: dict[str, ConsentState] = {}
    for row in ConsentState.objects.filter(profile_id__in=identity.members(profile_id)):
        held = best.get(row.channel)
        if held is None or (row.at, not row.granted) > (held.at, not held.granted):
            best[row.channel] = row
    return [
        ConsentView(row.channel, row.granted, row.at, row.origin, row.proof)
        for _, row in sorted(best.items())
    ]


def consent_history(profile_id: int) -> list[ConsentEntry]:
    """The ledger of a person, newest first."""
    rows = ConsentEntry.objects.filter(profile_id__in=identity.members(profile_id))
    return list(rows.order_by("-at", "-id")[:200])


def tag_history(profile_id: int) -> list[TagChange]:
    """Who put which tags on this person or took them off, newest first."""
    rows = TagChange.objects.filter(profile_id__in=identity.members(profile_id)).select_related("tag")
    return list(rows.order_by("-id")[:200])


def notes_of(profile_id: int) -> list[tuple[Note, str]]:
    """Notes about a person with their text, newest first."""
    rows = Note.objects.filter(profile_id__in=identity.members(profile_id)).order_by("-id")[:200]
    return [(row, crypto.decrypt(row.sealed, "profile:note")) for row in rows]


def consenting(profile_ids: Collection[int], channel: str) -> set[int]:
    """Those of the given profiles whose person consents on the channel now."""
    groups = identity.members_many(profile_ids)
    states: dict[int, tuple[int, bool]] = {}
    for chunk in chunks({one for group in groups.values() for one in group}):
        rows = ConsentState.objects.filter(profile_id__in=chunk, channel=channel)
        states.update(
            (owner, (at, not granted))
            for owner, at, granted in rows.values_list("profile_id", "at", "granted")
        )
    agreed = set()
    for one, group in groups.items():
        stated = [states[member] for member in group if member in states]
        if stated and not max(stated)[1]:
            agreed.add(one)
    return agreed


def contacts(profile_ids: Collection[int], channel: str) -> dict[int, str]:
    """The best address in clear of each given profile's person on a channel; those without one are absent."""
    kinds = CHANNEL_KINDS.get(channel, (channel,))
    return {one: found[0].value for one, found in identity.addresses(profile_ids, kinds).items()}


def liquid_contexts(profile_ids: Collection[int], language: Language = "zh-CN") -> dict[int, LiquidContext]:
    """What templates may use of each given profile's person; empty texts where nothing is known. For sending only.

    id, name, first_name, last_name, email, phone, city, province, stage, orders, spend (major units), first_order,
    last_order (dates of the company zone, YYYY-MM-DD), days_since_order, timezone, is_test, tags, traits (all, in clear).
    """
    people = identity.canonical_many(profile_ids)
    rows: dict[int, Person] = {}
    for chunk in chunks(set(people.values())):
        rows.update(Person.objects.in_bulk(chunk))
    traits = traits_of(rows, in_clear=True)
    tags = tags_of(rows)
    addresses = identity.addresses(list(rows), ["email", "phone"])
    made = {
        person: _liquid(
            row, traits.get(person, []), tags.get(person, []), addresses.get(person, []), language
        )
        for person, row in rows.items()
    }
    return {one: dict(made[person]) for one, person in people.items() if person in made}


def _liquid(
    row: Person,
    traits: Sequence[Trait],
    tags: Sequence[TagView],
    addresses: Sequence[identity.Address],
    language: Language,
) -> LiquidContext:
    known = {trait.key: trait.value for trait in traits}

    def address(kind: str) -> str:
        return next((one.value for one in addresses if one.kind == kind), str(known.get(kind, "")))

    name = person_name(row, language) if row.name_sealed else ""
    return {
        "id": ids.encode("pro", row.id),
        "name": name,
        "first_name": str(known.get("first_name") or known.get("firstName") or name),
        "last_name": str(known.get("last_name") or known.get("lastName") or ""),
        "email": address("email"),
        "phone": address("phone"),
        "city": row.city,
        "province": row.province,
        "stage": row.stage,
        "orders": row.orders,
        "spend": row.spend / 100,
        "currency": get_config().currency,
        "timezone": str(known.get("timezone") or ""),
        "is_test": row.is_test,
        "first_order": _day(row.first_order),
        "last_order": _day(row.last_order),
        "days_since_order": None
        if row.last_order is None
        else max(0, (clock.now_ms() - row.last_order) // 86_400_000),
        "tags": sorted({tag.tag for tag in tags}),
        "traits": known,
    }


def _day(time: int | None) -> str:
    if time is None:
        return ""
    moment: dt.datetime = clock.from_ms(time).astimezone(clock.company_zone())
    return moment.date().isoformat()

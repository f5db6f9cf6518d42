"""Reads of identity: look-ups, canonical profiles, members, the graph of one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

from django.db.models import F, Q

from marketloop.events import personal
from marketloop.identity import masking
from marketloop.identity.contracts import Address, Graph, IdentifierKey, MergeView, Node, RefusalView
from marketloop.identity.merging import components
from marketloop.identity.models import Alias, BlockedValue, Identifier, KindSetting, Merge, Refusal
from marketloop.identity.policy import KindRule, Policy, key_of
from marketloop.platform.bulk import select_rows
from marketloop.platform.errors import NotFound

CHUNK = 2_000
BY_DECISION = ("manual", "duplicates")
"""Rules of merges that rest on no shared identifier: a person's word, or a pair that looks alike."""


def chunks(values: Iterable[int], size: int = CHUNK) -> Iterable[list[int]]:
    """The values in lists that fit one statement."""
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk


def load_policy() -> Policy:
    """The installation's rules and blocked values."""
    rules = {row.kind: KindRule(row.priority, row.limit, row.strong) for row in KindSetting.objects.all()}
    return Policy(rules, frozenset(BlockedValue.objects.values_list("kind", "key")))


def find(kind: str, value: str) -> int | None:
    """The canonical profile that has this identifier (clear value or token), or None."""
    owner = (
        Identifier.objects.filter(kind=kind, key=key_of(kind, value))
        .values_list("profile_id", flat=True)
        .first()
    )
    return canonical(owner) if owner is not None else None


def find_many(identifiers: Collection[IdentifierKey]) -> dict[IdentifierKey, int]:
    """Canonical profiles of those (kind, value) pairs that are known; personal values clear or as tokens."""
    wanted = {(kind, key_of(kind, value)): (kind, value) for kind, value in identifiers}
    keys, found = sorted({key for _, key in wanted}), {}
    for start in range(0, len(keys), CHUNK):
        rows = Identifier.objects.filter(key__in=keys[start : start + CHUNK])
        for kind, key, owner in rows.values_list("kind", "key", "profile_id"):
            if (kind, key) in wanted:
                found[wanted[kind, key]] = owner
    people = canonical_many(found.values())
    return {identifier: people[owner] for identifier, owner in found.items()}


def canonical(profile_id: int) -> int:
    """The profile that stands for the person; the id itself when it was never merged."""
    found = Alias.objects.filter(profile_id=profile_id).values_list("canonical_id", flat=True).first()
    return profile_id if found is None else found


def canonical_many(profile_ids: Iterable[int]) -> dict[int, int]:
    """Canonical profile of each id."""
    people = {one: one for one in profile_ids}
    people.update(select_rows(Alias, ("profile_id", "canonical_id"), "profile_id", list(people)))
    return people


def members(profile_id: int) -> list[int]:
    """All profiles of the person that this profile belongs to, ascending; [profile_id] when it was never merged."""
    return members_many([profile_id])[profile_id]


def members_many(profile_ids: Iterable[int]) -> dict[int, list[int]]:
    """For each id all profiles of its person, ascending, the canonical one first."""
    people = canonical_many(profile_ids)
    gathered: dict[int, set[int]] = defaultdict(set)
    for profile, person in select_rows(
        Alias, ("profile_id", "canonical_id"), "canonical_id", set(people.values())
    ):
        gathered[person].add(profile)
    return {
        one: sorted({person, *gathered[person]}) if person in gathered else [person]
        for one, person in people.items()
    }


def list_merges(profile_id: int) -> list[MergeView]:
    """Merges that touch any profile of the person, newest first, undone ones too."""
    mine = members(profile_id)
    rows = Merge.objects.filter(Q(left_id__in=mine) | Q(right_id__in=mine) | Q(survivor_id__in=mine))
    return [merge_view(row) for row in rows.order_by("-id")]


def recent_merges(
    *, before: int | None = None, limit: int = 50, how: str = "", standing: bool | None = None
) -> list[MergeView]:
    """Merges of the installation, newest first; `how`: rule, manual or duplicates; `before`: an earlier page's last id."""
    rows = Merge.objects.all() if before is None else Merge.objects.filter(id__lt=before)
    if standing is not None:
        rows = rows.filter(undone_at__isnull=standing)
    if how == "rule":
        rows = rows.exclude(rule__in=BY_DECISION)
    elif how:
        rows = rows.filter(rule=how)
    return [merge_view(row) for row in rows.order_by("-id")[:limit]]


def merge_counts() -> tuple[int, int]:
    """How many merges stand, how many were undone."""
    undone = Merge.objects.exclude(undone_at=None).count()
    return Merge.objects.count() - undone, undone


def get_merge(merge_id: int) -> MergeView:
    """One merge; raises NotFound."""
    row = Merge.objects.filter(id=merge_id).first()
    if row is None:
        raise NotFound("merge_not_found")
    return merge_view(row)


def merge_view(row: Merge) -> MergeView:
    """The row as a frozen value."""
    names = MergeView.__dataclass_fields__
    return MergeView(**{name: getattr(row, name) for name in names})


def sides_of(merge: MergeView) -> tuple[list[int], list[int]]:
    """The profiles of the two people who would stand apart if this merge were undone: left's and right's, ascending."""
    mine = members(merge.left_id)
    live = Merge.objects.filter(Q(left_id__in=mine) | Q(right_id__in=mine), undone_at=None)
    apart = components({*mine, merge.right_id}, live.exclude(id=merge.id).values_list("left_id", "right_id"))
    left, right = (
        sorted(one for one, person in apart.items() if person == apart[end])
        for end in (merge.left_id, merge.right_id)
    )
    return left, right


def graph(profile_id: int) -> Graph:
    """The identity graph of a person for the page; personal values are masked."""
    mine = members(profile_id)
    rows = list(Identifier.objects.filter(profile_id__in=mine).order_by("first_seen", "id"))
    merges = list_merges(profile_id)
    return Graph(
        profile_id=mine[0] if profile_id not in mine else canonical(profile_id),
        members=mine,
        nodes=[_node(row) for row in rows],
        merges=merges,
        refusals=_refusals(mine),
        ends=_ends(merges, {(row.kind, row.key): row.id for row in rows}),
    )


def _ends(
    merges: Iterable[MergeView], nodes: Mapping[IdentifierKey, int]
) -> dict[int, tuple[int | None, int | None]]:
    found = {}
    for merge in merges:
        left, right = (merge.evidence.get(side) for side in ("left", "right"))
        if left and right:
            found[merge.id] = nodes.get(tuple(left)), nodes.get(tuple(right))
    return found


def _refusals(profile_ids: Collection[int]) -> list[RefusalView]:
    """The latest refused links; an identifier that somebody has shows as it does there."""
    refused = list(Refusal.objects.filter(profile_id__in=profile_ids).order_by("-id")[:200])
    held = Identifier.objects.filter(key__in={row.key for row in refused})
    labels = {(row.kind, row.key): masking.masked(row.kind, _clear(row)) for row in held}
    return [
        RefusalView(
            row.kind,
            labels.get((row.kind, row.key)) or masking.masked_key(row.kind, row.key),
            row.reason,
            row.evidence,
            row.at,
            row.owner_id,
        )
        for row in refused
    ]


def _node(row: Identifier) -> Node:
    return Node(
        id=row.id,
        kind=row.kind,
        label=masking.masked(row.kind, _clear(row)),
        profile_id=row.profile_id,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        source=row.source,
        evidence=row.evidence,
        verified=row.verified,
        via=row.via,
    )


def _clear(row: Identifier) -> str:
    """The clear value, "" when only the token is known."""
    if row.sealed:
        return personal.open_sealed(row.kind, row.sealed)
    return "" if row.key.startswith("tok_") else row.key


def addresses(profile_ids: Collection[int], kinds: Sequence[str]) -> dict[int, list[Address]]:
    """Decrypted identifiers of these kinds per given profile (of the whole person), best first: verified, then latest seen.

    A kind such as `openid` also finds `openid:<app>`.
    """
    groups = members_many(profile_ids)
    wanted = Q(kind__in=kinds)
    for kind in kinds:
        wanted |= Q(kind__startswith=f"{kind}:")
    by_profile: dict[int, list[Address]] = defaultdict(list)
    for chunk in chunks({one for group in groups.values() for one in group}):
        for row in Identifier.objects.filter(wanted, profile_id__in=chunk):
            if value := _clear(row):
                by_profile[row.profile_id].append(
                    Address(row.profile_id, row.kind, value, row.verified, row.last_seen)
                )
    best = {
        one: sorted(
            (address for member in group for address in by_profile.get(member, ())),
            key=lambda address: (not address.verified, -address.last_seen, address.value),
        )
        for one, group in groups.items()
    }
    return {one: found for one, found in best.items() if found}


def kinds_of(profile_ids: Collection[int]) -> dict[int, set[str]]:
    """Kinds of identifiers known of each given profile's person; app openids count as `openid`."""
    groups = members_many(profile_ids)
    by_profile: dict[int, set[str]] = defaultdict(set)
    members = {one for group in groups.values() for one in group}
    for profile, kind in select_rows(Identifier, ("profile_id", "kind"), "profile_id", members):
        by_profile[profile].add(kind.partition(":")[0])
    return {
        one: {kind for member in group for kind in by_profile.get(member, ())}
        for one, group in groups.items()
    }


def user_ids(profile_ids: Collection[int]) -> dict[int, str]:
    """The user id that each profile row has, where it is not personal (an address or number)."""
    rows = select_rows(
        Identifier, ("id", "profile_id", "key"), "profile_id", profile_ids, where="kind = 'user_id'"
    )
    latest_first = sorted((row for row in rows if not row[2].startswith("tok_")), reverse=True)
    return {owner: key for _, owner, key in latest_first}


def absorbed() -> dict[int, int]:
    """All profiles that were merged into another: profile → canonical profile."""
    rows = Alias.objects.exclude(canonical_id=F("profile_id"))
    return dict(rows.values_list("profile_id", "canonical_id"))

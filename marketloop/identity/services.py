"""Writes of identity: resolving batches, merging by hand, undoing merges, publishing aliases to the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Count, Q

from marketloop.events import personal
from marketloop.facts.people import ProfilesMerged
from marketloop.identity.contracts import IdentifierKey
from marketloop.identity.models import Alias, Identifier, Merge, Refusal, Separation
from marketloop.identity.policy import Policy, key_of
from marketloop.identity.queries import chunks, load_policy
from marketloop.identity.resolution import Joined, Resolution, State, family
from marketloop.platform import background, clock, ids, outbox
from marketloop.platform.bulk import insert_rows, select_by_text, select_rows
from marketloop.platform.errors import Invalid

_LOCK = 7402353
_IDENTIFIER_FIELDS = (
    *("id", "kind", "key", "profile_id", "sealed", "via", "first_seen", "last_seen"),
    *("source", "evidence", "verified"),
)
_DAY_MS = 86_400_000


def resolve(
    *, identifiers: Iterable[IdentifierKey], source: str = "", evidence: str = "", time_ms: int | None = None
) -> int:
    """The profile of these (kind, value) pairs, made when none is known; raises Invalid when no value is usable."""
    when = None if time_ms is None else [time_ms]
    found = resolve_batch(batch=[list(identifiers)], source=source, evidence=[evidence], times=when)[0]
    if not found:
        raise Invalid("identifiers_unusable")
    return found


def resolve_batch(
    *,
    batch: Sequence[Sequence[IdentifierKey]],
    source: str = "",
    evidence: Sequence[str] | None = None,
    times: Sequence[int] | None = None,
    sources: Sequence[str] | None = None,
) -> list[int]:
    """Profiles for many sets of (kind, value) pairs, as if resolved one by one in this order; 0 where no value is usable.

    Personal values may be clear (they are sealed here) or tokens. Set-based: a handful of statements whatever the length.
    """
    secrets: dict[str, str] = {}
    keyed = [[(kind, _key(kind, value, secrets)) for kind, value in one] for one in batch]
    return resolve_keys(
        batch=keyed,
        sources=sources or [source] * len(batch),
        evidence=evidence or [""] * len(batch),
        times=times or [clock.now_ms()] * len(batch),
        secrets=secrets,
    )


def _key(kind: str, value: str, secrets: dict[str, str]) -> str:
    value = str(value).strip()
    if value.startswith("tok_") or not personal.is_personal_identifier(kind, value):
        return key_of(kind, value)
    token, sealed = personal.seal(kind, value)
    secrets[token] = sealed
    return token


def resolve_keys(
    *,
    batch: Sequence[Sequence[IdentifierKey]],
    sources: Sequence[str],
    evidence: Sequence[str],
    times: Sequence[int],
    secrets: Mapping[str, str],
) -> list[int]:
    """`resolve_batch` for identifiers that are keys already; `secrets`: token → ciphertext, as far as known."""
    with transaction.atomic():
        lock()
        policy = load_policy()
        usable = [policy.usable(one) for one in batch]
        loaded = _Loaded(policy, usable)
        resolution = Resolution(policy, loaded.state, iter(ids.new_ids(len(batch) or 1)))
        profiles = [resolution.resolve(index, one) for index, one in enumerate(usable)]
        _write_identifiers(resolution, loaded, sources, evidence, times, secrets)
        _touch(loaded, usable, times, secrets)
        _write_refusals(resolution, evidence, times)
        _write_merges(resolution.joined, loaded.state, sources, evidence, times)
    return profiles


def lock() -> None:
    """One writer of the identity map at a time: SQLite's IMMEDIATE transaction does it, PostgreSQL takes a lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


class _Loaded:
    """What the tables know of the identifiers in a batch."""

    def __init__(self, policy: Policy, batch: Sequence[Sequence[IdentifierKey]]) -> None:
        self.rows: dict[IdentifierKey, tuple[int, int]] = {}  # (row id, last seen)
        self.state = State()
        self._load_owners({key for identifiers in batch for _, key in identifiers})
        self._load_parents()
        self._load_people(self._changing(batch))

    def _load_owners(self, keys: set[str]) -> None:
        fields = ("id", "kind", "key", "profile_id", "last_seen")
        for row_id, kind, key, owner, seen in select_by_text(Identifier, fields, "key", keys):
            self.rows[kind, key] = row_id, seen
            self.state.owners[kind, key] = owner

    def _load_parents(self) -> None:
        owners = set(self.state.owners.values())
        rows = select_rows(Alias, ("profile_id", "canonical_id"), "profile_id", owners)
        self.state.parents.update((one, other) for one, other in rows if one != other)

    def _changing(self, batch: Sequence[Sequence[IdentifierKey]]) -> set[int]:
        """People whom the batch may change: named beside an unknown identifier or beside another person."""
        owners, root, people = self.state.owners, self.state.root, set()
        for identifiers in batch:
            if len(identifiers) > 1:
                found = [owners.get(one) for one in identifiers]
                roots = {root(owner) for owner in found if owner is not None}
                if len(roots) > 1 or None in found:
                    people |= roots
        return people

    def _load_people(self, people: set[int]) -> None:
        """Members, counts by kind and separations of the people that may change."""
        if not people:
            return
        for chunk in chunks(people):
            rows = Alias.objects.filter(canonical_id__in=chunk).values_list("profile_id", "canonical_id")
            self.state.parents.update((one, other) for one, other in rows if one != other)
        profiles = people | {one for one, parent in self.state.parents.items() if parent in people}
        for chunk in chunks(profiles):
            owned = Identifier.objects.filter(profile_id__in=chunk).order_by()
            for owner, kind, number in owned.values_list("profile_id", "kind").annotate(n=Count("id")):
                counts = self.state.counts.setdefault(self.state.root(owner), Counter())
                counts[family(kind)] += number
            apart = Separation.objects.filter(Q(left_id__in=chunk) | Q(right_id__in=chunk))
            self.state.separated.extend(apart.values_list("left_id", "right_id"))


def _write_identifiers(
    resolution: Resolution,
    loaded: _Loaded,
    sources: Sequence[str],
    evidence: Sequence[str],
    times: Sequence[int],
    secrets: Mapping[str, str],
) -> None:
    attached = resolution.attached
    new_ids = {
        one.identifier: row_id for one, row_id in zip(attached, ids.new_ids(len(attached) or 1), strict=False)
    }
    rows = []
    for one in attached:
        via = None if one.via is None else new_ids.get(one.via) or loaded.rows[one.via][0]
        (kind, key), event = one.identifier, one.event
        time, source, proof = times[event], sources[event][:80], evidence[event][:200]
        sealed = secrets.get(key, "")
        rows.append(
            (
                new_ids[one.identifier],
                kind,
                key,
                one.profile_id,
                sealed,
                via,
                time,
                time,
                source,
                proof,
                False,
            )
        )
    insert_rows(Identifier, _IDENTIFIER_FIELDS, rows)


def _touch(
    loaded: _Loaded,
    batch: Sequence[Sequence[IdentifierKey]],
    times: Sequence[int],
    secrets: Mapping[str, str],
) -> None:
    """Keep `last_seen` true to the day, and add ciphertexts that were not known before."""
    seen: dict[int, int] = {}
    for identifiers, time in zip(batch, times, strict=True):
        for identifier in identifiers:
            row = loaded.rows.get(identifier)
            if row is not None and time - row[1] >= _DAY_MS:
                seen[row[0]] = max(time, seen.get(row[0], 0))
    if seen:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE identity_identifier SET last_seen = %s WHERE id = %s AND last_seen < %s",
                [(time, row_id, time) for row_id, time in seen.items()],
            )
    known = {row[0]: key for (_, key), row in loaded.rows.items() if key in secrets}
    for chunk in chunks(known):
        for bare in Identifier.objects.filter(id__in=chunk, sealed="").values_list("id", flat=True):
            Identifier.objects.filter(id=bare).update(sealed=secrets[known[bare]])


def _write_refusals(resolution: Resolution, evidence: Sequence[str], times: Sequence[int]) -> None:
    rows = [
        Refusal(
            profile_id=one.profile_id,
            kind=one.identifier[0],
            key=one.identifier[1],
            owner_id=one.owner_id,
            reason=one.reason,
            evidence=evidence[one.event][:200],
            at=times[one.event],
        )
        for one in resolution.refused
    ]
    Refusal.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _write_merges(
    joined: Sequence[Joined],
    state: State,
    sources: Sequence[str],
    evidence: Sequence[str],
    times: Sequence[int],
) -> None:
    rows = [
        Merge(
            left_id=one.left_id,
            right_id=one.right_id,
            survivor_id=one.survivor_id,
            absorbed_id=one.absorbed_id,
            rule=f"{family(one.left[0])}+{family(one.right[0])}",
            evidence={
                "message_id": evidence[one.event],
                "source": sources[one.event],
                "time": times[one.event],
                "left": list(one.left),
                "right": list(one.right),
            },
            at=times[one.event],
        )
        for one in joined
    ]
    if not rows:
        return
    Merge.objects.bulk_create(rows, batch_size=500)
    touched = {one for row in rows for one in (row.survivor_id, row.absorbed_id)}
    roots = {state.root(one) for one in touched}
    aliases = {one: state.root(one) for one in {*state.parents, *touched} if state.root(one) in roots}
    set_aliases({one: root for one, root in aliases.items() if one != root})
    outbox.record_many(
        ProfilesMerged(
            profile_id=row.survivor_id, absorbed_id=row.absorbed_id, merge_id=row.id, rule=row.rule
        )
        for row in rows
    )


def set_aliases(aliases: Mapping[int, int]) -> None:
    """Write who stands for whom; the store hears of it after the commit."""
    Alias.objects.bulk_create(
        [Alias(profile_id=one, canonical_id=other, published=False) for one, other in aliases.items()],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["profile_id"],
        update_fields=["canonical_id", "published"],
    )
    transaction.on_commit(lambda: background.wake("identity.aliases"))

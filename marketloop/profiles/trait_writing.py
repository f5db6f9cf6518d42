"""Set-based writes of traits: the survivor stands, what another rule would choose stands aside. The caller owns the transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from marketloop.platform import crypto, ids
from marketloop.platform.bulk import insert_rows
from marketloop.profiles.held import Held, encoded, held_traits, other_values
from marketloop.profiles.models import OtherValue, TraitKey, TraitRow, TraitRule
from marketloop.profiles.survivorship import (
    Observation,
    Rule,
    gather,
    is_own,
    joined,
    rule_of,
    survivor,
    text_of,
    trust_of,
    type_of,
)
from marketloop.profiles.writing import chunks

Place = tuple[int, str]
"""A profile and the key of a trait."""

_FIELDS = ("value", "token", "sealed", "source", "trust", "time", "by", "since")


class TraitSeen(NamedTuple):
    """One trait as it was seen: a plain `value`, or `token` and `sealed` of a personal one."""

    profile_id: int
    key: str
    value: Any
    source: str
    time: int
    token: str = ""
    sealed: str = ""
    by: int | None = None

    def observed(self) -> Observation:
        """As the rules see it; its row is as the table would have it."""
        trust = trust_of(self.source)
        row = Held(
            self.profile_id, self.key[:120], None if self.token else self.value, self.token, self.sealed,
            self.source[:80], trust, self.time, self.by,
        )  # fmt: skip
        return Observation(row.plain, self.time, trust, row)


@dataclass
class _Changes:
    """What a batch changes: rows that stand from now on, places whose values beside them are written anew."""

    standing: dict[Place, Observation]
    aside: dict[Place, list[Observation]]
    news: set[int]


def write_traits(seen: Sequence[TraitSeen]) -> set[int]:
    """Let the survivors of these observations and all earlier ones stand; returns the profiles with another value.

    The same value seen again later only renews its time: nobody downstream needs to hear of it.
    """
    if not seen:
        return set()
    groups: dict[Place, list[Observation]] = defaultdict(list)
    for one in seen:
        groups[one.profile_id, one.key[:120]].append(one.observed())
    present = _present(groups)
    disputed = {
        place for place, several in groups.items() if place in present and not _same(present[place], several)
    }
    aside = values_aside(disputed)
    changes = _Changes({}, {}, set())
    rules = dict(TraitRule.objects.values_list("key", "rule"))
    for place, several in groups.items():
        _weigh(rule_of(place[1], rules), place, present.get(place), several, aside.get(place, []), changes)
    put_standing(changes.standing)
    put_aside(changes.aside, aside)
    types = {
        key: "text" if one.row.token else type_of(one.value) for (_, key), one in changes.standing.items()
    }
    insert_rows(TraitKey, ("key", "type"), list(types.items()), conflict=("key",))
    return changes.news


def _same(holder: Observation, several: Iterable[Observation]) -> bool:
    return all((one.value, one.trust) == (holder.value, holder.trust) for one in several)


def _weigh(
    rule: Rule,
    place: Place,
    holder: Observation | None,
    several: list[Observation],
    aside: list[Observation],
    changes: _Changes,
) -> None:
    """Weigh what was seen of one trait against what stands."""
    seen = [*([holder] if holder else []), *aside, *several]
    if holder is None and len(several) == 1:
        kept = several
    elif holder is not None and _same(holder, several):
        kept = [holder]
        for one in several:
            kept = [joined(kept[0], one)]
    else:
        kept = [survivor(Rule.LATEST, seen)] if is_own(place[1]) else gather(seen)
    best = survivor(rule, kept)
    if len(kept) > 1 or aside:
        changes.aside[place] = [_with_ciphertext(one, seen) for one in kept if one is not best]
    best = _with_ciphertext(best, seen)
    if holder is None or best.value != holder.value or (best.row.sealed and not holder.row.sealed):
        changes.news.add(place[0])
    elif (best.time, best.since, best.trust) == (holder.time, holder.since, holder.trust):
        return
    changes.standing[place] = best


def _with_ciphertext(one: Observation, seen: Iterable[Observation]) -> Observation:
    """With the ciphertext of its token, which a replay no longer has once the value has left the vault."""
    if not one.row.token or one.row.sealed:
        return one
    sealed = next((other.row.sealed for other in seen if other.value == one.value and other.row.sealed), "")
    return replace(one, row=one.row._replace(sealed=sealed)) if sealed else one


def _present(groups: Mapping[Place, Any]) -> dict[Place, Observation]:
    return {
        place: row.observed()
        for row in held_traits({profile for profile, _ in groups})
        if (place := (row.profile_id, row.key)) in groups
    }


def values_aside(places: Collection[Place]) -> dict[Place, list[Observation]]:
    """What stands beside the surviving values of these traits."""
    found: dict[Place, list[Observation]] = defaultdict(list)
    for row in other_values({profile for profile, _ in places}):
        if (row.profile_id, row.key) in places:
            found[row.profile_id, row.key].append(row.observed())
    return found


def put_standing(changed: Mapping[Place, Observation]) -> None:
    """Let these values stand."""
    rows = [
        (row_id, *place, *_columns(one))
        for row_id, (place, one) in zip(ids.new_ids(len(changed) or 1), changed.items(), strict=False)
    ]
    insert_rows(
        TraitRow, ("id", "profile_id", "key", *_FIELDS), rows, conflict=("profile_id", "key"), update=_FIELDS
    )


def put_aside(new: Mapping[Place, Sequence[Observation]], old: Mapping[Place, Sequence[Observation]]) -> None:
    """Let exactly these values stand aside in these places."""
    gone: dict[str, set[int]] = defaultdict(set)
    for (profile, key), several in old.items():
        if (profile, key) in new and not _digests(several) <= _digests(new[profile, key]):
            gone[key].add(profile)
    for key, profiles in gone.items():
        drop_aside(profiles, key)
    listed = [(place, one) for place, several in new.items() for one in several]
    rows = [
        (row_id, *place, digest_of(one), *_columns(one))
        for row_id, (place, one) in zip(ids.new_ids(len(listed) or 1), listed, strict=False)
    ]
    insert_rows(
        OtherValue,
        ("id", "profile_id", "key", "digest", *_FIELDS),
        rows,
        conflict=("profile_id", "key", "digest"),
        update=_FIELDS,
    )


def drop_aside(profile_ids: Collection[int], *keys: str) -> None:
    """Forget what stands aside of these traits."""
    for chunk in chunks(profile_ids):
        OtherValue.objects.filter(key__in=keys, profile_id__in=chunk).delete()


def _digests(several: Iterable[Observation]) -> set[int]:
    return {digest_of(one) for one in several}


def digest_of(one: Observation) -> int:
    """Names a value with its trust among the values of a trait."""
    return crypto.number("trait", f"{one.trust}\x1f{text_of(one.value)}")


def _columns(one: Observation) -> tuple[Any, ...]:
    row: Held = one.row
    value = None if row.token else encoded(row.value)
    return value, row.token, row.sealed, row.source, one.trust, one.time, row.by, one.since

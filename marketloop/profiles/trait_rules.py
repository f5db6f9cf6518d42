"""Which rule decides each trait: listed with use, tried on the present people, changed; a job lets existing people follow.

Since what other rules would choose stands aside (`survivorship.gather`), changing a rule gives everybody what it would have given
from the start, and changing it back gives back what stood before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count

from marketloop.events import facade as events
from marketloop.identity import facade as identity
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import background
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.platform.jobs import JobContext, enqueue, job
from marketloop.profiles.held import Held, held_traits, other_values
from marketloop.profiles.models import ComputedTrait, OtherValue, Person, TraitKey, TraitRow, TraitRule
from marketloop.profiles.sealing import is_personal
from marketloop.profiles.survivorship import Rule, gather, is_own, rule_of, survivor, trust_of
from marketloop.profiles.trait_writing import Place, put_aside, put_standing, values_aside
from marketloop.profiles.writing import chunks, mark_pending

CHUNK, LOOKED_AT, SAMPLE = 2_000, 20_000, 8


@dataclass(frozen=True)
class TraitUse:
    """A trait with the rule in force and the default one; `people` (`share` of all) have a value, `disputed` profiles several.

    `computed`: worked out by the product, no rule decides it. `ranked`: it has a greatest value.
    """

    key: str
    type: str
    personal: bool
    computed: bool
    ranked: bool
    rule: Rule
    default: Rule
    people: int
    share: float
    disputed: int


@dataclass(frozen=True)
class SourceUse:
    """A source of a trait: how far it is believed (0 … 100) and how many values of it stand."""

    source: str
    trust: int
    values: int


@dataclass(frozen=True)
class Change:
    """A person whose value would be another one."""

    person: int
    before: Held
    after: Held


@dataclass(frozen=True)
class Effect:
    """How many people would have another value; `exact` false: at least so many, among the first looked at."""

    people: int
    changed: int
    exact: bool
    sample: tuple[Change, ...]


def list_traits() -> list[TraitUse]:
    """All traits that were ever seen, those most people have first."""
    people, own = events.trait_people(), dict(TraitRule.objects.values_list("key", "rule"))
    several = OtherValue.objects.values("key").annotate(n=Count("profile_id", distinct=True))
    disputed = dict(several.values_list("key", "n"))
    computed = set(ComputedTrait.objects.values_list("key", flat=True))
    everybody = max(Person.objects.count(), 1)
    uses = [
        TraitUse(
            key=key,
            type=kind,
            personal=is_personal(key),
            computed=key in computed or is_own(key),
            ranked=kind in ("number", "date") and not is_personal(key),
            rule=rule_of(key, own),
            default=rule_of(key),
            people=people.get(key, 0),
            share=people.get(key, 0) / everybody,
            disputed=disputed.get(key, 0),
        )
        for key, kind in TraitKey.objects.values_list("key", "type")
    ]
    return sorted(uses, key=lambda one: (-one.people, one.key))


def sources_of(key: str) -> tuple[list[SourceUse], bool]:
    """Where the values of a trait come from, most believed first; whether all values were counted or only the first 20,000."""
    _known(key)
    rows = TraitRow.objects.filter(key=key).order_by("profile_id").values_list("source", flat=True)
    found = list(rows[:LOOKED_AT])
    uses = [SourceUse(source, trust_of(source), count) for source, count in Counter(found).items()]
    return sorted(uses, key=lambda one: (-one.trust, -one.values, one.source)), len(found) < LOOKED_AT


def effect_of(key: str, rule: Rule) -> Effect:
    """What another rule would change among the present people; nothing is written."""
    use = _checked(key, rule)
    touched = list(OtherValue.objects.filter(key=key).values_list("profile_id", flat=True).distinct())
    people = sorted(set(identity.canonical_many({*touched, *identity.absorbed()}).values()))
    changed, sample = 0, list[Change]()
    for chunk in chunks(people[:LOOKED_AT], CHUNK):
        for one in _changes(key, chunk, use.rule, rule):
            changed += 1
            if len(sample) < SAMPLE:
                sample.append(one)
    return Effect(use.people, changed, len(people) <= LOOKED_AT, tuple(sample))


def _changes(key: str, people: Collection[int], before: Rule, after: Rule) -> Iterator[Change]:
    groups = {group[0]: group for group in identity.members_many(people).values()}
    owners = {member: person for person, group in groups.items() for member in group}
    found: dict[int, list[Held]] = defaultdict(list)
    for row in (*held_traits(owners), *other_values(owners)):
        if row.key == key:
            found[owners[row.profile_id]].append(row)
    for person, rows in sorted(found.items()):
        old, new = _survivor(before, rows), _survivor(after, rows)
        if old.plain != new.plain:
            yield Change(person, old, new)


def _survivor(rule: Rule, rows: Iterable[Held]) -> Held:
    best: Held = survivor(rule, [row.observed() for row in rows]).row
    return best


def set_rule(*, key: str, rule: Rule | None, actor: Principal) -> int:
    """Let another rule decide a trait (None: the default one) and queue the job that brings existing people after it.

    Returns the job's id. New values follow the rule at once. Raises NotFound, Invalid (no greatest value), Conflict (computed).
    """
    with transaction.atomic():
        use = _checked(key, rule or rule_of(key))
        if rule is None or rule is use.default:
            TraitRule.objects.filter(key=key).delete()
        else:
            TraitRule.objects.update_or_create(key=key, defaults={"rule": rule.value})
        record_audit(
            actor=actor,
            action="profiles.trait_rule_changed",
            subject=f"trait:{key}",
            detail={"before": use.rule.value, "after": (rule or use.default).value},
        )
        return enqueue(apply_rule, {"key": key}, created_by=actor.user_id)


def _known(key: str) -> str:
    kind = TraitKey.objects.filter(key=key).values_list("type", flat=True).first()
    if kind is None:
        raise NotFound("trait_not_found")
    return kind


def _checked(key: str, rule: Rule) -> TraitUse:
    """The trait, if this rule can decide it."""
    _known(key)
    use = next(one for one in list_traits() if one.key == key)
    if use.computed:
        raise Conflict("trait_rule_computed", key=key)
    if rule is Rule.MAX and not use.ranked:
        raise Invalid("trait_rule_not_ranked", fields={"rule": "trait_rule_not_ranked"}, key=key)
    return use


@job("profiles.apply_trait_rule", retries=3)
def apply_rule(ctx: JobContext, *, key: str) -> dict[str, int]:
    """Bring everybody's value of a trait after its rule, profile by profile; doing it again changes nothing."""
    total = TraitRow.objects.filter(key=key).count()
    last, done, changed = 0, 0, 0
    ctx.progress(0, total, key)
    while chunk := _holding(key, last):
        ctx.check()
        with transaction.atomic():
            changed += _apply(key, chunk)
            transaction.on_commit(lambda: background.wake("profiles.pending"))
        last, done = chunk[-1], done + len(chunk)
        ctx.progress(done, max(total, done), key)
    return {"looked_at": done, "changed": changed}


def _holding(key: str, after: int) -> list[int]:
    rows = TraitRow.objects.filter(key=key, profile_id__gt=after).order_by("profile_id")
    return list(rows.values_list("profile_id", flat=True)[:CHUNK])


def _apply(key: str, profile_ids: Sequence[int]) -> int:
    """Let the survivors of these profiles stand and have the people concerned folded; returns how many profiles changed."""
    rule = rule_of(key, dict(TraitRule.objects.filter(key=key).values_list("key", "rule")))
    groups = identity.members_many(profile_ids)
    aside = values_aside({(one, key) for one in profile_ids})
    disputed = {profile for profile, _ in aside}
    standing, beside = dict[Place, Any](), dict[Place, list[Any]]()
    for row in held_traits(disputed):
        if row.key != key:
            continue
        place = (row.profile_id, key)
        kept = gather([row.observed(), *aside[place]])
        best = survivor(rule, kept)
        if best.row is not row:
            standing[place] = best
            beside[place] = [one for one in kept if one is not best]
    put_standing(standing)
    put_aside(beside, aside)
    changed = {profile for profile, _ in standing}
    merged = {one for one in profile_ids if len(groups[one]) > 1}
    mark_pending(sorted(changed | merged), "trait", key)
    return len(changed)

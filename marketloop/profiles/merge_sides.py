"""The two people inside a merged one: what each side's own profiles hold, and so what an undoing of the merge gives back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from marketloop.events import facade as events
from marketloop.identity import facade as identity
from marketloop.organisation.contracts import ScopeFilter
from marketloop.platform.i18n import Language
from marketloop.profiles import naming, queries
from marketloop.profiles.contracts import Trait
from marketloop.profiles.folding import clear_value
from marketloop.profiles.held import fold_traits, held_traits
from marketloop.profiles.models import Person, TraitRule
from marketloop.profiles.writing import chunks

OWN_SOURCES = "marketloop"
"""Scores and cells come anew for each person after a split."""


@dataclass(frozen=True)
class Side:
    """`profile_ids` ascending, the first stands for the side; money in minor units, times in UTC ms."""

    profile_ids: tuple[int, ...]
    name: str
    nodes: tuple[identity.Node, ...]
    traits: tuple[Trait, ...]
    events: int
    orders: int
    amount: int
    first: int | None
    last: int | None


def sides_of_merge(merge: identity.MergeView, language: Language) -> tuple[Side, Side]:
    """The side that would keep the present id, and the one that would stand up again. Personal values are masked."""
    sides = sorted(identity.sides_of(merge), key=min)
    nodes = identity.graph(merge.left_id).nodes
    kept, restored = (side_of(profile_ids, nodes, language) for profile_ids in sides)
    return kept, restored


def side_of(profile_ids: Sequence[int], nodes: Sequence[identity.Node], language: Language) -> Side:
    """One side; `nodes` of the whole person."""
    mine = set(profile_ids)
    figures = list(events.origin_figures(mine).values())
    traits = _traits(profile_ids)
    return Side(
        profile_ids=tuple(profile_ids),
        name=naming.name_in({trait.key: str(trait.value) for trait in traits})
        or naming.fallback_name(profile_ids[0], "", language),
        nodes=tuple(node for node in nodes if node.profile_id in mine),
        traits=traits,
        events=sum(one.events for one in figures),
        orders=sum(one.orders for one in figures),
        amount=sum(one.amount for one in figures),
        first=min((one.first for one in figures), default=None),
        last=max((one.last for one in figures), default=None),
    )


def _traits(profile_ids: Sequence[int]) -> tuple[Trait, ...]:
    """What survives among the traits of these profiles alone, by key; not what the product itself worked out for them."""
    rules = dict(TraitRule.objects.values_list("key", "rule"))
    found = []
    for _, row in sorted(fold_traits(held_traits(profile_ids), rules).items()):
        if row.source.startswith(OWN_SOURCES):
            continue
        value = clear_value(row)
        shown = queries.mask_trait(row.key, str(value)) if row.token else value
        found.append(Trait(row.key, shown, row.source, row.time, bool(row.token), row.by))
    return tuple(found)


def visible_among(profile_ids: Collection[int], scope: ScopeFilter) -> set[int]:
    """Those of these profiles whose person is within the scope."""
    people = identity.canonical_many(profile_ids)
    admitted: set[int] = set()
    for chunk in chunks(set(people.values())):
        rows = Person.objects.filter(id__in=chunk).values_list("id", "org_unit", "owner")
        admitted |= {one for one, org_unit, owner in rows if scope.admits(org_unit, owner)}
    return {one for one, person in people.items() if person in admitted}

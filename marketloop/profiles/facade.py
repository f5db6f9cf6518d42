"""The door of profiles. Any profile id of a person may be handed in; results are keyed by the ids that were given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from marketloop.identity import facade as identity
from marketloop.organisation.contracts import ALL, ScopeFilter
from marketloop.organisation.facade import scope_q
from marketloop.platform.http import Page, PageQuery, Principal
from marketloop.platform.i18n import Language
from marketloop.profiles import paging, queries, services, tagging
from marketloop.profiles.contracts import (
    BulkResult,
    ConsentView,
    LiquidContext,
    ProfileFilter,
    ProfileRow,
    ProfileView,
    Stage,
    StageMove,
    TagView,
    Trait,
    TraitName,
    Upserted,
    UpsertRow,
)
from marketloop.profiles.models import Person, TraitKey
from marketloop.profiles.queries import consents_of, liquid_contexts, names, traits_of
from marketloop.profiles.refreshing import refresh_pending

__all__ = [
    "BulkResult",
    "ConsentView",
    "ProfileFilter",
    "ProfileRow",
    "ProfileView",
    "Stage",
    "StageMove",
    "TagView",
    "Trait",
    "TraitName",
    "UpsertRow",
    "Upserted",
    "add_tag",
    "bulk_upsert",
    "consents",
    "consents_of",
    "contacts",
    "find_profile",
    "get_profile",
    "lifecycle",
    "liquid_context",
    "liquid_contexts",
    "list_profiles",
    "list_tags",
    "names",
    "people_within",
    "refresh_pending",
    "remove_tag",
    "rows",
    "set_consent",
    "set_traits",
    "set_traits_each",
    "trait_keys",
    "traits_of",
    "undo_tagging",
    "update_traits",
]


def get_profile(
    profile_id: int, *, scope: ScopeFilter = ALL, language: Language = "zh-CN", in_clear: bool = False
) -> ProfileView:
    """A person in full; raises NotFound when unknown or outside the scope. Personal values are masked unless `in_clear`."""
    return queries.view(queries.get_person(profile_id, scope), language, in_clear=in_clear)


def find_profile(
    profile_id: int, *, scope: ScopeFilter = ALL, language: Language = "zh-CN"
) -> ProfileView | None:
    """The same, or None."""
    row = queries.find_person(profile_id)
    if row is None or not scope.admits(row.org_unit, row.owner):
        return None
    return queries.view(row, language)


def rows(
    profile_ids: Sequence[int], *, scope: ScopeFilter = ALL, language: Language = "zh-CN"
) -> list[ProfileRow]:
    """List rows of these people in their order, each person once; those unknown or outside the scope are left out."""
    people = identity.canonical_many(profile_ids)
    found = Person.objects.in_bulk(list(set(people.values())))
    listed = [found[one] for one in dict.fromkeys(people.values()) if one in found]
    return queries.rows_of([row for row in listed if scope.admits(row.org_unit, row.owner)], language)


def list_profiles(
    wanted: ProfileFilter, page: PageQuery, *, scope: ScopeFilter = ALL, language: Language = "zh-CN"
) -> Page[ProfileRow]:
    """A page of people; sort by spend, orders, last_seen (default, newest first) or created. Counts: see `paging`."""
    found = paging.people_page(wanted, page, scope)
    return Page(
        items=queries.rows_of(found.items, language),
        next_cursor=found.next_cursor,
        count=found.count,
        count_exact=found.count_exact,
    )


def bulk_upsert(rows: Sequence[UpsertRow], *, source: str, by: int | None = None) -> Upserted:
    """Find or make people and write their traits, consents and tags; see `Upserted`.

    Lists and segments show the result once the background loop has run (`refresh_pending()` does it now).
    """
    return services.upsert_people(rows=rows, source=source, by=by)


def update_traits(
    profile_id: int,
    traits: Mapping[str, Any],
    source: str,
    by: int | None = None,
    actor: Principal | None = None,
) -> None:
    """Set traits (None removes one); raises Invalid, NotFound."""
    services.change_traits(profile_id=profile_id, traits=traits, source=source, by=by, actor=actor)


def set_traits(
    profile_ids: Collection[int], traits: Mapping[str, Any], source: str, by: int | None = None
) -> None:
    """Set the same traits of many people (None removes one); unknown people are left out. Raises Invalid."""
    services.set_traits(profile_ids=profile_ids, traits=traits, source=source, by=by)


def set_traits_each(traits: Mapping[int, Mapping[str, Any]], source: str, by: int | None = None) -> None:
    """Set traits of many people, to each their own (profile id → traits); unknown people are left out. Raises Invalid."""
    services.set_traits_each(traits=traits, source=source, by=by)


def trait_keys() -> list[TraitName]:
    """All traits that were ever seen, by key."""
    return [TraitName(key, kind) for key, kind in TraitKey.objects.order_by("key").values_list("key", "type")]


def people_within(scope: ScopeFilter) -> list[int]:
    """Canonical ids of all people that the scope admits, ascending."""
    return list(Person.objects.filter(scope_q(scope)).order_by("id").values_list("id", flat=True))


def add_tag(
    profile_ids: Collection[int],
    tag: str,
    by: int | None = None,
    *,
    source: str = "",
    expires: int | None = None,
    actor: Principal | None = None,
) -> BulkResult:
    """Put a tag on people; `undo` of the result takes it back by `undo_tagging`."""
    return tagging.put_tags(
        profile_ids=profile_ids, tag=tag, source=source, by=by, expires=expires, actor=actor
    )


def remove_tag(
    profile_ids: Collection[int],
    tag: str,
    by: int | None = None,
    *,
    source: str = "",
    actor: Principal | None = None,
) -> BulkResult:
    """Take a tag off people."""
    return tagging.take_tags(profile_ids=profile_ids, tag=tag, source=source, by=by, actor=actor)


def undo_tagging(batch: int, by: int | None = None, actor: Principal | None = None) -> BulkResult:
    """Take back one bulk change of a tag; raises NotFound, Conflict."""
    return tagging.undo_tagging(batch=batch, by=by, actor=actor)


def list_tags() -> list[tuple[str, int]]:
    """Tag names with the number of profiles that have them."""
    return [(tag.name, count) for tag, count in tagging.tag_counts()]


def set_consent(
    profile_id: int,
    channel: str,
    granted: bool,
    source: str,
    proof: str = "",
    by: int | None = None,
    *,
    actor: Principal | None = None,
    at: int | None = None,
) -> bool:
    """Record consent or its withdrawal; True when the state moved. Raises Invalid, NotFound."""
    return services.state_consent(
        profile_id=profile_id,
        channel=channel,
        granted=granted,
        source=source,
        proof=proof,
        by=by,
        actor=actor,
        at=at,
    )


def contacts(profile_ids: Collection[int], channel: str) -> dict[int, str]:
    """The address in clear of each person on a channel (email, sms, wecom, wechat); those without one are absent."""
    return queries.contacts(profile_ids, channel)


def consents(profile_ids: Collection[int], channel: str) -> set[int]:
    """Those who consent on the channel now."""
    return queries.consenting(profile_ids, channel)


def lifecycle(profile_id: int) -> Stage | None:
    """The lifecycle stage of a person, None when unknown."""
    row = queries.find_person(profile_id)
    return None if row is None else Stage(row.stage)


def liquid_context(profile_id: int, language: Language = "zh-CN") -> LiquidContext:
    """What a template may use of one person; {} when unknown. See `liquid_contexts` for the keys."""
    return liquid_contexts([profile_id], language).get(profile_id, {})

"""Traits and the rules that decide them over HTTP: list, sources, what another rule would change, change."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Status

from marketloop.organisation.facade import scope
from marketloop.platform import ids
from marketloop.platform.errors import Forbidden
from marketloop.platform.http import Principal, Router, Schema, language_of, principal, require
from marketloop.profiles import queries, trait_rules
from marketloop.profiles.rest_types import SeenOut
from marketloop.profiles.survivorship import Rule
from marketloop.profiles.trait_rules import TraitUse

router = Router(tags=["profiles"])


class TraitUseOut(Schema):
    """A trait, the rule that decides it and its default, how many people (`share` of all) have it, how many profiles several values.

    `computed`: worked out by the product, no rule. `ranked`: the rule `max` can decide it.
    """

    key: str
    type: str
    personal: bool
    computed: bool
    ranked: bool
    rule: Rule
    default: Rule
    own: bool
    people: int
    share: float
    disputed: int

    @classmethod
    def of(cls, use: TraitUse) -> TraitUseOut:
        """From the use."""
        return cls(
            key=use.key,
            type=use.type,
            personal=use.personal,
            computed=use.computed,
            ranked=use.ranked,
            rule=use.rule,
            default=use.default,
            own=use.rule is not use.default,
            people=use.people,
            share=use.share,
            disputed=use.disputed,
        )


class TraitSourceOut(Schema):
    """A source, how far it is believed (0 … 100), how many values of it stand."""

    source: str
    trust: int
    values: int


class TraitSourcesOut(Schema):
    """Sources, most believed first; `exact` false: counted among the first 20,000 values."""

    items: list[TraitSourceOut]
    exact: bool


class RuleChangeOut(Schema):
    """A person whose value would be another one; personal values masked."""

    profile: str
    name: str
    before: SeenOut
    after: SeenOut


class RuleEffectOut(Schema):
    """Of `people` with a value, `changed` would have another one; `exact` false: at least so many."""

    people: int
    changed: int
    exact: bool
    sample: list[RuleChangeOut]


class RuleIn(Schema):
    """The rule; null: the default one."""

    rule: Rule | None


class RuleOut(Schema):
    """The job that brings existing people after the rule."""

    job: str


def _of_all(request: HttpRequest) -> Principal:
    if not scope(request).everything:
        raise Forbidden("trait_rule_needs_whole_company")
    return principal(request)


@router.get("/traits", response=list[TraitUseOut])
@require("profiles.read")
def list_traits(request: HttpRequest) -> list[TraitUseOut]:
    """All traits that were ever seen, those most people have first."""
    _of_all(request)
    return [TraitUseOut.of(use) for use in trait_rules.list_traits()]


@router.get("/traits/{path:key}/sources", response=TraitSourcesOut)
@require("profiles.read")
def list_trait_sources(request: HttpRequest, key: str) -> TraitSourcesOut:
    """Where the values of a trait come from, in the order of trust."""
    _of_all(request)
    found, exact = trait_rules.sources_of(key)
    items = [TraitSourceOut(source=one.source, trust=one.trust, values=one.values) for one in found]
    return TraitSourcesOut(items=items, exact=exact)


@router.get("/traits/{path:key}/effect", response=RuleEffectOut)
@require("profiles.read")
def preview_trait_rule(request: HttpRequest, key: str, rule: Rule) -> RuleEffectOut:
    """Whose value another rule would change; nothing changes."""
    _of_all(request)
    effect = trait_rules.effect_of(key, rule)
    names = queries.names([one.person for one in effect.sample], language_of(request))
    sample = [
        RuleChangeOut(
            profile=ids.encode("pro", one.person),
            name=names[one.person],
            before=SeenOut.of(queries.trait_of(one.before)),
            after=SeenOut.of(queries.trait_of(one.after)),
        )
        for one in effect.sample
    ]
    return RuleEffectOut(people=effect.people, changed=effect.changed, exact=effect.exact, sample=sample)


@router.put("/traits/{path:key}/rule", response={202: RuleOut})
@require("profiles.write")
def set_trait_rule(request: HttpRequest, key: str, body: RuleIn) -> Status[Any]:
    """Let another rule decide a trait; a job brings existing people after it. Undone by setting the rule back."""
    job = trait_rules.set_rule(key=key, rule=body.rule, actor=_of_all(request))
    return Status(202, RuleOut(job=ids.encode("job", job)))

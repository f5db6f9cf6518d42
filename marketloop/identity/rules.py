"""The installation's own rules for kinds of identifiers: order, limit, strength; what a change would touch."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from marketloop.identity.models import Alias, BlockedValue, Identifier, KindSetting, Refusal
from marketloop.identity.policy import DEFAULTS, OTHER, KindRule
from marketloop.identity.services import lock
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform.errors import Invalid, NotFound

_KIND = re.compile(r"[a-z][a-z0-9_]{0,58}")
PRIORITIES, LIMITS = (0, 999), (1, 100_000)


@dataclass(frozen=True)
class KindUse:
    """A kind with its rule in force, and how it is used. `known`: it has a default; `own`: the installation set the rule itself."""

    kind: str
    rule: KindRule
    default: KindRule
    known: bool
    own: bool
    identifiers: int
    blocked: int
    refused: int


@dataclass(frozen=True)
class RuleEffect:
    """What a limit means for the people of now: how many there are with the kind, how many have more values than allowed."""

    people: int
    over: int
    most: int


def check_kind(kind: str) -> None:
    """Raise Invalid for what cannot name a kind."""
    if not _KIND.fullmatch(kind):
        raise Invalid("kind_name_invalid", fields={"kind": "kind_name_invalid"})


def list_kinds() -> list[KindUse]:
    """All kinds that have a rule or occur, strongest first."""
    own = {row.kind: KindRule(row.priority, row.limit, row.strong) for row in KindSetting.objects.all()}
    used, refused = _by_family(Identifier), _by_family(Refusal)
    blocked = dict(BlockedValue.objects.values_list("kind").annotate(n=Count("id")).order_by())
    kinds = {*DEFAULTS, *own, *used, *blocked}
    uses = [
        KindUse(
            kind=kind,
            rule=own.get(kind) or DEFAULTS.get(kind) or OTHER,
            default=DEFAULTS.get(kind) or OTHER,
            known=kind in DEFAULTS,
            own=kind in own,
            identifiers=used[kind],
            blocked=blocked.get(kind, 0),
            refused=refused[kind],
        )
        for kind in kinds
    ]
    return sorted(uses, key=lambda one: (one.rule.priority, one.kind))


def _by_family(table: type[Identifier] | type[Refusal]) -> Counter[str]:
    """Rows by kind; an app's own kind (`openid:wx1`) counts for its family."""
    counted: Counter[str] = Counter()
    for kind, number in table.objects.values_list("kind").annotate(n=Count("id")).order_by():
        counted[kind.partition(":")[0]] += number
    return counted


def effect_of_limit(kind: str, limit: int) -> RuleEffect:
    """How many of the present people a limit would find over it. They stay as they are; only new links meet the limit."""
    check_kind(kind)
    people: dict[int, int] = defaultdict(int)
    merged = dict(Alias.objects.values_list("profile_id", "canonical_id"))
    rows = Identifier.objects.filter(kind=kind) | Identifier.objects.filter(kind__startswith=f"{kind}:")
    for owner, number in rows.values_list("profile_id").annotate(n=Count("id")).order_by():
        people[merged.get(owner, owner)] += number
    over = sum(number > limit for number in people.values())
    return RuleEffect(len(people), over, max(people.values(), default=0))


def set_kind(*, kind: str, priority: int, limit: int, strong: bool, actor: Principal | None) -> None:
    """Set a kind's rule from now on; what was linked under the old one stays. Raises Invalid."""
    check_kind(kind)
    for name, value, (least, most) in (("priority", priority, PRIORITIES), ("limit", limit, LIMITS)):
        if not least <= value <= most:
            raise Invalid("kind_number_invalid", fields={name: "kind_number_invalid"}, least=least, most=most)
    with transaction.atomic():
        lock()
        before = KindSetting.objects.filter(kind=kind).values("priority", "limit", "strong").first()
        rule = {"priority": priority, "limit": limit, "strong": strong}
        KindSetting.objects.update_or_create(kind=kind, defaults=rule)
        if rule != before:
            detail = {"rule": rule, "before": before}
            record_audit(actor=actor, action="identity.rule_set", subject=f"identity:{kind}", detail=detail)


def reset_kind(*, kind: str, actor: Principal | None) -> None:
    """Back to the default rule; raises NotFound when there is no own one."""
    with transaction.atomic():
        lock()
        if not KindSetting.objects.filter(kind=kind).delete()[0]:
            raise NotFound("kind_rule_not_found")
        record_audit(actor=actor, action="identity.rule_reset", subject=f"identity:{kind}")

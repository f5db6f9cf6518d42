"""How long events are kept, by class: which rule an event name falls under, and what that is in the store.

A pattern is an event name, the beginning of names (`page_*`), a category of the catalogue (`category:browse`) or everything (`*`).
The most particular pattern that fits a name holds for it. What revenue and lifecycle are counted from is never under a rule,
except under one that gives its very name and says so (`includes_orders`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from marketloop.events.catalogue import category_of
from marketloop.events.models import EventDefinition
from marketloop.events.operations_models import RetentionRule

PROTECTED = frozenset(
    {"order_paid", "order_refunded", "product_bought", "order_completed", "order_cancelled"}
)
"""Names whose events figures of money are counted from."""
CATEGORY = "category:"
DAY_MS = 86_400_000


@dataclass(frozen=True)
class Part:
    """The events of some names before an instant (UTC ms)."""

    names: tuple[str, ...]
    before: int

    @property
    def condition(self) -> str:
        """As a condition on `events`, with `params`."""
        return f"name IN ({', '.join('?' * len(self.names))}) AND time < ?"

    @property
    def params(self) -> list[str | int]:
        """The values of the condition's parameters."""
        return [*self.names, self.before]


def names_by_rule(
    rules: Iterable[RetentionRule], names: Iterable[str], categories: Mapping[str, str]
) -> dict[int, list[str]]:
    """Rule id → the names that it holds for."""
    ordered = sorted(rules, key=lambda rule: _particularity(rule.pattern), reverse=True)
    found: dict[int, list[str]] = defaultdict(list)
    for name in sorted(names):
        for rule in ordered:
            if _fits(rule, name, categories):
                found[rule.id].append(name)
                break
    return found


def _particularity(pattern: str) -> tuple[int, int]:
    if pattern == "*":
        return 0, 0
    if pattern.startswith(CATEGORY):
        return 1, 0
    return (2 if pattern.endswith("*") else 3), len(pattern)


def _fits(rule: RetentionRule, name: str, categories: Mapping[str, str]) -> bool:
    if name in PROTECTED:
        return rule.includes_orders and rule.pattern == name
    if rule.pattern.startswith(CATEGORY):
        return (categories.get(name) or category_of(name)) == rule.pattern.removeprefix(CATEGORY)
    if rule.pattern.endswith("*"):
        return name.startswith(rule.pattern[:-1])
    return name == rule.pattern


def categories_declared() -> dict[str, str]:
    """Categories that somebody gave to event names."""
    return dict(EventDefinition.objects.values_list("name", "category"))


def parts(
    names: Iterable[str], before: Callable[[RetentionRule], int | None]
) -> list[tuple[RetentionRule, Part]]:
    """Each rule with its part of the events; `before(rule)` is the instant, None leaves the rule out."""
    rules = {rule.id: rule for rule in RetentionRule.objects.order_by("id")}
    held = names_by_rule(rules.values(), names, categories_declared())
    found = []
    for rule_id, listed in held.items():
        instant = before(rules[rule_id])
        if instant is not None:
            found.append((rules[rule_id], Part(tuple(listed), instant)))
    return found


def applied(names: Iterable[str]) -> list[Part]:
    """What the rules have removed so far: a replay must not bring it back."""
    return [part for _, part in parts(names, lambda rule: rule.applied_before)]

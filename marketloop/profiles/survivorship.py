"""Which value of a trait survives when several were seen. Pure.

`survivor` chooses among observations of one trait under the rule of its key. Each rule is a total order, so folding observations
in any order, in any grouping, gives the same survivor: merges and replays cannot change it. `gather` keeps what other rules would
choose, so that a rule can be changed, and changed back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any


class Rule(StrEnum):
    """How the survivor is chosen."""

    LATEST = "latest"
    TRUSTED = "trusted"
    FIRST = "first"
    MAX = "max"


RULES: Mapping[str, Rule] = {
    "first_source": Rule.FIRST,
    "signup_date": Rule.FIRST,
    "created_at": Rule.FIRST,
    "birthday": Rule.TRUSTED,
    "gender": Rule.TRUSTED,
    "id_number": Rule.TRUSTED,
    "name": Rule.TRUSTED,
}
"""Rules of well-known keys; all others keep the latest."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}($|[T ]\d{2}:\d{2})")
_TRUST = (
    ("console", 100),
    ("manual", 100),
    ("import", 70),
    ("crm", 70),
    ("server", 60),
    ("marketloop", 60),
    ("web", 20),
    ("browser", 20),
)


@lru_cache(maxsize=1024)
def trust_of(source: str) -> int:
    """How far a source is believed, 0 … 100: people of the company first, browsers last, 40 for sources we know nothing of."""
    lowered = source.lower()
    return next((trust for word, trust in _TRUST if lowered.startswith(word)), 40)


@dataclass(frozen=True)
class Observation:
    """One value as it was seen, last at `time`, first at `since` (None: then too); `value` plain or a token, `row` whatever the
    caller wants back with the survivor."""

    value: Any
    time: int
    trust: int
    row: Any = None
    since: int | None = None

    @property
    def first(self) -> int:
        """When it was first seen."""
        return self.time if self.since is None else self.since


OWN_KEYS = ("rfm.",)
"""Traits that the product itself works out: the latest value stands, nothing is kept beside it."""


def is_own(key: str) -> bool:
    """Whether the product works a trait out itself, so that no rule decides it."""
    return key.startswith(OWN_KEYS)


def rule_of(key: str, own: Mapping[str, str] | None = None) -> Rule:
    """The rule of a key: the installation's own, else the well-known one, else the latest."""
    if own and key in own:
        return Rule(own[key])
    return RULES.get(key.lower(), Rule.LATEST)


def survivor(rule: Rule, observations: Iterable[Observation]) -> Observation:
    """The observation that survives; at least one is needed."""
    return max(observations, key=lambda one: _rank(rule, one))


def joined(left: Observation, right: Observation) -> Observation:
    """The same value seen with equal trust at two times, as one: the later one, since the earlier."""
    later = left if (left.time, left.first) >= (right.time, right.first) else right
    since = min(left.first, right.first)
    return replace(later, since=None if since == later.time else since)


def gather(observations: Iterable[Observation]) -> list[Observation]:
    """Those of which each survives under some rule, one per value and trust: at most four, whatever was seen.

    What is left out can never survive under any rule again, so a rule that changes later gives what it would have given from
    the start; in any order and any grouping of what was seen.
    """
    groups: dict[tuple[str, int], Observation] = {}
    for one in observations:
        place = (text_of(one.value), one.trust)
        groups[place] = joined(groups[place], one) if place in groups else one
    kept = {id(one): one for rule in Rule for one in [survivor(rule, groups.values())]}
    return list(kept.values())


def text_of(value: Any) -> str:
    """A value as one text, equal for equal values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _rank(rule: Rule, one: Observation) -> tuple[Any, ...]:
    text = text_of(one.value)
    if rule is Rule.FIRST:
        return (-one.first, one.trust, text)
    if rule is Rule.TRUSTED:
        return (one.trust, one.time, text)
    if rule is Rule.MAX:
        number = float(one.value) if isinstance(one.value, (int, float)) else float("-inf")
        return (number, text, one.time, one.trust)
    return (one.time, one.trust, text)


def type_of(value: Any) -> str:
    """text, number, date (an ISO date or instant), boolean or list."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, list):
        return "list"
    return "date" if isinstance(value, str) and _DATE.match(value) else "text"

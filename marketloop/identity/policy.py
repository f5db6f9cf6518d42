"""Which kinds of identifiers there are, how much they weigh, how many one person may have, which values are nobody's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise

from marketloop.events import personal
from marketloop.identity.contracts import IdentifierKey
from marketloop.platform.config import get_config

MAX_KEY = 200


@dataclass(frozen=True, slots=True)
class KindRule:
    """`priority`: lower binds stronger. `limit`: most values of this kind in one person. `strong`: names a person, not a device."""

    priority: int
    limit: int
    strong: bool


DEFAULTS: Mapping[str, KindRule] = {
    "user_id": KindRule(0, 1, True),
    "unionid": KindRule(10, 3, True),
    "phone": KindRule(20, 3, True),
    "email": KindRule(30, 3, True),
    "id_number": KindRule(35, 1, True),
    "external_userid": KindRule(40, 5, True),
    "openid": KindRule(50, 10, True),
    "device_id": KindRule(80, 50, False),
    "anonymous_id": KindRule(90, 200, False),
}
"""An app's own openid is `openid:<app>`: rules look at the part before the colon."""

OTHER = KindRule(60, 10, True)
"""Kinds that a customer invents (card number, member number …)."""

_NOBODY = frozenset(
    {
        *("", "null", "none", "nil", "undefined", "nan", "n/a", "na", "0", "-1", "00000000", "unknown", "test"),
        *("anonymous", "guest", "user", "default", "false", "true", "[object object]", "(null)", "匿名", "未知", "测试"),
        "00000000-0000-0000-0000-000000000000",
    }
)  # fmt: skip
_NOBODYS_PHONES = (
    *("13800000000", "13800138000", "13900000000", "13000000000", "13111111111", "18800000000", "18888888888"),
    *("13333333333", "15555555555", "12345678901", "11111111111", "00000000000", "13812345678", "0", "null", "test"),
)  # fmt: skip
_NOBODYS_EMAILS = (
    *("test@test.com", "test@example.com", "a@a.com", "null@null.com", "none@none.com", "noreply@noreply.com"),
    *("no@email.com", "null", "none", "test", "0", "undefined"),
)  # fmt: skip


@cache
def _blocked_tokens(secret: str) -> frozenset[str]:
    phones = {personal.identifier_key("phone", value) for value in _NOBODYS_PHONES}
    return frozenset(phones | {personal.identifier_key("email", value) for value in _NOBODYS_EMAILS})


def key_of(kind: str, value: str) -> str:
    """The key under which a value is kept; very long values by their hash."""
    key = personal.identifier_key(kind, value)
    return key if len(key) <= MAX_KEY else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


@dataclass(frozen=True)
class Policy:
    """The defaults with an installation's own rules and blocked keys laid over them."""

    rules: Mapping[str, KindRule] = field(default_factory=dict)
    blocked: frozenset[IdentifierKey] = frozenset()

    def rule(self, kind: str) -> KindRule:
        """The rule of a kind."""
        family = kind.partition(":")[0]
        return self.rules.get(family) or DEFAULTS.get(family) or OTHER

    def usable(self, identifiers: Iterable[IdentifierKey]) -> tuple[IdentifierKey, ...]:
        """Without blocked values and repetitions, strongest first; equal ranks in the order of their keys."""
        nobody, blocked = self._nobody, self.blocked
        kept = [one for one in identifiers if one[1].lower() not in nobody and one not in blocked]
        if len(kept) < 2:
            return tuple(kept)
        ranks = [self._rank(one) for one in kept]
        if all(rank < following for rank, following in pairwise(ranks)):
            return tuple(kept)
        return tuple(sorted(set(kept), key=lambda one: (self._rank(one), one)))

    @cached_property
    def _nobody(self) -> frozenset[str]:
        """Values, and tokens of values, that are nobody's, in lower case."""
        return _NOBODY | {token.lower() for token in _blocked_tokens(get_config().secret_key)}

    def _rank(self, identifier: IdentifierKey) -> int:
        kind = identifier[0]
        rank = self._ranks.get(kind)
        if rank is None:
            rank = self._ranks[kind] = self.rule(kind).priority
        return rank

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {}

"""Traits as they stand in the table, read without models: folding a batch reads tens of thousands of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.db.models import Model

from marketloop.platform.bulk import select_rows
from marketloop.profiles.models import OtherValue, TraitRow
from marketloop.profiles.survivorship import Observation, rule_of, survivor

_encode = json.JSONEncoder(ensure_ascii=False).encode
_FIELDS = ("profile_id", "key", "value", "token", "sealed", "source", "trust", "time", "by", "since")


class Held(NamedTuple):
    """One row of `TraitRow`; `value` decoded, None for a personal one."""

    profile_id: int
    key: str
    value: Any
    token: str
    sealed: str
    source: str
    trust: int
    time: int
    by: int | None
    since: int | None = None

    @property
    def plain(self) -> Any:
        """The value, or the token that stands for it."""
        return self.token or self.value

    def observed(self) -> Observation:
        """As the rules see it."""
        return Observation(self.plain, self.time, self.trust, self, self.since)


def held_traits(profile_ids: Iterable[int], keys: Iterable[str] | None = None) -> Iterator[Held]:
    """Traits of these profiles; `keys` are names from our own code, never from outside."""
    where = "" if keys is None else f"key IN ({', '.join(repr(key) for key in keys)})"
    return _held(TraitRow, profile_ids, where)


def other_values(profile_ids: Iterable[int]) -> Iterator[Held]:
    """Values of traits of these profiles that stand aside."""
    return _held(OtherValue, profile_ids)


def _held(model: type[Model], profile_ids: Iterable[int], where: str = "") -> Iterator[Held]:
    for row in map(Held._make, select_rows(model, _FIELDS, "profile_id", profile_ids, where=where)):
        yield row if row.value is None else row._replace(value=_decoded(row.value))


def encoded(value: Any) -> str:
    """A value as the table keeps it."""
    return _encode(value)


def _decoded(value: Any) -> Any:
    """The value of a JSON text; most are plain texts, which need no parser."""
    if not isinstance(value, str):
        return value
    return value[1:-1] if value[0] == '"' and "\\" not in value else json.loads(value)


def surviving(
    held: Mapping[int, Mapping[str, Held]], members: Iterable[int], rules: Mapping[str, str]
) -> Mapping[str, Held]:
    """Per key the surviving trait of the person with these profiles; `held`: traits by profile and key."""
    sides = [held[one] for one in members if one in held]
    return sides[0] if len(sides) == 1 else fold_traits((row for one in sides for row in one.values()), rules)


def fold_traits(rows: Iterable[Held], rules: Mapping[str, str]) -> dict[str, Held]:
    """Per key the surviving row among rows of one person's profiles."""
    single: dict[str, Held] = {}
    several: dict[str, list[Held]] = defaultdict(list)
    for row in rows:
        if row.key in single:
            several[row.key].append(row)
        else:
            single[row.key] = row
    for key, more in several.items():
        seen = [row.observed() for row in (single[key], *more)]
        single[key] = survivor(rule_of(key, rules), seen).row
    return single

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
    for row in select_rows(model, _FIELDS, "profile_id", profile_ids, where=where):
        value = row[2]
        yield Held(row[0], row[1], json.loads(value) if isinstance(value, str) else value, *row[3:])


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

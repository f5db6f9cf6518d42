"""Folding what stands under all profiles of a person into one `Person` row. Set-based, idempotent, in the caller's transaction.

Every figure is computed from the rows of all members, so a merge, its undoing, or events in another order give the same row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from marketloop.events import facade as events
from marketloop.facts.people import StageChanged
from marketloop.identity import facade as identity
from marketloop.platform import clock, crypto, ids, outbox
from marketloop.platform.bulk import insert_rows, select_rows
from marketloop.profiles import naming
from marketloop.profiles.contracts import Figures, Purchase
from marketloop.profiles.held import Held, held_traits, surviving
from marketloop.profiles.models import (
    NameToken,
    Person,
    Profile,
    PurchaseRow,
    StageLog,
    TraitRule,
)
from marketloop.profiles.stages import DAY_MS, DEFAULT_WINDOW_DAYS, summarise
from marketloop.profiles.writing import chunks

NAME_KEYS = (
    *("name", "full_name", "fullname", "real_name", "first_name", "firstname", "firstName"),
    *("last_name", "lastname", "lastName", "nickname", "username"),
)
PLACE_KEYS = ("city", "province", "state")
_NEWS_MS = DAY_MS
FIELDS = (
    *("id", "created", "first_seen", "last_seen", "source", "is_test", "org_unit", "owner"),
    *("name_sealed", "name_hash", "known_as", "city", "province"),
    *("stage", "stage_due", "orders", "spend", "first_order", "last_order"),
)


@dataclass
class Folded:
    """What a fold did: the people that stand now, ids that stand no longer, people whose stage moved.

    `rows`: the people as they were written (in the order of `FIELDS`); `traits`: those that were read, by profile and key.
    """

    people: dict[int, list[int]] = field(default_factory=dict)
    absorbed: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    traits: Mapping[int, Mapping[str, Held]] = field(default_factory=dict)


def fold(profile_ids: Collection[int], *, all_traits: bool = False) -> Folded:
    """Fold the people of these profiles anew, some thousands at a time; `all_traits`: read those that need no folding too."""
    groups = {group[0]: group for group in identity.members_many(profile_ids).values()}
    parts = _Parts(sorted({one for group in groups.values() for one in group}), all_traits)
    groups = {
        person: group for person, group in groups.items() if any(one in parts.profiles for one in group)
    }
    before = {row[0]: _Standing(*row) for row in select_rows(Person, _Standing._fields, "id", groups)}
    result = Folded(groups, {one for person, group in groups.items() for one in group if one != person})
    result.traits = parts.traits
    names, now = dict[int, str](), clock.now_ms()
    moves: list[tuple[int, Figures, _Standing | None]] = []
    for person, group in groups.items():
        old = before.get(person)
        figures = summarise(
            (one for member in group for one in parts.purchases.get(member, ())),
            now=now,
            window_ms=DEFAULT_WINDOW_DAYS * DAY_MS,
        )
        name, values = _person(person, group, parts, old)
        if name is not None:
            names[person] = name
        result.rows.append((*values, *_figure_values(figures)))
        if old is None or old.stage != figures.stage:
            moves.append((person, figures, old))
    insert_rows(Person, FIELDS, result.rows, conflict=("id",), update=FIELDS[1:])
    for chunk in chunks(result.absorbed):
        Person.objects.filter(id__in=chunk).delete()
        NameToken.objects.filter(person__in=chunk).delete()
    _write_names(names, before)
    result.moved = _write_moves(moves, now)
    return result


class _Seen(NamedTuple):
    """A row of `Profile`."""

    id: int
    created: int
    first_seen: int | None
    last_seen: int | None
    source: str
    is_test: bool
    org_unit: int | None
    owner: int | None


class _Standing(NamedTuple):
    """What a fold needs of the row that stood before."""

    id: int
    stage: str
    name_hash: int
    name_sealed: str


class _Parts:
    """The rows of all members, read with one statement a table."""

    def __init__(self, members: Sequence[int], all_traits: bool) -> None:
        self.profiles: dict[int, _Seen] = {
            row[0]: _Seen(*row) for row in select_rows(Profile, _Seen._fields, "id", members)
        }
        self.traits = defaultdict[int, dict[str, Held]](dict)
        for held in held_traits(members, None if all_traits else (*NAME_KEYS, *PLACE_KEYS)):
            self.traits[held.profile_id][held.key] = held
        self.purchases: dict[int, list[Purchase]] = defaultdict(list)
        fields = ("profile_id", "order_id", "amount", "time", "refund")
        for owner, order, amount, time, refund in select_rows(PurchaseRow, fields, "profile_id", members):
            self.purchases[owner].append(Purchase(order, amount, time, bool(refund)))
        self.rules = dict(TraitRule.objects.values_list("key", "rule"))
        self.known_as = identity.user_ids(members)


def clear_value(row: Held) -> Any:
    """The value of a trait in clear; "" for a personal one whose ciphertext is not known."""
    if not row.token:
        return row.value
    if not row.sealed:
        return ""
    kinds = [events.personal_kind(row.key) or "", "name", "text", "email", "phone", "address", "id_number"]
    for kind in kinds:
        try:
            return events.open_sealed(kind, row.sealed)
        except ValueError:
            continue
    return ""


def _person(
    person: int, group: Sequence[int], parts: _Parts, old: _Standing | None
) -> tuple[str | None, tuple[Any, ...]]:
    """(new name or None when it is unchanged, the values before the figures)."""
    seen = _combined([parts.profiles[one] for one in group if one in parts.profiles])
    traits = surviving(parts.traits, group, parts.rules)
    named = {key: traits[key] for key in NAME_KEYS if key in traits}
    hashed = _name_hash(named)
    same = old is not None and old.name_hash == hashed
    name = "" if same else naming.name_in({key: str(clear_value(row)) for key, row in named.items()})
    sealed = old.name_sealed if same and old else crypto.encrypt(name, "person:name") if name else ""
    place = {key: str(traits[key].value or "")[:60] for key in PLACE_KEYS if key in traits}
    values = (
        person,
        seen.created,
        seen.first_seen,
        seen.last_seen or 0,
        seen.source,
        bool(seen.is_test),
        seen.org_unit,
        seen.owner,
        sealed,
        hashed,
        next((parts.known_as[one][:80] for one in group if one in parts.known_as), ""),
        place.get("city", ""),
        place.get("province") or place.get("state", ""),
    )
    return (None if same or (old is None and not name) else name), values


def _combined(own: Sequence[_Seen]) -> _Seen:
    """What the profiles of one person say together."""
    if len(own) == 1:
        return own[0]
    first = min(own, key=lambda row: (row.created, row.id))
    return first._replace(
        first_seen=min((row.first_seen for row in own if row.first_seen is not None), default=None),
        last_seen=max((row.last_seen for row in own if row.last_seen is not None), default=None),
        is_test=any(row.is_test for row in own),
        org_unit=next((row.org_unit for row in own if row.org_unit is not None), None),
        owner=next((row.owner for row in own if row.owner is not None), None),
    )


def _name_hash(named: Mapping[str, Held]) -> int:
    """Tells whether a name is another one without opening it; 0 without a name."""
    if not named:
        return 0
    parts = sorted((key, str(row.plain), bool(row.sealed)) for key, row in named.items())
    return crypto.number("display", repr(parts))


def _figure_values(figures: Figures) -> tuple[Any, ...]:
    return (
        figures.stage.value,
        figures.due,
        figures.orders,
        figures.spend,
        figures.first_order,
        figures.last_order,
    )


def _write_names(names: Mapping[int, str], known: Collection[int]) -> None:
    """Replace the search tokens of these people; those who are not `known` have none."""
    for chunk in chunks(names.keys() & known):
        NameToken.objects.filter(person__in=chunk).delete()
    tokens = [(person, token) for person, name in names.items() for token in sorted(naming.name_tokens(name))]
    new = ids.new_ids(len(tokens) or 1)
    insert_rows(
        NameToken,
        ("id", "person", "token"),
        [(row_id, person, token) for row_id, (person, token) in zip(new, tokens, strict=False)],
    )


def _write_moves(moves: Sequence[tuple[int, Figures, _Standing | None]], now: int) -> set[int]:
    """Log stage moves; returns those who moved. News (not the load of old history) are told as facts too."""
    if not moves:
        return set()
    last = _last_stages([person for person, _, old in moves if old is None])
    logged, told = [], []
    for person, figures, old in moves:
        previous = old.stage if old is not None else last.get(person, "")
        stage = figures.stage.value
        if previous == stage or (not previous and not figures.orders):
            continue
        logged.append((person, stage, previous, now))
        news = (
            figures.last_order is None
            or figures.last_order > now - _NEWS_MS
            or stage in ("dormant", "lapsed")
        )
        if old is not None and news and not (previous == "prospect" and stage in ("dormant", "lapsed")):
            told.append(StageChanged(profile_id=person, stage=stage, previous=previous))
    fields = ("id", "person", "stage", "previous", "at")
    new = ids.new_ids(len(logged) or 1)
    insert_rows(StageLog, fields, [(row_id, *row) for row_id, row in zip(new, logged, strict=False)])
    outbox.record_many(told)
    return {person for person, *_ in logged}


def _last_stages(people: Sequence[int]) -> dict[int, str]:
    rows = select_rows(StageLog, ("id", "person", "stage"), "person", people)
    return {person: stage for _, person, stage in sorted(rows)}

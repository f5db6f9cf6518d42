"""Set-based writes of profiles, consents and purchases (traits: `trait_writing`). The caller owns the transaction.

Each returns the profiles whose people changed; folding them into `Person` and the store is `folding` and `publishing`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from marketloop.facts.people import ConsentChanged
from marketloop.platform import ids, outbox
from marketloop.platform.bulk import insert_rows, select_rows, update_rows
from marketloop.profiles.models import (
    ConsentEntry,
    ConsentState,
    Pending,
    Profile,
    PurchaseRow,
)

CHUNK = 2_000
_PROFILE = ("id", "created", "first_seen", "last_seen", "source", "is_test", "org_unit", "owner")


def chunks(values: Iterable[int], size: int = CHUNK) -> Iterable[list[int]]:
    """The values in lists that fit one statement."""
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk


class Sighting(NamedTuple):
    """What a batch says of one profile: known since, first and last seen (None: not an act of the person)."""

    profile_id: int
    created: int
    source: str
    first_seen: int | None = None
    last_seen: int | None = None
    org_unit: int | None = None
    owner: int | None = None
    is_test: bool = False


class Known(NamedTuple):
    """A row of `Profile` as the driver gives it."""

    id: int
    created: int
    first_seen: int | None
    last_seen: int | None
    source: str
    is_test: bool
    org_unit: int | None
    owner: int | None


class ConsentSeen(NamedTuple):
    """One statement of consent."""

    profile_id: int
    channel: str
    granted: bool
    at: int
    origin: str
    proof: str = ""
    by: int | None = None


@dataclass(frozen=True)
class Sighted:
    """Profiles that are new, and known ones of which more than `last_seen` changed."""

    new: set[int]
    widened: set[int]


def write_sightings(sightings: Sequence[Sighting]) -> Sighted:
    """Make or widen the profiles."""
    changed: set[int] = set()
    rows: list[tuple[Any, ...]] = []
    visits: dict[int, int] = {}
    known = select_rows(Profile, _PROFILE, "id", [one.profile_id for one in sightings])
    before = {row[0]: Known(*row) for row in known}
    for one in sightings:
        old = before.get(one.profile_id)
        if old is not None and (last_seen := _visit(old, one)):
            if last_seen > (old.last_seen or 0):
                visits[one.profile_id] = last_seen
            continue
        row, deep = _widened(old, one)
        if deep:
            changed.add(one.profile_id)
        if row is not None:
            rows.append(row)
    insert_rows(Profile, _PROFILE, rows, conflict=("id",), update=_PROFILE[1:])
    update_rows(Profile, "last_seen", visits)
    return Sighted(changed - before.keys(), changed & before.keys())


def _visit(old: Known, new: Sighting) -> int:
    """When somebody we know was there, if a sighting says no more than that; else 0."""
    if new.org_unit is not None or new.owner is not None or new.is_test or not old.source:
        return 0
    if new.created < old.created or new.first_seen is None or old.first_seen is None:
        return 0
    return (new.last_seen or 0) if new.first_seen >= old.first_seen else 0


def _widened(old: Known | None, new: Sighting) -> tuple[tuple[Any, ...] | None, bool]:
    """The row with a sighting added (None: unchanged), and whether more than `last_seen` is new."""
    if old is None:
        values = (
            new.created,
            new.first_seen,
            new.last_seen,
            new.source[:80],
            new.is_test,
            new.org_unit,
            new.owner,
        )
        return (new.profile_id, *values), True
    first = _least(old.first_seen, new.first_seen)
    earlier = new.created < old.created or (new.created == old.created and not old.source)
    was_test = bool(old.is_test)
    head = (
        min(old.created, new.created),
        first,
        new.source[:80] if earlier and new.source else old.source,
        was_test or new.is_test,
        new.org_unit if new.org_unit is not None else old.org_unit,
        new.owner if new.owner is not None else old.owner,
    )
    last = max((one for one in (old.last_seen, new.last_seen) if one is not None), default=None)
    deep = head != (old.created, old.first_seen, old.source, was_test, old.org_unit, old.owner)
    if not deep and last == old.last_seen:
        return None, False
    created, _, source, is_test, org_unit, owner = head
    return (new.profile_id, created, first, last, source, is_test, org_unit, owner), deep


def _least(*values: int | None) -> int | None:
    return min((one for one in values if one is not None), default=None)


def write_consents(seen: Sequence[ConsentSeen], *, facts: bool = True, always: bool = False) -> set[int]:
    """Append to the ledger what is new and move the state; returns the profiles whose state changed.

    The latest statement holds; at equal times a withdrawal wins. Facts tell changes of a state that stood before: a first
    import of consents is not a fact per person. `always`: an entry even where
    the profile's own state says the same.
    """
    if not seen:
        return set()
    states = {
        (row.profile_id, row.channel): row
        for chunk in chunks({one.profile_id for one in seen})
        for row in ConsentState.objects.filter(profile_id__in=chunk)
    }
    ledger, told = list[ConsentSeen](), list[ConsentChanged]()
    changed, renewed = dict[tuple[int, str], ConsentSeen](), dict[tuple[int, str], ConsentSeen]()
    for one in sorted(seen, key=lambda one: (one.at, not one.granted)):
        place = (one.profile_id, one.channel[:20])
        state = renewed.get(place) or changed.get(place) or states.get(place)
        same = state is not None and (state.granted, state.origin) == (one.granted, one.origin[:120])
        if state is not None and same and not always:
            if one.at > state.at:
                renewed[place] = one
            continue
        ledger.append(one)
        if state is not None and (one.at, not one.granted) < (state.at, not state.granted):
            continue
        changed[place] = one
        renewed.pop(place, None)
        if facts and state is not None and state.granted != one.granted:
            told.append(
                ConsentChanged(
                    profile_id=one.profile_id, channel=one.channel, granted=one.granted, origin=one.origin
                )
            )
    _insert_consents(ledger, changed | renewed)
    outbox.record_many(told)
    return {profile_id for profile_id, _ in changed}


def _insert_consents(ledger: Sequence[ConsentSeen], changed: Mapping[tuple[int, str], ConsentSeen]) -> None:
    fields = ("id", "profile_id", "channel", "granted", "at", "origin", "proof")

    def values(row_id: int, one: ConsentSeen) -> tuple[Any, ...]:
        return (
            row_id, one.profile_id, one.channel[:20], one.granted, one.at, one.origin[:120], one.proof[:400]
        )  # fmt: skip

    new = iter(ids.new_ids(len(ledger) + len(changed) or 1))
    insert_rows(ConsentEntry, (*fields, "by"), [(*values(next(new), one), one.by) for one in ledger])
    insert_rows(
        ConsentState,
        fields,
        [values(next(new), one) for one in changed.values()],
        conflict=("profile_id", "channel"),
        update=fields[3:],
    )


def write_purchases(rows: Sequence[tuple[int, int, str, int, int, bool]]) -> set[int]:
    """(event id, profile, order id, amount, time, refund); known event ids are left alone. Returns the profiles."""
    fields = ("event_id", "profile_id", "order_id", "amount", "time", "refund")
    insert_rows(PurchaseRow, fields, rows, conflict=("event_id",))
    return {row[1] for row in rows}


def mark_pending(profile_ids: Collection[int], what: str, key: str = "") -> None:
    """Have the people of these profiles folded and published soon; a fact tells `what` changed."""
    listed = list(profile_ids)
    new = ids.new_ids(len(listed) or 1)
    insert_rows(
        Pending,
        ("id", "profile_id", "what", "key"),
        [(row_id, profile_id, what, key) for row_id, profile_id in zip(new, listed, strict=False)],
    )

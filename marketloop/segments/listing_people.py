"""Static lists by hand: people by pasted identifiers with a report on each, and every change can be undone once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from marketloop.identity import facade as identity
from marketloop.organisation.contracts import ScopeFilter
from marketloop.organisation.facade import record_audit
from marketloop.platform import clock, ids
from marketloop.platform.errors import BadRequest, Conflict, Invalid, NotFound
from marketloop.platform.http import Principal
from marketloop.profiles import facade as profiles
from marketloop.segments.changing import change_members
from marketloop.segments.contracts import PREFIX, SegmentKind
from marketloop.segments.definitions import standing_rows
from marketloop.segments.evaluation import look_at_dependents, turn
from marketloop.segments.membership import Ids, as_ids, members_of, pack, unpack
from marketloop.segments.models import ListChange, Segment

CHANGE = "slc"
MOST_LINES = 100_000
SHOWN = 200
KINDS = ("auto", "profile", "user_id", "phone", "email", "unionid", "openid", "external_userid")
_PHONE = re.compile(r"\+?[\d\s()-]{6,20}")


@dataclass(frozen=True)
class Line:
    """One identifier as it was given (`number` from 1) that was not used: `reason` unknown | repeated."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True)
class Match:
    """What pasted identifiers came to: `people` found within the asker's sight, and the lines that added nobody."""

    lines: int
    people: Ids
    unused: tuple[Line, ...]


def match_lines(text: str, kind: str, scope: ScopeFilter) -> Match:
    """The people behind identifiers, one a line or the first column of CSV. Raises Invalid for an unknown kind or too much."""
    if kind not in KINDS:
        raise Invalid("segment_identifier_kind", fields={"kind": "segment_identifier_kind"}, got=kind)
    given = _first_cells(text)
    if not given:
        raise Invalid("segment_import_empty", fields={"text": "segment_import_empty"})
    if len(given) > MOST_LINES:
        raise Invalid("segment_import_too_long", fields={"text": "segment_import_too_long"}, most=MOST_LINES)
    found = _found(given, kind, scope)
    people: set[int] = set()
    unused = []
    for number, (one, person) in enumerate(zip(given, found, strict=True), 1):
        if person is None or person in people:
            unused.append(Line(number, one[:80], "unknown" if person is None else "repeated"))
        else:
            people.add(person)
    return Match(len(given), as_ids(people), tuple(unused))


def _first_cells(text: str) -> list[str]:
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    try:
        return [row[0].strip() for row in rows if row and row[0].strip()]
    except csv.Error:
        raise Invalid("segment_import_malformed", fields={"text": "segment_import_malformed"}) from None


def _found(given: Sequence[str], kind: str, scope: ScopeFilter) -> list[int | None]:
    """The person behind each identifier, None when nobody within sight has it."""
    asked = [[(which, _plain(which, one)) for which in _kinds_of(one, kind)] for one in given]
    known = identity.find_many({key for keys in asked for key in keys if key[0] != "profile"})
    raw = [next((found for key in keys if (found := _one(key, known)) is not None), None) for keys in asked]
    person = identity.canonical_many({one for one in raw if one is not None})
    seen = {row.id for row in profiles.rows(list(set(person.values())), scope=scope)}
    return [person[one] if one is not None and person[one] in seen else None for one in raw]


def _one(key: tuple[str, str], known: Mapping[tuple[str, str], int]) -> int | None:
    return _profile(key[1]) if key[0] == "profile" else known.get(key)


def _kinds_of(text: str, kind: str) -> tuple[str, ...]:
    """What an identifier may be, the likeliest first."""
    if kind != "auto":
        return (kind,)
    if text.startswith("pro_"):
        return ("profile",)
    if "@" in text:
        return "email", "user_id"
    return ("phone", "user_id") if _PHONE.fullmatch(text) else ("user_id",)


def _plain(kind: str, text: str) -> str:
    """One spelling for each phone number and address, so that it is asked for once."""
    if kind == "phone":
        return re.sub(r"[^\d+]", "", text).removeprefix("+86")
    return text.lower() if kind == "email" else text


def _profile(text: str) -> int | None:
    try:
        return ids.decode("pro", text)
    except BadRequest:
        return None


# ---- changes ---------------------------------------------------------------------------------------------------------


def change_list(
    *,
    segment_id: int,
    put: Sequence[int] | Ids = (),
    take: Sequence[int] | Ids = (),
    source: str = "hand",
    actor: Principal | None = None,
) -> ListChange | None:
    """Put people (canonical ids) on a static list and take others off, in one change that can be undone; None when nobody moved.

    Raises NotFound, and Conflict for a segment that is no static list.
    """
    with turn():
        rows = standing_rows()
        row = _static(rows, segment_id)
        return _write(rows, row, as_ids(list(put)), as_ids(list(take)), source, actor)


def _static(rows: Sequence[Segment], segment_id: int) -> Segment:
    row = next((one for one in rows if one.id == segment_id), None)
    if row is None:
        raise NotFound("segment_not_found")
    if row.kind != SegmentKind.STATIC:
        raise Conflict("segment_not_static")
    return row


def _write(
    rows: list[Segment], row: Segment, put: Ids, take: Ids, source: str, actor: Principal | None
) -> ListChange | None:
    members = members_of(row.id, row.version)
    entered = np.setdiff1d(put, members, assume_unique=True)
    left = np.setdiff1d(np.intersect1d(take, members, assume_unique=True), put, assume_unique=True)
    moved = change_members(row, entered=entered, left=left)
    if not moved:
        return None
    look_at_dependents(rows, row, np.union1d(entered, left))
    made = ListChange.objects.create(
        segment_id=row.id,
        put=pack(entered),
        taken=pack(left),
        put_count=len(entered),
        taken_count=len(left),
        source=source,
        by=actor.user_id if actor else None,
        by_name=actor.name if actor else "",
        at=clock.now(),
    )
    record_audit(
        actor=actor,
        action="segments.list_changed",
        subject=ids.encode(PREFIX, row.id),
        detail={"put": len(entered), "taken": len(left), "source": source},
    )
    return made


def undo_change(*, segment_id: int, change_id: int, actor: Principal | None = None) -> ListChange:
    """Take a change back: whom it put on goes off, whom it took off comes back. Raises NotFound, Conflict when undone already."""
    with turn():
        rows = standing_rows()
        row = _static(rows, segment_id)
        change = ListChange.objects.select_for_update().filter(id=change_id, segment_id=segment_id).first()
        if change is None:
            raise NotFound("segment_change_unknown")
        if change.undone_at is not None:
            raise Conflict("segment_change_undone")
        _write(rows, row, unpack(change.taken), unpack(change.put), "undo", actor)
        change.undone_at = clock.now()
        change.save(update_fields=["undone_at"])
    return change


def list_changes(segment_id: int, limit: int = 50) -> list[ListChange]:
    """The latest changes of a list, newest first, without their people."""
    rows = ListChange.objects.filter(segment_id=segment_id).defer("put", "taken")
    return list(rows.order_by("-at", "-id")[:limit])

"""What a batch of events can have changed: whom, and for which segments. Pure.

Better one person too many than one too few: a touched person is looked at again, and mostly nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from marketloop.events.facade import Mentioned
from marketloop.segments.membership import EMPTY, Ids, as_ids

NOBODY = 0
"""The profile of a fact about nobody."""
TOUCHED, MERGED, SPLIT = "profiles_touched", "profiles_merged", "profiles_split"
IDENTIFYING = ("identify", "alias")
FACT, PURCHASE = "fact", "order_"
NARROW = frozenset({"tag", "consent", "stage", "list", "identifier"})
"""What a `profiles_touched` may say and mean no more than that; a trait must be named, since imports say just "trait"."""


@dataclass(frozen=True)
class Touched:
    """People of whom one thing changed: `what` trait, tag …, `key` which one ("" any)."""

    what: str
    key: str
    people: Ids


@dataclass(frozen=True)
class BatchTouches:
    """The people in a batch by what happened.

    `acted`: did something themselves (or bought); `wholly`: everything about them may be different; `joined`: merged or
    split, `splits` as (kept, restored).
    """

    by_event: dict[str, Ids] = field(default_factory=dict)
    acted: Ids = field(default_factory=lambda: EMPTY)
    identified: Ids = field(default_factory=lambda: EMPTY)
    touched: tuple[Touched, ...] = ()
    wholly: Ids = field(default_factory=lambda: EMPTY)
    joined: Ids = field(default_factory=lambda: EMPTY)
    splits: tuple[tuple[int, int], ...] = ()

    @property
    def everybody(self) -> Ids:
        """All people in the batch."""
        return union(
            [self.acted, self.wholly, *self.by_event.values(), *(one.people for one in self.touched)]
        )


def read_batch(table: pa.Table) -> BatchTouches:
    """Sort the people of a batch (columns of events.schema.EVENTS) by what happened to them."""
    touched, unclear = _touched(table.filter(pc.equal(table["name"], TOUCHED)))
    table = table.filter(pc.not_equal(table["profile_id"], NOBODY))
    names, kinds, people = table["name"], table["kind"], table["profile_id"].to_numpy()
    codes = names.combine_chunks().dictionary_encode()
    by_event = {
        name: np.unique(people[codes.indices.to_numpy() == code])
        for code, name in enumerate(codes.dictionary.to_pylist())
    }
    acted = pc.or_(pc.not_equal(kinds, FACT), pc.starts_with(names, PURCHASE)).to_numpy()
    identifying = pc.is_in(kinds, value_set=pa.array(IDENTIFYING, pa.string())).to_numpy()
    merged, _ = _pairs(table.filter(pc.equal(names, MERGED)), "absorbed_id")
    split, splits = _pairs(table.filter(pc.equal(names, SPLIT)), "restored_id")
    joined = union([merged, split])
    return BatchTouches(
        by_event=by_event,
        acted=np.unique(people[acted]),
        identified=np.unique(people[identifying]),
        touched=touched,
        wholly=union([unclear, joined]),
        joined=joined,
        splits=splits,
    )


def touched_people(mentions: Mentioned, batch: BatchTouches) -> Ids:
    """The people of the batch whose answer to a condition that mentions these things may have changed."""
    found = [batch.wholly, *(batch.by_event[name] for name in mentions.events if name in batch.by_event)]
    if mentions.state or mentions.stage or mentions.identifiers:
        found.append(batch.acted)
    if mentions.traits or mentions.consents or mentions.tags:
        found.append(batch.identified)
    if mentions.consents and "consent_changed" in batch.by_event:
        found.append(batch.by_event["consent_changed"])
    found += [one.people for one in batch.touched if _concerns(mentions, one)]
    return union(found)


def union(sets: Iterable[Ids]) -> Ids:
    """All people of some sets."""
    listed = [one for one in sets if len(one)]
    return np.unique(np.concatenate(listed)) if listed else EMPTY


def _concerns(mentions: Mentioned, touched: Touched) -> bool:
    """Identifiers come along with anything else that is written of a person, and no fact tells of them alone."""
    if mentions.identifiers:
        return True
    named = {
        "trait": mentions.traits,
        "tag": mentions.tags,
        "consent": mentions.consents,
        "identifier": frozenset[str](),
        "list": {str(one) for one in mentions.lists},
    }.get(touched.what)
    if named is None:
        return mentions.stage
    return touched.key in named or (not touched.key and bool(named))


def _touched(rows: pa.Table) -> tuple[tuple[Touched, ...], Ids]:
    groups: dict[tuple[str, str], list[int]] = {}
    for profile_id, text in zip(rows["profile_id"].to_pylist(), _texts(rows), strict=True):
        properties = orjson.loads(text)
        key = str(properties.get("what", "")), str(properties.get("key", ""))
        groups.setdefault(key, []).extend(properties.get("profile_ids") or [profile_id])
    clear = tuple(
        Touched(what, key, as_ids(people)) for (what, key), people in groups.items() if _narrow(what, key)
    )
    unclear = [one for (what, key), people in groups.items() if not _narrow(what, key) for one in people]
    return clear, as_ids(unclear)


def _narrow(what: str, key: str) -> bool:
    return what in NARROW or (what == "trait" and key != "")


def _pairs(rows: pa.Table, other: str) -> tuple[Ids, tuple[tuple[int, int], ...]]:
    pairs = tuple(
        (profile_id, int(orjson.loads(text)[other]))
        for profile_id, text in zip(rows["profile_id"].to_pylist(), _texts(rows), strict=True)
    )
    return as_ids([one for pair in pairs for one in pair]), pairs


def _texts(rows: pa.Table) -> list[str]:
    column = rows["properties"]
    storage = column.cast(pa.string()) if column.type != pa.string() else column
    return [str(text) for text in storage.to_pylist()]

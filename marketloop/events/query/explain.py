"""Why one person is, or is not, in a set: the tree again with each verdict and the data behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any as Anything

import msgspec

from marketloop.events.contracts import Reader
from marketloop.events.query.ast import Condition, Top, leaves_of, parts_of
from marketloop.events.query.checking import check_condition
from marketloop.events.query.context import QueryContext
from marketloop.events.query.explain_data import data_of
from marketloop.events.query.leaves_relations import ranking
from marketloop.events.query.naive import Person, Rank, TimelineEvent, TraitRow, fulfils
from marketloop.events.query.scan import ALIASED, PERSON, EventScan
from marketloop.events.query.sql import Sql, param, sql, values_in
from marketloop.events.query.touched import mentioned
from marketloop.events.query.values import HOT_NUMBERS, HOT_TEXTS


@dataclass(frozen=True)
class Explained:
    """One node: does it hold, and for a leaf its JSON and data (`count`, `latest`, `value`, `values` …)."""

    type: str
    holds: bool
    leaf: dict[str, Anything] = field(default_factory=dict)
    data: dict[str, Anything] = field(default_factory=dict)
    of: tuple[Explained, ...] = ()


def explain_condition(
    condition: Condition, profile_id: int, context: QueryContext, read: Reader
) -> Explained | None:
    """The tree for one canonical person; None when the store does not know them."""
    check_condition(condition)
    person = load_person(condition, profile_id, context, read)
    return None if person is None else _explained(condition, person, context)


def _explained(condition: Condition, person: Person, context: QueryContext) -> Explained:
    holds = fulfils(person, condition, context)
    if condition.type in ("all", "any", "not"):
        parts = tuple(_explained(part, person, context) for part in parts_of(condition))
        return Explained(type=condition.type, holds=holds, of=parts)
    data = data_of(condition, person, context)
    return Explained(type=condition.type, holds=holds, leaf=condition.model_dump(mode="json"), data=data)


def load_person(condition: Condition, profile_id: int, context: QueryContext, read: Reader) -> Person | None:
    """What the store knows of one person, as far as the condition asks for it."""

    def rows(text: str) -> list[dict[str, Anything]]:
        found: list[dict[str, Anything]] = read(text, [profile_id]).to_pylist()
        return found

    state = rows("SELECT * FROM profile_state WHERE profile_id = ?")
    if not state:
        return None
    traits = rows("SELECT key, text, number, time FROM profile_trait WHERE profile_id = ?")
    consents = rows("SELECT channel FROM profile_consent WHERE granted AND profile_id = ?")
    identifiers = rows("SELECT DISTINCT kind FROM profile_identifier WHERE profile_id = ?")
    return Person(
        profile_id=profile_id,
        state=state[0],
        traits=[TraitRow(**row) for row in traits],
        tags=frozenset(row["tag"] for row in rows("SELECT tag FROM profile_tag WHERE profile_id = ?")),
        consents=frozenset(row["channel"] for row in consents),
        identifiers=frozenset(row["kind"] for row in identifiers),
        lists=frozenset(
            row["list_id"] for row in rows("SELECT list_id FROM profile_list WHERE profile_id = ?")
        ),
        events=_events(profile_id, mentioned(condition).events, context, read),
        ranks={
            leaf.model_dump_json(): rank
            for leaf in leaves_of(condition)
            if isinstance(leaf, Top) and (rank := _rank(leaf, profile_id, context, read)) is not None
        },
    )


def _rank(leaf: Top, profile_id: int, context: QueryContext, read: Reader) -> Rank | None:
    ranked = ranking(leaf, EventScan(context.everybody()))
    one = sql("SELECT value, place, ranked FROM ({}) WHERE profile_id = {}", ranked, param(profile_id))
    found = read(one.text, one.params).to_pylist()
    return Rank(**found[0]) if found else None


def _events(
    profile_id: int, names: frozenset[str], context: QueryContext, read: Reader
) -> list[TimelineEvent]:
    if not names:
        return []
    hot = ", ".join(f'e."{name}"' for name in sorted(HOT_TEXTS | HOT_NUMBERS))
    members = sql(
        "(SELECT {} UNION SELECT profile_id FROM alias_map WHERE canonical_id = {})",
        sql("CAST({} AS BIGINT)", param(profile_id)),
        param(profile_id),
    )
    statement = sql(
        f"SELECT e.event_id, e.name, e.time, e.quality, CAST(e.properties AS VARCHAR) AS properties, {hot}"
        f" FROM {ALIASED} WHERE e.profile_id IN {{}} AND {PERSON} = {{}} AND {{}} AND e.time <= {{}}",
        members,
        param(profile_id),
        values_in(Sql("e.name"), sorted(names)),
        param(context.now),
    )
    return [_timeline_event(row) for row in read(statement.text, statement.params).to_pylist()]


def _timeline_event(row: dict[str, Anything]) -> TimelineEvent:
    event_id, name, time, quality = (row.pop(key) for key in ("event_id", "name", "time", "quality"))
    values = msgspec.json.decode(row.pop("properties") or "{}")
    values |= row
    return TimelineEvent(name=name, time=time, values=values, quality=quality, event_id=event_id)

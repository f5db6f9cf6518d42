"""One value a person from their events: count, sum, first, most frequent …, for traits that are computed.

Invalid events and those after now are left out; merged profiles count as one person; people without a matching event have no
value. A text is cut at 200 characters. Sums and averages are rounded to six decimals, so that the order of events cannot show.
"""

from __future__ import annotations

from typing import Literal

import pyarrow as pa
from pydantic import Field, model_validator

from marketloop.events.contracts import Reader
from marketloop.events.query.conditions import ASKED
from marketloop.events.query.context import QueryContext, in_window
from marketloop.events.query.nodes import Ever, Node, Where, Window
from marketloop.events.query.scan import ALIASED, PERSON
from marketloop.events.query.sql import TRUE, Sql, every, param, some, sql
from marketloop.events.query.values import (
    DATE_OPERATORS,
    HOT_NUMBERS,
    property_number,
    property_text,
    where_holds,
)

HOUR, WEEKDAY = "$hour", "$weekday"
"""Properties that are not stored: the company's hour (0 … 23) and day of the week (1 Monday … 7 Sunday) of the event."""
NUMERIC = frozenset({"sum", "avg", "min", "max"})
ALONE = frozenset({"count", "days_since", "days_since_first"})
_LONGEST = 200
_AMONG = (
    "WITH among AS (SELECT DISTINCT coalesce(a.canonical_id, q.profile_id) AS profile_id FROM asked q"
    " LEFT JOIN alias_map a ON a.profile_id = q.profile_id), members AS (SELECT profile_id FROM among UNION"
    " SELECT profile_id FROM alias_map WHERE canonical_id IN (SELECT profile_id FROM among)) "
)


class PerProfile(Node):
    """What is computed. `property`: needed by all functions but count and days_since; `$hour`, `$weekday` are known too.

    `first`, `last`: the value of the earliest or latest event that has one; `most_frequent`: ties go to the smallest text;
    `days_since`, `days_since_first`: whole company days from the latest or earliest event to today.
    """

    event: str = Field(min_length=1, max_length=200)
    where: list[Where] = Field(default=[], max_length=10)
    window: Window = Ever()
    function: Literal[
        "count", "sum", "avg", "min", "max", "distinct", "first", "last", "most_frequent", "days_since", "days_since_first",
    ]  # fmt: skip
    property: str = Field(default="", max_length=120)

    @model_validator(mode="after")
    def _has_its_property(self) -> PerProfile:
        if self.function not in ALONE and not self.property:
            raise ValueError("property is needed by this function")
        if self.function in NUMERIC and self.property in (HOUR, WEEKDAY):
            raise ValueError("hours and weekdays cannot be added up")
        return self

    def by_day(self) -> bool:
        """Whether every value changes when the company day does."""
        return self.function.startswith("days_since") or any(one.op in DATE_OPERATORS for one in self.where)

    def is_number(self) -> bool:
        """Whether values are numbers, otherwise texts."""
        text = self.function in ("first", "last", "most_frequent")
        return not text or self.property in HOT_NUMBERS or self.property in (HOUR, WEEKDAY)


def values_per_profile(
    asked: PerProfile, context: QueryContext, read: Reader, among: pa.Table | None = None
) -> pa.Table:
    """Rows `profile_id` (canonical), `number` or `text`, `events`; `among` (table of `profile_id`) limits the people."""
    value = _value(asked, context)
    columns = sql("{} AS number, NULL::VARCHAR AS text", value)
    if not asked.is_number():
        columns = sql("NULL::DOUBLE AS number, {} AS text", value)
    narrowed = Sql("e.profile_id IN (FROM members)") if among is not None else TRUE
    whole = sql(
        f"{_AMONG if among is not None else ''}SELECT * FROM (SELECT {PERSON} AS profile_id, {{}}, count(*) AS events"
        f" FROM {ALIASED} WHERE e.quality <> 2 AND {{}} AND {{}} GROUP BY 1)"
        " WHERE profile_id > 0 AND (number IS NOT NULL OR text IS NOT NULL)",
        columns,
        _matches(asked, context),
        narrowed,
    )
    return read(whole.text, whole.params, None if among is None else {ASKED: among})


def touched_per_profile(
    asked: PerProfile, before: QueryContext, after: QueryContext, read: Reader
) -> pa.Table:
    """Rows `profile_id` (canonical): whose value may differ between the two instants through time alone."""
    if asked.by_day() and before.today != after.today:
        moved = TRUE
    else:
        spans = [_between(before.now - edge, after.now - edge) for edge in asked.window.edges_ms()]
        moved = some(spans)
    whole = sql(
        f"SELECT DISTINCT {PERSON} AS profile_id FROM {ALIASED} WHERE e.quality <> 2 AND e.name = {{}} AND {{}}",
        param(asked.event),
        moved,
    )
    return read(whole.text, whole.params, None)


def _between(first: int, last: int) -> Sql:
    return sql("(e.time > {} AND e.time <= {})", param(first), param(last))


def _matches(asked: PerProfile, context: QueryContext) -> Sql:
    tests = [sql("e.name = {}", param(asked.event)), in_window(asked.window, context.now)]
    tests.append(sql("e.time <= {}", param(context.now)))
    return every([*tests, *(where_holds(one, context) for one in asked.where)])


def _value(asked: PerProfile, context: QueryContext) -> Sql:
    function = asked.function
    if function == "count":
        return Sql("count(*)::DOUBLE")
    if function.startswith("days_since"):
        end = "max" if function == "days_since" else "min"
        day = sql(f"CAST(make_timestamptz({end}(e.time) * 1000) AT TIME ZONE {{}} AS DATE)", _zone(context))
        return sql("({} - {})::DOUBLE", sql("CAST({} AS DATE)", param(context.today)), day)
    if function in NUMERIC:
        number = sql("CAST({} AS DOUBLE)", property_number(asked.property))
        return sql(f"round({function}({{}}), 6)", number)
    if function == "distinct":
        return sql("nullif(count(DISTINCT {}), 0)::DOUBLE", _text(asked, context))
    if function == "most_frequent":
        value = sql(
            "(list_sort(list_transform(map_entries(histogram({})), lambda x: {{'n': -x.value::BIGINT, 'k': x.key}}))[1]).k",
            _text(asked, context),
        )
    else:
        order = "" if function == "first" else " DESC"
        text = _text(asked, context)
        value = sql(
            f"first({{}} ORDER BY e.time{order}, e.event_id{order}) FILTER (WHERE {{}} IS NOT NULL)",
            text,
            text,
        )
    return sql("TRY_CAST({} AS DOUBLE)", value) if asked.is_number() else value


def _text(asked: PerProfile, context: QueryContext) -> Sql:
    if asked.property in (HOUR, WEEKDAY):
        part = "hour" if asked.property == HOUR else "isodow"
        return sql(
            f"CAST({part}(make_timestamptz(e.time * 1000) AT TIME ZONE {{}}) AS VARCHAR)", _zone(context)
        )
    return sql(f"left(nullif({{}}, ''), {_LONGEST})", property_text(asked.property))


def _zone(context: QueryContext) -> Sql:
    return param(str(context.zone))

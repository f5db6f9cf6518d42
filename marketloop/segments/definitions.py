"""The segments that are maintained, with their conditions read and what they depend on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketloop.events.facade import Mentioned, mentioned
from marketloop.events.query.ast import Condition
from marketloop.segments.conditions import lists_in, parse_condition
from marketloop.segments.contracts import SegmentKind, SegmentState
from marketloop.segments.models import Segment


@dataclass(frozen=True)
class Definition:
    """A condition read; `by_time`: its answer can change without news (windows, dates, events dated ahead)."""

    condition: Condition
    mentions: Mentioned
    references: frozenset[int]

    @property
    def by_time(self) -> bool:
        """Whether ticks of the clock concern it."""
        return self.mentions.by_time or bool(self.mentions.events)

    @property
    def ranked(self) -> bool:
        """Whether it compares people with each other: then it is counted as a whole, every `RANKED_EVERY_MS`."""
        return self.mentions.ranked


RANKED_EVERY_MS = 15 * 60_000
_read: dict[int, tuple[int, Definition]] = {}


def definition_of(row: Segment) -> Definition:
    """The definition of a row, read once per change."""
    found = _read.get(row.id)
    if found is None or found[0] != row.definition:
        condition = parse_condition(row.condition)
        made = Definition(condition, mentioned(condition), lists_in(condition))
        _read[row.id] = found = (row.definition, made)
    return found[1]


def standing_rows() -> list[Segment]:
    """All segments that have members: everything but the archived ones."""
    return list(Segment.objects.exclude(state=SegmentState.ARCHIVED).order_by("id"))


def maintained(rows: Iterable[Segment]) -> dict[int, Segment]:
    """The live dynamic ones among these, by id."""
    return {row.id: row for row in rows if row.kind == SegmentKind.DYNAMIC and row.state == SegmentState.LIVE}


def pending(row: Segment) -> bool:
    """Whether a full count is due before touches mean anything."""
    return row.computed != row.definition

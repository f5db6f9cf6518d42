"""Lifecycle over time: how many people stood at each stage at the end of each period, and how they moved in between.

The stages are those of profiles (lapsed > dormant > retained > repeat > first purchase > prospect); history is computed from the
orders themselves, so that it is right for imported years too, when nobody kept a log.
"""

from __future__ import annotations

from dataclasses import dataclass

from marketloop.events import facade as events
from marketloop.events.facade import Ids, Period
from marketloop.events.query.ast import Range
from marketloop.organisation.contracts import ALL, ScopeFilter
from marketloop.platform.errors import Invalid

WINDOW_DAYS = 180
"""L: as long as profiles take it for the stage of a person (`profiles.stages.DEFAULT_WINDOW_DAYS`)."""
WINDOW_MS = WINDOW_DAYS * 86_400_000
MAX_BOUNDARIES = 60


@dataclass(frozen=True)
class LifecycleReport:
    """`counts[n]` by stage at the end of period n (the running one: now); `start` at the start of the first.

    `moves[n]`: (from, to, people) within period n; from "" are people who were not known before.
    """

    periods: tuple[Period, ...]
    start: dict[str, int]
    counts: tuple[dict[str, int], ...]
    moves: tuple[tuple[tuple[str, str, int], ...], ...]
    whole: tuple[tuple[str, str, int], ...]


def report(span: Range, unit: events.Unit, scope: ScopeFilter = ALL) -> LifecycleReport:
    """Stages per period; raises Invalid for more than 60 periods."""
    periods = _periods(span, unit)
    found = events.stage_moves(_boundaries(periods), WINDOW_MS, scope=scope)
    whole = events.stage_moves([periods[0].start - 1, periods[-1].end - 1], WINDOW_MS, scope=scope)
    return LifecycleReport(periods, found.counts[0], found.counts[1:], found.moves, whole.moves[0])


def people(span: Range, previous: str | None, stage: str | None, scope: ScopeFilter = ALL) -> Ids:
    """Who stood at `stage` at the end of the span and at `previous` before it ("" not known yet; None: anywhere)."""
    return events.stage_people([span.start - 1, span.end - 1], WINDOW_MS, previous, stage, scope=scope)


def _periods(span: Range, unit: events.Unit) -> tuple[Period, ...]:
    periods = events.calendar(span, unit)
    if len(periods) > MAX_BOUNDARIES:
        raise Invalid("range_too_long", fields={"range": "range_too_long"}, limit=MAX_BOUNDARIES)
    return periods


def _boundaries(periods: tuple[Period, ...]) -> list[int]:
    return [periods[0].start - 1, *(period.end - 1 for period in periods)]

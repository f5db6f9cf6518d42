"""Need trend: what customers look for, ask, buy, return and complain about, need by need, beside the range before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marketloop.analytics.contracts import Number
from marketloop.events import facade as events
from marketloop.events.facade import Act, Ids, NeedCounts, NeedKind, NeedTrend, Period
from marketloop.events.query.ast import Range
from marketloop.experiments import facade as experiments
from marketloop.organisation.contracts import ALL, ScopeFilter
from marketloop.platform.i18n import Language, translate

ACTS: tuple[Act, ...] = ("searched", "viewed", "asked", "bought", "returned", "complained")


@dataclass(frozen=True)
class ActFigures:
    """People with an act on a need: now and before, as shares of the active people, and the change of the share.

    `low`, `high`: the 95 % interval of the change in points (Wald); None when either range has fewer than 5 such people.
    """

    people: int
    before: int
    share: float | None
    change: float | None
    low: float | None
    high: float | None
    series: tuple[int, ...]


@dataclass(frozen=True)
class Need:
    """One need with all acts."""

    need: str
    acts: dict[Act, ActFigures]


@dataclass(frozen=True)
class NeedReport:
    """All needs; `active` people are those who did anything in the range."""

    periods: tuple[Period, ...]
    previous: Range
    active: int
    active_before: int
    needs: tuple[Need, ...]


def report(span: Range, unit: events.Unit, by: NeedKind, scope: ScopeFilter = ALL) -> NeedReport:
    """The needs of a range, those of most people first."""
    found = events.need_trend(span, unit, by, scope=scope)
    return NeedReport(
        found.periods,
        found.previous,
        found.active,
        found.active_before,
        tuple(Need(one.need, {act: _figures(one, act, found) for act in ACTS}) for one in found.needs),
    )


def people(span: Range, by: NeedKind, need: str, act: Act | None, scope: ScopeFilter = ALL) -> Ids:
    """Who stands behind a number; act None: any."""
    return events.need_people(span, by, need, act, scope=scope)


def rows(found: NeedReport, language: Language) -> Iterable[Sequence[str | Number]]:
    """The report as rows of a file: a row per need and act."""
    heads = ("need", "act", "people", "before", "share", "change", "low", "high")
    yield [translate(f"analytics.csv.{head}", language) for head in heads] + [
        period.label for period in found.periods
    ]
    for one in found.needs:
        for act, figures in one.acts.items():
            if figures.people or figures.before:
                yield [
                    one.need,
                    translate(f"analytics.need.{act}", language),
                    *(
                        figures.people,
                        figures.before,
                        figures.share,
                        figures.change,
                        figures.low,
                        figures.high,
                    ),
                    *figures.series,
                ]


def _figures(one: NeedCounts, act: Act, found: NeedTrend) -> ActFigures:
    now, before = one.now.get(act, 0), one.before.get(act, 0)
    lift = experiments.lift(found.active, now, found.active_before, before)
    interval = lift.fixed
    return ActFigures(
        people=now,
        before=before,
        share=now / found.active if found.active else None,
        change=lift.difference,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        series=one.series.get(act, (0,) * len(found.periods)),
    )

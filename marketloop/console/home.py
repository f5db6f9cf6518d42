"""The home page: what happened yesterday, how the month goes, what runs, what is wrong, what to do today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from marketloop.analytics import facade as analytics
from marketloop.analytics.facade import Figure, MetricKey, MonthPace
from marketloop.console.contracts import Headline, Shown, Tab
from marketloop.console.remembering import remembered
from marketloop.events.query.ast import Range
from marketloop.organisation.contracts import ScopeFilter
from marketloop.platform import clock

DAY_MS = 86_400_000
WEEK_MS, SPAN_MS = 7 * DAY_MS, 28 * DAY_MS
SHARES = frozenset({MetricKey.CONVERSION, MetricKey.REPURCHASE_28D})
LEVELS = SHARES | {MetricKey.AVERAGE_ORDER_VALUE}
"""Figures whose target holds for any span; of the others a span must reach its share of the month's target."""
UNIQUE = frozenset({MetricKey.VISITORS})
"""Figures that count a person once a span: days do not add up to the month, so a day has no share of the target."""
TABS: dict[str, tuple[MetricKey, ...]] = {
    "acquisition": (MetricKey.NEW_CUSTOMERS, MetricKey.VISITORS),
    "retention": (MetricKey.REPURCHASE_28D, MetricKey.ORDERS),
    "conversion": (MetricKey.CONVERSION, MetricKey.VISITORS, MetricKey.ORDERS),
    "revenue": (MetricKey.AVERAGE_ORDER_VALUE, MetricKey.GMV),
}
Targets = Mapping[MetricKey, float]


@remembered
def figure(key: MetricKey, span: Range, scope: ScopeFilter) -> Figure:
    """A figure of full days, at most half a minute old."""
    return analytics.get_figure(key, span, scope)


def yesterday_span() -> Range:
    """The last full day of the company zone."""
    today = clock.now().astimezone(clock.company_zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    end = clock.to_ms(today)
    return Range(start=end - DAY_MS, end=end)


def yesterday(targets: Targets, scope: ScopeFilter) -> list[Shown]:
    """Yesterday's figures beside the same weekday of the week before."""
    span = yesterday_span()
    before = Range(start=span.start - WEEK_MS, end=span.end - WEEK_MS)
    days = _days_in_month(span)
    daily = {key: value for key, value in targets.items() if key not in UNIQUE}
    return [
        _shown(
            figure(key, span, scope),
            figure(key, before, scope),
            daily,
            1 / days,
        )
        for key in MetricKey
        if key != MetricKey.REPURCHASE_28D
    ]


def tabs(targets: Targets, scope: ScopeFilter) -> list[Tab]:
    """The four questions, each over the last 28 full days beside the 28 before."""
    end = yesterday_span().end
    span, days = Range(start=end - SPAN_MS, end=end), _days_in_month(yesterday_span())
    shown = {key: _shown(figure(key, span, scope), None, targets, 28 / days) for key in MetricKey}
    return [
        Tab(key=key, lead=shown[metrics[0]], figures=tuple(shown[metric] for metric in metrics))  # type: ignore[arg-type]
        for key, metrics in TABS.items()
    ]


def headline(day: list[Shown], pace: MonthPace, parts: list[Tab]) -> Headline:
    """Yesterday in one word, the month against its target, and the figure that is furthest behind."""
    gmv = next(one for one in day if one.key == MetricKey.GMV)
    change = gmv.change or 0.0
    course = "flat" if abs(change) < 0.03 else "up" if change > 0 else "down"
    month = "no_target"
    if pace.expected:
        ratio = pace.value / pace.expected
        month = "on_pace" if ratio >= 0.98 else "slow" if ratio >= 0.9 else "behind"
    behind = [one.lead for one in parts if one.lead.reached is not None and one.lead.reached < 0.97]
    worst = min(behind, key=lambda one: one.reached or 0, default=None)
    return Headline(f"{course}.{month}", {"behind": worst.key if worst else ""})


def _shown(now: Figure, before: Figure | None, targets: Targets, share_of_month: float) -> Shown:
    previous = before.value if before is not None else now.previous
    target = targets.get(now.key)
    if target is not None and now.key not in LEVELS:
        target *= share_of_month
    return Shown(
        key=now.key,
        unit=now.unit,
        value=now.value,
        previous=previous,
        change=_change(now, previous),
        target=target,
        reached=now.value / target if target and now.value is not None else None,
        series=tuple(point.value for point in now.series),
    )


def _change(now: Figure, previous: float | int | None) -> float | None:
    if now.value is None or previous is None:
        return None
    if now.key in SHARES:
        return now.value - previous
    return (now.value - previous) / previous if previous else None


def _days_in_month(span: Range) -> int:
    day = clock.from_ms(span.start).astimezone(clock.company_zone())
    first = day.replace(day=1)
    return ((first + dt.timedelta(days=32)).replace(day=1).date() - first.date()).days

"""The figures of the home page. One metric, one class: the number, its days, its parts, the people behind it.

Revenue comes from `order_paid` (server and import sources, once per order). People count once in a span, so a span's number of
people is not the sum of its days.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from marketloop.analytics.contracts import Figure, MetricKey, Number, Point, Reading, Unit
from marketloop.events import facade as events
from marketloop.events.facade import Ids, Period, TrendSeries
from marketloop.events.query.ast import (
    All,
    Between,
    Condition,
    Event,
    Measure,
    Range,
    RepeatQuery,
    RetentionQuery,
    Step,
    TrendQuery,
)
from marketloop.organisation.contracts import ALL, ScopeFilter
from marketloop.platform.errors import NotFound

PAID = Step(event="order_paid")
VISIT = Step(
    event="page_viewed",
    also=[
        "screen_viewed",
        "product_viewed",
        "product_list_viewed",
        "products_searched",
        "product_added",
        "cart_viewed",
        "checkout_started",
    ],
)
REPURCHASE_MS = 28 * 86_400_000


def list_figures(span: Range, scope: ScopeFilter = ALL) -> list[Figure]:
    """All figures of a span, each beside the span before of equal length."""
    return [get_figure(key, span, scope) for key in METRICS]


def get_figure(key: MetricKey, span: Range, scope: ScopeFilter = ALL) -> Figure:
    """One figure of a span beside the span before."""
    metric = METRICS[key]
    now, before = metric.read(span, scope), metric.read(_before(span), scope)
    return Figure(
        key=key,
        unit=metric.unit,
        value=now.value,
        previous=before.value,
        change=_change(now.value, before.value),
        series=now.series,
        parts=now.parts,
        previous_parts=before.parts,
        definition=f"analytics.metric.{key}.definition",
    )


def metric_people(key: str, span: Range, scope: ScopeFilter = ALL, part: str | None = None) -> Ids:
    """The people behind a figure, or behind one of its parts; for shares those who did it. Raises NotFound."""
    if key not in METRICS:
        raise NotFound("metric_unknown", got=key)
    return METRICS[MetricKey(key)].people(span, scope, part)


def _before(span: Range) -> Range:
    return events.earlier_range(span, "day")


def _change(value: Number, previous: Number) -> float | None:
    return (value - previous) / previous if value is not None and previous else None


class Metric(ABC):
    """A figure: `read` gives it over a span, `people` who stands behind it."""

    unit: ClassVar[Unit] = Unit.COUNT

    @abstractmethod
    def read(self, span: Range, scope: ScopeFilter) -> Reading:
        """The number, its days and its parts."""

    @abstractmethod
    def people(self, span: Range, scope: ScopeFilter, part: str | None) -> Ids:
        """The people behind the number or one of its parts."""


class Trended(Metric):
    """A figure that is one measure of one step."""

    step: ClassVar[Step] = PAID
    measure: ClassVar[str] = "count"

    def read(self, span: Range, scope: ScopeFilter) -> Reading:
        line, periods = _measured(self.step, self.measure, span, scope)
        return Reading(line.total, _points(line.numbers, periods))

    def people(self, span: Range, scope: ScopeFilter, part: str | None) -> Ids:
        return events.trend_people(_trend(self.step, self.measure, span), scope=scope)


class Gmv(Trended):
    """Paid amount, split by whether the customer's first paid order ever lies in the span."""

    unit = Unit.MONEY
    measure = "sum"

    def read(self, span: Range, scope: ScopeFilter) -> Reading:
        whole = super().read(span, scope)
        line, _ = _measured(PAID, "sum", span, scope, first_paid_in(span))
        total, new = whole.value or 0, line.total or 0
        return Reading(total, whole.series, {"new": new, "returning": total - new})

    def people(self, span: Range, scope: ScopeFilter, part: str | None) -> Ids:
        among = {None: None, "new": first_paid_in(span), "returning": paid_before(span)}.get(part)
        if part is not None and among is None:
            raise NotFound("metric_unknown", got=part)
        return events.trend_people(_trend(PAID, "sum", span, among), scope=scope)


class Orders(Trended):
    """Paid orders."""


class Visitors(Trended):
    """People who viewed a page, a screen or goods."""

    step = VISIT
    measure = "people"


class AverageOrderValue(Trended):
    """Paid amount per order."""

    unit = Unit.MONEY
    measure = "mean"


class NewCustomers(Metric):
    """People whose first paid order ever lies in the span, by the day of that order."""

    def read(self, span: Range, scope: ScopeFilter) -> Reading:
        query = RetentionQuery(
            start_event=PAID, return_event=PAID, range=span, period="day", among=first_paid_in(span)
        )
        cohorts = events.retention(query, scope=scope).cohorts
        sizes = tuple(cohort.size for cohort in cohorts)
        return Reading(sum(sizes), _points(sizes, tuple(cohort.period for cohort in cohorts)))

    def people(self, span: Range, scope: ScopeFilter, part: str | None) -> Ids:
        return events.matching_profiles(first_paid_in(span), scope=scope)


class Conversion(Metric):
    """Share of the visitors who paid an order within the span (a day: the visitors of that day)."""

    unit = Unit.SHARE

    def read(self, span: Range, scope: ScopeFilter) -> Reading:
        visitors, periods = _measured(VISIT, "people", span, scope)
        buyers, _ = _measured(VISIT, "people", span, scope, paid_in(span))
        days = tuple(_share(*pair) for pair in zip(buyers.numbers, visitors.numbers, strict=True))
        return Reading(_share(buyers.total, visitors.total), _points(days, periods))

    def people(self, span: Range, scope: ScopeFilter, part: str | None) -> Ids:
        return events.trend_people(_trend(VISIT, "people", span, paid_in(span)), scope=scope)


class Repurchase(Metric):
    """Share of the customers who paid again within 28 days. The days asked about lie 28 days before the span, so that all of
    them are over; each day is labelled by the day on which its 28 days end."""

    unit = Unit.SHARE

    def read(self, span: Range, scope: ScopeFilter) -> Reading:
        found = events.repeat(self._query(span), scope=scope)
        shown = events.trend(_trend(PAID, "count", span), scope=scope).periods
        rates = tuple(count.rate for count in found.counts)
        return Reading(found.total.rate, _points(rates, shown))

    def people(self, span: Range, scope: ScopeFilter, part: str | None) -> Ids:
        return events.repeat_people(self._query(span), scope=scope)

    def _query(self, span: Range) -> RepeatQuery:
        shifted = Range(start=span.start - REPURCHASE_MS, end=span.end - REPURCHASE_MS)
        return RepeatQuery(step=PAID, range=shifted, within_ms=REPURCHASE_MS, period="day")


METRICS: dict[MetricKey, Metric] = {
    MetricKey.GMV: Gmv(),
    MetricKey.ORDERS: Orders(),
    MetricKey.NEW_CUSTOMERS: NewCustomers(),
    MetricKey.VISITORS: Visitors(),
    MetricKey.CONVERSION: Conversion(),
    MetricKey.AVERAGE_ORDER_VALUE: AverageOrderValue(),
    MetricKey.REPURCHASE_28D: Repurchase(),
}


def gmv_days(span: Range, scope: ScopeFilter = ALL, among: Condition | None = None) -> tuple[Number, ...]:
    """Paid amount of each day of a span, of everybody or of those who fulfil a condition."""
    return _measured(PAID, "sum", span, scope, among)[0].numbers


def paid_in(span: Range) -> Condition:
    """Paid an order in the span."""
    return Event(name="order_paid", window=Between(start=span.start, end=span.end))


def paid_before(span: Range) -> Condition:
    """Paid an order before the span."""
    return Event(name="order_paid", window=Between(start=0, end=span.start))


def first_paid_in(span: Range) -> Condition:
    """The first paid order ever lies in the span."""
    before = Event(name="order_paid", window=Between(start=0, end=span.start), op="eq", count=0)
    return All(of=[paid_in(span), before])


def _trend(step: Step, measure: str, span: Range, among: Condition | None = None) -> TrendQuery:
    measured = Measure(step=step, measure=measure, property="amount")  # type: ignore[arg-type]
    return TrendQuery(measures=[measured], range=span, period="day", among=among)


def _measured(
    step: Step, measure: str, span: Range, scope: ScopeFilter, among: Condition | None = None
) -> tuple[TrendSeries, tuple[Period, ...]]:
    found = events.trend(_trend(step, measure, span, among), scope=scope)
    return found.series[0], found.periods


def _points(numbers: tuple[Number, ...], periods: tuple[Period, ...]) -> tuple[Point, ...]:
    return tuple(
        Point(period.label, number, period.complete) for period, number in zip(periods, numbers, strict=True)
    )


def _share(part: Number, whole: Number) -> float | None:
    return (part or 0) / whole if whole else None

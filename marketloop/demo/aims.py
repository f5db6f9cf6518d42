"""The targets that the demo company has set itself for this month: a little above what the last four weeks brought."""

from __future__ import annotations

from marketloop.analytics import facade as analytics
from marketloop.analytics.facade import MetricKey
from marketloop.events.query.ast import Range
from marketloop.platform import clock

AMBITION = {
    MetricKey.GMV: 1.05,
    MetricKey.ORDERS: 1.03,
    MetricKey.NEW_CUSTOMERS: 0.98,
    MetricKey.VISITORS: 1.02,
    MetricKey.CONVERSION: 0.99,
    MetricKey.AVERAGE_ORDER_VALUE: 1.01,
    MetricKey.REPURCHASE_28D: 1.06,
}
"""Target ÷ figure of the last 28 days."""
LEVELS = frozenset({MetricKey.CONVERSION, MetricKey.AVERAGE_ORDER_VALUE, MetricKey.REPURCHASE_28D})
DAY_MS = 86_400_000


def aim() -> None:
    """Set this month's targets; sums are scaled from 28 to 30 days and rounded to two figures."""
    now = clock.now()
    span = Range(start=clock.to_ms(now) - 28 * DAY_MS, end=clock.to_ms(now))
    targets = {
        str(figure.key): _rounded(
            figure.value * AMBITION[figure.key] * (1 if figure.key in LEVELS else 30 / 28)
        )
        for figure in analytics.list_figures(span)
        if figure.value
    }
    month = now.astimezone(clock.company_zone()).strftime("%Y-%m")
    analytics.set_targets(month=month, targets=targets, actor=None)


def _rounded(value: float) -> float:
    return float(f"{value:.2g}")

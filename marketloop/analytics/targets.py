"""Monthly targets of the figures, and how the month goes: so far, by now expected, and where it will end."""

from __future__ import annotations

import datetime as dt
import re
import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from marketloop.analytics.contracts import MetricKey, Number
from marketloop.analytics.metrics import METRICS, first_paid_in, gmv_days
from marketloop.analytics.models import MonthTarget
from marketloop.events.query.ast import Range
from marketloop.organisation.contracts import ALL, ScopeFilter
from marketloop.organisation.facade import record_audit
from marketloop.platform import clock
from marketloop.platform.errors import Invalid
from marketloop.platform.http import Principal

Z_80 = 1.2816
"""Standard normal quantile of a two-sided 80 % interval."""
LEARN_DAYS = 28


@dataclass(frozen=True)
class DayOfMonth:
    """Paid amount of one day: from people who paid for the first time this month, and from others."""

    day: dt.date
    new: int
    returning: int


@dataclass(frozen=True)
class MonthPace:
    """The month so far against its target; money in minor units.

    `expected`: the target's share of the time gone. `forecast`: so far + the mean of the last 28 full days for each day that
    is left; `low`, `high`: its 80 % interval from the spread of those days, taken as independent.
    """

    month: str
    days: tuple[DayOfMonth, ...]
    length: int
    value: int
    new: int
    returning: int
    last_month: int
    target: float | None
    expected: float | None
    forecast: float
    low: float
    high: float


def list_targets(month: str) -> dict[MetricKey, float]:
    """Targets of a month `YYYY-MM`, by figure."""
    rows = MonthTarget.objects.filter(month=month)
    return {MetricKey(row.metric): row.value for row in rows}


def set_targets(*, month: str, targets: Mapping[str, float | None], actor: Principal | None) -> None:
    """Set (or, with None, remove) targets of a month; raises Invalid for an unknown figure, month or a negative value."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise Invalid("target_month_invalid", fields={"month": "target_month_invalid"}, got=month)
    for metric, value in targets.items():
        if metric not in METRICS or (value is not None and value < 0):
            raise Invalid("target_invalid", fields={metric: "target_invalid"}, got=metric)
    with transaction.atomic():
        for metric, value in targets.items():
            if value is None:
                MonthTarget.objects.filter(metric=metric, month=month).delete()
            else:
                MonthTarget.objects.update_or_create(
                    metric=metric, month=month, defaults={"value": value, "updated_at": clock.now()}
                )
        record_audit(actor=actor, action="analytics.targets_set", subject=month, detail=dict(targets))


def month_pace(scope: ScopeFilter = ALL) -> MonthPace:
    """How the present month goes."""
    now = clock.now().astimezone(clock.company_zone())
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (first + dt.timedelta(days=32)).replace(day=1)
    length = (following.date() - first.date()).days
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    span = Range(start=clock.to_ms(first), end=clock.to_ms(midnight + dt.timedelta(days=1)))
    totals, fresh = gmv_days(span, scope), gmv_days(span, scope, first_paid_in(span))
    days = tuple(
        DayOfMonth(first.date() + dt.timedelta(days=index), _whole(new), _whole(total) - _whole(new))
        for index, (total, new) in enumerate(zip(totals, fresh, strict=True))
    )
    value = sum(day.new + day.returning for day in days)
    gone = (now - first) / (following - first)
    target = list_targets(first.strftime("%Y-%m")).get(MetricKey.GMV)
    mean, spread = _usual_day(midnight, scope)
    left = length * (1 - gone)
    return MonthPace(
        month=first.strftime("%Y-%m"),
        days=days,
        length=length,
        value=value,
        new=sum(day.new for day in days),
        returning=sum(day.returning for day in days),
        last_month=_same_days_last_month(first, now, scope),
        target=target,
        expected=None if target is None else target * gone,
        forecast=value + mean * left,
        low=max(value, value + mean * left - Z_80 * spread * left**0.5),
        high=value + mean * left + Z_80 * spread * left**0.5,
    )


def _usual_day(midnight: dt.datetime, scope: ScopeFilter) -> tuple[float, float]:
    """Mean and standard deviation of the last full days."""
    end = clock.to_ms(midnight)
    numbers = gmv_days(Range(start=end - LEARN_DAYS * 86_400_000, end=end), scope)
    known = [float(number or 0) for number in numbers]
    return statistics.fmean(known), statistics.stdev(known)


def _same_days_last_month(first: dt.datetime, now: dt.datetime, scope: ScopeFilter) -> int:
    start = (first - dt.timedelta(days=1)).replace(day=1)
    end = min(start + (now - first), first)
    numbers = gmv_days(
        Range(start=clock.to_ms(start), end=max(clock.to_ms(end), clock.to_ms(start) + 1)), scope
    )
    return sum(_whole(number) for number in numbers)


def _whole(number: Number) -> int:
    return int(number or 0)

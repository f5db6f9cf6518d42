"""Types that other modules see: figures of the home page, saved reports. No framework."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Number = float | int | None
"""None stands for x/0 and for what does not exist."""


class MetricKey(StrEnum):
    """The figures of the home page; names and definitions are texts `analytics.metric.<key>.name` and `.definition`."""

    GMV = "gmv"
    ORDERS = "orders"
    NEW_CUSTOMERS = "new_customers"
    VISITORS = "visitors"
    CONVERSION = "conversion"
    AVERAGE_ORDER_VALUE = "average_order_value"
    REPURCHASE_28D = "repurchase_28d"


class Unit(StrEnum):
    """How a figure is written: minor units of money, a number, a share of 1."""

    MONEY = "money"
    COUNT = "count"
    SHARE = "share"


@dataclass(frozen=True)
class Point:
    """One day of a series; `complete` is false for the day that runs."""

    label: str
    value: Number
    complete: bool


@dataclass(frozen=True)
class Reading:
    """A figure over a span: the whole, day by day, and the parts that add up to it."""

    value: Number
    series: tuple[Point, ...]
    parts: dict[str, Number] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """A figure with the one before. `change` is relative, None when there is nothing to compare with."""

    key: MetricKey
    unit: Unit
    value: Number
    previous: Number
    change: float | None
    series: tuple[Point, ...]
    parts: dict[str, Number]
    previous_parts: dict[str, Number]
    definition: str


class ReportKind(StrEnum):
    """What a saved report asks."""

    TREND = "trend"
    FUNNEL = "funnel"
    RETENTION = "retention"


@dataclass(frozen=True)
class ReportView:
    """A saved report; `query` is the JSON of the question."""

    id: int
    name: str
    kind: ReportKind
    query: dict[str, Any]
    created_by: int
    created_at: dt.datetime
    updated_at: dt.datetime

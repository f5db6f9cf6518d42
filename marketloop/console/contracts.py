"""What the home page says: figures with comparison and target, what runs, what is wrong, what to do. No framework.

Texts are codes with parameters; the console writes them in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Number = float | int | None


@dataclass(frozen=True)
class Shown:
    """A figure on the page; `change` compares with `previous` (relative; for shares in points of 1)."""

    key: str
    unit: str
    value: Number
    previous: Number
    change: float | None
    target: float | None = None
    reached: float | None = None
    series: tuple[Number, ...] = ()


@dataclass(frozen=True)
class Tab:
    """拉新 · 留存 · 转化 · 变现: the leading figure over 28 days and those beside it."""

    key: Literal["acquisition", "retention", "conversion", "revenue"]
    lead: Shown
    figures: tuple[Shown, ...]


@dataclass(frozen=True)
class Alarm:
    """Something that is wrong and where to look."""

    code: str
    severity: Literal["bad", "warn"]
    params: dict[str, Any] = field(default_factory=dict)
    link: str = ""


@dataclass(frozen=True)
class Action:
    """Something worth doing; `gain` in minor units with its 95 % interval, all None while nothing was measured."""

    code: str
    params: dict[str, Any]
    link: str
    people: int
    gain: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Headline:
    """The answer in one sentence."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

"""What every question is made of: the frozen node, windows of time, tests on one property of an event."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Scalar = str | int | float | bool
Unit = Literal["minute", "hour", "day"]
Comparison = Literal["eq", "ne", "gt", "gte", "lt", "lte", "between"]
Operator = Literal[
    "eq", "ne", "in", "not_in", "has_all", "contains", "not_contains", "starts_with", "matches", "not_matches",
    "gt", "gte", "lt", "lte", "between", "empty", "not_empty",
    "in_last_days", "not_in_last_days", "days_ago", "in_next_days", "anniversary_within_days",
]  # fmt: skip

_UNIT_MS = {"minute": 60_000, "hour": 3_600_000, "day": 86_400_000}


class Node(BaseModel):
    """A frozen piece of a question; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Node):
    """A length of time. A day is 24 hours."""

    amount: int = Field(ge=1, le=3650)
    unit: Unit = "day"

    def length_ms(self) -> int:
        """Length in milliseconds."""
        return self.amount * _UNIT_MS[self.unit]


class Ever(Node):
    """All time up to now."""

    kind: Literal["ever"] = "ever"

    def edges_ms(self) -> tuple[int, ...]:
        """How far before now the borders lie that move with now."""
        return (0,)


class Last(Span):
    """Sliding: the half-open interval (now − amount, now]."""

    kind: Literal["last"] = "last"

    def edges_ms(self) -> tuple[int, ...]:
        """Now and the far end."""
        return 0, self.length_ms()


class Ago(Node):
    """Sliding, but over: the half-open interval (now − start, now − end], e.g. between 60 and 30 days ago."""

    kind: Literal["ago"] = "ago"
    start: int = Field(ge=1, le=3650)
    end: int = Field(ge=0, le=3650)
    unit: Unit = "day"

    @model_validator(mode="after")
    def _forward(self) -> Ago:
        if self.end >= self.start:
            raise ValueError("start must be longer ago than end")
        return self

    def edges_ms(self) -> tuple[int, ...]:
        """The near end and the far end."""
        return self.end * _UNIT_MS[self.unit], self.start * _UNIT_MS[self.unit]


class Between(Node):
    """Fixed: [start, end) in UTC milliseconds, and never later than now."""

    kind: Literal["between"] = "between"
    start: int
    end: int

    def edges_ms(self) -> tuple[int, ...]:
        """Only now."""
        return (0,)


AnyWindow = Ever | Last | Ago | Between
Window = Annotated[AnyWindow, Field(discriminator="kind")]


class Where(Node):
    """A test on one property of an event: a hot column's name, or a key of its properties.

    `value`: a scalar; for in/not_in/has_all, between and days_ago a list; absent for empty/not_empty. `amount` is in minor units.
    Text comparison is exact; `contains`, `starts_with` and `matches` (`*` any text, `?` one character) ignore case. A missing
    property fulfils only `empty`, `ne`, `not_in`, `not_contains`, `not_matches`.
    """

    property: str = Field(min_length=1, max_length=120)
    op: Operator = "eq"
    value: Scalar | list[Scalar] | None = None


class Act(Node):
    """An event with tests on its properties."""

    name: str = Field(min_length=1, max_length=200)
    where: list[Where] = []

"""What can be asked of the event store: conditions on people, and the queries of analytics. Frozen, JSON in and out.

One definition has several interpreters: the DuckDB compiler (sets of people), the naive evaluator (tests) and the explanation
of one person. A node is a class with a `type` tag; adding one is a class here, a case in each interpreter and a test.
Times in conditions are relative to the `now` handed to the interpreter (business time); days are days of the company zone.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from marketloop.events.query.habits import Basket, Occurrence, Regular, Restarted, Sequence, Stopped
from marketloop.events.query.nodes import (
    Act,
    Ago,
    AnyWindow,
    Between,
    Comparison,
    Ever,
    Last,
    Node,
    Operator,
    Scalar,
    Span,
    Where,
    Window,
)
from marketloop.events.query.relations import (
    ADDRESSES,
    OWNERS,
    Engaged,
    Holdout,
    Near,
    Owner,
    Place,
    Reachable,
    Top,
)
from marketloop.platform import ids
from marketloop.platform.errors import BadRequest

__all__ = [
    "ADDRESSES",
    "MAX_DEPTH",
    "MAX_LEAVES",
    "OWNERS",
    "Act",
    "Aggregate",
    "Ago",
    "All",
    "Any",
    "AnyWindow",
    "Basket",
    "Between",
    "Bought",
    "Bucket",
    "Comparison",
    "Condition",
    "Consent",
    "Engaged",
    "Event",
    "Ever",
    "Exclusion",
    "FunnelQuery",
    "Holdout",
    "Identifier",
    "InList",
    "Last",
    "Leaf",
    "Measure",
    "Near",
    "Node",
    "Not",
    "Occurrence",
    "Operator",
    "Owner",
    "Place",
    "Range",
    "Reachable",
    "Regular",
    "RepeatQuery",
    "Restarted",
    "RetentionQuery",
    "Scalar",
    "Sequence",
    "Span",
    "Stage",
    "State",
    "Step",
    "Stopped",
    "Tag",
    "Top",
    "Trait",
    "TrendQuery",
    "Where",
    "Window",
    "depth_of",
    "leaves_of",
    "parts_of",
]

MAX_DEPTH, MAX_LEAVES = 8, 200


# ---- conditions on people --------------------------------------------------------------------------------------------


class All(Node):
    """Every part holds; an empty list holds for everybody."""

    type: Literal["all"] = "all"
    of: list[Condition]


class Any(Node):
    """At least one part holds; an empty list holds for nobody."""

    type: Literal["any"] = "any"
    of: list[Condition]


class Not(Node):
    """The part does not hold."""

    type: Literal["not"] = "not"
    of: Condition


class Trait(Node):
    """A test on a trait (`profile_trait`); numbers compare as numbers, dates are ISO texts or UTC ms in `time`."""

    type: Literal["trait"] = "trait"
    key: str = Field(min_length=1, max_length=120)
    op: Operator
    value: Scalar | list[Scalar] | None = None

    def one_each(self) -> list[Trait]:
        """A test for equality with each value of a list."""
        values = self.value if isinstance(self.value, list) else [self.value]
        return [self.model_copy(update={"op": "eq", "value": one}) for one in values]


class Tag(Node):
    """Has (or has not) a tag."""

    type: Literal["tag"] = "tag"
    tag: str
    has: bool = True


class Stage(Node):
    """Lifecycle stage is one of these (prospect, first_purchase, repeat, retained, dormant, lapsed)."""

    type: Literal["stage"] = "stage"
    among: list[str] = Field(min_length=1)


class Consent(Node):
    """Consent on a channel; without a record it counts as not granted."""

    type: Literal["consent"] = "consent"
    channel: str
    granted: bool = True


class Identifier(Node):
    """An identifier of this kind (email, phone, user_id …) is known."""

    type: Literal["identifier"] = "identifier"
    kind: str
    present: bool = True


class State(Node):
    """A test on a column of `profile_state`: orders, spend (minor units), source, city …; times with *_last_days operators."""

    type: Literal["state"] = "state"
    field: Literal[
        "orders",
        "spend",
        "first_order",
        "last_order",
        "first_seen",
        "last_seen",
        "created",
        "source",
        "city",
        "province",
    ]
    op: Operator
    value: Scalar | list[Scalar] | None = None


class Event(Node):
    """Number of events `name` (all `where` hold) in the window compared with `count`; "did not" is `eq 0`.

    For `between`, `count` and `count_to` are both inclusive.
    """

    type: Literal["event"] = "event"
    name: str = Field(min_length=1, max_length=200)
    where: list[Where] = []
    window: Window = Ever()
    op: Comparison = "gte"
    count: int = Field(default=1, ge=0)
    count_to: int | None = None


class Aggregate(Node):
    """An aggregate of a numeric property (or distinct values) over the events in the window, compared with `value`.

    Without any event: sum and distinct are 0; avg, max and min do not exist and no comparison holds.
    """

    type: Literal["aggregate"] = "aggregate"
    name: str = Field(min_length=1, max_length=200)
    where: list[Where] = []
    window: Window = Ever()
    function: Literal["sum", "avg", "max", "min", "distinct"]
    property: str
    op: Comparison = "gte"
    value: float
    value_to: float | None = None


class Bought(Node):
    """Number of distinct orders with a line (`product_bought`) of one of the products, categories or brands in the window."""

    type: Literal["bought"] = "bought"
    by: Literal["product_id", "category", "brand", "any"] = "any"
    values: list[str] = []
    window: Window = Ever()
    op: Comparison = "gte"
    count: int = Field(default=1, ge=0)
    count_to: int | None = None


class InList(Node):
    """Member of a static list or of another segment (`profile_list.list_id`); ids as prefixed text at the edge, int here."""

    type: Literal["list"] = "list"
    list_id: int
    member: bool = True

    @field_validator("list_id", mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        try:
            return ids.decode("seg", value) if isinstance(value, str) else value
        except BadRequest:
            raise ValueError("must be an id like seg_…") from None


class Bucket(Node):
    """Stable random share: `bucket(salt, profile_id)` in [start, end) of 10,000."""

    type: Literal["bucket"] = "bucket"
    salt: str
    start: int = Field(ge=0, le=10_000)
    end: int = Field(ge=0, le=10_000)


Leaf = (
    Trait | Tag | Stage | Consent | Identifier | State | Event | Aggregate | Bought | InList | Bucket
    | Reachable | Occurrence | Regular | Stopped | Restarted | Sequence | Basket
    | Owner | Engaged | Holdout | Place | Near | Top
)  # fmt: skip
Condition = Annotated[All | Any | Not | Leaf, Field(discriminator="type")]


# ---- analytics -------------------------------------------------------------------------------------------------------


class Step(Node):
    """One step of a funnel, or one line of a trend: an event (or one of `also`) with conditions."""

    event: str
    also: list[str] = Field(default=[], max_length=20)
    where: list[Where] = []
    label: str = ""


class Exclusion(Node):
    """An event that voids an attempt between step `after` and step `before` (numbers from 1, after < before)."""

    event: str
    where: list[Where] = []
    after: int = Field(ge=1)
    before: int = Field(ge=2)


class Range(Node):
    """[start, end) in UTC milliseconds."""

    start: int
    end: int

    @model_validator(mode="after")
    def _forward(self) -> Range:
        if self.end <= self.start:
            raise ValueError("end must be later than start")
        return self


class FunnelQuery(Node):
    """An ordered, strict or unordered funnel; `funnel.py` states the rules. `window_ms` ≤ 0 means 14 days.

    `among` limits to people who fulfil a condition now. `breakdown_at`: the step whose event gives the value (a number from 1),
    or `all`: all steps of an attempt have the same value. `bins`: bars of the histograms, else chosen by their size.
    """

    steps: list[Step] = Field(min_length=2, max_length=12)
    range: Range
    window_ms: int = 0
    mode: Literal["ordered", "strict", "unordered"] = "ordered"
    finish_later: bool = False
    exclusions: list[Exclusion] = Field(default=[], max_length=8)
    breakdown: str | None = None
    breakdown_at: Literal["first", "last", "all"] | Annotated[int, Field(ge=1, le=12)] = "first"
    bins: int | None = Field(default=None, ge=1, le=60)
    among: Condition | None = None
    include_invalid: bool = False


class RetentionQuery(Node):
    """A cohort table; periods are days, ISO weeks or months of the company zone."""

    start_event: Step
    return_event: Step
    range: Range
    period: Literal["day", "week", "month"] = "week"
    start_mode: Literal["first_ever", "recurring"] = "first_ever"
    rolling: bool = False
    among: Condition | None = None
    include_invalid: bool = False


class RepeatQuery(Node):
    """Of the people with the event in the range, how many did it again within `within_ms` (inclusive) after it.

    The second event may lie after the range. Ask only for ranges that ended `within_ms` ago: later ones are not over yet.
    """

    step: Step
    range: Range
    within_ms: int = Field(ge=1)
    period: Literal["day", "week", "month"] = "day"
    among: Condition | None = None
    include_invalid: bool = False


class Measure(Node):
    """What a trend shows per period: count, people, per-person mean, or a sum/mean/percentile of a property."""

    step: Step
    measure: Literal["count", "people", "per_person", "sum", "mean", "median", "p90"] = "count"
    property: str | None = None


class TrendQuery(Node):
    """Measures per period in the range, split by a breakdown (top 25, rest `(other)`, missing `(none)`).

    `compare`: the same measures over the range before of equal length, or a year earlier.
    """

    measures: list[Measure] = Field(min_length=1, max_length=8)
    range: Range
    period: Literal["hour", "day", "week", "month"] = "day"
    breakdown: str | None = None
    compare: Literal["none", "previous", "last_year"] = "none"
    among: Condition | None = None
    include_invalid: bool = False


for model in (All, Any, Not, FunnelQuery, RetentionQuery, RepeatQuery, TrendQuery):
    model.model_rebuild()


def parts_of(condition: Condition) -> list[Condition]:
    """The direct parts of a node, [] for a leaf."""
    if isinstance(condition, (All, Any)):
        return list(condition.of)
    return [condition.of] if isinstance(condition, Not) else []


def leaves_of(condition: Condition) -> list[Leaf]:
    """All leaves, left to right."""
    if not isinstance(condition, (All, Any, Not)):
        return [condition]
    return [leaf for part in parts_of(condition) for leaf in leaves_of(part)]


def depth_of(condition: Condition) -> int:
    """1 for a leaf."""
    return 1 + max((depth_of(part) for part in parts_of(condition)), default=0)

"""The definition of a journey: a frozen, typed graph with the position of every node on the canvas, and the settings.

JSON in and out. A node is a class with a `type` tag; an edge is a node id in one of its branches (`next` and others), None
where the path ends. `branches_of(node)` lists them all, so that validation, engine and canvas agree on the names.
Ids of segments and templates are prefixed texts (`seg_…`, `tpl_…`). Durations are exact lengths of time, a day is 24 hours;
local times and dates are those of the company zone.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from marketloop.events.query.ast import Condition, InList, Scalar, Where, leaves_of

NodeId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
Next = NodeId | None
UNIT_MS = {"minute": 60_000, "hour": 3_600_000, "day": 86_400_000}
MAX_NODES = 200


class Part(BaseModel):
    """A frozen piece of a graph; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Duration(Part):
    """A length of time."""

    amount: int = Field(ge=1, le=3650)
    unit: Literal["minute", "hour", "day"] = "day"

    def ms(self) -> int:
        """Length in milliseconds."""
        return self.amount * UNIT_MS[self.unit]


class NodeBase(Part):
    """What all nodes have: id, label for people, position on the canvas."""

    id: NodeId
    label: str = Field(default="", max_length=120)
    x: float = 0
    y: float = 0


# ---- entry -----------------------------------------------------------------------------------------------------------


class SegmentEntry(NodeBase):
    """People enter when they join the segment, and, if `include_present`, those who are in it at publication."""

    type: Literal["segment_entry"] = "segment_entry"
    segment: str = ""
    include_present: bool = True
    exit_on_leave: bool = False
    next: Next = None


class EventEntry(NodeBase):
    """People enter at an event whose conditions hold; `key` names a property: one pass per value (an order id, say)."""

    type: Literal["event_entry"] = "event_entry"
    event: str = Field(default="", max_length=200)
    where: tuple[Where, ...] = ()
    key: str = Field(default="", max_length=120)
    next: Next = None


# ---- timing ----------------------------------------------------------------------------------------------------------


class ForDuration(Part):
    """Wait this long."""

    kind: Literal["duration"] = "duration"
    length: Duration


class UntilLocalTime(Part):
    """Wait for the next instant at which it is `time` on one of the weekdays (0 Monday … 6 Sunday; none named: any day)."""

    kind: Literal["local_time"] = "local_time"
    time: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...] = ()


class UntilTrait(Part):
    """Wait until a date trait plus `offset_days` (may be negative) at `time`; who has no such date, or a past one, goes on."""

    kind: Literal["trait"] = "trait"
    key: str = Field(min_length=1, max_length=120)
    offset_days: int = Field(default=0, ge=-3650, le=3650)
    time: str = Field("09:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")


class Delay(NodeBase):
    """Hold people for some time."""

    type: Literal["delay"] = "delay"
    wait: Annotated[ForDuration | UntilLocalTime | UntilTrait, Field(discriminator="kind")]
    next: Next = None


class AwaitedEvent(Part):
    """An event to wait for."""

    name: str = Field(min_length=1, max_length=200)
    where: tuple[Where, ...] = ()


class WaitFor(NodeBase):
    """Hold people until one of the events happens or they are in the segment, at most `timeout`.

    Events count from the arrival at this node, and as far back before it as `lookback`. Being in the segment at arrival counts.
    """

    type: Literal["wait_for"] = "wait_for"
    events: tuple[AwaitedEvent, ...] = ()
    segment: str = ""
    timeout: Duration
    lookback: Duration | None = None
    happened: Next = None
    timed_out: Next = None


# ---- branching -------------------------------------------------------------------------------------------------------


class SplitBranch(Part):
    """One way out of a condition split; `key` is the name of the branch in counts and does not change with its label."""

    key: NodeId
    label: str = Field(default="", max_length=120)
    condition: Condition
    next: Next = None


class ConditionSplit(NodeBase):
    """The first branch whose condition holds, else `otherwise`."""

    type: Literal["condition_split"] = "condition_split"
    branches: tuple[SplitBranch, ...] = Field(default=(), max_length=20)
    otherwise: Next = None


class RandomShare(Part):
    """One way out of a random split."""

    key: NodeId
    label: str = Field(default="", max_length=120)
    percent: float = Field(ge=0, le=100)
    next: Next = None


class RandomSplit(NodeBase):
    """Shares by a stable hash of journey, node and person: the same person always takes the same way."""

    type: Literal["random_split"] = "random_split"
    branches: tuple[RandomShare, ...] = Field(default=(), max_length=20)


# ---- actions ---------------------------------------------------------------------------------------------------------


class SendEmail(NodeBase):
    """Request an e-mail.

    Without `by_result` people go on at once by `next`. With it they wait until the message was sent (`next`), held back by
    contact policy (`suppressed`) or failed (`failed`), at most three days after which they go on by `next`.
    """

    type: Literal["send_email"] = "send_email"
    template: str = ""
    by_result: bool = False
    next: Next = None
    suppressed: Next = None
    failed: Next = None


class UpdateProfile(NodeBase):
    """Set traits."""

    type: Literal["update_profile"] = "update_profile"
    traits: dict[str, Scalar] = {}
    next: Next = None


class TagPeople(NodeBase):
    """Add or remove tags."""

    type: Literal["tag"] = "tag"
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    next: Next = None


# ---- control ---------------------------------------------------------------------------------------------------------


class Goal(NodeBase):
    """The goal of the whole journey: one of the events within `within` of entry counts as conversion, wherever the person is.

    A path that leads here ends as converted too.
    """

    type: Literal["goal"] = "goal"
    events: tuple[AwaitedEvent, ...] = ()
    within: Duration = Duration(amount=30, unit="day")


class Exit(NodeBase):
    """The path ends, with a reason for the report."""

    type: Literal["exit"] = "exit"
    reason: str = Field("finished", pattern=r"^[\w .-]{1,40}$")


Node = Annotated[
    SegmentEntry
    | EventEntry
    | Delay
    | WaitFor
    | ConditionSplit
    | RandomSplit
    | SendEmail
    | UpdateProfile
    | TagPeople
    | Goal
    | Exit,
    Field(discriminator="type"),
]
Entry = SegmentEntry | EventEntry


class ReEntry(Part):
    """Who may enter again: never, after the last pass has ended, so many days after it ended, or once per key of the entry."""

    rule: Literal["never", "after_exit", "after_days", "each_key"] = "never"
    days: int = Field(default=30, ge=1, le=3650)


class Settings(Part):
    """Rules of the whole journey.

    `start_ms`, `end_ms`: entries only in [start, end), UTC milliseconds. `transactional`: messages answer what a person did, so
    they need no marketing consent and no frequency cap applies. Quiet hours are the company's contact policy.
    """

    re_entry: ReEntry = ReEntry()
    holdout_percent: float = Field(default=0, ge=0, le=90)
    max_entries: int | None = Field(default=None, ge=1)
    start_ms: int | None = None
    end_ms: int | None = None
    transactional: bool = False
    suppression_segment: str = ""

    @model_validator(mode="after")
    def _forward(self) -> Settings:
        if self.start_ms is not None and self.end_ms is not None and self.end_ms <= self.start_ms:
            raise ValueError("end_ms must be later than start_ms")
        return self


class Graph(Part):
    """Nodes with their edges, and the settings."""

    nodes: tuple[Node, ...] = Field(default=(), max_length=MAX_NODES)
    settings: Settings = Settings()

    def entries(self) -> list[Entry]:
        """The entry nodes."""
        return [node for node in self.nodes if isinstance(node, SegmentEntry | EventEntry)]

    def goal(self) -> Goal | None:
        """The goal, if there is one."""
        return next((node for node in self.nodes if isinstance(node, Goal)), None)

    def by_id(self) -> dict[str, Node]:
        """Nodes by id."""
        return {node.id: node for node in self.nodes}


def branches_of(node: Node) -> list[tuple[str, Next]]:
    """All ways out of a node as (branch name, next node); [] for goal and exit."""
    match node:
        case ConditionSplit():
            return [*((one.key, one.next) for one in node.branches), ("otherwise", node.otherwise)]
        case RandomSplit():
            return [(one.key, one.next) for one in node.branches]
        case WaitFor():
            return [("happened", node.happened), ("timed_out", node.timed_out)]
        case SendEmail() if node.by_result:
            return [("next", node.next), ("suppressed", node.suppressed), ("failed", node.failed)]
        case Goal() | Exit():
            return []
        case _:
            return [("next", node.next)]


def holds_people(node: Node) -> bool:
    """Whether people may rest at the node, so that a cycle through it does not spin."""
    return isinstance(node, Delay | WaitFor) or (isinstance(node, SendEmail) and node.by_result)


def list_ids_in(graph: Graph) -> set[int]:
    """Ids of lists and segments that the conditions of the graph name."""
    splits = [node for node in graph.nodes if isinstance(node, ConditionSplit)]
    leaves = [leaf for node in splits for branch in node.branches for leaf in leaves_of(branch.condition)]
    return {leaf.list_id for leaf in leaves if isinstance(leaf, InList)}


def with_list_ids(value: Any, convert: Any) -> Any:
    """The JSON value with every `list_id` of a condition leaf passed through `convert` (text at the edge, int inside)."""
    if isinstance(value, dict):
        is_list = value.get("type") == "list" and "list_id" in value
        return {
            key: convert(inner) if is_list and key == "list_id" else with_list_ids(inner, convert)
            for key, inner in value.items()
        }
    return [with_list_ids(inner, convert) for inner in value] if isinstance(value, list) else value

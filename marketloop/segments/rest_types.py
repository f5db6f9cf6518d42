"""What the endpoints of segments take and give."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from marketloop.events.facade import Explained
from marketloop.platform import ids
from marketloop.platform.http import Schema
from marketloop.platform.i18n import Language, translate
from marketloop.profiles.contracts import ProfileRow
from marketloop.segments.contracts import PREFIX, Preview, SegmentView, SizePoint, Usage, Warned


class SizeOut(Schema):
    """Size at the end of a period that begins at `at` (UTC ms); how many came and went in it."""

    at: int
    size: int
    entered: int
    left: int

    @classmethod
    def of(cls, point: SizePoint) -> SizeOut:
        """From the point."""
        return cls(at=point.at, size=point.size, entered=point.entered, left=point.left)


class SegmentOut(Schema):
    """A segment; `computing` while its first full count, or that of a new condition, is under way."""

    id: str
    key: str
    name: str
    description: str
    kind: str
    state: str
    condition: dict[str, Any] | None
    size: int
    computing: bool
    owner: str | None
    org_unit: str | None
    created_at: dt.datetime
    updated_at: dt.datetime
    refreshed_at: dt.datetime | None
    sparkline: list[SizeOut]

    @classmethod
    def of(cls, view: SegmentView, sizes: list[SizePoint] | None = None) -> SegmentOut:
        """From the view, with the sizes of the last 30 days."""
        return cls(
            id=ids.encode(PREFIX, view.id),
            key=view.key,
            name=view.name,
            description=view.description,
            kind=view.kind.value,
            state=view.state.value,
            condition=view.condition,
            size=view.size,
            computing=view.computing,
            owner=ids.encode("usr", view.owner) if view.owner else None,
            org_unit=ids.encode("org", view.org_unit) if view.org_unit else None,
            created_at=view.created_at,
            updated_at=view.updated_at,
            refreshed_at=view.refreshed_at,
            sparkline=[SizeOut.of(point) for point in sizes or []],
        )


class SegmentIn(Schema):
    """A new segment; `condition` is a tree (docs: events/query/ast), absent for a static list."""

    name: str
    description: str = ""
    key: str = ""
    kind: Literal["dynamic", "static", "snapshot"] = "dynamic"
    condition: dict[str, Any] | None = None


class SegmentChange(Schema):
    """What changes; absent fields stay."""

    name: str | None = None
    description: str | None = None
    condition: dict[str, Any] | None = None
    state: Literal["live", "paused"] | None = None


class CopyIn(Schema):
    """The name of the copy."""

    name: str


class ConditionIn(Schema):
    """A condition to look at."""

    condition: dict[str, Any]


class WarnedOut(Schema):
    """Allowed, but perhaps a slip; `path` is the leaf, `text` says it in the asker's language."""

    code: str
    path: str
    name: str
    text: str

    @classmethod
    def of(cls, one: Warned, language: Language) -> WarnedOut:
        """With its text."""
        text = translate(one.code, language, name=one.name)
        return cls(code=one.code, path=one.path, name=one.name, text=text)


class SamplePersonOut(Schema):
    """A person in a list; phone and e-mail are masked, `spend` in minor units, `last_order` in UTC ms."""

    id: str
    name: str
    phone: str = ""
    email: str = ""
    stage: str = ""
    city: str = ""
    orders: int = 0
    spend: int = 0
    last_order: int | None = None

    @classmethod
    def of(cls, person: int, row: ProfileRow | None) -> SamplePersonOut:
        """From the person's row; without one (just erased) only the id."""
        if row is None:
            return cls(id=ids.encode("pro", person), name="")
        return cls(
            id=ids.encode("pro", person),
            name=row.name,
            phone=row.phone,
            email=row.email,
            stage=row.stage,
            city=row.city,
            orders=row.orders,
            spend=row.spend,
            last_order=row.last_order,
        )


class LeafOut(Schema):
    """`own`: people who fulfil this leaf alone; `remaining`: people left after its part of the tree."""

    path: str
    own: int
    remaining: int


class PreviewOut(Schema):
    """The live count of the builder; `share` of the base, None when there is nobody."""

    count: int
    base: int
    share: float | None
    leaves: list[LeafOut]
    sample: list[SamplePersonOut]
    reachable: dict[str, int]
    events_scanned: int
    elapsed_ms: int
    warnings: list[WarnedOut]

    @classmethod
    def of(cls, found: Preview, sample: list[SamplePersonOut], language: Language) -> PreviewOut:
        """From the figures, with the sample's names."""
        return cls(
            count=found.count,
            base=found.base,
            share=found.share,
            leaves=[LeafOut(path=one.path, own=one.own, remaining=one.remaining) for one in found.leaves],
            sample=sample,
            reachable=found.reachable,
            events_scanned=found.events_scanned,
            elapsed_ms=found.elapsed_ms,
            warnings=[WarnedOut.of(one, language) for one in found.warnings],
        )


class NodeOut(Schema):
    """One node of an explained condition: `holds`, and for a leaf its JSON and the data behind the verdict."""

    type: str
    holds: bool
    leaf: dict[str, Any]
    data: dict[str, Any]
    of: list[NodeOut]

    @classmethod
    def tree(cls, node: Explained) -> NodeOut:
        """From the explanation."""
        leaf = dict(node.leaf)
        if node.type == "list":
            leaf["list_id"] = ids.encode(PREFIX, leaf["list_id"])
        parts = [cls.tree(part) for part in node.of]
        return cls(type=node.type, holds=node.holds, leaf=leaf, data=node.data, of=parts)


class ExplanationOut(Schema):
    """`member`: stands in the segment; `fulfils`, `tree`: the condition held against the person now (static: none)."""

    member: bool
    fulfils: bool | None
    tree: NodeOut | None


class UsageOut(Schema):
    """Something that uses the segment."""

    kind: str
    id: str
    name: str

    @classmethod
    def of(cls, one: Usage) -> UsageOut:
        """From the port's answer."""
        return cls(kind=one.kind, id=one.id, name=one.name)


class MembersChange(Schema):
    """People to put on a static list and to take off it (`pro_…`)."""

    put: list[str] = []
    take: list[str] = []


class MembersChanged(Schema):
    """How many were put and taken."""

    put: int
    taken: int


class JobStarted(Schema):
    """The job that does it (`jobs/{id}`)."""

    job: str


class ChoiceOut(Schema):
    """A value with its label."""

    value: str
    label: str


class EventChoice(ChoiceOut):
    """An event that occurs, most frequent first."""

    count: int


class TraitChoice(ChoiceOut):
    """A trait; `type` is text, number, date, boolean or list."""

    type: str


class SegmentChoice(ChoiceOut):
    """A segment that a condition may name."""

    size: int


class UnitChoice(ChoiceOut):
    """A unit of the company's tree, parents before children; `depth` 0 is the company."""

    depth: int


class VocabularyOut(Schema):
    """All that the builder offers to choose from."""

    events: list[EventChoice]
    traits: list[TraitChoice]
    tags: list[ChoiceOut]
    stages: list[ChoiceOut]
    channels: list[ChoiceOut]
    identifiers: list[ChoiceOut]
    segments: list[SegmentChoice]
    categories: list[ChoiceOut]
    brands: list[ChoiceOut]
    products: list[ChoiceOut]
    staff: list[ChoiceOut]
    units: list[UnitChoice]
    provinces: list[ChoiceOut]
    cities: list[ChoiceOut]
    counties: list[ChoiceOut]
    journeys: list[ChoiceOut]
    paths: list[ChoiceOut]
    campaigns: list[ChoiceOut]


class ValueOut(Schema):
    """A value and how often it occurs."""

    value: str
    count: int


class PropertyOut(Schema):
    """A property of an event with its most frequent values; `number` when all that were seen are numbers."""

    name: str
    type: str
    values: list[ValueOut]

"""What the endpoints of profiles take and give. Ids are prefixed texts, times ISO instants, money minor units."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from marketloop.events import facade as events
from marketloop.events.contracts import StoredEvent
from marketloop.identity.facade import Graph, MergeView
from marketloop.platform import clock, ids
from marketloop.platform.http import PageQuery, Schema
from marketloop.platform.i18n import Language, translate
from marketloop.profiles.contracts import (
    BulkResult,
    ConsentView,
    ProfileFilter,
    ProfileRow,
    ProfileView,
    TagView,
    Trait,
)
from marketloop.profiles.models import ConsentEntry, Note, Tag
from marketloop.profiles.timelines import group_of


def instant(time: int | None) -> dt.datetime | None:
    """UTC ms as an aware datetime."""
    return None if time is None else clock.from_ms(time)


def _id(prefix: str, value: int | None) -> str | None:
    return None if value is None else ids.encode(prefix, value)


class ProfilesQuery(PageQuery):
    """Search (`q`: beginning of a name, phone, e-mail, user id or profile id), filters, sort, page."""

    stage: list[str] = Field([])
    tag: str = ""
    city: str = ""
    consent: str = ""
    source: str = ""
    spend_from: int | None = None
    spend_to: int | None = None
    orders_from: int | None = None
    include_test: bool = True

    def wanted(self) -> ProfileFilter:
        """As the module understands it."""
        return ProfileFilter(
            q=self.q,
            stages=tuple(self.stage),
            tag=self.tag,
            city=self.city,
            consent=self.consent,
            source=self.source,
            spend_from=self.spend_from,
            spend_to=self.spend_to,
            orders_from=self.orders_from,
            include_test=self.include_test,
        )


class ProfileOut(Schema):
    """A person in a list; phone and e-mail are masked."""

    id: str
    name: str
    phone: str
    email: str
    stage: str
    stage_label: str
    orders: int
    spend: int
    first_order: dt.datetime | None
    last_order: dt.datetime | None
    first_seen: dt.datetime | None
    last_seen: dt.datetime | None
    created: dt.datetime
    city: str
    province: str
    source: str
    is_test: bool
    org_unit: str | None
    owner: str | None
    tags: list[str]

    @classmethod
    def of(cls, row: ProfileRow, language: Language) -> ProfileOut:
        """From the row."""
        return cls(**row_values(row, language))


def row_values(row: ProfileRow, language: Language) -> dict[str, Any]:
    """The fields that a list and the header of the page share."""
    return {
        "id": ids.encode("pro", row.id),
        "name": row.name,
        "phone": row.phone,
        "email": row.email,
        "stage": row.stage,
        "stage_label": translate(f"profiles.stage.{row.stage}", language),
        "orders": row.orders,
        "spend": row.spend,
        "first_order": instant(row.first_order),
        "last_order": instant(row.last_order),
        "first_seen": instant(row.first_seen),
        "last_seen": instant(row.last_seen),
        "created": clock.from_ms(row.created),
        "city": row.city,
        "province": row.province,
        "source": row.source,
        "is_test": row.is_test,
        "org_unit": _id("org", row.org_unit),
        "owner": _id("usr", row.owner),
        "tags": list(row.tags),
    }


class TraitOut(Schema):
    """A trait with its origin; the value of a personal one is masked."""

    key: str
    value: Any
    source: str
    time: dt.datetime
    personal: bool

    @classmethod
    def of(cls, trait: Trait) -> TraitOut:
        """From the trait."""
        return cls(
            key=trait.key,
            value=trait.value,
            source=trait.source,
            time=clock.from_ms(trait.time),
            personal=trait.personal,
        )


class TagOut(Schema):
    """A tag on a person."""

    tag: str
    source: str
    at: dt.datetime
    by: str | None
    expires: dt.datetime | None

    @classmethod
    def of(cls, tag: TagView) -> TagOut:
        """From the tag."""
        return cls(
            tag=tag.tag,
            source=tag.source,
            at=clock.from_ms(tag.at),
            by=_id("usr", tag.by),
            expires=instant(tag.expires),
        )


class ConsentOut(Schema):
    """Consent on a channel."""

    channel: str
    label: str
    granted: bool
    at: dt.datetime
    origin: str
    proof: str

    @classmethod
    def of(cls, one: ConsentView | ConsentEntry, language: Language) -> ConsentOut:
        """From the state or a row of the ledger."""
        return cls(
            channel=one.channel,
            label=translate(f"profiles.channel.{one.channel}", language),
            granted=one.granted,
            at=clock.from_ms(one.at),
            origin=one.origin,
            proof=one.proof,
        )


class StageOut(Schema):
    """A move between lifecycle stages."""

    stage: str
    label: str
    previous: str
    at: dt.datetime


class ProfileDetail(ProfileOut):
    """The 360° header with traits, tags, consents and the stage log."""

    members: list[str]
    traits: list[TraitOut]
    tag_details: list[TagOut]
    consents: list[ConsentOut]
    stages: list[StageOut]

    @classmethod
    def of_view(cls, view: ProfileView, language: Language) -> ProfileDetail:
        """From the view."""
        return cls(
            **row_values(view, language),
            members=[ids.encode("pro", one) for one in view.members],
            traits=[TraitOut.of(trait) for trait in view.traits],
            tag_details=[TagOut.of(tag) for tag in view.tag_details],
            consents=[ConsentOut.of(consent, language) for consent in view.consents],
            stages=[
                StageOut(
                    stage=move.stage,
                    label=translate(f"profiles.stage.{move.stage}", language),
                    previous=move.previous,
                    at=clock.from_ms(move.at),
                )
                for move in view.stages
            ],
        )


class RevealOut(Schema):
    """Personal values in clear; the reading is audited."""

    phone: str
    email: str
    traits: dict[str, Any]


class EventOut(Schema):
    """One event on the timeline; personal values are hidden."""

    id: str
    name: str
    label: str
    group: str
    kind: str
    time: dt.datetime
    source: str
    quality: int
    profile: str
    properties: dict[str, Any]

    @classmethod
    def of(cls, event: StoredEvent, language: Language) -> EventOut:
        """From the stored event."""
        shown = {
            **event.columns,
            **event.properties,
            **({"traits": dict(event.traits)} if event.traits else {}),
        }
        return cls(
            id=ids.encode("evt", event.event_id),
            name=event.name,
            label=events.label_of(event.name, language),
            group=group_of(event.name),
            kind=event.kind,
            time=clock.from_ms(event.time),
            source=event.source,
            quality=event.quality,
            profile=ids.encode("pro", event.profile_id),
            properties=hidden(shown),
        )


def hidden(value: Any) -> Any:
    """The value with every token replaced by dots."""
    if isinstance(value, dict):
        return {key: hidden(one) for key, one in value.items() if key != "origin_profile_id"}
    if isinstance(value, list):
        return [hidden(one) for one in value]
    return "••••" if isinstance(value, str) and value.startswith("tok_") else value


class TimelineOut(Schema):
    """A page of the timeline."""

    items: list[EventOut]
    next_cursor: str | None


class NodeOut(Schema):
    """An identifier in the graph; `via` is the node that it first came with."""

    id: str
    kind: str
    label: str
    profile: str
    first_seen: dt.datetime
    last_seen: dt.datetime
    source: str
    evidence: str
    verified: bool
    via: str | None


class MergeOut(Schema):
    """A merge with its evidence; `undone_at` null while it holds."""

    id: str
    left: str
    right: str
    survivor: str
    absorbed: str
    rule: str
    evidence: dict[str, Any]
    at: dt.datetime
    by: str | None
    undone_at: dt.datetime | None
    undone_by: str | None

    @classmethod
    def of(cls, merge: MergeView) -> MergeOut:
        """From the merge."""
        return cls(
            id=ids.encode("mrg", merge.id),
            left=ids.encode("pro", merge.left_id),
            right=ids.encode("pro", merge.right_id),
            survivor=ids.encode("pro", merge.survivor_id),
            absorbed=ids.encode("pro", merge.absorbed_id),
            rule=merge.rule,
            evidence=hidden(merge.evidence),
            at=clock.from_ms(merge.at),
            by=_id("usr", merge.by),
            undone_at=instant(merge.undone_at),
            undone_by=_id("usr", merge.undone_by),
        )


class RefusalOut(Schema):
    """An identifier that was seen but not linked: limit, device (shared) or separated."""

    kind: str
    label: str
    reason: str
    evidence: str
    at: dt.datetime
    other_profile: str | None


class GraphOut(Schema):
    """The identity graph of a person."""

    profile: str
    members: list[str]
    nodes: list[NodeOut]
    merges: list[MergeOut]
    refusals: list[RefusalOut]

    @classmethod
    def of(cls, graph: Graph) -> GraphOut:
        """From the graph."""
        return cls(
            profile=ids.encode("pro", graph.profile_id),
            members=[ids.encode("pro", one) for one in graph.members],
            nodes=[
                NodeOut(
                    id=ids.encode("idf", node.id),
                    kind=node.kind,
                    label=node.label,
                    profile=ids.encode("pro", node.profile_id),
                    first_seen=clock.from_ms(node.first_seen),
                    last_seen=clock.from_ms(node.last_seen),
                    source=node.source,
                    evidence=node.evidence,
                    verified=node.verified,
                    via=_id("idf", node.via),
                )
                for node in graph.nodes
            ],
            merges=[MergeOut.of(merge) for merge in graph.merges],
            refusals=[
                RefusalOut(
                    kind=one.kind,
                    label=one.label,
                    reason=one.reason,
                    evidence=one.evidence,
                    at=clock.from_ms(one.at),
                    other_profile=_id("pro", one.other_profile_id),
                )
                for one in graph.refusals
            ],
        )


class TraitsIn(Schema):
    """Traits to set; null removes one."""

    traits: dict[str, str | int | float | bool | list[str] | None] = Field(min_length=1, max_length=200)


class AssignIn(Schema):
    """Org unit, owner and test mark; what is absent stays."""

    org_unit: str | None = None
    owner: str | None = None
    is_test: bool | None = None


class TagIn(Schema):
    """A tag to put on."""

    tag: str
    expires: dt.datetime | None = None


class BulkTagIn(Schema):
    """A tag to put on many people, or to take off."""

    tag: str
    profiles: list[str] = Field(min_length=1)
    remove: bool = False
    expires: dt.datetime | None = None


class BulkOut(Schema):
    """How many people changed, and the handle to undo it."""

    changed: int
    undo: str | None

    @classmethod
    def of(cls, result: BulkResult) -> BulkOut:
        """From the result."""
        return cls(changed=result.changed, undo=_id("tgc", result.undo))


class TagCountOut(Schema):
    """A tag and how many profiles have it."""

    id: str
    name: str
    group: str
    colour: str
    description: str
    profiles: int

    @classmethod
    def of(cls, tag: Tag, count: int) -> TagCountOut:
        """From the row."""
        return cls(
            id=ids.encode("tag", tag.id),
            name=tag.name,
            group=tag.group,
            colour=tag.colour,
            description=tag.description,
            profiles=count,
        )


class ConsentIn(Schema):
    """Consent that a person stated to a member of staff."""

    channel: str
    granted: bool
    proof: str = Field("", max_length=400)


class NoteIn(Schema):
    """A note."""

    text: str


class NoteOut(Schema):
    """A note with its author."""

    id: str
    text: str
    by: str
    at: dt.datetime

    @classmethod
    def of(cls, note: Note, text: str) -> NoteOut:
        """From the row."""
        return cls(id=ids.encode("nte", note.id), text=text, by=note.by_name, at=clock.from_ms(note.at))


class MergeIn(Schema):
    """Two people who are one."""

    first: str
    second: str
    reason: str = ""


class MergedOut(Schema):
    """The merge and the person who stands for both."""

    merge: str
    profile: str


class SplitOut(Schema):
    """The two people who stand apart again."""

    kept: str
    restored: str

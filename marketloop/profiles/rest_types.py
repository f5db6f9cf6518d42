"""What the endpoints of profiles take and give. Ids are prefixed texts, times ISO instants, money minor units."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from marketloop.events import facade as events
from marketloop.events.contracts import StoredEvent
from marketloop.platform import clock, ids
from marketloop.platform.http import PageQuery, Schema
from marketloop.platform.i18n import Language, translate
from marketloop.profiles.contracts import (
    ConsentView,
    ProfileFilter,
    ProfileRow,
    ProfileView,
    TagView,
    Trait,
)
from marketloop.profiles.models import ConsentEntry
from marketloop.profiles.timelines import group_of


def instant(time: int | None) -> dt.datetime | None:
    """UTC ms as an aware datetime."""
    return None if time is None else clock.from_ms(time)


def encoded(prefix: str, value: int | None) -> str | None:
    """An id as the API writes it, None stays None."""
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
    id: list[str] = Field([], max_length=200)

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
            among=tuple(ids.decode("pro", one) for one in self.id) or None,
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
        "org_unit": encoded("org", row.org_unit),
        "owner": encoded("usr", row.owner),
        "tags": list(row.tags),
    }


class SeenOut(Schema):
    """A value with its origin; a personal one is masked."""

    value: Any
    source: str
    time: dt.datetime

    @classmethod
    def of(cls, trait: Trait) -> SeenOut:
        """From the trait."""
        return cls(value=trait.value, source=trait.source, time=clock.from_ms(trait.time))


class TraitOut(SeenOut):
    """A trait with its origin, and the values that lost against it, newest first."""

    key: str
    personal: bool
    others: list[SeenOut]

    @classmethod
    def of(cls, trait: Trait) -> TraitOut:
        """From the trait."""
        return cls(
            key=trait.key,
            value=trait.value,
            source=trait.source,
            time=clock.from_ms(trait.time),
            personal=trait.personal,
            others=[SeenOut.of(one) for one in trait.others],
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
            by=encoded("usr", tag.by),
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

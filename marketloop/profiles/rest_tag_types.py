"""What the endpoints of tags take and give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from marketloop.platform import clock, ids
from marketloop.platform.http import Schema
from marketloop.profiles.models import Tag, TagAct, TagChange, TagGroup
from marketloop.profiles.rest_types import encoded, instant
from marketloop.profiles.tag_catalogue import TagDefinition
from marketloop.profiles.tag_reports import TagUse


class TagCountOut(Schema):
    """A tag with its definition and how many profiles have it; `owner_name` empty when nobody owns it."""

    id: str
    name: str
    group: str | None
    colour: str
    description: str
    kind: str
    segment: str | None
    owner: str | None
    owner_name: str
    valid_days: int | None
    keywords: list[str]
    profiles: int

    @classmethod
    def of(cls, tag: Tag, count: int, staff: Mapping[int, str]) -> TagCountOut:
        """From the row."""
        return cls(
            id=ids.encode("tag", tag.id),
            name=tag.name,
            group=encoded("tgg", tag.group_id),
            colour=tag.colour,
            description=tag.description,
            kind=tag.kind,
            segment=encoded("seg", tag.segment),
            owner=encoded("usr", tag.owner),
            owner_name=staff.get(tag.owner or 0, ""),
            valid_days=tag.valid_days,
            keywords=tag.keywords,
            profiles=count,
        )


class TagDefinitionIn(Schema):
    """A tag as staff state it; `segment` makes it a rule tag. The name of a tag that exists is changed by renaming."""

    name: str = ""
    group: str | None = None
    colour: str = ""
    description: str = ""
    owner: str | None = None
    segment: str | None = None
    valid_days: int | None = None
    keywords: list[str] = []

    def definition(self, name: str | None = None) -> TagDefinition:
        """As the module understands it."""
        return TagDefinition(
            name=self.name if name is None else name,
            group=ids.decode("tgg", self.group) if self.group else None,
            colour=self.colour,
            description=self.description,
            owner=ids.decode("usr", self.owner) if self.owner else None,
            segment=ids.decode("seg", self.segment) if self.segment else None,
            valid_days=self.valid_days,
            keywords=tuple(self.keywords),
        )


class TagSavedOut(Schema):
    """A tag after a change; `job` fills a rule tag from its segment."""

    tag: TagCountOut
    job: str | None


class TagRenameIn(Schema):
    """The new name."""

    name: str


class TagMergeIn(Schema):
    """The tag that everybody gets instead."""

    into: str


class TagGroupIn(Schema):
    """A group of tags."""

    name: str
    parent: str | None = None
    exclusive: bool = False
    description: str = Field("", max_length=200)


class TagGroupOut(Schema):
    """A group of tags; `exclusive`: a person wears at most one of them."""

    id: str
    name: str
    parent: str | None
    exclusive: bool
    description: str

    @classmethod
    def of(cls, row: TagGroup) -> TagGroupOut:
        """From the row."""
        return cls(
            id=ids.encode("tgg", row.id),
            name=row.name,
            parent=encoded("tgg", row.parent_id),
            exclusive=row.exclusive,
            description=row.description,
        )


class TagUseOut(Schema):
    """Coverage and freshness of a tag; `share` of all people, counts of the last 30 days."""

    id: str
    name: str
    kind: str
    people: int
    share: float
    last_set: dt.datetime | None
    added: int
    removed: int
    expiring: int
    verdict: str

    @classmethod
    def of(cls, use: TagUse) -> TagUseOut:
        """From the figures."""
        return cls(
            id=ids.encode("tag", use.tag.id),
            name=use.tag.name,
            kind=use.tag.kind,
            people=use.people,
            share=use.share,
            last_set=instant(use.last_set),
            added=use.added,
            removed=use.removed,
            expiring=use.expiring,
            verdict=use.verdict,
        )


class TagActOut(Schema):
    """A line of history: `act` is added, removed, created, edited, renamed, merged or deleted."""

    id: str
    tag: str
    act: str
    people: int
    source: str
    by: str
    at: dt.datetime
    undone: bool
    detail: dict[str, Any]

    @classmethod
    def of(cls, row: TagAct, staff: Mapping[int, str]) -> TagActOut:
        """From the row."""
        return cls(
            id=ids.encode("tac", row.id),
            tag=row.tag.name,
            act=row.act,
            people=row.people,
            source=row.source,
            by=staff.get(row.by or 0, ""),
            at=clock.from_ms(row.at),
            undone=row.undone,
            detail=row.detail,
        )


class TagHistoryOut(Schema):
    """A tag put on a person or taken off."""

    tag: str
    added: bool
    source: str
    by: str
    at: dt.datetime
    undone: bool

    @classmethod
    def of(cls, row: TagChange, staff: Mapping[int, str]) -> TagHistoryOut:
        """From the row."""
        return cls(
            tag=row.tag.name,
            added=row.added,
            source=row.source,
            by=staff.get(row.by or 0, ""),
            at=clock.from_ms(row.at),
            undone=row.undone,
        )

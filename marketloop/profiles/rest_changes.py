"""What the endpoints of changes take and give: traits, tags, consents, notes."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from marketloop.platform.http import Schema
from marketloop.profiles.contracts import BulkResult
from marketloop.profiles.rest_types import encoded


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
    """How many people changed, and the handle to undo it; `skipped`: those whom an undo left alone, changed since."""

    changed: int
    undo: str | None
    skipped: int = 0

    @classmethod
    def of(cls, result: BulkResult) -> BulkOut:
        """From the result."""
        return cls(changed=result.changed, undo=encoded("tgc", result.undo), skipped=result.skipped)


class ConsentIn(Schema):
    """Consent that a person stated to a member of staff."""

    channel: str
    granted: bool
    proof: str = Field("", max_length=400)

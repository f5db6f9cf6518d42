"""What the endpoints of bulk changes take and give."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from marketloop.platform import clock, ids
from marketloop.platform.http import Schema
from marketloop.profiles import bulk
from marketloop.profiles.contracts import ProfileFilter
from marketloop.profiles.models import BulkChange
from marketloop.profiles.rest_types import instant


class PeopleFilterIn(Schema):
    """All who match, as the list narrows them."""

    q: str = ""
    stage: list[str] = []
    tag: str = ""
    city: str = ""
    consent: str = ""
    source: str = ""
    spend_from: int | None = None
    spend_to: int | None = None
    orders_from: int | None = None
    owner: str = ""

    def wanted(self) -> ProfileFilter:
        """As the module understands it."""
        values = self.model_dump(exclude={"stage", "owner"})
        owner = ids.decode("usr", self.owner) if self.owner else None
        return ProfileFilter(**values, stages=tuple(self.stage), owner=owner)


class BulkChangeIn(Schema):
    """One change of many people: `profiles` by hand, or `matching` for all who match.

    tag_add: `tag`, `expires`; tag_remove: `tag`; owner: `owner` (null: nobody); trait: `key`, `value`; consent: `channel`,
    `proof` (the consent is withdrawn).
    """

    kind: Literal["tag_add", "tag_remove", "owner", "trait", "consent"]
    profiles: list[str] | None = None
    matching: PeopleFilterIn | None = None
    tag: str = ""
    expires: dt.datetime | None = None
    owner: str | None = None
    key: str = ""
    value: str | int | float | bool | list[str] | None = None
    channel: str = ""
    proof: str = ""

    def params(self) -> dict[str, Any]:
        """What the kind needs."""
        return {
            "tag": self.tag,
            "expires": clock.to_ms(self.expires) if self.expires else None,
            "owner": ids.decode("usr", self.owner) if self.owner else None,
            "key": self.key,
            "value": self.value,
            "channel": self.channel,
            "proof": self.proof,
        }


class BulkChangeOut(Schema):
    """A change of many people; `state` is running, done, undoing or undone; follow `job` for progress."""

    id: str
    kind: str
    params: dict[str, Any]
    people: int
    changed: int
    state: str
    undoable: bool
    restored: int
    skipped: int
    job: str
    by: str
    at: dt.datetime
    undone_at: dt.datetime | None

    @classmethod
    def of(cls, row: BulkChange) -> BulkChangeOut:
        """From the row."""
        shown = {key: value for key, value in row.params.items() if key in _SHOWN}
        if row.params.get("owner") is not None:
            shown["owner"] = ids.encode("usr", row.params["owner"])
        if row.kind in ("tag_add", "tag_remove"):
            shown["name"] = row.params["tag"]
        return cls(
            id=ids.encode("blk", row.id),
            kind=row.kind,
            params=shown,
            people=row.people,
            changed=row.changed,
            state=row.state,
            undoable=bulk.may_be_undone(row),
            restored=row.restored,
            skipped=row.skipped,
            job=ids.encode("job", row.job),
            by=row.by_name,
            at=clock.from_ms(row.at),
            undone_at=instant(row.undone_at),
        )


_SHOWN = ("name", "before", "into_name", "key", "value", "channel", "proof")


class StaffOut(Schema):
    """A member of staff who can own people."""

    id: str
    name: str


class TraitKeyOut(Schema):
    """A trait that was ever seen."""

    key: str
    type: str
    personal: bool


class PeopleWordsOut(Schema):
    """The words for narrowing and changing people."""

    staff: list[StaffOut]
    traits: list[TraitKeyOut]

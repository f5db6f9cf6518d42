"""How an event looks over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marketloop.events import debugger
from marketloop.events.contracts import Quality, StoredEvent
from marketloop.events.declared import label_of
from marketloop.events.schema import REASONS
from marketloop.platform import clock, ids
from marketloop.platform.http import Schema
from marketloop.platform.i18n import Language


class RecentEventOut(Schema):
    """An event as it came in; personal values are dots."""

    id: str
    seq: int
    name: str
    label: str
    kind: str
    profile: str | None
    time: dt.datetime
    received: dt.datetime
    source: str
    quality: str
    reasons: list[str]
    columns: dict[str, Any]
    properties: dict[str, Any]
    traits: dict[str, Any]
    context: dict[str, Any]

    @classmethod
    def of(cls, event: StoredEvent, language: Language) -> RecentEventOut:
        """From the store."""
        properties = dict(event.properties)
        return cls(
            id=ids.encode("evt", event.event_id),
            seq=event.seq,
            name=event.name,
            label=label_of(event.name, language),
            kind=event.kind,
            profile=ids.encode("pro", event.profile_id) if event.profile_id else None,
            time=clock.from_ms(event.time),
            received=clock.from_ms(event.received),
            source=event.source,
            quality=Quality(event.quality).name.lower(),
            reasons=properties.pop(REASONS, []),
            columns=debugger.masked(dict(event.columns)),
            properties=debugger.masked(properties),
            traits=debugger.masked(dict(event.traits)),
            context=debugger.masked(dict(event.context)),
        )

"""What the REST endpoints of messaging take and give."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from marketloop.messaging import channels, services, suppressions
from marketloop.messaging.compiling import Content
from marketloop.messaging.contracts import Problem, Purpose
from marketloop.messaging.models import Channel, Message, Suppression, Template
from marketloop.platform import ids
from marketloop.platform.http import Schema
from marketloop.platform.i18n import Language


class TemplateOut(Schema):
    """A template in a list."""

    id: str
    key: str
    name: str
    channel: str
    subject: str
    purpose: str
    topic: str
    version: int
    archived: bool
    updated_at: dt.datetime


class TemplateDetail(TemplateOut):
    """A template with its wording."""

    content: Content

    @classmethod
    def of(cls, row: Template) -> TemplateDetail:
        """From the row."""
        content = Content.model_validate(services.current_version(row).content)
        return cls(**template_values(row, content.subject), content=content)


def template_values(row: Template, subject: str) -> dict[str, Any]:
    """The fields of TemplateOut."""
    return {
        "id": ids.encode("tpl", row.id),
        "key": row.key,
        "name": row.name,
        "channel": row.channel,
        "subject": subject,
        "purpose": row.purpose,
        "topic": row.topic,
        "version": row.version,
        "archived": row.archived,
        "updated_at": row.updated_at,
    }


class TemplateIn(Schema):
    """A new template; `key` is its name for programs."""

    key: str
    name: str
    content: Content
    purpose: Purpose = Purpose.MARKETING
    topic: str = ""


class TemplateChange(Schema):
    """Changes; what is absent stays."""

    name: str | None = None
    content: Content | None = None
    purpose: Purpose | None = None
    topic: str | None = None
    archived: bool | None = None


class DraftIn(Schema):
    """A draft to look at."""

    content: Content
    purpose: Purpose = Purpose.MARKETING
    profile: str = ""


class ProblemOut(Schema):
    """A fault: where, which code, and in words."""

    field: str
    line: int
    column: int
    code: str
    params: dict[str, Any]
    detail: str

    @classmethod
    def of(cls, one: Problem, language: Language) -> ProblemOut:
        """In the asker's language."""
        detail = services.describe(one, language)
        return cls(
            field=one.field,
            line=one.line,
            column=one.column,
            code=one.code,
            params=dict(one.params),
            detail=detail,
        )


class MailPreviewOut(Schema):
    """A rendered mail and what a strict reading finds missing."""

    subject: str
    sender_name: str
    html: str
    text: str
    problems: list[ProblemOut]


class TestIn(Schema):
    """Where a test mail goes, and as whom it is rendered."""

    address: str
    profile: str = ""


class MessageOut(Schema):
    """A message in the outbox list."""

    id: str
    profile: str
    profile_name: str
    channel: str
    template: str
    template_name: str
    purpose: str
    journey: str
    node: str
    state: str
    reason: str
    detail: str
    created_at: dt.datetime
    due_at: dt.datetime
    sent_at: dt.datetime | None
    opened_at: dt.datetime | None
    clicked_at: dt.datetime | None
    unsubscribed_at: dt.datetime | None


def message_values(row: Message, template_name: str, profile_name: str) -> dict[str, Any]:
    """The fields of MessageOut."""
    return {
        "id": ids.encode("msg", row.id),
        "profile": ids.encode("pro", row.profile_id) if row.profile_id else "",
        "profile_name": profile_name,
        "channel": row.channel,
        "template": ids.encode("tpl", row.template_id),
        "template_name": template_name,
        "purpose": row.purpose,
        "journey": row.journey,
        "node": row.node,
        "state": row.state,
        "reason": row.reason,
        "detail": row.detail,
        "created_at": row.created_at,
        "due_at": row.due_at,
        "sent_at": row.sent_at,
        "opened_at": row.opened_at,
        "clicked_at": row.clicked_at,
        "unsubscribed_at": row.unsubscribed_at,
    }


class CheckOut(Schema):
    """One check of the contact policy: `ok`, `suppress` or `delay`, and what it saw."""

    check: str
    verdict: str
    seen: str


class MessageEventOut(Schema):
    """Something that happened to a message; `machine`: a scanner, not a person."""

    name: str
    at: dt.datetime
    machine: bool
    properties: dict[str, Any]


class MailOut(Schema):
    """The rendered mail."""

    to: str
    sender: str
    sender_name: str
    subject: str
    text: str
    message_id: str
    headers: dict[str, str]


class MessageDetail(MessageOut):
    """A message with everything that explains it."""

    intent_key: str
    journey_version: int
    template_version: int
    attempts: int
    variables: dict[str, Any]
    decisions: list[CheckOut]
    events: list[MessageEventOut]
    mail: MailOut | None


class SuppressionOut(Schema):
    """An address that gets nothing more, masked."""

    id: str
    channel: str
    address: str
    reason: str
    note: str
    created_at: dt.datetime
    expires_at: dt.datetime | None

    @classmethod
    def of(cls, row: Suppression) -> SuppressionOut:
        """From the row."""
        return cls(
            id=ids.encode("sup", row.id),
            channel=row.channel,
            address=suppressions.masked_address(row),
            reason=row.reason,
            note=row.note,
            created_at=row.created_at,
            expires_at=row.expires_at,
        )


class SuppressionIn(Schema):
    """An address to suppress."""

    address: str
    channel: Literal["email"] = "email"
    reason: Literal["manual", "complaint", "bounce"] = "manual"
    note: str = ""
    expires_at: dt.datetime | None = None


class ChannelOut(Schema):
    """A channel: `mode` outbox (mail stays here) or smtp; `broken_until` while its circuit breaker rests."""

    key: str
    mode: str
    paused: bool
    rate_per_minute: int | None
    failures: int
    broken_until: dt.datetime | None
    last_error: str
    waiting: int

    @classmethod
    def of(cls, row: Channel, waiting: int) -> ChannelOut:
        """From the row."""
        return cls(
            key=row.key,
            mode=channels.mode_of(row.key),
            paused=row.paused,
            rate_per_minute=row.rate_per_minute,
            failures=row.failures,
            broken_until=row.closed_until,
            last_error=row.last_error,
            waiting=waiting,
        )


class ChannelChange(Schema):
    """Pause or resume; `rate_per_minute` 0 means no limit."""

    paused: bool | None = None
    rate_per_minute: int | None = None

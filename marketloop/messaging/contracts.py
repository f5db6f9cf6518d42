"""Types that other modules see: intents in, counts, views and figures out. No framework."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Life of a message. Opens, clicks, complaints are times beside it.

    queued → ready → sending → sent → delivered, or an end: suppressed (policy, see reason), failed (refused or not to be
    rendered), bounced (the address does not exist), unknown (cut off in flight: never sent again by itself).
    """

    QUEUED = "queued"
    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    SUPPRESSED = "suppressed"
    FAILED = "failed"
    BOUNCED = "bounced"
    UNKNOWN = "unknown"


class Purpose(StrEnum):
    """Why we write: marketing needs consent and counts against the caps; transactional answers what a person did."""

    MARKETING = "marketing"
    TRANSACTIONAL = "transactional"


class Reason(StrEnum):
    """Why a message was held back, in the order of the checks."""

    PROFILE_GONE = "profile_gone"
    PROFILE_TEST = "profile_test"
    NO_ADDRESS = "no_address"
    ADDRESS_INVALID = "address_invalid"
    NO_CONSENT = "no_consent"
    TOPIC_OFF = "topic_off"
    SUPPRESSION_LIST = "suppression_list"
    CAP_DAY = "cap_day"
    CAP_WEEK = "cap_week"
    CAP_MONTH = "cap_month"
    CHANNEL_CAP_DAY = "channel_cap_day"
    CHANNEL_CAP_WEEK = "channel_cap_week"
    CHANNEL_CAP_MONTH = "channel_cap_month"
    QUIET_HOURS = "quiet_hours"
    RATE_LIMIT = "rate_limit"


EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendIntent:
    """The wish to send one message to one person.

    `key`: unique for ever (`"{enrolment}:{node}:{visit}"` or the caller's own); a second intent with it is a duplicate and has
    no effect. `journey` is `jny_…` or empty, `campaign` the word for utm_campaign (the journey's key). `variables` are the
    Liquid objects of this send beside `profile`: usually `event` and `enrolment`; JSON values only. `purpose` and `topic` empty:
    the template's. `due_at` None: at once (business time).
    """

    key: str
    profile_id: int
    template_id: int
    channel: str = EMAIL
    journey: str = ""
    version: int = 0
    node: str = ""
    campaign: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    purpose: str = ""
    topic: str = ""
    due_at: dt.datetime | None = None


@dataclass(frozen=True)
class Counts:
    """What became of a batch of intents."""

    accepted: int
    duplicates: int


@dataclass(frozen=True)
class NodeStats:
    """Figures of the messages of one node; each message is in one of queued, sent, suppressed, failed, unknown.

    `queued` is all that has not ended yet; `sent` includes delivered; `failed` includes bounced; `suppressed` by reason code.
    `opened` and `clicked` count messages with at least one by a human being.
    """

    queued: int = 0
    sent: int = 0
    suppressed: Mapping[str, int] = field(default_factory=dict)
    failed: int = 0
    unknown: int = 0
    opened: int = 0
    clicked: int = 0
    unsubscribed: int = 0


@dataclass(frozen=True)
class TemplateView:
    """A template as other modules see it."""

    id: int
    key: str
    name: str
    channel: str
    subject: str
    purpose: str
    topic: str
    version: int
    archived: bool


@dataclass(frozen=True)
class MessageView:
    """A message as other modules see it."""

    id: int
    profile_id: int
    channel: str
    template_id: int
    template_name: str
    journey: str
    node: str
    state: str
    reason: str
    created_at: dt.datetime
    sent_at: dt.datetime | None
    opened_at: dt.datetime | None
    clicked_at: dt.datetime | None
    unsubscribed_at: dt.datetime | None


@dataclass(frozen=True)
class RenderedMail:
    """A rendered e-mail without its envelope."""

    subject: str
    preheader: str
    html: str
    text: str
    sender_name: str


@dataclass(frozen=True)
class Problem:
    """A fault in a template: the field, line and column (from 1) in what was typed, error code and its parameters."""

    field: str
    line: int
    column: int
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

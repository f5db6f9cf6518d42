"""The one contact policy, as pure rules: for each message in turn the checks in their order, each with what it saw.

    profile → address → consent → topic → suppression list → caps → quiet hours → rate limit

Caps are sliding (24 h, 7 days, 30 days) and count the person, whatever profile was written to. Transactional messages need no
consent or topic and do not count against caps; quiet hours hold them only when the rules say so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from marketloop.messaging.contracts import EMAIL, Purpose, Reason
from marketloop.messaging.quiet_hours import opens_at, zone_of

DAY, WEEK, MONTH = dt.timedelta(days=1), dt.timedelta(days=7), dt.timedelta(days=30)


class Caps(BaseModel):
    """At most so many marketing messages a person; None: no limit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    per_day: int | None = Field(default=None, ge=0, le=1000)
    per_week: int | None = Field(default=None, ge=0, le=1000)
    per_month: int | None = Field(default=None, ge=0, le=1000)


class QuietHours(BaseModel):
    """No marketing between these clock times of the person; `delay` until they end, or `skip` the message."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: dt.time = dt.time(22)
    end: dt.time = dt.time(8)
    behaviour: Literal["delay", "skip"] = "delay"
    transactional_too: bool = False


class Rules(BaseModel):
    """The contact policy of the company."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    total: Caps = Caps(per_day=2, per_week=6, per_month=15)
    channels: dict[str, Caps] = Field(default_factory=dict)
    quiet_hours: QuietHours | None = None
    fallback_timezone: str = ""
    track_opens: bool = True

    @field_validator("channels")
    @classmethod
    def _known_channels(cls, value: dict[str, Caps]) -> dict[str, Caps]:
        if unknown := value.keys() - {EMAIL}:
            raise ValueError(f"unknown channel {min(unknown)}; use {EMAIL}")
        return value

    @field_validator("fallback_timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value and zone_of(value, "UTC").key != value:
            raise ValueError("unknown time zone; use an IANA name such as Asia/Shanghai")
        return value


@dataclass(frozen=True)
class Person:
    """What the policy may know of the one who would get a message."""

    person_id: int
    exists: bool = True
    is_test: bool = False
    address: str | None = None
    address_valid: bool = True
    consent: bool = False
    topics_off: frozenset[str] = frozenset()
    suppressed: bool = False
    zone: str = ""


@dataclass(frozen=True)
class Candidate:
    """A message that wants to go out."""

    message_id: int
    profile_id: int
    channel: str
    purpose: str
    topic: str


@dataclass(frozen=True)
class Decision:
    """`send`, `suppress` for a reason, or `delay` until an instant; `trail` is what each check saw, in order."""

    verdict: Literal["send", "suppress", "delay"]
    reason: Reason | None = None
    until: dt.datetime | None = None
    trail: tuple[tuple[str, str, str], ...] = ()


@dataclass
class History:
    """Marketing messages of the last 30 days by person: (channel, when)."""

    sent: dict[int, list[tuple[str, dt.datetime]]] = field(default_factory=dict)

    def count(self, person_id: int, since: dt.datetime, channel: str | None = None) -> int:
        """How many after `since`, of one channel or of all."""
        return sum(
            1 for of, at in self.sent.get(person_id, ()) if at > since and (channel is None or of == channel)
        )

    def add(self, person_id: int, channel: str, at: dt.datetime) -> None:
        """One more."""
        self.sent.setdefault(person_id, []).append((channel, at))


@dataclass
class Allowance:
    """What is left of the channel's rate: `tokens` None means no limit; a token comes back every `every`."""

    tokens: float | None = None
    every: dt.timedelta = dt.timedelta(0)
    owed: int = 0

    def take(self) -> dt.timedelta | None:
        """None when one may go now, else how long to wait."""
        if self.tokens is None:
            return None
        if self.tokens >= 1:
            self.tokens -= 1
            return None
        self.owed += 1
        return self.every * (self.owed - self.tokens)


@dataclass(frozen=True)
class Circumstances:
    """All else that the checks depend on."""

    rules: Rules
    now: dt.datetime
    company_zone: str


class _Stop(Exception):
    def __init__(self, reason: Reason, until: dt.datetime | None = None) -> None:
        self.reason = reason
        self.until = until


def decide_all(
    candidates: Sequence[Candidate],
    people: Mapping[int, Person],
    history: History,
    allowance: Allowance,
    given: Circumstances,
) -> list[Decision]:
    """One decision a candidate, in order; messages that may go count for those behind them."""
    decisions = []
    for one in candidates:
        person = people.get(one.profile_id, Person(one.profile_id, exists=False))
        decision = _decide(one, person, history, allowance, given)
        if decision.verdict == "send" and one.purpose == Purpose.MARKETING:
            history.add(person.person_id, one.channel, given.now)
        decisions.append(decision)
    return decisions


def _decide(
    one: Candidate, person: Person, history: History, allowance: Allowance, given: Circumstances
) -> Decision:
    trail: list[tuple[str, str, str]] = []
    try:
        for name, seen in _checks(one, person, history, allowance, given):
            trail.append((name, "ok", seen))
    except _Stop as stop:
        verdict: Literal["suppress", "delay"] = "delay" if stop.until else "suppress"
        trail.append((stop.reason.value, verdict, stop.until.isoformat() if stop.until else ""))
        return Decision(verdict, stop.reason, stop.until, tuple(trail))
    return Decision("send", trail=tuple(trail))


def _checks(
    one: Candidate, person: Person, history: History, allowance: Allowance, given: Circumstances
) -> Iterable[tuple[str, str]]:
    """The checks in their order; each yields (name, what it saw) or raises _Stop."""
    marketing = one.purpose == Purpose.MARKETING
    _stop_if(not person.exists, Reason.PROFILE_GONE)
    _stop_if(person.is_test, Reason.PROFILE_TEST)
    yield "profile", ""
    _stop_if(not person.address, Reason.NO_ADDRESS)
    _stop_if(not person.address_valid, Reason.ADDRESS_INVALID)
    yield "address", ""
    if marketing:
        _stop_if(not person.consent, Reason.NO_CONSENT)
        yield "consent", ""
        _stop_if(bool(one.topic) and one.topic in person.topics_off, Reason.TOPIC_OFF)
        yield "topic", one.topic
    _stop_if(person.suppressed, Reason.SUPPRESSION_LIST)
    yield "suppression_list", ""
    if marketing:
        yield "caps", _caps(one, person, history, given)
    quiet = given.rules.quiet_hours
    if quiet is not None and (marketing or quiet.transactional_too):
        zone = zone_of(person.zone, given.rules.fallback_timezone or given.company_zone)
        until = opens_at(given.now, zone, quiet.start, quiet.end)
        if until is not None:
            raise _Stop(Reason.QUIET_HOURS, until if quiet.behaviour == "delay" else None)
        yield "quiet_hours", zone.key
    wait = allowance.take()
    if wait is not None:
        raise _Stop(Reason.RATE_LIMIT, given.now + wait)
    yield "rate_limit", ""


def _stop_if(hit: bool, reason: Reason) -> None:
    if hit:
        raise _Stop(reason)


def _caps(one: Candidate, person: Person, history: History, given: Circumstances) -> str:
    """The counts over all channels, `day/week/month`; raises _Stop at a limit that is reached."""
    own = given.rules.channels.get(one.channel, Caps())
    counts = [history.count(person.person_id, given.now - window) for window in (DAY, WEEK, MONTH)]
    on_channel = [history.count(person.person_id, given.now - w, one.channel) for w in (DAY, WEEK, MONTH)]
    limits = (
        (given.rules.total.per_day, counts[0], Reason.CAP_DAY),
        (given.rules.total.per_week, counts[1], Reason.CAP_WEEK),
        (given.rules.total.per_month, counts[2], Reason.CAP_MONTH),
        (own.per_day, on_channel[0], Reason.CHANNEL_CAP_DAY),
        (own.per_week, on_channel[1], Reason.CHANNEL_CAP_WEEK),
        (own.per_month, on_channel[2], Reason.CHANNEL_CAP_MONTH),
    )
    for limit, count, reason in limits:
        _stop_if(limit is not None and count >= limit, reason)
    return "/".join(str(count) for count in counts)


def rules_from(stored: Mapping[str, Any] | None) -> Rules:
    """The rules as stored, or the defaults."""
    return Rules.model_validate(stored or {})

"""What people choose on the public pages: leave a channel, come back, pick topics. The signed token is their key."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from marketloop.events import facade as events
from marketloop.events.contracts import IncomingEvent
from marketloop.identity import facade as identity
from marketloop.messaging import tracking, visits
from marketloop.messaging.models import Message, Topic, TopicChoice
from marketloop.platform import clock, ids
from marketloop.profiles import facade as profiles

PREVIEW = 0
"""The profile id in links of previews and test mails: their pages look real and change nothing."""


@dataclass(frozen=True)
class TopicState:
    """A topic on the preference page."""

    key: str
    name_zh: str
    name_en: str
    subscribed: bool


@dataclass(frozen=True)
class Choices:
    """What the preference page shows."""

    channel: str
    subscribed: bool
    topics: tuple[TopicState, ...]


def unsubscribe(token: str) -> None:
    """Withdraw consent for the channel; safe to repeat. Raises BadRequest for a token that we did not sign."""
    profile_id, channel, message_id = tracking.read_choice_token(token)
    if profile_id != PREVIEW:
        _set_channel(profile_id, channel, message_id, granted=False)


def get_choices(token: str) -> Choices:
    """Consent and topics of the person behind a token."""
    profile_id, channel, _ = tracking.read_choice_token(token)
    if profile_id == PREVIEW:
        shown = tuple(
            TopicState(row.key, row.name_zh, row.name_en, True) for row in Topic.objects.order_by("id")
        )
        return Choices(channel, True, shown)
    off = set(
        TopicChoice.objects.filter(
            profile_id__in=identity.members(profile_id), channel=channel, subscribed=False
        ).values_list("topic", flat=True)
    )
    topics = tuple(
        TopicState(row.key, row.name_zh, row.name_en, row.key not in off)
        for row in Topic.objects.order_by("id")
    )
    return Choices(channel, profile_id in profiles.consents([profile_id], channel), topics)


def set_choices(token: str, *, subscribed: bool, topics: set[str]) -> None:
    """Store what the form says: the channel as a whole, and the topics that stay on."""
    profile_id, channel, message_id = tracking.read_choice_token(token)
    if profile_id == PREVIEW:
        return
    before = get_choices(token)
    with transaction.atomic():
        if before.subscribed != subscribed:
            _set_channel(profile_id, channel, message_id, granted=subscribed)
        for member in identity.members(profile_id):
            for topic in before.topics:
                TopicChoice.objects.update_or_create(
                    profile_id=member,
                    channel=channel,
                    topic=topic.key,
                    defaults={"subscribed": topic.key in topics, "changed_at": clock.now()},
                )


def _set_channel(profile_id: int, channel: str, message_id: int, *, granted: bool) -> None:
    proof = ids.encode("msg", message_id) if message_id else ""
    with transaction.atomic():
        profiles.set_consent(profile_id, channel, granted, "preference_page", proof)
        if not granted:
            Message.objects.filter(id=message_id, unsubscribed_at=None).update(unsubscribed_at=clock.now())
    if not granted:
        events.append([_unsubscribed(profile_id, channel, message_id)])


def _unsubscribed(profile_id: int, channel: str, message_id: int) -> IncomingEvent:
    now = clock.now_ms()
    row = Message.objects.filter(id=message_id).first()
    properties = {"channel": channel}
    if row is not None:
        properties |= {
            "message": ids.encode("msg", row.id),
            "journey": row.journey,
            "node": row.node,
            "content": ids.encode("tpl", row.template_id),
        }
    return IncomingEvent(
        message_id=f"unsubscribed:{profile_id}:{message_id}:{now // 60_000}",
        kind="track",
        name=f"{channel}_unsubscribed",
        time_ms=now,
        received_ms=now,
        source=visits.SOURCE,
        profile_id=profile_id,
        properties=properties,
    )

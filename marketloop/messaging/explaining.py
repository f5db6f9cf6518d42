"""Explain: everything that led to one message and followed it, for the console."""

from __future__ import annotations

import re
from typing import Any

from marketloop.events import facade as events
from marketloop.events.contracts import Quality
from marketloop.identity import facade as identity
from marketloop.messaging import channels, content, tracking, visits
from marketloop.messaging.content import StoredMail
from marketloop.messaging.models import Message, MessageContent, Template, TemplateVersion
from marketloop.messaging.schemas import CheckOut, MailOut, MessageDetail, MessageEventOut, message_values
from marketloop.platform import clock, ids
from marketloop.platform.config import get_config
from marketloop.platform.errors import Conflict, NotFound
from marketloop.profiles import facade as profiles

EVENT_NAMES = (
    "message_sent",
    "message_suppressed",
    "message_failed",
    visits.OPENED,
    visits.CLICKED,
    visits.UNSUBSCRIBED,
)
_PIXEL = re.compile(r'<img src="[^"]*/t\.gif\?m=[^"]*"[^>]*>')
_HEAD = re.compile(r"<(?:head|body)\b[^>]*>", re.I)
_LINK = re.compile(r'(href=")([^"]*)(")')


def get_message(message_id: int) -> Message:
    """The row; raises NotFound."""
    row = Message.objects.filter(id=message_id).first()
    if row is None:
        raise NotFound("message_not_found")
    return row


def find_mail(row: Message) -> StoredMail | None:
    """The mail as it was rendered, None before that."""
    stored = MessageContent.objects.filter(message_id=row.id).first()
    return None if stored is None else content.unseal(row.id, stored.sealed)


def rendered_html(message: str) -> str:
    """The HTML of a message (`msg_…`) as its reader got it, pixel and tracked links included; empty before it was rendered."""
    mail = find_mail(get_message(ids.decode("msg", message)))
    return mail.html if mail else ""


def explain(message_id: int) -> MessageDetail:
    """The message with policy decisions, rendering inputs, the mail and its events."""
    row = get_message(message_id)
    template = Template.objects.filter(id=row.template_id).values_list("name", flat=True).first() or ""
    version = TemplateVersion.objects.values_list("version", flat=True).get(id=row.template_version_id)
    name = profiles.names([row.profile_id]).get(row.profile_id, "")
    return MessageDetail(
        **message_values(row, template, name),
        intent_key=row.intent_key,
        journey_version=row.journey_version,
        template_version=version,
        attempts=row.attempts,
        variables=row.variables,
        decisions=[
            CheckOut(check=check, verdict=verdict, seen=seen) for check, verdict, seen in row.decisions or ()
        ],
        events=_events(row),
        mail=_mail(find_mail(row)),
    )


def _mail(mail: StoredMail | None) -> MailOut | None:
    if mail is None:
        return None
    return MailOut(
        to=mail.to,
        sender=mail.sender,
        sender_name=mail.sender_name,
        subject=mail.subject,
        text=mail.text,
        message_id=mail.message_id,
        headers=dict(mail.headers),
    )


def _events(row: Message) -> list[MessageEventOut]:
    """What the spine knows of this message, oldest first."""
    if not row.profile_id:
        return []
    message = ids.encode("msg", row.id)
    found: list[Any] = list(
        events.timeline(identity.members(row.profile_id), limit=200, names=list(EVENT_NAMES))
    )
    return [
        MessageEventOut(
            name=one.name,
            at=clock.from_ms(one.time),
            machine=one.quality != Quality.VALID,
            properties=dict(one.properties),
        )
        for one in reversed(found)
        if one.columns.get("message") == message
    ]


def page_of_mail(message_id: int) -> str:
    """The mail's HTML for a sandboxed frame: without the pixel, since staff who look are not the reader; links open beside it.

    In the local outbox links stay tracked (there the console is the mail box); where a server delivers, they lead straight to
    their targets and the ways out of the list lead nowhere.
    """
    row = get_message(message_id)
    mail = find_mail(row)
    if mail is None:
        raise Conflict("message_without_content", state=row.state)
    page = _HEAD.sub(lambda match: f'{match[0]}<base target="_blank">', _PIXEL.sub("", mail.html), count=1)
    if channels.mode_of(row.channel) == "outbox":
        return page
    return _LINK.sub(lambda match: f"{match[1]}{_harmless(row, match[2])}{match[3]}", page)


def _harmless(row: Message, address: str) -> str:
    base = get_config().base_url
    if address.startswith((f"{base}/u/", f"{base}/preferences/")):
        return "#"
    if not address.startswith(f"{base}/l/"):
        return address
    found = tracking.read_token(address.removeprefix(f"{base}/l/"))
    target = visits.target_of(row, found[1]) if found else None
    return (target or "#").replace("&", "&amp;").replace('"', "%22")

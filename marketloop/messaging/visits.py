"""Visits to tracked links and openings: the port of the event collector, and the verdict on the first seconds.

A scanner that looks like a browser gives itself away by visiting every link within five seconds of sending. So a visit in
those seconds becomes an event only when they are over; all others at once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import close_old_connections, connection

from marketloop.events import facade as events
from marketloop.events.contracts import IncomingEvent, Quality, Redirect, RequestMeta
from marketloop.messaging import tracking
from marketloop.messaging.models import LinkVisit, Message
from marketloop.messaging.rendering import compiled_version
from marketloop.platform import background, clock, ids
from marketloop.platform.config import get_config

SOURCE = "messaging"
CLICKED, OPENED, UNSUBSCRIBED = "message_clicked", "message_opened", "email_unsubscribed"
WINDOW = dt.timedelta(milliseconds=tracking.SCAN_WINDOW_MS)


def resolve(meta: RequestMeta) -> Redirect | None:
    """Where a signed link leads and the event that the visit is; None for what we did not sign or no longer know."""
    found = tracking.read_token(meta.token)
    if found is None:
        return None
    if not connection.in_atomic_block:
        close_old_connections()  # the collector runs outside Django's request cycle, which would do it
    message_id, link = found
    row = Message.objects.filter(id=message_id).first()
    if row is None or (link == tracking.OPEN) != (meta.kind == "open"):
        return None
    machine = tracking.is_machine(kind=meta.kind, user_agent=meta.user_agent, method=meta.method, link=link)
    if meta.kind == "open":
        return Redirect("", _event(row, OPENED, link, meta.received_ms, machine))
    target = target_of(row, link)
    if target is None:
        return None
    if not machine and _is_early(row, meta.received_ms):
        LinkVisit.objects.bulk_create(
            [
                LinkVisit(
                    message_id=row.id, link=link, at_ms=meta.received_ms, user_agent=meta.user_agent[:200]
                )
            ],
            ignore_conflicts=True,
        )
        return Redirect(target)
    return Redirect(target, _event(row, CLICKED, link, meta.received_ms, machine))


def target_of(row: Message, link: int) -> str | None:
    """The address behind a link of a message, with UTM; None when it has no such link."""
    if link == tracking.TRAP:
        return get_config().base_url
    target = (row.links or {}).get(str(link))
    if target is None:
        static = compiled_version(row.template_version_id)[row.wording].links
        target = static[link] if 0 < link < len(static) else None
    if target is None or not tracking.is_web_address(target):
        return None
    return tracking.with_utm(target, row.channel, row.campaign or row.journey)


def _is_early(row: Message, received_ms: int) -> bool:
    """Within the scanner's seconds, of a mail with more than one link."""
    return (
        row.sent_at is not None
        and received_ms < clock.to_ms(row.sent_at) + tracking.SCAN_WINDOW_MS
        and _link_count(row) > 1
    )


def _link_count(row: Message) -> int:
    static = compiled_version(row.template_version_id)[row.wording].links
    return len(static) - 1 + len(row.links or {})


def judge() -> int:
    """Turn visits of the first seconds into events, now that these are over; returns how many."""
    waiting = list(LinkVisit.objects.filter(at_ms__lt=clock.now_ms()).order_by("id")[:5000])
    if not waiting:
        return 0
    by_message: dict[int, list[LinkVisit]] = defaultdict(list)
    for visit in waiting:
        by_message[visit.message_id].append(visit)
    due, made = clock.now() - WINDOW, []
    judged: list[int] = []
    for row in Message.objects.filter(id__in=by_message, sent_at__lte=due):
        visits = by_message[row.id]
        machine = len({visit.link for visit in visits}) >= _link_count(row)
        made += [_event(row, CLICKED, visit.link, visit.at_ms, machine) for visit in visits]
        judged += [visit.id for visit in visits]
    events.append(made)
    LinkVisit.objects.filter(id__in=judged).delete()
    background.wake("consumers")
    return len(judged)


def _event(row: Message, name: str, link: int, at_ms: int, machine: bool) -> IncomingEvent:
    """The event of a visit; the same visit in the same minute has the same id."""
    message = ids.encode("msg", row.id)
    properties = {
        "message": message,
        "channel": row.channel,
        "journey": row.journey,
        "node": row.node,
        "content": ids.encode("tpl", row.template_id),
        "campaign": row.campaign,
        "machine": machine,
    }
    if link != tracking.OPEN:
        properties["link"] = link
    return IncomingEvent(
        message_id=f"{name}:{message}:{link}:{int(machine)}:{at_ms // 60_000}",
        kind="track",
        name=name,
        time_ms=at_ms,
        received_ms=at_ms,
        source=SOURCE,
        profile_id=row.profile_id,
        properties={key: value for key, value in properties.items() if value != ""},
        quality=Quality.INVALID if machine else Quality.VALID,
    )


events.set_redirect_resolver(resolve)

"""From ready to sent: rendering, then the local outbox (one transaction: exactly once) or SMTP (at most once).

For SMTP a chunk is committed as `sending` before its first byte leaves, so after a crash nobody can take those rows for unsent:
they become `unknown` and a person decides. The chunk is the number that can be in flight.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from liquid.exceptions import LiquidError

from marketloop.connectors.smtp import Mail, Outcome, Pool, Verdict
from marketloop.messaging import announcing, channels, content, mime, people, rendering, suppressions
from marketloop.messaging.contracts import Purpose, State
from marketloop.messaging.models import Message, MessageContent
from marketloop.messaging.tracking import unsubscribe_address
from marketloop.platform import clock, ids
from marketloop.platform.config import get_config

CHUNK = 64
OUTBOX_CHUNK = 500
SENDING_LEASE = dt.timedelta(minutes=15)
RETRY_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720))
UNREACHABLE_AFTER = dt.timedelta(seconds=30)


@dataclass(frozen=True)
class Finished:
    """A rendered message with all that its channel needs."""

    row: Message
    mail: content.StoredMail
    wording: str
    links: Mapping[int, str]


def mail_domain() -> str:
    """The domain of our Message-IDs."""
    return get_config().mail_from.rpartition("@")[2]


def render_all(
    rows: Sequence[Message],
    addresses: Mapping[int, str],
    contexts: Mapping[int, Mapping[str, Any]],
    *,
    track_opens: bool,
) -> tuple[list[Finished], list[Message]]:
    """Rendered messages, and those that cannot be rendered (with reason and detail set)."""
    finished, failed = [], []
    for row in rows:
        try:
            finished.append(
                render_one(row, addresses[row.profile_id], contexts[row.profile_id], track_opens=track_opens)
            )
        except LiquidError as error:
            row.reason, row.detail = "render_error", str(error.message or type(error).__name__)[:300]
            failed.append(row)
    return finished, failed


def render_one(row: Message, address: str, context: Mapping[str, Any], *, track_opens: bool) -> Finished:
    """One message; raises LiquidError."""
    wordings = rendering.compiled_version(row.template_version_id)
    key, locale = rendering.pick_wording(wordings, people.language_of(context))
    send = rendering.Send(row.id, row.profile_id, row.channel, row.purpose, row.variables, track_opens)
    made = rendering.render_mail(wordings[key], locale, context, send)
    config = get_config()
    headers: tuple[tuple[str, str], ...] = ()
    if row.purpose == Purpose.MARKETING:
        headers = (
            ("List-Unsubscribe", f"<{unsubscribe_address(made.choice_token)}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        )
    mail = content.StoredMail(
        to=address,
        sender=config.mail_from,
        sender_name=made.mail.sender_name or config.company,
        subject=made.mail.subject,
        html=made.mail.html,
        text=made.mail.text,
        message_id=f"{ids.encode('msg', row.id)}@{mail_domain()}",
        headers=headers,
    )
    return Finished(row, mail, key, made.links)


def to_wire(mail: content.StoredMail, date: dt.datetime) -> bytes:
    """The bytes that go over SMTP."""
    return mime.to_bytes(
        mime.Letter(
            message_id=mail.message_id,
            sender=mail.sender,
            sender_name=mail.sender_name,
            recipient=mail.to,
            subject=mail.subject,
            html=mail.html,
            text=mail.text,
            date=date,
            extra=mail.headers,
        )
    )


def store_failed(rows: Sequence[Message]) -> None:
    """Rows that cannot be rendered end as failed."""
    if not rows:
        return
    with transaction.atomic():
        owned = _owned(rows, State.READY)
        for row in owned:
            row.state = State.FAILED
            row.lease, row.lease_until, row.reserved_at = None, None, None
        _save(owned)
        announcing.record_failed(owned)


def deliver_to_outbox(finished: Sequence[Finished]) -> int:
    """Local outbox: state, mail and facts in one transaction; exactly once."""
    for start in range(0, len(finished), OUTBOX_CHUNK):
        part = finished[start : start + OUTBOX_CHUNK]
        with transaction.atomic():
            owned = _hand_over(part)
            now = clock.now()
            for row in owned:
                row.state, row.sent_at, row.lease, row.lease_until = State.SENT, now, None, None
            _save(owned)
            announcing.record_sent(owned)
    return len(finished)


def deliver_by_smtp(finished: Sequence[Finished], pool: Pool, go_on: Callable[[], bool]) -> int:
    """SMTP in chunks; `go_on` is asked before each (pause, break, shutdown). Returns how many were handled."""
    handled = 0
    for start in range(0, len(finished), CHUNK):
        part = finished[start : start + CHUNK]
        if not go_on():
            _give_back([one.row for one in finished[start:]])
            break
        handled += _deliver_chunk(part, pool)
    return handled


def _deliver_chunk(part: Sequence[Finished], pool: Pool) -> int:
    with transaction.atomic():
        owned = _hand_over(part)
        until = clock.wall() + SENDING_LEASE
        Message.objects.filter(id__in=[row.id for row in owned]).update(
            state=State.SENDING, lease_until=until
        )
    mine = {row.id for row in owned}
    sending = [one for one in part if one.row.id in mine]
    now = clock.now()
    mails = [Mail(one.mail.sender, one.mail.to, to_wire(one.mail, now)) for one in sending]
    outcomes = pool.send(mails)
    _store_outcomes(sending, outcomes)
    return len(part)


def _hand_over(part: Sequence[Finished]) -> list[Message]:
    """The rows that are still ours, with links set and the sealed mail stored."""
    owned = _owned([one.row for one in part], State.READY)
    by_id = {one.row.id: one for one in part}
    noted = []
    for row in owned:
        row.wording = by_id[row.id].wording
        row.links = {str(number): target for number, target in by_id[row.id].links.items()} or None
        if row.links or row.wording:
            noted.append(row)
    Message.objects.bulk_update(noted, ["links", "wording"], batch_size=200)
    MessageContent.objects.bulk_create(
        [MessageContent(message_id=row.id, sealed=content.seal(row.id, by_id[row.id].mail)) for row in owned],
        update_conflicts=True,
        unique_fields=["message"],
        update_fields=["sealed"],
    )
    return owned


def _store_outcomes(sending: Sequence[Finished], outcomes: Sequence[Outcome]) -> None:
    """What the server said becomes state; an answer overrules `unknown` if our lease was lost meanwhile."""
    if not sending:
        return
    channel = sending[0].row.channel
    by_id = {one.row.id: (one, outcome) for one, outcome in zip(sending, outcomes, strict=True)}
    with transaction.atomic():
        rows = _owned([one.row for one in sending], State.SENDING, State.UNKNOWN)
        for row in rows:
            _apply(row, by_id[row.id][1])
            if row.state == State.BOUNCED:
                suppressions.add_bounce(channel=channel, address=by_id[row.id][0].mail.to, note=row.detail)
        _save(rows)
        announcing.record_sent([row for row in rows if row.state == State.SENT])
        announcing.record_failed([row for row in rows if row.state in (State.FAILED, State.BOUNCED)])
    verdicts = {outcome.verdict for outcome in outcomes}
    if Verdict.UNREACHABLE in verdicts:
        text = next(one.text for one in outcomes if one.verdict == Verdict.UNREACHABLE)
        channels.note_failure(channel, text)
    else:
        channels.note_success(channel)


def _apply(row: Message, outcome: Outcome) -> None:
    now = clock.now()
    words = f"{outcome.code} {outcome.text}".strip() if outcome.code else outcome.text
    row.detail, row.lease, row.lease_until = words[:300], None, None
    if outcome.verdict == Verdict.ACCEPTED:
        row.state, row.reason, row.sent_at = State.SENT, "", now
    elif outcome.verdict == Verdict.UNKNOWN:
        row.state, row.reason = State.UNKNOWN, "cut_off"
    elif outcome.verdict == Verdict.UNREACHABLE:
        row.state, row.reason, row.reserved_at = State.QUEUED, "unreachable", None
        row.due_at = now + UNREACHABLE_AFTER
    elif outcome.verdict == Verdict.RETRY and row.attempts < len(RETRY_AFTER):
        row.state, row.reason, row.reserved_at = State.QUEUED, "deferred", None
        row.due_at, row.attempts = now + RETRY_AFTER[row.attempts], row.attempts + 1
    else:
        bounced = outcome.verdict == Verdict.BAD_RECIPIENT
        row.state = State.BOUNCED if bounced else State.FAILED
        row.reason, row.reserved_at = f"smtp_{outcome.code}" if outcome.code else "deferred_too_often", None


def _give_back(rows: Sequence[Message]) -> None:
    """Ready rows that will not be sent now wait again, reserving nothing."""
    with transaction.atomic():
        Message.objects.filter(id__in=[row.id for row in _owned(rows, State.READY)]).update(
            state=State.QUEUED, lease=None, lease_until=None, reserved_at=None
        )


def _owned(rows: Sequence[Message], *states: State) -> list[Message]:
    """Those rows that are in one of these states and still leased by us, locked; in a transaction."""
    found = Message.objects.filter(
        id__in=[row.id for row in rows], lease=rows[0].lease if rows else None, state__in=states
    )
    locked = found.select_for_update() if connection.vendor == "postgresql" else found
    mine = set(locked.values_list("id", flat=True))
    return [row for row in rows if row.id in mine]


def _save(rows: Sequence[Message]) -> None:
    """Write state and times of many rows with one prepared statement."""
    adapt = connection.ops.adapt_datetimefield_value
    sql = (
        f"UPDATE {Message._meta.db_table} SET state = %s, reason = %s, detail = %s, due_at = %s, sent_at = %s, "
        "reserved_at = %s, lease = %s, lease_until = %s, attempts = %s WHERE id = %s"
    )
    values = [
        (
            str(row.state),
            row.reason,
            row.detail,
            adapt(row.due_at),
            adapt(row.sent_at),
            adapt(row.reserved_at),
            row.lease,
            adapt(row.lease_until),
            row.attempts,
            row.id,
        )
        for row in rows
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)

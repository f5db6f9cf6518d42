"""The queue in the message table: leases, the policy step, and what a crash left behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import orjson
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from marketloop.messaging import announcing, channels, people, policies, policy
from marketloop.messaging.contracts import State
from marketloop.messaging.models import Message
from marketloop.platform import clock, ids
from marketloop.platform.config import get_config

LEASE = dt.timedelta(seconds=60)
_POLICY_LOCK = 7_402_360


def claim(channel: str, limit: int) -> list[Message]:
    """Lease due messages of a channel, oldest first; other workers get other rows."""
    token, wall = ids.new_id(), clock.wall()
    free = Q(lease=None) | Q(lease_until__lt=wall)
    due = Message.objects.filter(free, channel=channel, state=State.QUEUED, due_at__lte=clock.now())
    with transaction.atomic():
        found = list(_locked(due.order_by("due_at", "id")).values_list("id", flat=True)[:limit])
        if not found:
            return []
        Message.objects.filter(id__in=found).update(lease=token, lease_until=wall + LEASE)
    leased = Message.objects.filter(id__in=found, lease=token, state=State.QUEUED)
    return list(leased.defer("decisions").order_by("due_at", "id"))


def _locked(rows: QuerySet[Message]) -> QuerySet[Message]:
    return rows.select_for_update(skip_locked=True) if connection.vendor == "postgresql" else rows


def recover() -> int:
    """Rows whose worker died: what was not yet on its way waits again, what was in flight is unknown. Returns how many."""
    lost = Message.objects.filter(lease_until__lt=clock.wall())
    with transaction.atomic():
        again = lost.filter(state=State.READY).update(
            state=State.QUEUED, lease=None, lease_until=None, reserved_at=None
        )
        unknown = lost.filter(state=State.SENDING).update(
            state=State.UNKNOWN, reason="cut_off", lease_until=None
        )
    return again + unknown


def apply_policy(rows: Sequence[Message], known: people.Known) -> list[Message]:
    """Decide all rows in one transaction that counts and reserves; returns those that may go, now `ready`.

    One policy transaction at a time (an advisory lock on PostgreSQL, the single writer of SQLite), so that parallel workers see
    each other's reservations and no cap or rate is exceeded.
    """
    channel = rows[0].channel
    with transaction.atomic():
        _lock_policy()
        now, row = clock.now(), channels.get_channel(channel)
        allowance = channels.allowance_of(row)
        given = policy.Circumstances(policies.get_contact_policy(), now, get_config().timezone)
        candidates = [
            policy.Candidate(one.id, one.profile_id, one.channel, one.purpose, one.topic) for one in rows
        ]
        decisions = policy.decide_all(
            candidates, known.people, people.history_of(known, now), allowance, given
        )
        channels.store_allowance(row, allowance)
        _write(rows, decisions, now)
        states = dict(
            Message.objects.filter(id__in=[one.id for one in rows], lease=rows[0].lease).values_list(
                "id", "state"
            )
        )
        for one, decision in zip(rows, decisions, strict=True):
            one.reason = decision.reason or ""
            one.reserved_at = now if decision.verdict == "send" else None
            one.state = states.get(one.id, "")
        ready = [one for one in rows if one.state == State.READY]
        suppressed = [one for one in rows if one.state == State.SUPPRESSED]
        announcing.record_suppressed(suppressed)
        Message.objects.filter(id__in=[one.id for one in suppressed]).update(lease=None, lease_until=None)
    return ready


def _lock_policy() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_POLICY_LOCK])


def _write(rows: Sequence[Message], decisions: Sequence[policy.Decision], now: dt.datetime) -> None:
    """Store decisions; a row that another worker took meanwhile stays as it is."""
    adapt = connection.ops.adapt_datetimefield_value
    values = []
    for row, one in zip(rows, decisions, strict=True):
        state = {"send": State.READY, "suppress": State.SUPPRESSED, "delay": State.QUEUED}[one.verdict]
        values.append(
            (
                state.value,
                one.reason.value if one.reason else "",
                adapt(one.until or row.due_at),
                adapt(now) if state == State.READY else None,
                orjson.dumps(one.trail).decode(),
                None if state == State.QUEUED else row.lease,
                row.id,
                row.lease,
            )
        )
    sql = (
        f"UPDATE {Message._meta.db_table} SET state = %s, reason = %s, due_at = %s, reserved_at = %s, "
        "decisions = %s, lease = %s WHERE id = %s AND lease = %s AND state = 'queued'"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)

"""The outbox: facts are recorded in the transaction that makes them true, and travel after it commits.

`record(fact)` inserts a row. The relay takes waiting rows in id order, hands them to the sink (the event log, idempotent by
fact id) and queues one delivery per subscriber in the transaction that marks them relayed. A delivery and the effects of its
subscriber commit together: each effect happens once, whatever crashes. A failing subscriber is retried with backoff and holds
up nobody else; its own later facts wait, so that it sees them in order.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from django.db import connection, transaction

from marketloop.platform import background, clock
from marketloop.platform.ids import new_ids
from marketloop.platform.models import OutboxDelivery, OutboxFact

log = structlog.get_logger(__name__)
BATCH = 500
TOGETHER, TOGETHER_S = 50, 0.25
"""Deliveries of one subscriber in one transaction, and how long it may take before the next one."""
RETRY_AFTER_S = (1, 5, 30, 120, 600)


class FactLike(Protocol):
    """What the outbox needs of a fact (`marketloop.facts.Fact`)."""

    @property
    def name(self) -> str: ...
    def to_payload(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Recorded:
    """A fact as it stands in the outbox."""

    id: int
    name: str
    payload: dict[str, Any]
    occurred_ms: int


@dataclass(frozen=True)
class Subscriber:
    """A registered handler: unique name, the fact names it takes, the function, run in a transaction."""

    name: str
    fact_names: frozenset[str]
    handle: Callable[[Recorded], None]


_subscribers: dict[str, Subscriber] = {}
_sink: Callable[[Sequence[Recorded]], None] | None = None


def record(fact: FactLike) -> int:
    """Record one fact in the caller's transaction; returns its id, which is also its event id."""
    return record_many([fact])[0]


def record_many(facts: Iterable[FactLike]) -> list[int]:
    """Record facts in order with one statement."""
    listed = list(facts)
    ids, now = new_ids(len(listed)), clock.now_ms()
    OutboxFact.objects.bulk_create(
        [
            OutboxFact(id=id_, name=fact.name, payload=fact.to_payload(), occurred_ms=now)
            for id_, fact in zip(ids, listed, strict=True)
        ],
        batch_size=500,
    )
    if listed:
        transaction.on_commit(lambda: background.wake("outbox"))
    return ids


def subscriber(name: str, *fact_types: type[Any]) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Run the function once for each fact of the given types, in order, in one transaction with its effects.

    The function gets the typed fact; its id is not passed, since exactly-once is the outbox's business.
    """
    by_name = {fact_type.name: fact_type for fact_type in fact_types}

    def register(function: Callable[[Any], None]) -> Callable[[Any], None]:
        def handle(recorded: Recorded) -> None:
            function(by_name[recorded.name].from_payload(recorded.payload))

        _subscribers[name] = Subscriber(name, frozenset(by_name), handle)
        return function

    return register


def set_sink(sink: Callable[[Sequence[Recorded]], None] | None) -> None:
    """Where all facts go, in order (the event log); idempotent by fact id, durable when it returns."""
    global _sink
    _sink = sink


def relay() -> int:
    """Move waiting facts to the sink and to their subscribers' queues; returns how many."""
    with transaction.atomic():
        _lock_relay()
        rows = list(OutboxFact.objects.filter(relayed=False).order_by("id")[:BATCH])
        if not rows:
            return 0
        recorded = [Recorded(row.id, row.name, row.payload, row.occurred_ms) for row in rows]
        if _sink is not None:
            _sink(recorded)
        wanted = [
            (s.name, fact.id) for fact in recorded for s in _subscribers.values() if fact.name in s.fact_names
        ]
        OutboxDelivery.objects.bulk_create(
            [
                OutboxDelivery(id=id_, subscriber=name, fact_id=fact_id)
                for id_, (name, fact_id) in zip(new_ids(len(wanted)), wanted, strict=True)
            ],
            batch_size=500,
        )
        OutboxFact.objects.filter(id__in=[row.id for row in rows]).update(relayed=True)
    return len(rows)


def _lock_relay() -> None:
    """One relay at a time: SQLite's IMMEDIATE transaction does it, PostgreSQL takes an advisory lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(7402351)")


def deliver() -> int:
    """Hand queued facts to their subscribers; returns how many were handled."""
    waiting = set(OutboxDelivery.objects.order_by().values_list("subscriber", flat=True).distinct())
    return sum(_deliver_to(one) for one in list(_subscribers.values()) if one.name in waiting)


def _deliver_to(to: Subscriber) -> int:
    handled = 0
    while True:
        passed, more = _deliver_some(to)
        handled += passed
        if not more:
            return handled


def _deliver_some(to: Subscriber) -> tuple[int, bool]:
    """The next few deliveries in one transaction; returns how many were handled and whether there may be more.

    It ends after a short time, so that other writers get their turn. What a failing delivery did is undone alone.
    """
    done: list[int] = []
    failed: tuple[int, Exception] | None = None
    until = time.monotonic() + TOGETHER_S
    with transaction.atomic():
        waiting = OutboxDelivery.objects.select_for_update().filter(subscriber=to.name)
        rows = list(waiting.order_by("fact_id")[:TOGETHER])
        facts = OutboxFact.objects.in_bulk([row.fact_id for row in rows])
        for row in rows:
            if time.monotonic() > until or (row.next_try is not None and row.next_try > clock.wall()):
                break
            try:
                with transaction.atomic():
                    fact = facts[row.fact_id]
                    to.handle(Recorded(fact.id, fact.name, fact.payload, fact.occurred_ms))
            except Exception as error:  # a subscriber's failure must not stop the others
                failed = row.id, error
                break
            done.append(row.id)
        OutboxDelivery.objects.filter(id__in=done).delete()
    if failed is not None:
        _note_failure(to, *failed)
    more = failed is None and bool(done) and (len(done) < len(rows) or len(rows) == TOGETHER)
    return len(done), more


def _note_failure(to: Subscriber, delivery_id: int, error: Exception) -> None:
    """The delivery waits for its next try."""
    log.error("subscriber_failed", subscriber=to.name, delivery=delivery_id, exc_info=error)
    delivery = OutboxDelivery.objects.get(id=delivery_id)
    wait = RETRY_AFTER_S[min(delivery.attempts, len(RETRY_AFTER_S) - 1)]
    OutboxDelivery.objects.filter(id=delivery_id).update(
        attempts=delivery.attempts + 1,
        next_try=clock.wall() + dt.timedelta(seconds=wait),
        error=f"{type(error).__name__}: {error}"[:2000],
    )


@background.loop("outbox", every_s=0.5)
def run() -> int:
    """Background turn: relay, then deliver, until nothing is left; returns how many facts moved."""
    moved = 0
    while relayed := relay():
        moved += relayed
    return moved + deliver()


def drain() -> None:
    """Relay and deliver until all is quiet; failing subscribers do not raise (their rows hold the error)."""
    while run():
        pass

"""Consumers: functions that see every event once, in seq order, in batches.

    @consumer("profiles", after=("identity",))
    def consume(batch: EventBatch) -> None: ...

The function runs in an OLTP transaction that also moves its cursor, so its OLTP effects happen exactly once; what it writes
into the store's state tables must be replacements (calling twice changes nothing). A failing consumer is tried again with
backoff; those that come `after` it wait, the others go on.

Consumers are of two kinds. What a derived one writes follows from the events and a replay gives it all of them again
(`rewind_derived`); what an effect does (`effect=True`: enrolments) must never be repeated, and no replay moves its cursor.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import structlog
from django.db import transaction
from django.db.models.functions import Greatest

from marketloop.events.contracts import Consume, ConsumerStatus, EventBatch
from marketloop.events.models import ConsumerCursor
from marketloop.events.spine import Spine, get_spine
from marketloop.platform import background

logger = structlog.get_logger(__name__)
BATCH = 20_000
RETRY_AFTER_S = (0.5, 2, 5, 15, 60)


@dataclass
class Consumer:
    """A registered consumer and its health."""

    name: str
    consume: Consume
    after: tuple[str, ...]
    effect: bool = False
    failures: int = 0
    error: str = ""
    retry_at: float = 0.0


_consumers: dict[str, Consumer] = {}
_running = threading.Lock()


def consumer(name: str, *, after: tuple[str, ...] = (), effect: bool = False) -> Callable[[Consume], Consume]:
    """Register a consumer; it sees an event only when all consumers named in `after` have committed theirs.

    `effect`: what it does must not be done again by a replay.
    """

    def register(function: Consume) -> Consume:
        _consumers[name] = Consumer(name, function, after, effect)
        return function

    return register


@background.loop("consumers", every_s=0.3, order=20)
def turn() -> int:
    """Let all consumers catch up with the store; returns how many events they were given."""
    spine, done = get_spine(), 0
    with _running:
        while not background.stopping() and not all_passed(spine.store.position):
            given = _round(spine)
            if not given:
                break
            done += given
        if done:
            _purge_vault(spine)
    return done


def round_once() -> int:
    """One batch for every consumer that has one; returns how many events were given. For work that shows its progress."""
    with _running:
        return _round(get_spine())


def _round(spine: Spine) -> int:
    read = _Reading(spine)
    return sum(_advance(spine, one, read) for one in _in_order())


class _Reading:
    """The batch that was read last: consumers that stand at the same place share it."""

    def __init__(self, spine: Spine) -> None:
        self._spine = spine
        self._span = (0, 0)
        self._table: pa.Table | None = None

    def batch(self, after_seq: int, up_to_seq: int) -> pa.Table:
        """As `Store.batch`."""
        if self._table is None or self._span != (after_seq, up_to_seq):
            self._table = self._spine.store.batch(after_seq, up_to_seq)
            self._span = after_seq, up_to_seq
        return self._table


def _in_order() -> list[Consumer]:
    """All consumers, each behind those that it comes after."""
    placed: dict[str, Consumer] = {}

    def place(one: Consumer) -> None:
        for name in one.after:
            if name in _consumers and name not in placed:
                place(_consumers[name])
        placed.setdefault(one.name, one)

    for name in sorted(_consumers):
        place(_consumers[name])
    return list(placed.values())


def _advance(spine: Spine, one: Consumer, read: _Reading) -> int:
    """Give a consumer its next batch; returns the number of seqs passed, 0 when there is none or it failed."""
    if one.retry_at > time.monotonic():
        return 0
    try:
        passed = _consume_batch(spine, one, read)
    except Exception as error:
        one.failures += 1
        one.error = f"{type(error).__name__}: {error}"[:500]
        one.retry_at = time.monotonic() + RETRY_AFTER_S[min(one.failures, len(RETRY_AFTER_S)) - 1]
        if not background.running():
            one.retry_at = 0.0
            raise
        logger.exception("consumer_failed", consumer=one.name, failures=one.failures)
        return 0
    one.failures, one.error, one.retry_at = 0, "", 0.0
    return passed


def _consume_batch(spine: Spine, one: Consumer, read: _Reading) -> int:
    seen, *before = _cursors((one.name, *one.after))
    last = min([seen + BATCH, spine.store.position, *before])
    if last <= seen:
        return 0
    passed_once = _passed_once(one)
    if seen < passed_once:
        last = min(last, passed_once)
    # Read before the transaction, so that nobody waits for the database while we wait for the store.
    table = read.batch(seen, last)
    with transaction.atomic():
        if _locked_seq(one.name) != seen:
            return 0
        if table.num_rows:
            one.consume(EventBatch(table, seen + 1, last, spine.vault.find, last <= passed_once))
        ConsumerCursor.objects.filter(name=one.name).update(seq=last)
    return last - seen


def _passed_once(one: Consumer) -> int:
    """Up to which seq a derived consumer had come before it was set back; 0 when it never was."""
    if one.effect:
        return 0
    found = ConsumerCursor.objects.filter(name=one.name).values_list("passed_once", flat=True).first()
    return found or 0


def derived_names() -> list[str]:
    """The consumers whose doings a replay repeats."""
    return sorted(one.name for one in _consumers.values() if not one.effect)


def rewind_derived() -> int:
    """Set the cursors of all derived consumers back to the first event; returns the seq they all have to reach again.

    Their batches are marked `replayed` up to where they had been. Effects stay where they are, and wait for those they follow.
    """
    with transaction.atomic():
        rows = ConsumerCursor.objects.filter(name__in=derived_names())
        rows.update(passed_once=Greatest("passed_once", "seq"), seq=0)
    background.wake("consumers")
    return get_spine().store.position


def derived_seq() -> int:
    """Up to which seq every derived consumer has come."""
    return min(_cursors(tuple(derived_names())), default=get_spine().store.position)


def _locked_seq(name: str) -> int:
    """The cursor, locked until the transaction ends; made when it is missing."""
    locked = ConsumerCursor.objects.select_for_update().filter(name=name).values_list("seq", flat=True)
    seq = locked.first()
    if seq is None:
        ConsumerCursor.objects.get_or_create(name=name)
        seq = locked.get()
    return seq


def _cursors(names: tuple[str, ...]) -> list[int]:
    """Cursors of the registered consumers among these names; 0 for one that has not begun."""
    known = [name for name in names if name in _consumers]
    found = dict(ConsumerCursor.objects.filter(name__in=known).values_list("name", "seq")) if known else {}
    return [found.get(name, 0) for name in known]


def _purge_vault(spine: Spine) -> None:
    """Forget the personal values that every consumer has passed."""
    passed = _cursors(tuple(_consumers))
    if passed:
        spine.vault.purge(min(passed))


def consumer_status() -> list[ConsumerStatus]:
    """How far every consumer is, by name."""
    position = get_spine().store.position
    names = tuple(sorted(_consumers))
    return [
        ConsumerStatus(name, seq, position - seq, _consumers[name].failures, _consumers[name].error)
        for name, seq in zip(names, _cursors(names), strict=True)
    ]


def all_passed(seq: int) -> bool:
    """Whether every consumer has committed up to this seq."""
    return all(cursor >= seq for cursor in _cursors(tuple(_consumers)))


def check() -> str | None:
    """Readiness: None, or which consumers fail and with what."""
    failing = [f"{one.name}: {one.error}" for one in _in_order() if one.failures >= 3]
    return "; ".join(failing) or None

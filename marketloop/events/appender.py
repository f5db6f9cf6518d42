"""From the log into the store: de-duplicated, resolved to people, in columns; in one transaction with the position.

A kill at any instant loses and doubles nothing: the position moves with the rows, and event ids that the store has are left out.
"""

from __future__ import annotations

import time

import msgspec
import numpy as np
import structlog

from marketloop.events import ports
from marketloop.events.columns import to_table
from marketloop.events.contracts import IncomingEvent, event_id_of
from marketloop.events.seen import Ids, SeenIds
from marketloop.events.spine import Spine, get_spine
from marketloop.platform import background

logger = structlog.get_logger(__name__)
BATCH = 20_000
EAGER = 4_000
"""So many waiting events wake the loop before its interval is over."""
IDLE_CHECKPOINT = 32 * 1024 * 1024


@background.loop("events", every_s=0.2, order=10)
def turn() -> int:
    """Bring all that the log holds into the store; returns how many events were taken from the log."""
    spine, done = get_spine(), 0
    while not background.stopping():
        with spine.appending:
            taken = append_batch(spine)
        if not taken:
            break
        done += taken
        background.wake("consumers")
        with spine.stored:
            spine.stored.notify_all()
    if not done and spine.store.wal_bytes() > IDLE_CHECKPOINT:
        spine.store.checkpoint()
    return done


def append_batch(spine: Spine) -> int:
    """Take the next events from the log, at most about BATCH; returns how many. The caller holds `appending`."""
    started = time.perf_counter()
    position = spine.store.position
    events: list[IncomingEvent] = []
    places: list[int] = []
    for found in spine.log.read(position, BATCH):
        events += found.events
        places += range(found.first_seq, found.last_seq + 1)
    if not events:
        return 0
    seqs = np.array(places, np.int64)
    ids = np.fromiter(map(event_id_of, events), np.int64, len(events))
    fresh = fresh_places(spine.seen, ids)
    last_seq = places[-1]
    kept = events if len(fresh) == len(events) else [events[at] for at in fresh.tolist()]
    kept_ids = ids[fresh]
    table = to_table(kept, kept_ids, seqs[fresh], profile_ids(spine, kept))
    spine.store.append(table, last_seq)
    spine.seen.add(kept_ids, last_seq)
    spine.log.release(last_seq)
    logger.debug(
        "events_stored", events=len(events), kept=len(kept), s=round(time.perf_counter() - started, 3)
    )
    return len(events)


def fresh_places(seen: SeenIds, ids: Ids) -> Ids:
    """Places of the events that are neither stored nor an earlier one of this batch."""
    _, first = np.unique(ids, return_index=True)
    first.sort()
    fresh: Ids = first[~seen.known(ids[first])]
    return fresh


def profile_ids(spine: Spine, events: list[IncomingEvent]) -> list[int]:
    """The person of each event: as given, else resolved."""
    unknown = [event for event in events if event.profile_id is None]
    if not unknown:
        return [event.profile_id or 0 for event in events]
    found = iter(ports.resolve([_with_secrets(spine, event) for event in unknown]))
    return [int(next(found)) if event.profile_id is None else event.profile_id for event in events]


def _with_secrets(spine: Spine, event: IncomingEvent) -> IncomingEvent:
    """An event that was read back from the disk gets the ciphertexts of its identifiers from the vault."""
    if event.secrets:
        return event
    tokens = [value for _, value in event.identifiers if value.startswith("tok_")]
    secrets = {token: text for token in tokens if (text := spine.vault.find(token)) is not None}
    return msgspec.structs.replace(event, secrets=secrets) if secrets else event

"""The event consumer that keeps memberships: after profiles, so that the state which conditions read is up to date."""

from __future__ import annotations

import numpy as np

from marketloop.events import facade as events
from marketloop.events.contracts import EventBatch
from marketloop.segments.definitions import definition_of, maintained, standing_rows
from marketloop.segments.evaluation import (
    follow_merges,
    follow_splits,
    look_again,
    note_known,
    tell_store_who_is_who,
    turn,
)
from marketloop.segments.membership import Ids
from marketloop.segments.synchronising import synchronise
from marketloop.segments.touches import read_batch, touched_people, union


@events.consumer("segments", after=("profiles",))
def keep_memberships(batch: EventBatch) -> None:
    """Hold the people of the batch against the segments that it can concern."""
    touches = read_batch(batch.table)
    people = touches.everybody
    with turn() as state, events.reading_as(events.Priority.INCREMENTAL):
        rows = standing_rows()
        synchronise(rows)
        if len(touches.joined):
            tell_store_who_is_who(touches.joined)
        canonical = follow_merges(rows, people)
        if not batch.replayed:
            follow_splits(rows, touches.splits)
        fresh = note_known(state, np.unique(canonical))
        look_again(
            rows,
            {
                row.id: union(
                    [
                        _standing_for(
                            touched_people(definition_of(row).mentions, touches), people, canonical
                        ),
                        fresh,
                    ]
                )
                for row in maintained(rows).values()
            },
        )


def _standing_for(some: Ids, people: Ids, canonical: Ids) -> Ids:
    """The canonical ids of some of the people; `canonical` belongs to the sorted `people` place by place."""
    return np.unique(canonical[np.searchsorted(people, some)])

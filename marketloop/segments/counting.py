"""Full counts: the whole condition over everybody, for new and changed segments, and on demand.

The reading takes its time outside of any transaction; its result is then written in slices, and whoever was touched meanwhile
is looked at once more. Until the last slice the segment is pending: nothing else changes its membership.
"""

from __future__ import annotations

import numpy as np

from marketloop.events import facade as events
from marketloop.platform import clock
from marketloop.segments.changing import change_members, note_size
from marketloop.segments.contracts import SegmentState
from marketloop.segments.definitions import definition_of, standing_rows
from marketloop.segments.evaluation import Watch, look_at_dependents, turn, watching
from marketloop.segments.membership import Ids, members_of
from marketloop.segments.models import Segment
from marketloop.segments.touches import union

SLICE = 20_000


def count_fully(segment_id: int) -> int:
    """Bring a segment's membership to what its condition says now; returns how many entered or left.

    Does nothing for a static or archived one. A definition that changes meanwhile ends the count; the next turn begins anew.
    """
    row = Segment.objects.filter(id=segment_id).exclude(state=SegmentState.ARCHIVED).first()
    if row is None or row.condition is None:
        return 0
    with watching(segment_id) as watch:
        started = clock.now_ms()
        Segment.objects.filter(id=segment_id, definition=row.definition).update(computed=None)
        with events.reading_as(events.Priority.REPORT):
            target = events.matching_profiles(definition_of(row).condition)
        changed = 0
        while True:
            target, moved, over = _write_slice(row, target, watch, started)
            changed += moved
            if over:
                return changed


def _write_slice(begun: Segment, target: Ids, watch: Watch, started: int) -> tuple[Ids, int, bool]:
    """One transaction: at most SLICE people in and as many out; (what to reach, how many moved, whether it is over)."""
    with turn():
        rows = standing_rows()
        row = next((one for one in rows if one.id == begun.id), None)
        if row is None or row.definition != begun.definition:
            return target, 0, True
        seen = watch.take()
        if len(seen):
            again = events.matching_profiles(definition_of(row).condition, among=seen)
            target = union([np.setdiff1d(target, seen), np.intersect1d(again, seen)])
        members = members_of(row.id, row.version)
        entered, left = np.setdiff1d(target, members), np.setdiff1d(members, target)
        over = len(entered) <= SLICE and len(left) <= SLICE
        entered, left = entered[:SLICE], left[:SLICE]
        if over:
            row.computed, row.ticked_ms, row.refreshed_at = row.definition, started, clock.now()
            row.save(update_fields=["computed", "ticked_ms", "refreshed_at"])
        moved = change_members(row, entered=entered, left=left)
        if over and not moved:
            note_size(row)
        look_at_dependents(rows, row, union([entered, left]))
    return target, moved, over

"""Subscriptions of journeys: the event spine, and facts about segments, people and messages."""

from __future__ import annotations

from marketloop.events.contracts import EventBatch, Quality
from marketloop.events.facade import consumer
from marketloop.facts.audiences import SegmentEntered, SegmentLeft
from marketloop.facts.messages import MessageFailed, MessageSent, MessageSuppressed
from marketloop.facts.people import ProfilesMerged, ProfilesSplit
from marketloop.identity.facade import canonical_many, members
from marketloop.journeys import reactions, sql
from marketloop.platform.outbox import subscriber


@consumer("journeys", after=("identity", "profiles", "segments"), effect=True)
def consume(batch: EventBatch) -> None:
    """Entries, goals and waits; runs in the transaction that moves the consumer's cursor."""
    sql.lock_movement(exclusive=True)
    reactions.remember_heard(latest_by_name(batch))
    names = reactions.names_of(reactions.list_plans())
    wanted = batch.named(*sorted(names)) if names else None
    if wanted is not None and len(wanted):
        events = [event for event in wanted.rows() if event.quality < Quality.INVALID]
        people = canonical_many({event.profile_id for event in events})
        reactions.react_to_events(events, people)


def latest_by_name(batch: EventBatch) -> dict[str, int]:
    """The latest time of each event name in a batch."""
    latest = batch.table.group_by("name").aggregate([("time", "max")])
    return dict(zip(latest["name"].to_pylist(), latest["time_max"].to_pylist(), strict=True))


@subscriber("journeys.segment_entered", SegmentEntered)
def on_segment_entered(fact: SegmentEntered) -> None:
    """People joined a segment."""
    sql.lock_movement(exclusive=True)
    reactions.react_to_segment_entered(fact.segment, fact.profile_ids)


@subscriber("journeys.segment_left", SegmentLeft)
def on_segment_left(fact: SegmentLeft) -> None:
    """People left a segment."""
    sql.lock_movement(exclusive=True)
    reactions.react_to_segment_left(fact.segment, fact.profile_ids)


@subscriber("journeys.messages", MessageSent, MessageSuppressed, MessageFailed)
def on_message(fact: MessageSent | MessageSuppressed | MessageFailed) -> None:
    """Messages got their results."""
    sql.lock_movement(exclusive=True)
    reactions.react_to_message(fact)


@subscriber("journeys.people", ProfilesMerged, ProfilesSplit)
def on_people_changed(fact: ProfilesMerged | ProfilesSplit) -> None:
    """Two profiles became one person, or one person two again."""
    sql.lock_movement(exclusive=True)
    if isinstance(fact, ProfilesMerged):
        reactions.react_to_merge(fact.profile_id, fact.absorbed_id)
    else:
        reactions.react_to_split(members(fact.restored_id), fact.restored_id)

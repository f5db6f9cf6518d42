"""Rule tags: a tag follows the members of a segment.

Segments is a module above; what reaches us are its facts and, for the first fill, its membership as the event store keeps it.
Only what the rule put on is taken off when somebody leaves: a tag that a person put on stays.
"""

from __future__ import annotations

from typing import Any

from marketloop.events import facade as events
from marketloop.events.query.ast import InList
from marketloop.facts.audiences import SegmentEntered, SegmentLeft
from marketloop.identity import facade as identity
from marketloop.platform import ids, outbox
from marketloop.platform.jobs import JobContext, cron, enqueue, job
from marketloop.profiles.models import ProfileTag, Tag
from marketloop.profiles.tagging import put_tags, take_tags
from marketloop.profiles.writing import chunks

SOURCE, CHUNK = "rule", 1_000


@outbox.subscriber("profiles.rule_tags", SegmentEntered, SegmentLeft)
def follow_segment(fact: SegmentEntered | SegmentLeft) -> None:
    """Put the tags of this segment on those who entered, take them off those who left."""
    for tag in Tag.objects.filter(segment=fact.segment_id, deleted=None):
        if isinstance(fact, SegmentEntered):
            put_tags(profile_ids=fact.profile_ids, tag=tag.name, source=SOURCE)
        else:
            take_tags(profile_ids=fact.profile_ids, tag=tag.name, source=SOURCE, only_from=SOURCE)


def fill_soon(tag: Tag, by: int | None = None) -> int:
    """Queue the job that brings a tag in line with its segment; returns the job's id."""
    return enqueue(fill_tag, {"tag": tag.id}, created_by=by)


@job("profiles.rule_tag", retries=3)
def fill_tag(ctx: JobContext, *, tag: int) -> dict[str, Any]:
    """Put a rule tag on all members of its segment and take it off all others who have it by rule; repeatable."""
    row = Tag.objects.filter(id=tag, deleted=None).first()
    if row is None:
        return {"added": 0, "removed": 0}
    members = set[int]()
    if row.segment is not None:
        members = set(events.matching_profiles(InList(list_id=row.segment)).tolist())
    by_rule = set(ProfileTag.objects.filter(tag=row, source=SOURCE).values_list("profile_id", flat=True))
    people = identity.canonical_many(by_rule)
    left = sorted(one for one in by_rule if people[one] not in members)
    added, removed, batch = 0, 0, ids.new_id()
    steps = [(True, chunk) for chunk in chunks(sorted(members), CHUNK)]
    steps += [(False, chunk) for chunk in chunks(left, CHUNK)]
    for done, (put, chunk) in enumerate(steps):
        ctx.check()
        if put:
            added += put_tags(profile_ids=chunk, tag=row.name, source=SOURCE, batch=batch).changed
        else:
            gone = take_tags(profile_ids=chunk, tag=row.name, source=SOURCE, only_from=SOURCE, batch=batch)
            removed += gone.changed
        ctx.progress(done + 1, len(steps), row.name)
    return {"added": added, "removed": removed}


@job("profiles.rule_tags", retries=1)
def fill_all(ctx: JobContext) -> dict[str, int]:
    """Bring every rule tag in line, so that nothing missed lasts longer than a day."""
    rows = list(Tag.objects.filter(deleted=None).exclude(segment=None))
    for row in rows:
        fill_soon(row)
    return {"tags": len(rows)}


cron("profiles.rule_tags", "40 3 * * *", fill_all)


def rules_of(segment_id: int) -> list[str]:
    """Names of the tags that follow a segment."""
    rows = Tag.objects.filter(segment=segment_id, deleted=None).order_by("name")
    return list(rows.values_list("name", flat=True))

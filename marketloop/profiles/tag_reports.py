"""What the catalogue of tags is worth: coverage, freshness, and the history of changes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet, Sum

from marketloop.platform import clock
from marketloop.profiles.models import Person, ProfileTag, Tag, TagAct

DAY_MS = 86_400_000
RECENT_DAYS, STALE_DAYS = 30, 180


@dataclass(frozen=True)
class TagUse:
    """How far a tag reaches and how fresh it is. `share` of all people; times UTC ms; counts of the last 30 days."""

    tag: Tag
    people: int
    share: float
    last_set: int | None
    added: int
    removed: int
    expiring: int
    verdict: str  # fresh | stale (not set for 180 days) | unused (nobody wears it)


def coverage() -> list[TagUse]:
    """All tags, the widest first."""
    now, everybody = clock.now_ms(), max(1, Person.objects.count())
    worn = {
        row["tag"]: (row["people"], row["last"])
        for row in ProfileTag.objects.order_by().values("tag").annotate(people=Count("id"), last=Max("at"))
    }
    soon = ProfileTag.objects.filter(expires__lte=now + RECENT_DAYS * DAY_MS).order_by()
    expiring = dict(soon.values_list("tag").annotate(n=Count("id")))
    acts = TagAct.objects.filter(at__gt=now - RECENT_DAYS * DAY_MS).order_by()
    moved = {
        (tag, act): people for tag, act, people in acts.values_list("tag", "act").annotate(n=Sum("people"))
    }
    found = []
    for tag in Tag.objects.filter(deleted=None).select_related("group"):
        people, last = worn.get(tag.id, (0, None))
        old = last is not None and last <= now - STALE_DAYS * DAY_MS
        found.append(
            TagUse(
                tag=tag,
                people=people,
                share=people / everybody,
                last_set=last,
                added=moved.get((tag.id, "added"), 0),
                removed=moved.get((tag.id, "removed"), 0),
                expiring=expiring.get(tag.id, 0),
                verdict="unused" if not people else "stale" if old else "fresh",
            )
        )
    return sorted(found, key=lambda one: (-one.people, one.tag.name))


def history(tag: int | None = None) -> QuerySet[TagAct]:
    """Lines of history of all tags or one, with their tag."""
    rows = TagAct.objects.select_related("tag")
    return rows if tag is None else rows.filter(tag=tag)

"""Keeping people up to date after a change: fold, publish, tell. Used by the consumer, the loop and the doors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction

from marketloop.events import facade as events
from marketloop.facts.people import ProfilesTouched
from marketloop.platform import background, clock, outbox
from marketloop.platform.bulk import delete_rows
from marketloop.profiles.folding import fold
from marketloop.profiles.models import Pending, Person
from marketloop.profiles.publishing import publish
from marketloop.profiles.writing import chunks

BATCH, AT_ONCE = 10_000, 5_000
FACT_LIMIT = 5_000
ANYTHING = ("trait", "")
"""What is told of people of whom anything may have changed; they need no further fact."""


def refresh(profile_ids: Collection[int], *, state_only: bool = False) -> tuple[set[int], set[int]]:
    """Fold and publish the people of these profiles in the caller's transaction; returns (people, whose stage moved).

    `state_only`: nothing but figures and times changed, so traits, tags, consents and identifiers need no publishing.
    """
    people: set[int] = set()
    moved: set[int] = set()
    for chunk in chunks(sorted(profile_ids), AT_ONCE):
        folded = fold(chunk, all_traits=not state_only)
        publish(folded, state_only=state_only)
        people |= folded.people.keys()
        moved |= folded.moved
    return people, moved


def refresh_now(profile_ids: Collection[int]) -> None:
    """Fold and publish a few people at once, so that an answer shows their change; facts follow from their marks."""
    with transaction.atomic():
        refresh(profile_ids)


def tell_touched(profile_ids: Iterable[int], what: str, key: str = "") -> None:
    """Facts that what segments may test has changed, at most 5,000 people each."""
    outbox.record_many(
        ProfilesTouched(profile_ids=tuple(chunk), what=what, key=key)
        for chunk in chunks(sorted(set(profile_ids)), FACT_LIMIT)
    )


@background.loop("profiles.pending", every_s=1, order=22)
def refresh_pending() -> int:
    """Fold and publish people changed through the doors; returns how many marks were worked off.

    The store is written before the marks go and the facts are recorded, so a crash repeats the work and loses nothing.
    """
    done = 0
    while not background.stopping():
        rows = list(Pending.objects.order_by("id")[:BATCH].values_list("id", "profile_id", "what", "key"))
        if not rows:
            break
        with transaction.atomic():
            _, moved = refresh({profile_id for _, profile_id, _, _ in rows})
            touched: dict[tuple[str, str], set[int]] = defaultdict(set)
            for _, profile_id, what, key in rows:
                touched[what, key].add(profile_id)
            anything = touched.pop(ANYTHING, set())
            tell_touched(anything, *ANYTHING)
            for (what, key), changed in touched.items():
                tell_touched(changed - anything, what, key)
            tell_touched(moved - anything, "stage")
            delete_rows(Pending, [row[0] for row in rows])
        done += len(rows)
    return done


@events.on_rebuilt("profiles", order=20)
def publish_again(rebuilding: events.Rebuilding) -> None:
    """Fold and publish everybody; facts only of a stage that has moved meanwhile."""
    last = 0
    while people := list(
        Person.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True)[:AT_ONCE]
    ):
        rebuilding.check()
        with transaction.atomic():
            _, moved = refresh(people)
            tell_touched(moved, "stage")
        last = people[-1]


@background.loop("profiles.stages", every_s=60, order=24)
def move_stages() -> int:
    """Move people whose stage changes through time alone; returns how many were looked at."""
    done = 0
    while not background.stopping():
        due = list(
            Person.objects.filter(stage_due__lte=clock.now_ms())
            .order_by("stage_due")
            .values_list("id", flat=True)[:BATCH]
        )
        if not due:
            break
        with transaction.atomic():
            _, moved = refresh(due, state_only=True)
            tell_touched(moved, "stage")
        done += len(due)
    return done

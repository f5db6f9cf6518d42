"""What identity gives to the event spine: the people behind events, and who stands for whom."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from marketloop.events import facade as events
from marketloop.events.contracts import IncomingEvent
from marketloop.identity.models import Alias
from marketloop.identity.policy import MAX_KEY, key_of
from marketloop.identity.services import lock, resolve_keys
from marketloop.platform import background

CHUNK = 2_000
ALIASES = 20_000


def resolve_events(incoming: list[IncomingEvent]) -> Sequence[int]:
    """Profile ids of events in log order, 0 for nobody; the same ids when asked again. Commits every 2,000 events."""
    profiles: list[int] = []
    for start in range(0, len(incoming), CHUNK):
        chunk = incoming[start : start + CHUNK]
        secrets: dict[str, str] = {}
        for event in chunk:
            if event.secrets:
                secrets |= event.secrets
        profiles += resolve_keys(
            batch=[_keys(event) for event in chunk],
            sources=[event.source for event in chunk],
            evidence=[event.message_id for event in chunk],
            times=[event.time_ms for event in chunk],
            secrets=secrets,
        )
    return profiles


def _keys(event: IncomingEvent) -> Sequence[tuple[str, str]]:
    """Identifiers stand on the spine as keys already; only over-long ones are shortened."""
    if all(len(key) <= MAX_KEY for _, key in event.identifiers):
        return event.identifiers
    return [(kind, key_of(kind, key)) for kind, key in event.identifiers]


@background.loop("identity.aliases", every_s=2, order=12)
def publish_aliases() -> int:
    """Tell the store who stands for whom since the last time; returns how many aliases were written.

    The mark is set after the store has them, so a crash in between writes them once more.
    """
    waiting = Alias.objects.filter(published=False).order_by("profile_id")[:ALIASES]
    pairs = list(waiting.values_list("profile_id", "canonical_id"))
    if not pairs:
        return 0
    events.set_aliases(pairs)
    for start in range(0, len(pairs), CHUNK):
        _mark(dict(pairs[start : start + CHUNK]))
    return len(pairs)


def _mark(published: dict[int, int]) -> None:
    """Only where the pair still is what was published."""
    with transaction.atomic():
        lock()
        rows = Alias.objects.filter(profile_id__in=list(published), published=False)
        current = dict(rows.values_list("profile_id", "canonical_id"))
        done = [one for one, person in published.items() if current.get(one) == person]
        Alias.objects.filter(profile_id__in=done).update(published=True)


def republish() -> None:
    """Let the loop publish all aliases again (after the store was rebuilt)."""
    Alias.objects.update(published=False)
    background.wake("identity.aliases")


@events.on_rebuilt("identity", order=10)
def publish_again(rebuilding: events.Rebuilding) -> None:
    """All aliases stand in the store when it returns."""
    republish()
    while publish_aliases():
        rebuilding.check()

"""What the doctor looks at in profiles: the store has a state for every person, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator

from marketloop.events import facade as events
from marketloop.platform.doctor import Finding, finder
from marketloop.profiles.models import Pending, Person


@finder("profiles")
def look() -> Iterator[Finding]:
    """As many people here as in the store, when nothing is under way."""
    if (
        Pending.objects.exists()
        or not events.owns_store()
        or any(one.lag for one in events.consumer_status())
    ):
        return
    known = Person.objects.count()
    [stored] = events.reader()("SELECT count(*) AS n FROM profile_state")["n"].to_pylist()
    if known != stored:
        yield Finding("people_differ", {"known": f"{known:,}", "stored": f"{stored:,}"})

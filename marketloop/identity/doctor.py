"""What the doctor looks at in identity: the store knows who stands for whom."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from marketloop.events import facade as events
from marketloop.identity.models import Alias
from marketloop.platform.doctor import Finding, finder

WAITING = 20_000


@finder("identity")
def look() -> Iterator[Finding]:
    """Aliases that wait, and whether the store has the published ones."""
    waiting = Alias.objects.filter(published=False).count()
    if waiting > WAITING:
        yield Finding("aliases_waiting", {"count": f"{waiting:,}"})
    if waiting or not events.owns_store():
        return
    known = Alias.objects.exclude(profile_id=F("canonical_id")).count()
    [stored] = events.reader()("SELECT count(*) AS n FROM alias_map")["n"].to_pylist()
    if known != stored:
        yield Finding("aliases_differ", {"known": f"{known:,}", "stored": f"{stored:,}"})

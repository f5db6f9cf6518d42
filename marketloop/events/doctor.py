"""What the doctor looks at in the event spine."""

from __future__ import annotations

from collections.abc import Iterator

from marketloop.events.consumers import consumer_status
from marketloop.events.log_scanning import scan
from marketloop.events.ownership import StoreOwned
from marketloop.events.reading import Priority
from marketloop.events.spine import Spine, StoreLost, get_spine
from marketloop.events.store import StoreUnreadable, reading_as
from marketloop.platform import background
from marketloop.platform.config import get_config
from marketloop.platform.doctor import Finding, finder
from marketloop.platform.i18n import translate

BEHIND = 20_000
VAULT = 100_000
"""More sealed values on their way than this: somebody does not pass them."""


@finder("events")
def look() -> Iterator[Finding]:
    """Log, store, consumers and vault; needs the store, so the process that owns it looks."""
    try:
        spine = get_spine()
    except StoreOwned as error:
        yield Finding("store_owned", dict(error.params), hint=True)
        return
    except (StoreLost, StoreUnreadable) as error:
        yield Finding(
            "store_lost", {"reason": translate(f"errors.{error.code}", get_config().language, **error.params)}
        )
        return
    yield from _log(spine)
    yield from _behind(spine)
    yield from _store(spine)
    if (count := spine.vault.count()) > VAULT:
        yield Finding("vault_growing", {"count": f"{count:,}"})


def _log(spine: Spine) -> Iterator[Finding]:
    torn = sorted(path.name for path in spine.log.folder.glob("*.torn"))
    if torn:
        yield Finding("log_torn", {"count": len(torn), "first": torn[0]}, hint=True)
    for one in scan(spine.log, spine.log.last_seq):
        if one.damaged:
            yield Finding("log_damaged", {"segment": one.path.name, "seq": one.last_seq + 1})


def _behind(spine: Spine) -> Iterator[Finding]:
    waiting = spine.log.last_seq - spine.store.position
    if waiting > BEHIND or (waiting and not background.running()):
        yield Finding("store_behind", {"count": f"{waiting:,}"}, hint=waiting <= BEHIND)
    for one in consumer_status():
        if one.failures:
            yield Finding("consumer_failing", {"name": one.name, "error": one.error})
        elif one.lag > BEHIND:
            yield Finding("consumer_behind", {"name": one.name, "count": f"{one.lag:,}"})


def _store(spine: Spine) -> Iterator[Finding]:
    """Each event stands there once, and none that the log does not account for."""
    with reading_as(Priority.REPORT):
        [row] = spine.store.read(
            "SELECT count(*) AS rows, count(DISTINCT event_id) AS ids, count(*) FILTER (seq BETWEEN ? AND ?) AS logged"
            " FROM events",
            [spine.log.first_seq, spine.store.position],
        ).to_pylist()
    if row["rows"] != row["ids"]:
        yield Finding("store_doubled", {"count": f"{row['rows'] - row['ids']:,}"})
    events = sum(one.events for one in scan(spine.log, spine.store.position))
    if row["logged"] > events:
        yield Finding("store_more", {"rows": f"{row['logged']:,}", "events": f"{events:,}"}, hint=True)

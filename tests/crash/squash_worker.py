"""A company that merges, undoes and squashes without pause, to be killed: set up once, then a fresh fork per life.

Commands on stdin, one JSON line each on stdout. `live SEED` forks a life and prints its pid, `reap` waits for it, `report`
lets everything come to rest in a fork of its own and prints what is wrong (nothing) and how much was there.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import django

PEOPLE, NAMES = 40, ("viewed", "paid", "asked")


def _acknowledged() -> Path:
    from marketloop.platform.config import get_config

    return get_config().home / "acknowledged.txt"


def _identifiers(draw: random.Random) -> tuple[tuple[str, str], ...]:
    """A device, a phone and a user, alone or together: what meets is merged."""
    number = draw.randrange(PEOPLE)
    known = (
        ("user_id", f"u{number}"),
        ("phone", f"tok_{number % 25}"),
        ("anonymous_id", f"a{number * 7 % 60}"),
    )
    return tuple(one for one in known if draw.random() < 0.55) or known[:1]


def live(seed: int) -> None:
    """Events, merges by rule and by hand, undoing, squash in small chunks, until killed."""
    from marketloop.events import appender
    from marketloop.events.squash import squash
    from marketloop.identity.ports import publish_aliases

    draw, batch = random.Random(seed), 0
    ledger = os.open(_acknowledged(), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    while True:
        batch += 1
        _append(draw, f"{seed}-{batch}", ledger)
        act = draw.random()
        if act < 0.6:
            appender.turn()
        if act < 0.3:
            _decide(draw)
        if act < 0.5:
            publish_aliases()
        if 0.2 < act < 0.8:
            squash(chunk=draw.randrange(1, 40))


def _append(draw: random.Random, name: str, ledger: int) -> None:
    """Ten events; written down when they are acknowledged."""
    from marketloop.events import facade as events
    from marketloop.events.testing import make_event

    names = [f"{name}-{place}" for place in range(10)]
    events.append(
        [
            make_event(
                draw.choice(NAMES),
                message_id=one,
                time_ms=draw.randrange(10**6),
                identifiers=_identifiers(draw),
            )
            for one in names
        ]
    )
    os.write(ledger, "".join(f"{one}\n" for one in names).encode())


def _decide(draw: random.Random) -> None:
    """A merge by hand, or the undoing of one."""
    from marketloop.identity import facade as identity
    from marketloop.identity.models import Identifier, Merge
    from marketloop.platform.errors import Conflict

    standing = list(Merge.objects.filter(undone_at=None).values_list("id", flat=True))
    with contextlib.suppress(Conflict):
        if standing and draw.random() < 0.5:
            identity.undo_merge(draw.choice(standing))
            return
        people = sorted(set(Identifier.objects.values_list("profile_id", flat=True)))
        if len(people) > 1:
            one, other = draw.sample(people, 2)
            identity.merge(one, other, "manual")


def report() -> dict[str, Any]:
    """Everything comes to rest; then what is lost, doubled, misplaced, or answered in another way after the squash."""
    from marketloop.events import appender
    from marketloop.events import facade as events
    from marketloop.events.squash import squash
    from marketloop.identity.models import Merge
    from marketloop.identity.ports import publish_aliases
    from marketloop.platform.ids import stable_id

    appender.turn()
    while publish_aliases():
        pass
    rows = events.reader()(
        "SELECT event_id, name, profile_id, coalesce(origin_profile_id, profile_id) AS origin FROM events"
    ).to_pylist()
    wanted = {stable_id("test", line) for line in _acknowledged().read_text().splitlines()}
    found = [row["event_id"] for row in rows]
    before = _answers(rows)
    squashed = sum(row["profile_id"] != row["origin"] for row in rows)
    squash(chunk=100)
    after = _answers(rows)
    merges = list(Merge.objects.values_list("id", "undone_at"))
    apart = _all_apart()
    return {
        "events": len(found),
        "doubled": len(found) - len(set(found)),
        "lost": len(wanted - set(found)),
        "unasked": len(set(found) - wanted),
        "squashed_before": squashed,
        "merges": len(merges),
        "undone": sum(undone is not None for _, undone in merges),
        "wrong_before": before,
        "wrong_after": after,
        "wrong_apart": apart,
    }


def _answers(rows: list[dict[str, Any]]) -> list[str]:
    """Questions to the store against the same worked out from origins and the identity map; what differs."""
    from marketloop.events import facade as events
    from marketloop.events.query.ast import Event, Ever
    from marketloop.identity import facade as identity

    people = identity.canonical_many({row["origin"] for row in rows})
    theirs: dict[int, set[int]] = defaultdict(set)
    doers: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        theirs[people[row["origin"]]].add(row["event_id"])
        doers[row["name"]].add(people[row["origin"]])
    wrong = [
        f"timeline of {one}"
        for one, mine in theirs.items()
        if sorted(event.event_id for event in events.timeline([one], limit=100_000)) != sorted(mine)
    ]
    _give_states(set(people.values()))
    for name, who in doers.items():
        did = Event(name=name, window=Ever(), op="gte", count=1)
        if set(events.matching_profiles(did).tolist()) != who:
            wrong.append(f"who {name}")
    return wrong


def _give_states(people: set[int]) -> None:
    """A state for everybody, as profiles keeps it: conditions are asked of those who have one."""
    import pyarrow as pa

    from marketloop.events import facade as events

    events.upsert_state(pa.table({"profile_id": pa.array(sorted(people), pa.int64())}))


def _all_apart() -> int:
    """Undo every merge; returns how many events do not stand under their own profile again."""
    from marketloop.events import facade as events
    from marketloop.identity import facade as identity
    from marketloop.identity.models import Merge
    from marketloop.identity.ports import publish_aliases

    for merge in Merge.objects.filter(undone_at=None).values_list("id", flat=True):
        identity.undo_merge(merge)
    while publish_aliases():
        pass
    found = events.reader()(
        "SELECT count(*) AS n FROM events e LEFT JOIN alias_map a ON a.profile_id = e.profile_id"
        " WHERE coalesce(a.canonical_id, e.profile_id) <> coalesce(e.origin_profile_id, e.profile_id)"
    )
    return int(found["n"][0].as_py())


def _fork(work: Any) -> int:
    """The process id of a child that does the work; nothing that must not be shared is open before."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if not pid:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), 1
        )  # the answers' line; what a log prints does not belong there
        try:
            work()
        finally:
            os._exit(0)
    return pid


def _report_in_a_fork() -> Any:
    receive, send = os.pipe()
    pid = _fork(lambda: os.write(send, json.dumps(report()).encode()))
    os.close(send)
    with os.fdopen(receive, "rb") as answer:
        text = answer.read()
    os.waitpid(pid, 0)
    return json.loads(text)


def main() -> None:
    """Answer commands until stdin ends."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    pid = 0
    for line in sys.stdin:
        command, _, word = line.strip().partition(" ")
        if command == "live":
            pid = _fork(lambda seed=int(word): live(seed))
            answer: Any = pid
        elif command == "reap":
            answer = os.waitpid(pid, 0)[1]
        else:
            answer = _report_in_a_fork()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

"""Rebuilds the store's events without pause, to be killed: set up once, then a fresh fork per life.

Commands on stdin, one JSON line each on stdout: `live` forks a life and prints its pid, `reap` waits for it, `report` opens the
store in a fork and prints a digest of all its rows and its tables.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import Any

import django


def fill() -> None:
    """Two thousand events, some twice, some under merged profiles."""
    from marketloop.events import appender
    from marketloop.events import facade as events
    from marketloop.events.squash import squash
    from marketloop.events.testing import make_event

    names = [("user_id", f"u{number % 50}") for number in range(2_000)]
    events.append([make_event(message_id=f"m{n % 1_900}", identifiers=(one,)) for n, one in enumerate(names)])
    appender.turn()
    [first, second] = events.reader()("SELECT DISTINCT profile_id FROM events ORDER BY 1 LIMIT 2")[
        "profile_id"
    ].to_pylist()
    events.set_aliases([(second, first)])
    squash()
    events.close()


def live() -> None:
    """Rebuild in small chunks until killed; says when the first one begins."""
    from marketloop.events import rebuilding
    from marketloop.events.spine import get_spine
    from marketloop.platform.config import get_config

    rebuilding.CHUNK = 100
    spine = get_spine()
    (get_config().home / "begun").touch()
    while True:
        rebuilding.rebuild(spine, lambda seq, last: None)


def report() -> dict[str, Any]:
    """What stands in the store."""
    from marketloop.events import facade as events

    read = events.reader()
    rows = read("SELECT * FROM events ORDER BY event_id").to_pylist()
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    tables = read("SELECT table_name FROM duckdb_tables() ORDER BY 1")["table_name"].to_pylist()
    return {"rows": len(rows), "digest": digest, "tables": tables}


def _fork(work: Any) -> int:
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if not pid:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            work()
        finally:
            os._exit(0)
    return pid


def _answer_of_a_fork(work: Any) -> Any:
    receive, send = os.pipe()
    pid = _fork(lambda: os.write(send, json.dumps(work()).encode()))
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
    _answer_of_a_fork(fill)
    pid = 0
    for line in sys.stdin:
        command = line.strip()
        if command == "live":
            answer: Any = (pid := _fork(live))
        elif command == "reap":
            answer = os.waitpid(pid, 0)[1]
        else:
            answer = _answer_of_a_fork(report)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

"""A message worker to be killed: set up once, then a fresh fork per life. Commands on stdin, answers on stdout.

`seed N` makes people and queues N messages; `live` forks a worker and prints its pid; `reap` waits for it; `report` prints JSON.
"""

from __future__ import annotations

import collections
import datetime as dt
import json
import os
import sys
import time

import django


def seed(count: int) -> None:
    """Tables, 100 people with consent, no caps, and the messages."""
    from django.core.management import call_command

    from marketloop.messaging import facade as messaging
    from marketloop.messaging.policy import Caps, Rules
    from marketloop.profiles import facade as profiles
    from marketloop.profiles.contracts import UpsertRow

    call_command("migrate", interactive=False, verbosity=0)
    people = profiles.bulk_upsert(
        [
            UpsertRow(identifiers=(("email", f"p{number}@yunlan.example"),), consents={"email": True})
            for number in range(100)
        ],
        source="import",
    ).ids
    profiles.refresh_pending()
    messaging.set_contact_policy(rules=Rules(total=Caps()), actor=None)
    template = messaging.ensure_template(
        key="t", name="T", subject="S", body="<a href='https://x.example'>x</a>", body_kind="html"
    )
    messaging.request_messages(
        [
            messaging.SendIntent(key=f"{number}:n:0", profile_id=people[number % 100], template_id=template)
            for number in range(count)
        ]
    )


def live() -> None:
    """Work until killed."""
    from marketloop.messaging import claiming, pipeline, sending

    claiming.LEASE = sending.SENDING_LEASE = dt.timedelta(seconds=1)
    while True:
        if not pipeline.turn():
            time.sleep(0.02)


def report() -> dict[str, object]:
    """States, and how often each message stands in a fact and in the outbox."""
    from marketloop.messaging.models import Message, MessageContent
    from marketloop.platform import ids
    from marketloop.platform.models import OutboxFact

    told: collections.Counter[str] = collections.Counter()
    for fact in OutboxFact.objects.filter(name="message_sent"):
        told.update(fact.payload["message_ids"])
    return {
        "states": {
            ids.encode("msg", id_): state for id_, state in Message.objects.values_list("id", "state")
        },
        "told": told,
        "contents": MessageContent.objects.count(),
    }


def main() -> None:
    """Serve commands until stdin ends."""
    django.setup()
    from django.db import connection

    child = 0
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        answer: object = "ok"
        if command == "seed":
            seed(int(argument))
        elif command == "live":
            connection.close()
            child = os.fork()
            if child == 0:
                live()
            answer = child
        elif command == "reap":
            os.waitpid(child, 0)
        elif command == "report":
            answer = report()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

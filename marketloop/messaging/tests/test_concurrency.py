"""Two workers at once: no cap is exceeded, no message is sent twice. On whichever database the suite runs."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from marketloop.messaging import claiming, people, pipeline, policies
from marketloop.messaging.contracts import State
from marketloop.messaging.intents import request_messages
from marketloop.messaging.models import Message, MessageContent
from marketloop.messaging.policy import Caps, Rules
from marketloop.messaging.testing import make_intent, make_template, queue
from marketloop.platform.models import OutboxFact
from marketloop.profiles.testing import make_profile

pytestmark = [pytest.mark.django_db(transaction=True)]


def _at_once(*work: object) -> list[BaseException]:
    errors: list[BaseException] = []
    gate = threading.Barrier(len(work))

    def run(function: object) -> None:
        try:
            gate.wait()
            function()  # type: ignore[operator]
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


def test_two_workers_cannot_exceed_a_cap() -> None:
    """Each holds its own claim on messages to the same people, and they decide at the same moment."""
    policies.set_contact_policy(rules=Rules(total=Caps(per_day=3)), actor=None)
    template = make_template()
    persons = [make_profile() for _ in range(4)]
    request_messages([make_intent(one, template) for _ in range(6) for one in persons])
    batches = [claiming.claim("email", 12), claiming.claim("email", 12)]
    known = [people.gather([row.profile_id for row in batch], "email") for batch in batches]

    errors = _at_once(
        lambda: claiming.apply_policy(batches[0], known[0]),
        lambda: claiming.apply_policy(batches[1], known[1]),
    )
    by_person = [
        [
            Message.objects.filter(profile_id=one, state=state).count()
            for state in (State.READY, State.SUPPRESSED)
        ]
        for one in persons
    ]

    assert errors == []
    assert [len(batch) for batch in batches] == [12, 12]
    assert by_person == [[3, 3]] * 4
    assert set(Message.objects.filter(state=State.SUPPRESSED).values_list("reason", flat=True)) == {"cap_day"}


def test_two_workers_send_each_message_once() -> None:
    policies.set_contact_policy(rules=Rules(total=Caps()), actor=None)
    person, template = make_profile(), make_template()
    request_messages([make_intent(person, template) for _ in range(300)])

    errors = _at_once(pipeline.turn, pipeline.turn)
    sent = [
        message
        for fact in OutboxFact.objects.filter(name="message_sent")
        for message in fact.payload["message_ids"]
    ]

    assert errors == []
    assert Message.objects.filter(state=State.SENT).count() == 300
    assert (len(sent), len(set(sent)), MessageContent.objects.count()) == (300, 300, 300)


def test_the_same_intents_by_two_workers_are_one_message_each() -> None:
    person, template = make_profile(), make_template()
    intents = [make_intent(person, template) for _ in range(500)]
    counts: list[int] = []

    def ask() -> None:
        counts.append(request_messages(intents).accepted)

    errors = _at_once(ask, ask)

    assert errors == []
    assert sum(counts) == 500
    assert Message.objects.count() == 500


def test_a_claim_is_seen_by_one_worker() -> None:
    row = queue(make_profile(), make_template())

    assert [one.id for one in claiming.claim("email", 5)] == [row.id]
    assert claiming.claim("email", 5) == []

"""Many intents become rows at once, each key once."""

from __future__ import annotations

import time

import pytest

from marketloop.messaging.contracts import Counts, Reason, SendIntent, State
from marketloop.messaging.facade import ensure_template, request_messages
from marketloop.messaging.models import Message
from marketloop.platform.errors import NotFound
from marketloop.platform.i18n import Language, catalogue

pytestmark = [pytest.mark.django_db]


def _intents(template_id: int, count: int, start: int = 0) -> list[SendIntent]:
    return [
        SendIntent(
            key=f"{number}:n1:0",
            profile_id=number,
            template_id=template_id,
            journey="jny_0000000000001",
            version=2,
            node="n1",
            variables={"event": {"name": "云", "n": number}},
        )
        for number in range(start, start + count)
    ]


def _template(topic: str = "") -> int:
    return ensure_template(key="t", name="T", subject="S", body="<p>x</p>", body_kind="html", topic=topic)


def test_a_key_gives_one_message_for_ever() -> None:
    template = _template(topic="news")

    first = request_messages(_intents(template, 3))
    again = request_messages(_intents(template, 5))
    rows = list(Message.objects.order_by("profile_id"))

    assert (first, again) == (Counts(3, 0), Counts(2, 3))
    assert [row.profile_id for row in rows] == [0, 1, 2, 3, 4]
    assert (rows[0].state, rows[0].purpose, rows[0].topic) == (State.QUEUED, "marketing", "news")
    assert (rows[0].journey_version, rows[0].variables) == (2, {"event": {"name": "云", "n": 0}})
    assert (rows[0].reason, rows[0].attempts, rows[0].sent_at) == ("", 0, None)


def test_the_same_key_twice_in_one_batch_counts_once() -> None:
    intents = _intents(_template(), 2)

    assert request_messages([*intents, *intents]) == Counts(2, 2)
    assert Message.objects.count() == 2


def test_an_unknown_template_queues_nothing() -> None:
    good = _intents(_template(), 1)

    with pytest.raises(NotFound):
        request_messages([*good, *_intents(12345, 1, start=9)])

    assert Message.objects.count() == 0


def test_twenty_thousand_messages_materialise_in_a_second() -> None:
    intents = _intents(_template(), 20_000)

    start = time.process_time()
    counts = request_messages(intents)
    seconds = time.process_time() - start

    assert counts == Counts(20_000, 0)
    assert seconds < 1  # of our own processor time: 20,000 messages/s whatever else runs on the machine


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_state_and_reason_has_its_words(language: Language) -> None:
    keys = [f"messaging.state.{one}" for one in State] + [f"messaging.reason.{one}" for one in Reason]

    assert [key for key in keys if key not in catalogue(language)] == []

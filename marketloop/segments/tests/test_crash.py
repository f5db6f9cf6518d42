"""A process that dies between the store's write and the commit (or after it) loses and doubles nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from marketloop.events import facade as events
from marketloop.events.query.ast import InList
from marketloop.platform import ids
from marketloop.platform.models import OutboxFact
from marketloop.segments import consumers, evaluation, membership, synchronising
from marketloop.segments import facade as segments
from marketloop.segments.tests.world import make_people, send, settle

pytestmark = [pytest.mark.django_db, pytest.mark.db]
VIEWED = {"type": "event", "name": "product_viewed"}


class Killed(BaseException):
    """Stands for kill −9: nothing catches it, the open transaction is rolled back."""


def restart() -> None:
    """All that a process has in memory is gone."""
    membership._cache.clear()
    synchronising.forget_all()


def in_store(segment_id: int) -> list[int]:
    return [int(one) for one in events.matching_profiles(InList(list_id=segment_id))]


def entered(segment_id: int) -> list[int]:
    text = ids.encode("seg", segment_id)
    facts = OutboxFact.objects.filter(name="segment_entered")
    return sorted(
        one for fact in facts if fact.payload["segment"] == text for one in fact.payload["profile_ids"]
    )


def die_after(function: Callable[..., Any]) -> Callable[..., Any]:
    def dying(*args: Any, **kwargs: Any) -> Any:
        function(*args, **kwargs)
        raise Killed

    return dying


def test_killed_between_the_store_and_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = make_people(2)
    inner = segments.create(name="内", condition=VIEWED).id
    outer = segments.create(name="外", condition={"type": "list", "list_id": ids.encode("seg", inner)}).id
    send(two, "product_viewed")
    settle()

    send(one, "product_viewed")
    with monkeypatch.context() as patch:
        patch.setattr(consumers, "look_again", die_after(evaluation.look_again))
        with pytest.raises(Killed), transaction.atomic():
            settle()
    ahead = in_store(inner)
    restart()
    truth = segments.members(inner).tolist()
    settle()

    assert (ahead, truth) == ([one, two], [two])
    assert segments.members(inner).tolist() == segments.members(outer).tolist() == [one, two]
    assert in_store(inner) == in_store(outer) == [one, two]
    assert entered(inner) == entered(outer) == [one, two]


def test_a_store_that_lost_its_last_writes_is_put_right_at_start() -> None:
    one, two = make_people(2)
    segment = segments.create(name="内", condition=VIEWED).id
    for person in (one, two):
        send(person, "product_viewed")
    settle()
    events.replace_list(segment, [two + 1], [one])

    restart()
    settle()

    assert in_store(segment) == [one, two]
    assert entered(segment) == [one, two]


def test_a_replaced_store_is_filled_again() -> None:
    [one] = make_people()
    segment = segments.create(name="内", condition=VIEWED).id
    send(one, "product_viewed")
    settle()
    events.drop_list(segment)

    segments.forget_store()
    settle()

    assert in_store(segment) == [one]
    assert entered(segment) == [one]

"""Events find their people through the spine; the store follows merges and their undoing."""

from __future__ import annotations

import pytest

from marketloop.events import facade as events
from marketloop.events import personal
from marketloop.events.testing import make_event
from marketloop.identity import facade
from marketloop.identity.models import Alias
from marketloop.identity.ports import publish_aliases, resolve_events

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_events_are_stored_with_their_people_and_values_stay_sealed() -> None:
    token, sealed = personal.seal("phone", "13912345678")
    events.append([make_event(identifiers=(("phone", token), ("user_id", "u1")), secrets={token: sealed})])

    events.catch_up()

    owner = facade.find("phone", "13912345678")
    assert owner is not None
    assert [event.profile_id for event in events.timeline([owner])] == [owner]
    assert facade.addresses([owner], ["phone"])[owner][0].value == "+8613912345678"


def test_asking_again_gives_the_same_profiles() -> None:
    batch = [
        make_event(identifiers=(("anonymous_id", "a"),)),
        make_event(identifiers=(("user_id", "u"), ("phone", "tok_p"))),
        make_event(identifiers=(("user_id", "u"), ("anonymous_id", "a"))),
        make_event(identifiers=()),
        make_event(identifiers=(("user_id", "x" * 300),)),
    ]
    first = resolve_events(batch)

    assert resolve_events(batch) == first
    assert first[3] == 0
    assert len({*first}) == 4


def test_the_store_hears_of_merges_and_of_their_undoing() -> None:
    one, other = facade.resolve([("user_id", "u1")]), facade.resolve([("phone", "13912345678")])
    merge = facade.merge(one, other, "manual")
    read = events.reader()

    assert publish_aliases() == 1
    assert read("SELECT * FROM alias_map").to_pylist() == [{"profile_id": other, "canonical_id": one}]
    assert publish_aliases() == 0

    facade.undo_merge(merge)
    assert publish_aliases() == 2
    assert read("SELECT * FROM alias_map").num_rows == 0
    assert Alias.objects.filter(published=False).count() == 0

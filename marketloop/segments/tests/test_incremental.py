"""Membership follows events, traits, merges and the clock, and tells of it by facts, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from marketloop.facts.audiences import SegmentEntered
from marketloop.identity import facade as identity
from marketloop.platform import clock
from marketloop.platform.models import OutboxFact
from marketloop.segments import facade as segments
from marketloop.segments.tests.world import make_people, send, set_tag, set_traits, settle

pytestmark = [pytest.mark.django_db, pytest.mark.db]
START = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
VIEWED_WEEK = {
    "type": "event",
    "name": "product_viewed",
    "window": {"kind": "last", "amount": 7, "unit": "day"},
}


def make_segment(condition: Mapping[str, object], name: str = "人群") -> int:
    return segments.create(name=name, condition=condition).id


def members(segment_id: int) -> list[int]:
    return [int(one) for one in segments.members(segment_id)]


def told(name: str, segment_id: int) -> list[int]:
    facts = OutboxFact.objects.filter(name=name).order_by("id")
    return [
        person
        for fact in facts
        if fact.payload["segment_id"] == segment_id
        for person in fact.payload["profile_ids"]
    ]


def test_a_new_segment_is_counted_and_told() -> None:
    one, two = make_people(2)
    send(one, "product_viewed")
    settle()

    segment = make_segment(VIEWED_WEEK)
    before = segments.get(segment)
    settle()

    assert (before.computing, before.size) == (True, 0)
    assert members(segment) == [one]
    assert (segments.get(segment).computing, segments.get(segment).size) == (False, 1)
    assert told("segment_entered", segment) == [one]
    assert segments.is_member([one, two], segment) == {one}


def test_an_event_lets_in_and_time_lets_out() -> None:
    with clock.travel(START) as traveller:
        [one] = make_people()
        segment = make_segment(VIEWED_WEEK)
        settle()
        send(one, "product_viewed")
        settle()
        inside = members(segment)
        traveller.move(dt.timedelta(days=7) - dt.timedelta(milliseconds=1))
        settle()
        still = members(segment)
        traveller.move(dt.timedelta(milliseconds=1))
        settle()

        assert (inside, still, members(segment)) == ([one], [one], [])
        assert told("segment_entered", segment) == [one]
        assert told("segment_left", segment) == [one]


def test_traits_and_tags_let_in_and_out() -> None:
    [one] = make_people()
    condition = {
        "type": "all",
        "of": [{"type": "trait", "key": "city", "op": "eq", "value": "杭州"}, {"type": "tag", "tag": "VIP"}],
    }
    segment = make_segment(condition)
    settle()

    set_traits(one, city="杭州")
    settle()
    only_city = members(segment)
    set_tag(one, "VIP")
    settle()
    both = members(segment)
    set_traits(one, city="上海")
    settle()

    assert (only_city, both, members(segment)) == ([], [one], [])


def test_newcomers_are_held_against_conditions_on_absence() -> None:
    segment = make_segment({"type": "event", "name": "order_paid", "op": "eq", "count": 0})
    settle()

    [one] = make_people()
    settle()

    assert members(segment) == [one]


def test_segments_of_segments_follow_in_the_same_turn() -> None:
    [one] = make_people()
    inner = make_segment(VIEWED_WEEK, "浏览过")
    outer = make_segment({"type": "not", "of": {"type": "list", "list_id": segment_text(inner)}}, "没有浏览")
    settle()
    before = members(outer)

    send(one, "product_viewed")
    settle()

    assert (before, members(inner), members(outer)) == ([one], [one], [])
    assert told("segment_left", outer) == [one]


def test_a_merge_carries_membership_without_facts() -> None:
    one, two = make_people(2)
    segment = make_segment(VIEWED_WEEK)
    send(two, "product_viewed")
    settle()

    merge = identity.merge(one, two, "manual")
    settle()
    joined = members(segment)
    identity.undo_merge(merge)
    settle()

    assert (joined, members(segment)) == ([one], [two])
    assert told("segment_entered", segment) == [two]
    assert told("segment_left", segment) == [one]


def test_a_paused_segment_stands_still_and_catches_up() -> None:
    one, two = make_people(2)
    segment = make_segment(VIEWED_WEEK)
    send(one, "product_viewed")
    settle()
    segments.update(segment_id=segment, state=segments.SegmentState.PAUSED)

    send(two, "product_viewed")
    settle()
    paused = members(segment)
    segments.update(segment_id=segment, state=segments.SegmentState.LIVE)
    settle()

    assert (paused, members(segment)) == ([one], [one, two])


def test_a_snapshot_is_frozen() -> None:
    one, two = make_people(2)
    send(one, "product_viewed")
    settle()
    snapshot = segments.create(name="快照", condition=VIEWED_WEEK, kind=segments.SegmentKind.SNAPSHOT).id
    settle()

    send(two, "product_viewed")
    settle()

    assert members(snapshot) == [one]


def test_static_lists_are_filled_by_hand_and_followed() -> None:
    one, two = make_people(2)
    static = segments.create(name="名单", condition=None, kind=segments.SegmentKind.STATIC).id
    follower = make_segment({"type": "list", "list_id": segment_text(static)}, "名单里的人")
    settle()

    put = segments.put_members(segment_id=static, profile_ids=[two, one, one])
    again = segments.put_members(segment_id=static, profile_ids=[one])
    inside = members(follower)
    taken = segments.take_members(segment_id=static, profile_ids=[one])

    assert (put, again, taken) == (2, 0, 1)
    assert (inside, members(follower), members(static)) == ([one, two], [two], [two])


def test_facts_hold_at_most_five_thousand_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketloop.segments.changing.PEOPLE_PER_FACT", 2)
    people = make_people(5)
    segment = make_segment({"type": "state", "field": "orders", "op": "eq", "value": 0})
    settle()

    facts = OutboxFact.objects.filter(name=SegmentEntered.name)

    assert sorted(len(fact.payload["profile_ids"]) for fact in facts) == [1, 2, 2]
    assert sorted(told("segment_entered", segment)) == people


def test_large_counts_are_written_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketloop.segments.counting.SLICE", 2)
    people = make_people(5)
    segment = make_segment({"type": "state", "field": "orders", "op": "eq", "value": 0})
    settle()

    assert members(segment) == people
    assert told("segment_entered", segment) == people


def segment_text(segment_id: int) -> str:
    from marketloop.platform import ids

    return ids.encode("seg", segment_id)

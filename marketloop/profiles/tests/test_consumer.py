"""What the spine says of people ends in profiles, figures and the state tables of the store."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from marketloop.events import facade as events
from marketloop.events import personal
from marketloop.events.contracts import IncomingEvent
from marketloop.events.testing import make_event, rewind_consumers
from marketloop.identity import facade as identity
from marketloop.platform import clock
from marketloop.platform.models import OutboxFact
from marketloop.profiles import facade
from marketloop.profiles.models import ConsentEntry, Person, Profile, PurchaseRow, StageLog, TraitRow
from marketloop.profiles.refreshing import move_stages

pytestmark = [pytest.mark.django_db, pytest.mark.db]

DAY = 86_400_000
START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def order(
    number: int, amount: int, days_ago: float = 0, *, user: str = "u1", **overrides: Any
) -> IncomingEvent:
    return make_event(
        "order_paid",
        source="server",
        identifiers=(("user_id", user),),
        properties={"order_id": f"o{number}", "amount": amount},
        time_ms=clock.now_ms() - int(days_ago * DAY),
        **overrides,
    )


def identify(user: str = "u1", **traits: Any) -> IncomingEvent:
    return make_event(
        "identified", kind="identify", identifiers=(("user_id", user),), traits=traits, source="web"
    )


def run(*incoming: IncomingEvent) -> None:
    events.append(list(incoming))
    events.catch_up()


def person(user: str = "u1") -> Person:
    found = identity.find("user_id", user)
    assert found is not None
    return Person.objects.get(id=found)


def stored(table: str, columns: str = "*") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = events.reader()(f"SELECT {columns} FROM {table} ORDER BY ALL").to_pylist()
    return rows


def test_visits_make_a_profile_with_first_and_last_seen() -> None:
    with clock.travel(START):
        now = clock.now_ms()
        run(make_event(time_ms=now - 500, source="web"), make_event(time_ms=now - 900, source="qr"))
        run(make_event(time_ms=now))

        row = Person.objects.get()
        assert (row.first_seen, row.last_seen, row.created, row.source) == (now - 900, now, now - 900, "qr")
        assert (row.stage, row.orders, row.spend) == ("prospect", 0, 0)
        assert stored("profile_state", "profile_id, first_seen, last_seen, stage, orders") == [
            {
                "profile_id": row.id,
                "first_seen": now - 900,
                "last_seen": now,
                "stage": "prospect",
                "orders": 0,
            }
        ]
        assert stored("profile_identifier") == [{"profile_id": row.id, "kind": "anonymous_id"}]


def test_traits_of_identify_calls_reach_the_store_and_personal_ones_only_as_tokens() -> None:
    token, sealed = personal.seal("name", "王小明")
    call = identify(
        name=token, city="杭州", age=31, vip=True, likes=["茶", "咖啡"], address={"province": "浙江"}
    )
    call.secrets[token] = sealed

    run(call)

    row = person()
    assert (row.city, row.province) == ("杭州", "浙江")
    assert facade.names([row.id]) == {row.id: "王小明"}
    assert "王小明" not in row.name_sealed
    assert stored("profile_trait", "key, text, number") == [
        {"key": "age", "text": None, "number": 31.0},
        {"key": "city", "text": "杭州", "number": None},
        {"key": "likes", "text": "咖啡", "number": None},
        {"key": "likes", "text": "茶", "number": None},
        {"key": "name", "text": token, "number": None},
        {"key": "province", "text": "浙江", "number": None},
        {"key": "vip", "text": "true", "number": None},
    ]


def test_later_traits_win_and_earlier_ones_that_arrive_late_do_not() -> None:
    now = clock.now_ms()
    late, early = identify(city="上海"), identify(city="北京")
    late.time_ms, early.time_ms = now, now - 10

    run(late)
    run(early)

    assert person().city == "上海"


def test_the_same_traits_again_are_no_news_and_a_replay_keeps_the_sealed_value() -> None:
    token, sealed = personal.seal("name", "王小明")
    call = identify(name=token, city="杭州")
    call.secrets[token] = sealed
    run(call)
    told = OutboxFact.objects.filter(name="profiles_touched").count()

    later = identify(name=token, city="杭州")
    later.time_ms += 5_000
    events.forget([token])
    run(later)

    row = TraitRow.objects.get(key="name")
    assert (row.sealed, row.time) == (sealed, later.time_ms)
    assert OutboxFact.objects.filter(name="profiles_touched").count() == told == 1
    assert facade.names([person().id]) == {person().id: "王小明"}


def test_orders_and_refunds_make_figures_and_stage_and_count_once() -> None:
    run(order(1, 12_000, 3), order(2, 8_000, 1))
    refund = make_event(
        "order_refunded", source="server", identifiers=(("user_id", "u1"),),
        properties={"order_id": "o1", "amount": 2_000},
    )  # fmt: skip

    run(refund, order(2, 8_000, 1))
    run(order(2, 8_000, 1, message_id="again"))

    row = person()
    assert (row.orders, row.spend, row.stage) == (2, 18_000, "repeat")
    assert PurchaseRow.objects.count() == 3
    assert stored("profile_state", "orders, spend, stage") == [
        {"orders": 2, "spend": 18_000, "stage": "repeat"}
    ]


def test_stage_moves_are_logged_and_told_once_and_old_history_is_no_news() -> None:
    run(make_event(identifiers=(("user_id", "u1"),)))
    run(order(1, 100))
    run(order(2, 100, 30, user="u2"))

    one = person()
    assert list(StageLog.objects.filter(person=one.id).values_list("previous", "stage")) == [
        ("prospect", "first_purchase")
    ]
    assert [fact.payload for fact in OutboxFact.objects.filter(name="stage_changed")] == [
        {"profile_id": one.id, "stage": "first_purchase", "previous": "prospect"}
    ]


def test_time_alone_moves_stages() -> None:
    with clock.travel(START) as travel:
        run(order(1, 100))
        travel.move(dt.timedelta(days=89))
        assert move_stages() == 0

        travel.move(dt.timedelta(days=1))
        assert move_stages() == 1
        assert person().stage == "dormant"

        travel.move(dt.timedelta(days=91))
        move_stages()
        assert person().stage == "lapsed"
        assert stored("profile_state", "stage") == [{"stage": "lapsed"}]
        touched = OutboxFact.objects.filter(name="profiles_touched", payload__what="stage")
        assert touched.count() == 3


def test_consent_in_context_and_traits_is_kept_in_the_ledger_and_the_latest_holds() -> None:
    now = clock.now_ms()
    run(
        make_event(
            identifiers=(("user_id", "u1"),), time_ms=now, context={"consent": {"email": True, "sms": False}}
        )
    )
    run(
        make_event(
            identifiers=(("user_id", "u1"),),
            time_ms=now - 5,
            context={"consent": {"email": False}},
            source="app",
        )
    )

    row = person()
    assert facade.consents([row.id], "email") == {row.id}
    assert facade.consents([row.id], "sms") == set()
    assert ConsentEntry.objects.count() == 3
    assert stored("profile_consent", "channel, granted") == [
        {"channel": "email", "granted": True},
        {"channel": "sms", "granted": False},
    ]


def test_invalid_traffic_and_facts_about_nobody_make_no_people() -> None:
    run(make_event(quality=2), make_event("import_finished", kind="fact", profile_id=0, identifiers=()))

    assert Profile.objects.count() == 0


def figures() -> list[dict[str, Any]]:
    """All that lists show, with sealed names replaced by their hash."""
    fields = [field.name for field in Person._meta.fields if field.name != "name_sealed"]
    return [dict(row) for row in Person.objects.order_by("id").values(*fields)]


def state() -> dict[str, list[dict[str, Any]]]:
    return {
        name: stored(name)
        for name in ("profile_state", "profile_trait", "profile_consent", "profile_identifier")
    }


def test_a_merge_joins_all_figures_and_its_undoing_restores_them() -> None:
    run(order(1, 5_000, 2), identify(city="杭州", age=30))
    run(
        order(2, 7_000, 1, user="u2"),
        identify("u2", city="上海", vip=True),
        make_event(identifiers=(("user_id", "u2"),), context={"consent": {"email": True}}),
    )
    one, other = person("u1").id, person("u2").id
    before, stored_before = figures(), state()
    facade.add_tag([other], "VIP")

    merge = identity.merge(one, other, "manual")
    settle()
    [joined] = figures()
    assert (joined["id"], joined["orders"], joined["spend"], joined["city"]) == (one, 2, 12_000, "上海")
    assert [row["profile_id"] for row in stored("profile_state")] == [one]
    assert stored("profile_tag") == [{"profile_id": one, "tag": "VIP"}]
    assert facade.consents([one, other], "email") == {one, other}

    identity.undo_merge(merge)
    settle()
    assert figures() == before
    assert state() == stored_before
    assert stored("profile_tag") == [{"profile_id": other, "tag": "VIP"}]


def settle() -> None:
    """Let facts and aliases reach the store and the consumer."""
    from marketloop.identity.testing import publish_aliases
    from marketloop.platform import outbox

    publish_aliases()
    outbox.drain()
    events.catch_up()
    facade.refresh_pending()


def test_events_between_merge_and_undoing_return_to_their_side() -> None:
    run(order(1, 5_000, 2), order(2, 7_000, 1, user="u2"))
    one, other = person("u1").id, person("u2").id
    merge = identity.merge(one, other, "manual")
    run(order(3, 900, user="u2"))
    settle()
    assert person("u1").spend == 12_900

    identity.undo_merge(merge)
    settle()

    assert (person("u1").spend, person("u2").spend) == (5_000, 7_900)
    assert [event.profile_id for event in events.timeline([other]) if event.name == "order_paid"] == [
        other,
        other,
    ]


class AnyOrder(TestCase):
    """Property: figures do not depend on the order or the batches in which events arrive."""

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.permutations(range(8)), st.integers(1, 8))
    def test_figures_are_the_same(self, places: list[int], size: int) -> None:
        from marketloop.events.facade import close as close_spine

        with clock.travel(START):
            known = [identity.resolve([("user_id", user)]) for user in ("u1", "u2")]
            expected = None
            for sequence in (range(8), places):
                for table in (Person, Profile, PurchaseRow, StageLog, ConsentEntry):
                    table.objects.all().delete()
                for model in ("TraitRow", "ConsentState"):
                    getattr(
                        __import__("marketloop.profiles.models", fromlist=[model]), model
                    ).objects.all().delete()
                _reset_cursors()
                close_spine()
                made = _eight()
                listed = [made[at] for at in sequence]
                for start in range(0, 8, size):
                    run(*listed[start : start + size])
                found = figures()
                assert [row["id"] for row in found] == known
                expected = expected or found
                assert found == expected


def _reset_cursors() -> None:
    rewind_consumers()


def _eight() -> list[IncomingEvent]:
    now = clock.now_ms()
    refund = make_event(
        "order_refunded", source="server", identifiers=(("user_id", "u1"),),
        properties={"order_id": "o1", "amount": 700}, time_ms=now - 3,
    )  # fmt: skip
    cities = [identify(city=city) for city in ("杭州", "上海")]
    cities[0].time_ms, cities[1].time_ms = now - 50, now - 40
    return [
        order(1, 5_000, 200), order(2, 3_000, 20), order(3, 100, 1, user="u2"), refund, *cities,
        make_event(identifiers=(("user_id", "u2"),), time_ms=now - 900 * DAY, source="qr"),
        make_event(identifiers=(("user_id", "u2"),), time_ms=now),
    ]  # fmt: skip

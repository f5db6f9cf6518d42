"""The facade: bulk upserts, names, contacts, consents, template contexts, tags."""

from __future__ import annotations

import datetime as dt

import pytest

from marketloop.identity import facade as identity
from marketloop.organisation.contracts import ScopeFilter
from marketloop.platform import clock
from marketloop.platform.errors import NotFound
from marketloop.platform.models import OutboxFact
from marketloop.profiles import facade
from marketloop.profiles.contracts import UpsertRow
from marketloop.profiles.models import ConsentEntry, Pending, Person, Profile, ProfileTag, TagChange, TraitRow
from marketloop.profiles.tagging import expire_tags
from marketloop.profiles.testing import make_profile

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def rows(count: int) -> list[UpsertRow]:
    return [
        UpsertRow(
            identifiers=(("user_id", f"c{n}"), ("email", f"c{n}@yunlan.example")),
            traits={"name": f"Customer {n}", "country": "United Kingdom", "age": n},
            consents={"email": n % 2 == 0},
            tags=("imported",) if n < 3 else (),
            time_ms=1_000 + n,
        )
        for n in range(count)
    ]


def test_a_bulk_upsert_makes_people_and_repeating_it_changes_nothing() -> None:
    made = facade.bulk_upsert(rows(5), source="import")
    first = made.ids
    facade.refresh_pending()
    before = (
        Profile.objects.count(),
        TraitRow.objects.count(),
        ConsentEntry.objects.count(),
        TagChange.objects.count(),
    )
    facts = OutboxFact.objects.count()

    again = facade.bulk_upsert(rows(5), source="import")

    assert (again.ids, len(made.new), len(again.new)) == (first, 5, 0)
    assert before == (5, 15, 5, 3)
    assert before == (Profile.objects.count(), TraitRow.objects.count(), ConsentEntry.objects.count(), TagChange.objects.count())  # fmt: skip
    assert (Pending.objects.count(), OutboxFact.objects.count()) == (0, facts)
    assert facade.names(first)[first[4]] == "Customer 4"
    assert facade.consents(first, "email") == {first[0], first[2], first[4]}
    assert Person.objects.get(id=first[1]).created == 1_001
    assert [(one.key, one.type) for one in facade.trait_keys()] == [
        ("age", "number"),
        ("country", "text"),
        ("name", "text"),
    ]


def test_rows_that_are_one_person_are_one_and_rows_of_nobody_are_left_out() -> None:
    found = facade.bulk_upsert(
        [
            UpsertRow((("email", "a1@yunlan.example"),), {"city": "北京"}, time_ms=2),
            UpsertRow((("email", "A1@YUNLAN.example"),), {"city": "上海"}, time_ms=1),
            UpsertRow((("user_id", "null"),), {"city": "广州"}),
        ],
        source="import",
    ).ids
    facade.refresh_pending()

    assert (found[0] == found[1], found[2]) == (True, 0)
    assert [row.city for row in Person.objects.all()] == ["北京"]
    assert Profile.objects.count() == 1


def test_contacts_and_consents_follow_the_whole_person() -> None:
    one = make_profile(identifiers=(("user_id", "u1"),), consents={"email": False})
    with clock.travel(clock.now() + dt.timedelta(hours=1)):
        other = make_profile(identifiers=(("email", "mei@yunlan.example"), ("phone", "13912345678")))
    identity.merge(one, other, "manual")

    assert facade.contacts([one, other], "email") == {one: "mei@yunlan.example", other: "mei@yunlan.example"}
    assert facade.contacts([one], "sms") == {one: "+8613912345678"}
    assert facade.contacts([one], "wecom") == {}
    assert facade.consents([one, other], "email") == {one, other}

    facade.set_consent(one, "email", False, "preference_page")
    assert facade.consents([one, other], "email") == set()


def test_withdrawing_consent_tells_it_once() -> None:
    one = make_profile()

    assert facade.set_consent(one, "email", False, "unsubscribe", "msg_1") is True
    assert facade.set_consent(one, "email", False, "unsubscribe", "msg_1") is False

    [fact] = OutboxFact.objects.filter(name="consent_changed")
    assert fact.payload == {"profile_id": one, "channel": "email", "granted": False, "origin": "unsubscribe"}


def test_a_template_gets_what_is_known_of_a_person() -> None:
    one = make_profile(
        identifiers=(("email", "mei@yunlan.example"),),
        traits={"name": "林梅", "city": "杭州", "level": "gold", "timezone": "Asia/Tokyo"},
        tags=("VIP",),
    )

    context = facade.liquid_context(one)

    wanted = (
        "name",
        "email",
        "city",
        "stage",
        "orders",
        "spend",
        "last_order",
        "tags",
        "timezone",
        "is_test",
    )
    assert {key: context[key] for key in wanted} == {
        "name": "林梅", "email": "mei@yunlan.example", "city": "杭州", "stage": "prospect", "orders": 0,
        "spend": 0.0, "last_order": "", "tags": ["VIP"], "timezone": "Asia/Tokyo", "is_test": False,
    }  # fmt: skip
    assert context["traits"]["level"] == "gold"
    assert facade.liquid_contexts([one, 5]) == {one: context}


def test_tags_expire_with_the_clock() -> None:
    one = make_profile()
    facade.add_tag([one], "trial", expires=clock.now_ms() + 1_000)
    assert expire_tags() == 0

    with clock.travel(clock.now() + dt.timedelta(seconds=2)):
        assert expire_tags() == 1

    assert ProfileTag.objects.count() == 0
    assert list(TagChange.objects.order_by("id").values_list("added", "source")) == [
        (True, ""),
        (False, "expiry"),
    ]


def test_people_outside_a_scope_are_not_found_by_the_door() -> None:
    own, other = make_profile(owner=7), make_profile(owner=8)
    scope = ScopeFilter(False, owner=7)

    assert facade.people_within(scope) == [own]
    assert [row.id for row in facade.rows([other, own], scope=scope)] == [own]
    assert facade.find_profile(other, scope=scope) is None
    with pytest.raises(NotFound, match="profile_not_found"):
        facade.get_profile(other, scope=scope)


def test_setting_traits_of_many_people_at_once() -> None:
    people = [make_profile(), make_profile()]

    facade.set_traits(people, {"wave": 2}, source="marketloop.journey")
    facade.update_traits(people[0], {"wave": None, "level": "gold"}, "console")
    facade.refresh_pending()

    traits = facade.traits_of(people)
    assert {trait.key: trait.value for trait in traits[people[0]]} == {
        "name": "林梅", "city": "杭州", "province": "浙江", "level": "gold"
    }  # fmt: skip
    assert {trait.key for trait in traits[people[1]]} == {"name", "city", "province", "wave"}
    with pytest.raises(NotFound):
        facade.update_traits(5, {"level": "gold"}, "console")


def test_setting_traits_of_many_people_to_each_their_own() -> None:
    first, second, absorbed = make_profile(), make_profile(), make_profile()
    identity.merge(second, absorbed, "manual")

    facade.set_traits_each(
        {first: {"wave": 1}, absorbed: {"wave": 2, "level": "gold"}, 5: {"wave": 3}}, "test"
    )
    facade.refresh_pending()

    traits = facade.traits_of([first, second])
    told = {
        one: {trait.key: trait.value for trait in rows if trait.key in ("wave", "level")}
        for one, rows in traits.items()
    }
    assert told == {first: {"wave": 1}, second: {"wave": 2, "level": "gold"}}

"""Rules of traits: a changed rule gives what it would have given from the start, and changed back what stood before."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from marketloop.events import facade as events
from marketloop.identity import facade as identity
from marketloop.identity.testing import make_profiles
from marketloop.organisation.testing import AuditEntry, client_of, make_user, principal_of, staff_client
from marketloop.platform import clock, ids, jobs
from marketloop.platform.models import Job
from marketloop.profiles import facade, trait_rules
from marketloop.profiles.models import ComputedTrait, OtherValue, TraitKey, TraitRow, TraitRule
from marketloop.profiles.refreshing import refresh_pending
from marketloop.profiles.survivorship import Rule
from marketloop.profiles.testing import make_profile, pro, send
from marketloop.profiles.trait_writing import TraitSeen, write_traits
from marketloop.profiles.writing import mark_pending

pytestmark = [pytest.mark.django_db, pytest.mark.db]
DAY = 86_400_000
SOURCES = ("web", "shop", "import", "console")
SEEN = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 3), st.sampled_from(SOURCES), st.integers(0, 9)), max_size=8
)


def see(profile_id: int, value: Any, source: str, days_ago: int, key: str = "city") -> None:
    write_traits([TraitSeen(profile_id, key, value, source, clock.now_ms() - days_ago * DAY)])


def disputed_person() -> int:
    """杭州 from an import 10 days ago, 上海 from the web 5 days ago, 苏州 from the shop 20 days ago."""
    one = make_profile(traits={"name": "林梅"})
    see(one, "杭州", "import", 10)
    see(one, "上海", "web", 5)
    see(one, "苏州", "shop", 20)
    mark_pending([one], "trait", "city")
    refresh_pending()
    return one


def follow() -> None:
    """Run the queued jobs and fold."""
    while jobs.run():
        pass
    refresh_pending()


def city_of(person: int) -> tuple[Any, list[Any]]:
    """The city that stands, and those that lost."""
    trait = next(one for one in facade.get_profile(person).traits if one.key == "city")
    return trait.value, [other.value for other in trait.others]


def stored_city(person: int) -> list[str]:
    found = events.reader()(f"SELECT text FROM profile_trait WHERE key = 'city' AND profile_id = {person}")
    return list(found["text"].to_pylist())


class RuleChanges(TestCase):
    """On real tables: any observations, any rules."""

    @settings(
        max_examples=40, deadline=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )  # fmt: skip
    @given(seen=SEEN, before=st.sampled_from(list(Rule)), after=st.sampled_from(list(Rule)))
    def test_a_changed_rule_gives_what_it_would_have_given_from_the_start(
        self, seen: list[tuple[int, int, str, int]], before: Rule, after: Rule
    ) -> None:
        profiles, fresh = make_profiles(2), make_profiles(2)
        self._write(profiles, seen, before)
        stood = self._standing(profiles)
        self._write(fresh, seen, after)

        self._apply(profiles, after)
        assert self._standing(profiles) == self._standing(fresh)

        self._apply(profiles, before)
        assert self._standing(profiles) == stood

    def _write(self, profiles: list[int], seen: list[tuple[int, int, str, int]], rule: Rule) -> None:
        TraitRule.objects.update_or_create(key="points", defaults={"rule": rule.value})
        for who, value, source, time in seen:
            write_traits([TraitSeen(profiles[who], "points", value, source, time)])

    def _apply(self, profiles: list[int], rule: Rule) -> None:
        TraitRule.objects.update_or_create(key="points", defaults={"rule": rule.value})
        trait_rules._apply("points", sorted(profiles))

    def _standing(self, profiles: list[int]) -> list[tuple[Any, ...]]:
        rows = {
            row.profile_id: (row.value, row.trust)
            for row in TraitRow.objects.filter(key="points", profile_id__in=profiles)
        }
        return [rows.get(one, ()) for one in profiles]


def test_the_page_of_a_person_shows_the_values_that_lost_with_source_and_time() -> None:
    one = disputed_person()

    trait = next(
        one
        for one in send(staff_client(), "GET", f"/profiles/{pro(one)}").json()["traits"]
        if one["key"] == "city"
    )
    assert (trait["value"], trait["source"]) == ("上海", "web")
    assert [(other["value"], other["source"]) for other in trait["others"]] == [
        ("杭州", "import"),
        ("苏州", "shop"),
    ]
    assert trait["time"] > trait["others"][0]["time"] > trait["others"][1]["time"]


def test_a_rule_is_listed_tried_changed_by_a_job_and_changed_back() -> None:
    one, other = disputed_person(), make_profile(traits={"city": "宁波"})
    client = staff_client()

    listed = {trait["key"]: trait for trait in send(client, "GET", "/traits").json()}
    assert listed["city"] == {
        "key": "city", "type": "text", "personal": False, "computed": False, "ranked": False, "rule": "latest",
        "default": "latest", "own": False, "people": 2, "share": 1.0, "disputed": 1,
    }  # fmt: skip
    assert (listed["name"]["rule"], listed["name"]["personal"]) == ("trusted", True)
    sources = send(client, "GET", "/traits/city/sources").json()
    assert sources == {
        "items": [
            {"source": "import", "trust": 70, "values": 1},
            {"source": "web", "trust": 20, "values": 1},
        ],
        "exact": True,
    }

    effect = send(client, "GET", "/traits/city/effect?rule=trusted").json()
    assert (effect["people"], effect["changed"], effect["exact"]) == (2, 1, True)
    [shown] = effect["sample"]
    assert (shown["profile"], shown["name"]) == (pro(one), "林梅")
    assert (shown["before"]["value"], shown["after"]["value"]) == ("上海", "杭州")
    assert (city_of(one)[0], TraitRule.objects.count()) == ("上海", 0)

    changed = send(client, "PUT", "/traits/city/rule", {"rule": "trusted"})
    assert changed.status_code == 202
    follow()
    job = Job.objects.get(id=ids.decode("job", changed.json()["job"]))
    assert (job.state, job.result) == ("done", {"looked_at": 2, "changed": 1})
    assert city_of(one) == ("杭州", ["上海", "苏州"])
    assert (stored_city(one), stored_city(other)) == (["杭州"], ["宁波"])
    assert facade.get_profile(one).city == "杭州"
    assert send(client, "GET", "/traits/city/effect?rule=trusted").json()["changed"] == 0
    entry = AuditEntry.objects.get(action="profiles.trait_rule_changed")
    assert (entry.subject, entry.detail) == ("trait:city", {"before": "latest", "after": "trusted"})

    send(client, "PUT", "/traits/city/rule", {"rule": "first"})
    follow()
    assert city_of(one) == ("苏州", ["上海", "杭州"])
    send(client, "PUT", "/traits/city/rule", {"rule": None})
    follow()
    assert (city_of(one), TraitRule.objects.count()) == (("上海", ["杭州", "苏州"]), 0)
    assert stored_city(one) == ["上海"]


def test_a_rule_reaches_over_the_profiles_of_a_merged_person() -> None:
    one, other = make_profile(traits={}), make_profile(traits={})
    see(one, "杭州", "import", 10)
    see(other, "上海", "web", 5)
    identity.merge(one, other, "test")
    events.catch_up()
    person = identity.canonical(one)
    assert city_of(person) == ("上海", ["杭州"])
    assert trait_rules.effect_of("city", Rule.FIRST).changed == 1

    trait_rules.set_rule(key="city", rule=Rule.FIRST, actor=principal_of(make_user()))
    follow()

    assert (city_of(person), stored_city(person)) == (("杭州", ["上海"]), ["杭州"])


def test_a_personal_value_that_lost_stays_sealed_and_masked() -> None:
    one = make_profile(traits={"id_number": "330106199001011234"})
    facade.update_traits(one, {"id_number": "330106199001015678"}, "web")
    client = staff_client()

    trait = next(t for t in facade.get_profile(one).traits if t.key == "id_number")
    effect = send(client, "GET", "/traits/id_number/effect?rule=latest").json()

    assert (trait.value, [other.value for other in trait.others]) == ("330****34", ["330****78"])
    assert "19900101" not in str(trait) + str(effect)
    assert OtherValue.objects.get().value is None
    assert OtherValue.objects.get().token.startswith("tok_")
    assert effect["changed"] == 1


def test_a_removed_trait_leaves_nothing_aside() -> None:
    one = disputed_person()

    facade.update_traits(one, {"city": None}, "console")

    assert OtherValue.objects.count() == 0
    assert [trait.key for trait in facade.get_profile(one).traits] == ["name"]


def test_what_the_product_works_out_keeps_nothing_aside_and_has_no_rule() -> None:
    one = make_profile()
    facade.set_traits([one], {"rfm.cell": "HHH"}, "marketloop.rfm")
    facade.set_traits([one], {"rfm.cell": "HHL"}, "marketloop.rfm")
    refresh_pending()

    listed = {use.key: use for use in trait_rules.list_traits()}

    assert (listed["rfm.cell"].computed, listed["rfm.cell"].disputed, OtherValue.objects.count()) == (
        True,
        0,
        0,
    )
    assert next(trait.value for trait in facade.get_profile(one).traits if trait.key == "rfm.cell") == "HHL"


def test_rules_that_cannot_hold_are_refused_without_effect() -> None:
    disputed_person()
    TraitKey.objects.create(key="bought_times", type="number")
    ComputedTrait.objects.create(
        key="bought_times", label="次数", definition={}, created=0, by_name="", up_to=0
    )
    client = staff_client()

    def put(key: str, rule: Any) -> tuple[int, str]:
        answer = send(client, "PUT", f"/traits/{key}/rule", {"rule": rule})
        return answer.status_code, answer.json()["code"]

    assert put("city", "max") == (422, "trait_rule_not_ranked")
    assert put("nothing", "first") == (404, "trait_not_found")
    assert put("bought_times", "first") == (409, "trait_rule_computed")
    assert put("city", "loudest")[0] == 422
    assert (TraitRule.objects.count(), Job.objects.count()) == (0, 0)


def test_rules_need_the_data_of_the_whole_company() -> None:
    disputed_person()
    manager = make_user("sales")
    manager.role.permissions = ["profiles.*"]
    manager.role.save()
    client: Client = client_of(manager)

    calls = [
        send(client, "GET", "/traits"),
        send(client, "GET", "/traits/city/sources"),
        send(client, "GET", "/traits/city/effect?rule=first"),
        send(client, "PUT", "/traits/city/rule", {"rule": "first"}),
    ]

    assert {(one.status_code, one.json()["code"]) for one in calls} == {
        (403, "trait_rule_needs_whole_company")
    }
    assert (TraitRule.objects.count(), Job.objects.count()) == (0, 0)

"""Rules of resolution, online and in batches."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from marketloop.events import personal
from marketloop.identity import blocking, facade, services
from marketloop.identity.models import (
    Alias,
    BlockedValue,
    Identifier,
    KindSetting,
    Merge,
    Refusal,
    Separation,
)
from marketloop.platform.errors import Invalid
from marketloop.platform.models import OutboxFact

pytestmark = [pytest.mark.django_db, pytest.mark.db]

PHONE, OTHER_PHONE = "13912345678", "13987654321"


def test_the_same_identifier_is_the_same_person_in_any_spelling() -> None:
    first = facade.resolve([("phone", "+86 139-1234-5678")])

    assert facade.resolve([("phone", PHONE)]) == first
    assert facade.find("phone", "0086" + PHONE) == first
    assert facade.find("phone", OTHER_PHONE) is None


def test_personal_values_stand_as_token_and_ciphertext_only() -> None:
    owner = facade.resolve([("email", "Lin.Mei@Example.com"), ("user_id", "u1")])

    row = Identifier.objects.get(kind="email")
    assert row.key.startswith("tok_")
    assert "lin.mei" not in row.key + row.sealed
    assert [one.value for one in facade.addresses([owner], ["email"])[owner]] == ["lin.mei@example.com"]


def test_a_visitor_who_signs_in_keeps_the_profile() -> None:
    visitor = facade.resolve([("anonymous_id", "a1")])

    assert facade.resolve([("anonymous_id", "a1"), ("user_id", "u1")]) == visitor
    assert facade.find("user_id", "u1") == visitor
    assert Merge.objects.count() == 0


def test_two_identifiers_in_one_event_merge_their_people_with_evidence() -> None:
    shop = facade.resolve([("phone", PHONE)])
    web = facade.resolve([("user_id", "u1")])

    facade.resolve([("user_id", "u1"), ("phone", PHONE)], evidence="m-7", source="web", time_ms=5)

    assert facade.canonical(web) == facade.canonical(shop) == shop
    assert facade.members(web) == [shop, web]
    merge = facade.list_merges(shop)[0]
    assert (merge.rule, merge.at, merge.left_id, merge.right_id) == ("user_id+phone", 5, web, shop)
    assert (merge.evidence["message_id"], merge.evidence["source"]) == ("m-7", "web")
    fact = OutboxFact.objects.get(name="profiles_merged")
    assert fact.payload == {
        "profile_id": shop, "absorbed_id": web, "merge_id": merge.id, "rule": "user_id+phone"
    }  # fmt: skip


def test_a_shared_device_never_joins_two_known_people() -> None:
    first = facade.resolve([("user_id", "u1"), ("anonymous_id", "tablet")])
    second = facade.resolve([("phone", PHONE)])

    found = facade.resolve([("phone", PHONE), ("anonymous_id", "tablet")])
    newcomer = facade.resolve([("email", "new@example.com"), ("anonymous_id", "tablet")])

    assert (found, facade.canonical(first)) == (second, first)
    assert newcomer not in (first, second)
    assert facade.find("anonymous_id", "tablet") == first
    assert set(Refusal.objects.values_list("profile_id", "reason", "owner_id")) == {
        (second, "device", first),
        (newcomer, "device", first),
    }


def test_a_link_that_breaks_a_limit_leaves_the_weaker_identifier_out() -> None:
    first = facade.resolve([("user_id", "u1"), ("phone", PHONE)])

    second = facade.resolve([("user_id", "u2"), ("phone", PHONE)])

    assert second != first
    assert facade.find("phone", PHONE) == first
    assert Merge.objects.count() == 0
    assert Refusal.objects.get().reason == "limit"


def test_a_person_has_at_most_three_phones() -> None:
    owner = facade.resolve([("user_id", "u1")])
    for last in range(4):
        assert facade.resolve([("user_id", "u1"), ("phone", f"1391234567{last}")]) == owner

    assert Identifier.objects.filter(kind="phone").count() == 3
    assert facade.find("phone", "13912345673") is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [("phone", "13800000000"), ("user_id", "null"), ("user_id", "0"), ("email", "test@test.com"), ("anonymous_id", "")],
)  # fmt: skip
def test_placeholder_values_are_nobodys(kind: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        facade.resolve([(kind, value)])

    assert refused.value.code == "identifiers_unusable"
    assert Identifier.objects.count() == 0


def test_an_installation_blocks_values_and_sets_limits_of_its_own() -> None:
    blocking.block_values(kind="phone", values=[PHONE], reason="", actor=None)
    KindSetting.objects.create(kind="email", priority=30, limit=1, strong=True)

    owner = facade.resolve([("user_id", "u1"), ("phone", PHONE), ("email", "a1@example.com")])
    facade.resolve([("user_id", "u1"), ("email", "a2@example.com")])

    assert BlockedValue.objects.get().key.startswith("tok_")
    assert sorted(Identifier.objects.filter(profile_id=owner).values_list("kind", flat=True)) == [
        "email",
        "user_id",
    ]


def test_a_later_event_brings_the_ciphertext_of_a_known_token() -> None:
    token, sealed = personal.seal("phone", PHONE)
    owner = facade.resolve([("phone", token)])
    assert facade.addresses([owner], ["phone"]) == {}

    services.resolve_keys(
        batch=[[("phone", token)]], sources=["web"], evidence=["m"], times=[1], secrets={token: sealed}
    )

    assert facade.addresses([owner], ["phone"])[owner][0].value == "+86" + PHONE


def test_last_seen_moves_by_days() -> None:
    facade.resolve([("user_id", "u1")], time_ms=1_000)
    facade.resolve([("user_id", "u1")], time_ms=2_000)
    assert Identifier.objects.get().last_seen == 1_000

    facade.resolve([("user_id", "u1")], time_ms=90_000_000)
    assert Identifier.objects.get().last_seen == 90_000_000


def test_a_batch_takes_few_statements() -> None:
    batch = [[("user_id", f"u{n}"), ("anonymous_id", f"a{n}")] for n in range(900)]
    services.resolve_batch(batch=batch[:450])

    with CaptureQueriesContext(connection) as queries:
        services.resolve_batch(batch=batch)

    assert len(queries) <= 20


KEYS = [
    *(("user_id", f"u{n}") for n in range(3)),
    *(("phone", f"1391234000{n}") for n in range(5)),
    *(("email", f"e{n}@example.com") for n in range(5)),
    *(("openid:wx", f"o{n}") for n in range(2)),
    *(("anonymous_id", f"a{n}") for n in range(5)),
    ("user_id", "null"),
]
EVENTS = st.lists(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4), min_size=1, max_size=25)


def _clear() -> None:
    for table in (Identifier, Merge, Alias, Refusal, Separation, OutboxFact):
        table.objects.all().delete()


def _picture(profiles: list[int]) -> tuple[object, ...]:
    """All that resolution decided, with ids replaced by their rank (ids grow in the order of creation)."""
    known = sorted({*profiles, *Identifier.objects.values_list("profile_id", flat=True)} - {0})
    rank = {0: -1, **{one: place for place, one in enumerate(known)}}
    return (
        [rank[one] for one in profiles],
        sorted((kind, key, rank[owner]) for kind, key, owner in Identifier.objects.values_list("kind", "key", "profile_id")),
        sorted((rank[one], rank[other]) for one, other in Alias.objects.values_list("profile_id", "canonical_id")),
        [
            (rank[row.left_id], rank[row.right_id], rank[row.survivor_id], rank[row.absorbed_id], row.rule)
            for row in Merge.objects.order_by("id")
        ],
        sorted((rank[row.profile_id], row.kind, row.key, row.reason) for row in Refusal.objects.all()),
    )  # fmt: skip


class BatchEqualsOnline(TestCase):
    """Property: cutting a stream into batches in any way changes nothing."""

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(EVENTS, st.integers(1, 25))
    def test_batches_decide_as_single_events_do(self, events: list[list[tuple[str, str]]], size: int) -> None:
        _clear()
        online = [services.resolve_batch(batch=[event])[0] for event in events]
        expected = _picture(online)
        _clear()

        batched = [
            profile
            for start in range(0, len(events), size)
            for profile in services.resolve_batch(batch=events[start : start + size])
        ]

        assert _picture(batched) == expected

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(EVENTS)
    def test_limits_hold_whatever_comes(self, events: list[list[tuple[str, str]]]) -> None:
        _clear()
        services.resolve_batch(batch=events)

        people = facade.canonical_many(Identifier.objects.values_list("profile_id", flat=True))
        for person in set(people.values()):
            mine = [one for one, other in people.items() if other == person]
            kinds = list(Identifier.objects.filter(profile_id__in=mine).values_list("kind", flat=True))
            assert kinds.count("user_id") <= 1
            assert kinds.count("phone") <= 3
            assert kinds.count("email") <= 3

"""Merging by hand, undoing, the graph."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from marketloop.identity import facade
from marketloop.identity.merging import components
from marketloop.identity.models import Alias, Identifier, Merge, Separation
from marketloop.identity.testing import make_profiles
from marketloop.platform.errors import Conflict, NotFound
from marketloop.platform.models import OutboxFact

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_undo_restores_both_people_and_evidence_does_not_join_them_again() -> None:
    shop = facade.resolve([("phone", "13912345678")])
    web = facade.resolve([("user_id", "u1")])
    facade.resolve([("user_id", "u1"), ("phone", "13912345678")])
    late = facade.resolve([("user_id", "u1"), ("email", "late@example.com")])
    merge = facade.list_merges(web)[0]

    assert facade.undo_merge(merge.id, by=9) == (shop, web)

    assert (facade.members(shop), facade.members(web)) == ([shop], [web])
    assert late == web
    assert facade.find("email", "late@example.com") == web
    assert facade.resolve([("user_id", "u1"), ("phone", "13912345678")]) == web
    assert facade.members(web) == [web]
    undone = facade.list_merges(web)[0]
    assert undone.undone_by == 9
    assert OutboxFact.objects.get(name="profiles_split").payload == {
        "profile_id": shop, "restored_id": web, "merge_id": merge.id
    }  # fmt: skip


def test_undoing_twice_or_nothing_is_refused_without_effect() -> None:
    one, other = make_profiles(2)
    merge = facade.merge(one, other, "manual", {"why": "same address"}, by=4)
    facade.undo_merge(merge)

    with pytest.raises(Conflict, match="merge_undone_already"):
        facade.undo_merge(merge)
    with pytest.raises(NotFound, match="merge_not_found"):
        facade.undo_merge(1)
    assert Separation.objects.count() == 1
    assert OutboxFact.objects.filter(name="profiles_split").count() == 1


def test_merging_by_hand_ignores_limits_and_lifts_a_separation() -> None:
    one, other = make_profiles(2)
    facade.undo_merge(facade.merge(one, other, "manual"))

    facade.merge(other, one, "manual", by=4)

    assert facade.members(other) == [one, other]
    assert Separation.objects.count() == 0
    with pytest.raises(Conflict, match="profiles_merged_already"):
        facade.merge(one, other, "manual")
    assert Merge.objects.count() == 2


def test_undoing_an_early_merge_leaves_later_ones_with_their_side() -> None:
    a, b, c = make_profiles(3)
    early = facade.merge(a, b, "manual")
    facade.merge(b, c, "manual")
    assert facade.members(c) == [a, b, c]

    assert facade.undo_merge(early) == (a, b)

    assert (facade.members(a), facade.members(b), facade.members(c)) == ([a], [b, c], [b, c])
    assert set(Alias.objects.values_list("profile_id", "canonical_id")) == {(a, a), (b, b), (c, b)}


def test_the_graph_masks_personal_values_and_shows_merges() -> None:
    owner = facade.resolve(
        [("user_id", "u1"), ("phone", "13912345678"), ("email", "lin@example.com")], evidence="m-1"
    )
    other = facade.resolve([("user_id", "u2")])
    facade.merge(owner, other, "manual")

    graph = facade.graph(other)

    assert (graph.profile_id, graph.members) == (owner, [owner, other])
    labels = {node.kind + ":" + node.label for node in graph.nodes}
    assert labels == {"user_id:u1", "phone:139****5678", "email:l***@example.com", "user_id:u2"}
    root = next(node for node in graph.nodes if node.label == "u1")
    assert {node.via for node in graph.nodes if node.kind in ("phone", "email")} == {root.id}
    assert {node.evidence for node in graph.nodes} == {"m-1", ""}
    assert [merge.rule for merge in graph.merges] == ["manual"]


def test_kinds_and_addresses_cover_the_whole_person() -> None:
    one = facade.resolve([("email", "a1@example.com")], time_ms=1)
    other = facade.resolve([("email", "a2@example.com"), ("openid:wx1", "o1")], time_ms=2)
    facade.merge(one, other, "manual")

    assert facade.kinds_of([one, other]) == {one: {"email", "openid"}, other: {"email", "openid"}}
    assert [address.value for address in facade.addresses([one], ["email"])[one]] == [
        "a2@example.com",
        "a1@example.com",
    ]
    assert facade.find_many([("email", "a2@example.com"), ("email", "no@example.com")]) == {
        ("email", "a2@example.com"): one
    }


class AnyOrder(TestCase):
    """Property: merges undone in any order give the components of the merges that are left."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=8), st.randoms())
    def test_aliases_follow_the_live_merges(self, pairs: list[tuple[int, int, bool]], random: object) -> None:
        for table in (Identifier, Merge, Alias, Separation):
            table.objects.all().delete()
        people = make_profiles(6)
        live = []
        for one, other, _ in pairs:
            if facade.canonical(people[one]) != facade.canonical(people[other]):
                live.append(facade.merge(people[one], people[other], "manual"))
        for merge in [merge for merge, (*_, undo) in zip(live, pairs, strict=False) if undo]:
            facade.undo_merge(merge)

        left = Merge.objects.filter(undone_at=None).values_list("left_id", "right_id")
        assert facade.canonical_many(people) == components(people, left)

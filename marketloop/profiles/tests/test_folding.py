"""Property: whatever is merged and undone, in whatever order, every figure is what the live merges say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from marketloop.identity import facade as identity
from marketloop.identity.testing import make_profiles
from marketloop.platform import clock
from marketloop.platform.ids import new_id
from marketloop.profiles.folding import fold
from marketloop.profiles.models import NameToken, Person
from marketloop.profiles.trait_writing import TraitSeen, write_traits
from marketloop.profiles.writing import (
    ConsentSeen,
    Sighting,
    write_consents,
    write_purchases,
    write_sightings,
)

pytestmark = [pytest.mark.django_db, pytest.mark.db]

PEOPLE = 4
ACTS = st.lists(
    st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from(["order", "city", "name", "visit", "consent"]), st.integers(1, 40)),
    max_size=14,
)  # fmt: skip
MERGES = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)), max_size=4)


def _write(people: list[int], acts: list[tuple[int, str, int]]) -> None:
    now = clock.now_ms()
    write_sightings([Sighting(one, now, "test") for one in people])
    for at, (who, what, number) in enumerate(acts):
        one, time = people[who], now - number * 86_400_000
        if what == "order":
            write_purchases([(new_id(), one, f"order-{one}-{at}", number * 100, time, False)])
        elif what in ("city", "name"):
            write_traits([TraitSeen(one, what, f"{what}{number}", "web", time)])
        elif what == "consent":
            write_consents([ConsentSeen(one, "email", number % 2 == 0, time, "web")])
        else:
            write_sightings([Sighting(one, time, "web", time, time)])


def _figures() -> list[dict[str, Any]]:
    fields = [field.name for field in Person._meta.fields if field.name != "name_sealed"]
    return [dict(row) for row in Person.objects.order_by("id").values(*fields)]


class MergeAndUndo(TestCase):
    """On real tables, without the spine: folding reads rows only."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ACTS, MERGES, st.randoms(use_true_random=False))
    def test_undoing_all_merges_restores_every_figure(
        self, acts: list[tuple[int, str, int]], merges: list[tuple[int, int]], chance: Any
    ) -> None:
        people = make_profiles(PEOPLE)
        _write(people, acts)
        fold(people)
        before, orders = _figures(), sum(what == "order" for _, what, _ in acts)
        made = [
            identity.merge(people[one], people[other], "manual")
            for one, other in merges
            if identity.canonical(people[one]) != identity.canonical(people[other])
        ]

        fold(people)
        joined = Person.objects.filter(id__in=people)
        assert joined.count() == PEOPLE - len(made)
        assert sum(joined.values_list("orders", flat=True)) == orders
        assert sum(joined.values_list("spend", flat=True)) == sum(
            row["spend"] for row in before if row["id"] in people
        )

        chance.shuffle(made)
        for merge in made:
            identity.undo_merge(merge)
        fold(people)
        assert [row for row in _figures() if row["id"] in people] == [
            row for row in before if row["id"] in people
        ]
        named = set(NameToken.objects.filter(person__in=people).values_list("person", flat=True))
        assert named == {row["id"] for row in before if row["name_hash"] and row["id"] in people}

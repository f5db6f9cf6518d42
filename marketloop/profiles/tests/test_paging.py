"""Pages of people: every sort walks each person once, both ways of ordering agree, counts are exact up to the bound."""

from __future__ import annotations

import pytest

from marketloop.organisation.contracts import ALL, ScopeFilter
from marketloop.platform.errors import BadRequest
from marketloop.platform.http import PageQuery
from marketloop.profiles import paging
from marketloop.profiles.contracts import ProfileFilter
from marketloop.profiles.listing import SORTS, filtered
from marketloop.profiles.models import Person
from marketloop.profiles.refreshing import refresh_now
from marketloop.profiles.testing import make_profile

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def walk(sort: str, wanted: ProfileFilter | None = None) -> list[int]:
    found, cursor = list[int](), None
    while True:
        page = paging.people_page(
            wanted or ProfileFilter(), PageQuery(sort=sort, limit=2, cursor=cursor), ALL
        )
        found += [row.id for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.mark.parametrize("few", [0, 5_000])
@pytest.mark.parametrize("sort", [*SORTS, *(f"-{one}" for one in SORTS)])
def test_every_sort_walks_everybody_once_with_ties(
    sort: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "FEW", few)
    people = [make_profile() for _ in range(7)]
    for place, person in enumerate(people):
        Person.objects.filter(id=person).update(spend=place % 3, orders=place % 2, last_seen=place // 4)
    field = SORTS[sort.lstrip("-")]

    walked = walk(sort)

    rows = sorted(Person.objects.all(), key=lambda row: (getattr(row, field), row.id))
    assert walked == [row.id for row in (reversed(rows) if sort.startswith("-") else rows)]


def test_counts_are_exact_up_to_the_bound_and_come_from_the_store_beyond(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = [make_profile(tags=("VIP",), owner=7) for _ in range(3)]
    make_profile(traits={"name": "王小明", "city": "上海"}, consents={"email": False})
    refresh_now(people)
    one_owner = ScopeFilter(False, owner=7)

    def counted(wanted: ProfileFilter, scope: ScopeFilter = ALL) -> tuple[int, bool]:
        page = paging.people_page(wanted, PageQuery(limit=1), scope)
        return page.count, page.count_exact

    assert counted(ProfileFilter()) == (4, True)
    monkeypatch.setattr(paging, "EXACT", 2)
    filters = [
        ProfileFilter(),
        ProfileFilter(tag="VIP"),
        ProfileFilter(city="杭州"),
        ProfileFilter(consent="email"),
        ProfileFilter(stages=("prospect",), spend_from=0, spend_to=9, orders_from=0, source="import"),
    ]
    assert [counted(one) for one in filters] == [(filtered(one, ALL).count(), False) for one in filters]
    assert counted(ProfileFilter(), one_owner) == (3, False)
    assert counted(ProfileFilter(q="林")) == (2, False)
    assert counted(ProfileFilter(city="上海")) == (1, True)


def test_an_unknown_sort_is_refused() -> None:
    with pytest.raises(BadRequest):
        paging.people_page(ProfileFilter(), PageQuery(sort="name"), ALL)

"""The membership log: packing, versions, folding, rollback."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from marketloop.platform import ids
from marketloop.segments import membership
from marketloop.segments.membership import EMPTY, as_ids, change, members_of, pack, unpack
from marketloop.segments.models import MembershipEntry


@given(st.sets(st.integers(0, 2**63 - 1), max_size=50))
def test_packing_loses_nothing(people: set[int]) -> None:
    assert unpack(pack(as_ids(people))).tolist() == sorted(people)


@pytest.mark.django_db
def test_changes_add_up_and_survive_the_loss_of_memory() -> None:
    log = ids.new_id()

    version, _ = change(log, 0, added=as_ids([1, 2, 3]), removed=EMPTY)
    version, _ = change(log, version, added=as_ids([9]), removed=as_ids([2]))
    membership._cache.clear()

    assert members_of(log, version).tolist() == [1, 3, 9]
    assert MembershipEntry.objects.filter(segment_id=log).count() == 2


@pytest.mark.django_db
def test_a_long_log_is_folded_into_a_base(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(membership, "FOLD_AFTER_ENTRIES", 3)
    log, version = ids.new_id(), 0

    for person in range(5):
        version, _ = change(log, version, added=as_ids([person]), removed=EMPTY)
    membership._cache.clear()

    assert members_of(log, version).tolist() == [0, 1, 2, 3, 4]
    assert list(MembershipEntry.objects.filter(segment_id=log).values_list("base", flat=True)) == [
        True,
        False,
    ]


@pytest.mark.django_db
def test_a_rolled_back_change_leaves_nothing_in_memory() -> None:
    log = ids.new_id()
    version, _ = change(log, 0, added=as_ids([1]), removed=EMPTY)

    with transaction.atomic():
        change(log, version, added=as_ids([2]), removed=EMPTY)
        transaction.set_rollback(True)
    again, _ = change(log, version, added=as_ids([3]), removed=EMPTY)

    assert members_of(log, again).tolist() == [1, 3]


@pytest.mark.django_db
def test_members_cannot_be_changed_by_accident() -> None:
    log = ids.new_id()
    version, _ = change(log, 0, added=as_ids([1]), removed=EMPTY)

    with pytest.raises(ValueError, match="read-only"):
        members_of(log, version)[0] = 7

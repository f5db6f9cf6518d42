"""Probable duplicates of customers: the child process, the queue, decisions and their undoing, merging above a threshold."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pytest

from marketloop.identity import facade
from marketloop.identity.duplicates import ports, review
from marketloop.identity.duplicates.engine import PAIRS
from marketloop.identity.duplicates.records import CustomerRecord, as_table, sound_of
from marketloop.identity.duplicates.searching import SearchFailed, search
from marketloop.identity.jobs import search_duplicates
from marketloop.identity.models import DuplicatePair, DuplicateState
from marketloop.identity.testing import make_profiles
from marketloop.organisation.testing import AuditEntry
from marketloop.platform import background, jobs
from marketloop.platform.errors import Conflict, Invalid
from marketloop.platform.models import Job

GIVEN = "婉清 思雨 启明 嘉木 若溪 子涵 欣怡 梓萱 雨桐 诗涵 浩然 宇轩 子墨 俊杰 晓雯 佳琪 静怡 雅婷 明远 志强".split()  # noqa: SIM905
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"


def company(count: int = 400, alike: int = 40) -> list[CustomerRecord]:
    """Different people, and at the end `alike` second records of the first ones: name by its sound, another phone."""
    people = [
        CustomerRecord(
            id=number + 1,
            name=SURNAMES[number % 20] + GIVEN[(number * 7 + number // 20) % 20],
            phone=f"139{number * 7919 % 100_000_000:08d}",
            email=f"c{number * 31}@mail.example",
            birthday=f"{1960 + number % 40}-{number % 12 + 1:02d}-{number * 5 % 28 + 1:02d}",
            place=("310104", "330106", "440305", "510104")[number % 4],
            address=f"{GIVEN[number % 20]}路{number * 13 % 997}号{number % 30}室",
        )
        for number in range(count)
    ]
    again = [
        CustomerRecord(
            id=count + one.id,
            name=one.name.replace("晓", "小").replace("静", "婧"),
            phone=f"158{one.id:08d}" if one.id % 2 else one.phone,
            email=one.email if one.id % 3 else "",
            birthday=one.birthday,
            place=one.place,
            address=one.address,
        )
        for one in people[:alike]
    ]
    return [*people, *again]


def found(*pairs: tuple[int, int, float]) -> pa.Table:
    rows = [
        {
            "left": a,
            "right": b,
            "probability": p,
            "weight": 9.0,
            "prior": -10.0,
            "levels": [4],
            "weights": [19.0],
        }
        for a, b, p in pairs
    ]
    return pa.Table.from_pylist(rows, schema=PAIRS)


@pytest.fixture
def source() -> Iterator[None]:
    """The port is as it was afterwards."""
    before = ports._source
    yield
    ports.set_record_source(before)


def test_names_of_one_sound() -> None:
    assert sound_of("王晓明") == sound_of("王小明") == "wangxiaoming"
    assert sound_of("lin mei") == "lin mei"


def test_records_have_one_spelling_and_no_empty_values() -> None:
    record = CustomerRecord(
        id=1,
        name="Lin  Mei",
        phone="139-1234-5678",
        birthday="1990-01-31T00:00:00Z",
        company="云岚家居有限公司",
    )

    assert as_table([record]).to_pylist() == [
        {
            "id": 1,
            "name": "linmei",
            "name_sound": "linmei",
            "phone": "+8613912345678",
            "email": None,
            "birthday": "19900131",
            "place": None,
            "address": None,
            "company": "云岚家居",
        }
    ]
    assert as_table([CustomerRecord(id=1, birthday="unknown")])["birthday"].to_pylist() == [None]


def test_the_child_finds_those_who_are_one_and_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []

    pairs = search(as_table(company()), progress=lambda done, total: told.append((done, total)))

    truth = {(number, 400 + number) for number in range(1, 41)}
    got = set(zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True))
    assert len(got & truth) >= 38
    assert len(got - truth) <= 2
    assert (told[0], told[-1]) == ((0, 5), (5, 5))


def test_a_cancelled_search_ends_the_child() -> None:
    def stop() -> None:
        raise jobs.JobCancelled

    with pytest.raises(jobs.JobCancelled):
        search(as_table(company(50, 5)), check=stop)


def test_a_child_that_fails_says_why() -> None:
    with pytest.raises(SearchFailed, match="Error"):
        search(pa.table({"id": pa.array([1, 2], pa.int64()), "name": ["a", "b"]}))


@pytest.mark.django_db
def test_pairs_are_kept_once_decided_ones_stay_and_vanished_ones_go() -> None:
    a, b, c, d = make_profiles(4)
    review.keep_pairs(found((a, b, 0.8), (a, c, 0.7), (c, d, 0.6)))
    apart = DuplicatePair.objects.get(left_id=a, right_id=c)
    review.decide(pair_id=apart.id, state=DuplicateState.APART, actor=None)

    again = review.keep_pairs(found((a, b, 0.95), (a, c, 0.9), (b, d, 0.6)))

    assert again == {"pairs": 3, "new": 1, "gone": 1}
    rows = DuplicatePair.objects.order_by("left_id", "right_id").values_list(
        "left_id", "right_id", "state", "probability"
    )
    assert list(rows) == [(a, b, "open", 0.95), (a, c, "apart", 0.9), (b, d, "open", 0.6)]


@pytest.mark.django_db
def test_deciding_to_merge_and_undoing_it() -> None:
    a, b = make_profiles(2)
    review.keep_pairs(found((a, b, 0.97)))
    pair = DuplicatePair.objects.get()

    merged = review.decide(pair_id=pair.id, state=DuplicateState.MERGED, actor=None)

    assert facade.members(b) == [a, b]
    [merge] = facade.list_merges(a)
    assert (merge.id, merge.rule, merge.evidence["probability"]) == (merged.merge_id, "duplicates", 0.97)
    with pytest.raises(Conflict, match="duplicate_pair_decided"):
        review.decide(pair_id=pair.id, state=DuplicateState.APART, actor=None)
    undone = review.undo(pair_id=pair.id, actor=None)
    assert (undone.state, undone.merge_id, facade.members(b)) == ("open", None, [b])
    with pytest.raises(Conflict, match="duplicate_pair_open"):
        review.undo(pair_id=pair.id, actor=None)
    actions = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(actions) == ["identity.duplicate_merged", "identity.duplicate_reopened"]


@pytest.mark.django_db
def test_nothing_merges_by_itself_until_a_threshold_is_set_and_limits_hold_then() -> None:
    phones = facade.resolve_batch([[("phone", "13900001111")], [("email", "a@mail.example")]])
    users = make_profiles(2)
    review.keep_pairs(found((*phones, 0.999), (*users, 0.999)))  # type: ignore[arg-type]
    assert (review.threshold(), review.merge_certain()) == (None, 0)

    with pytest.raises(Invalid, match="duplicates_threshold_invalid"):
        review.set_threshold(value=0.5, actor=None)
    review.set_threshold(value=0.99, actor=None)

    assert review.merge_certain() == 1
    assert facade.members(phones[1]) == sorted(phones)
    assert facade.members(users[1]) == [users[1]]  # each has a user id of their own


@pytest.mark.django_db(transaction=True)
def test_the_job_searches_and_keeps_the_pairs(source: None) -> None:
    ids = make_profiles(60)
    people = [*company(50, 10)]
    ports.set_record_source(
        lambda: [CustomerRecord(**{**one.__dict__, "id": ids[place]}) for place, one in enumerate(people)]
    )

    job = jobs.enqueue(search_duplicates)
    background.run_all_once()

    row = Job.objects.get(id=job)
    assert row.result is not None
    assert (row.state, row.result["records"], row.result["merged"]) == ("done", 60, 0)
    truth = {(ids[n], ids[50 + n]) for n in range(10)}
    kept = set(DuplicatePair.objects.values_list("left_id", "right_id"))
    assert len(kept & truth) >= 8
    assert row.result["pairs"] == len(kept)

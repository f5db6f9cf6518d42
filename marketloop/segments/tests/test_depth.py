"""Persona, overlap, snapshots, lists by paste, watches: exact figures, over HTTP."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from django.test import Client

from marketloop.organisation.testing import staff_client
from marketloop.platform import clock, ids
from marketloop.segments import facade as segments
from marketloop.segments.contracts import SizePoint, WatchKind
from marketloop.segments.models import SegmentHistory, Snapshot
from marketloop.segments.overlaps import Combination, overlap, people_of
from marketloop.segments.tests.http import API, audited, made, post
from marketloop.segments.tests.world import make_people, send, set_tag, settle
from marketloop.segments.watching import look_at_sizes, reached

pytestmark = [pytest.mark.django_db, pytest.mark.db]
DAY = 86_400_000
READS = [
    ("get", "/{id}/persona"), ("get", "/{id}/snapshots"), ("get", "/{id}/changes"), ("get", "/{id}/watches"),
    ("get", "/alarms"), ("post", "/overlap"), ("post", "/overlap/people"),
]  # fmt: skip
WRITES = [
    ("post", "/{id}/snapshots"), ("post", "/{id}/import"), ("post", "/{id}/watches"), ("post", "/{id}/alarms/seen"),
    ("post", "/{id}/changes/slc_x/undo"), ("delete", "/{id}/watches/swt_x"), ("get", "/{id}/persona/export"),
    ("get", "/{id}/exports"), ("post", "/{id}/exports"), ("get", "/{id}/exports/sex_x/file"),
    ("get", "/{id}/snapshots/snp_x/export"),
]  # fmt: skip
BODY = {
    "segments": [], "inside": [], "note": "", "text": "x", "kind": "above", "threshold": 1, "target": "google",
}  # fmt: skip


@pytest.mark.parametrize(("method", "path"), [*READS, *WRITES])
def test_rights(method: str, path: str) -> None:
    segment = made()
    url = f"{API}{path}".replace("{id}", segment)
    body = None if method == "get" else BODY

    anonymous = getattr(Client(), method)(url, content_type="application/json")
    store = getattr(staff_client("store"), method)(url, body, content_type="application/json")
    analyst = getattr(staff_client("analyst"), method)(url, body, content_type="application/json")

    assert (anonymous.status_code, store.status_code) == (401, 403)
    assert (analyst.status_code == 403) == ((method, path) in WRITES)
    assert not Snapshot.objects.exists()


def shoppers() -> tuple[str, list[int]]:
    """20 women of Suzhou who looked at tea, 20 men of Hangzhou who did not; the segment of those who looked."""
    women = make_people(20, traits={"gender": "female", "city": "苏州", "birthday": "1994-06-01"})
    make_people(20, traits={"gender": "male", "city": "杭州", "birthday": "1980-06-01"})
    for person in women:
        send(person, "product_viewed", category="茶", device="ios")
    settle()
    segment = made()
    settle()
    return segment, women


def test_persona_says_who_they_are_against_everybody() -> None:
    with clock.travel(dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)):
        segment, _ = shoppers()

        found = staff_client("analyst").get(f"{API}/{segment}/persona").json()

    by_key = {one["key"]: one for one in found["dimensions"]}
    [female, male] = by_key["gender"]["values"]
    assert (found["segment_size"], found["base_size"]) == (20, 40)
    assert (by_key["gender"]["segment_known"], by_key["gender"]["base_known"]) == (20, 40)
    assert (female["label"], female["segment"], female["base"], female["tgi"]) == ("女", 20, 20, 200.0)
    assert (male["segment"], male["tgi"], male["significant"]) == (0, 0.0, True)
    assert female["significant"]
    assert [one["value"] for one in by_key["age"]["values"]] == ["30-34", "40-49"]
    assert [(one["label"], one["tgi"]) for one in by_key["city"]["values"]] == [
        ("杭州", 0.0),
        ("苏州", 200.0),
    ]
    assert by_key["category"] == {
        "key": "category",
        "segment_known": 20,
        "base_known": 20,
        "values": [
            {
                "value": "茶", "label": "茶", "segment": 20, "base": 20, "segment_share": 1.0, "base_share": 1.0,
                "tgi": 100.0, "p": None, "significant": False,
            }
        ],
    }  # fmt: skip
    assert [one["label"] for one in by_key["hour"]["values"]] == ["12:00–15:00"]
    assert [one["label"] for one in by_key["device"]["values"]] == ["iOS"]


def test_persona_as_csv_and_of_nobody() -> None:
    segment, _ = shoppers()
    empty = made({"type": "tag", "tag": "nobody"})
    settle()

    answer = staff_client("growth").get(f"{API}/{segment}/persona/export")
    nobody = staff_client("analyst").get(f"{API}/{empty}/persona").json()

    body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert body.splitlines()[0].startswith("维度,取值,人群人数")
    assert body.splitlines()[1].startswith("性别,女,20,20,1.0000,20,40,0.5000,200.0,0.000000,是")
    assert nobody["segment_size"] == 0
    assert {value["tgi"] for one in nobody["dimensions"] for value in one["values"]} == {None}


def test_overlap_counts_every_combination() -> None:
    sets = [np.array([1, 2, 3]), np.array([2, 3, 4]), np.array([3, 9])]

    found = overlap(sets)

    assert (found.sizes, found.together) == ((3, 3, 2), 5)
    assert found.combinations == (
        Combination((0,), 1),
        Combination((0, 1), 1),
        Combination((0, 1, 2), 1),
        Combination((1,), 1),
        Combination((2,), 1),
    )
    assert people_of(sets, [0, 1]).tolist() == [2]
    assert people_of(sets, []).tolist() == []


def test_overlap_over_http_with_the_people() -> None:
    both, one_only, other = make_people(3)
    for person, tags in ((both, ("a", "b")), (one_only, ("a",)), (other, ("b",))):
        for tag in tags:
            set_tag(person, tag)
    settle()
    first, second = made({"type": "tag", "tag": "a"}, name="甲"), made({"type": "tag", "tag": "b"}, name="乙")
    settle()
    client = staff_client("analyst")

    found = post(client, "/overlap", {"segments": [first, second]}).json()
    people = post(client, "/overlap/people", {"segments": [first, second], "inside": [first]}).json()
    alone = post(client, "/overlap", {"segments": [first]})

    assert [(one["name"], one["size"]) for one in found["sets"]] == [("甲", 2), ("乙", 2)]
    assert found["together"] == 3
    assert {tuple(one["inside"]): one["count"] for one in found["combinations"]} == {
        (first,): 1,
        (first, second): 1,
        (second,): 1,
    }
    assert [one["id"] for one in people["items"]] == [ids.encode("pro", one_only)]
    assert (alone.status_code, alone.json()["code"]) == (422, "segment_overlap_count")


def test_snapshots_freeze_and_are_compared() -> None:
    stays, leaves, comes = make_people(3)
    for person in (stays, leaves):
        set_tag(person, "VIP")
    settle()
    segment = made({"type": "tag", "tag": "VIP"}, name="会员")
    settle()
    client = staff_client("growth")

    first = post(client, f"/{segment}/snapshots", {"note": "季度审计"}).json()
    set_tag(leaves, "VIP", has=False)
    set_tag(comes, "VIP")
    settle()
    second = post(client, f"/{segment}/snapshots", {}).json()
    listed = client.get(f"{API}/{segment}/snapshots").json()
    path = f"{API}/{segment}/snapshots/{first['id']}/diff/{second['id']}"
    difference = client.get(path).json()
    gone = client.get(f"{path}/removed").json()
    export = client.get(f"{API}/{segment}/snapshots/{first['id']}/export")
    rows = b"".join(export.streaming_content).decode("utf-8-sig").strip().splitlines()  # type: ignore[attr-defined]

    assert (first["size"], first["note"], first["name"], len(first["digest"])) == (2, "季度审计", "会员", 64)
    assert [one["id"] for one in listed] == [second["id"], first["id"]]
    assert (difference["added"], difference["removed"], difference["kept"]) == (1, 1, 1)
    assert difference["same_condition"]
    assert [one["id"] for one in gone["items"]] == [ids.encode("pro", leaves)]
    assert len(rows) == 3
    assert [one["action"] for one in audited(segment)][:2] == [
        "segments.snapshot_exported",
        "segments.snapshot_taken",
    ]
    assert client.get(f"{path}/sideways").status_code == 404


def test_a_damaged_snapshot_is_found_out() -> None:
    segment = made()
    client = staff_client("growth")
    taken = post(client, f"/{segment}/snapshots", {}).json()["id"]
    Snapshot.objects.update(digest="0" * 64)

    answer = client.get(f"{API}/{segment}/snapshots/{taken}/diff/{taken}")

    assert (answer.status_code, answer.json()["code"]) == (422, "segment_snapshot_broken")


def listed(segment: str) -> list[int]:
    members: list[int] = segments.members(ids.decode("seg", segment)).tolist()
    return members


def test_a_list_from_pasted_lines_with_a_report_and_undo() -> None:
    [by_phone] = make_people(1, identifiers=(("user_id", "u-1"), ("phone", "13800138001")))
    [by_mail] = make_people(1, identifiers=(("user_id", "u-2"), ("email", "lin@example.com")))
    [by_id] = make_people(1, identifiers=(("user_id", "u-3"),))
    settle()
    client = staff_client("growth")
    segment = post(client, "", {"name": "名单", "kind": "static"}).json()["id"]
    text = "\ufeff138 0013 8001,备注\nLIN@example.com\nu-3\n+8613800138001\n13900000000\n\n" + ids.encode(
        "pro", by_id
    )

    checked = post(client, f"/{segment}/import", {"text": text, "check_only": True}).json()
    before = listed(segment)
    put = post(client, f"/{segment}/import", {"text": text}).json()
    again = post(client, f"/{segment}/import", {"text": text}).json()
    after = listed(segment)
    undone = post(client, f"/{segment}/changes/{put['change']}/undo", {})
    twice = post(client, f"/{segment}/changes/{put['change']}/undo", {})
    changes = client.get(f"{API}/{segment}/changes").json()

    assert (checked["lines"], checked["matched"], checked["unknown"], checked["repeated"]) == (6, 3, 1, 2)
    assert [(one["number"], one["text"], one["reason"]) for one in checked["unused"]] == [
        (4, "+8613800138001", "repeated"),
        (5, "13900000000", "unknown"),
        (6, ids.encode("pro", by_id), "repeated"),
    ]
    assert (before, checked["change"], put["put"], again["put"], again["change"]) == ([], None, 3, 0, None)
    assert after == sorted([by_phone, by_mail, by_id])
    assert (undone.status_code, twice.status_code, twice.json()["code"]) == (
        200,
        409,
        "segment_change_undone",
    )
    assert listed(segment) == []
    assert [(one["source"], one["put"], one["taken"]) for one in changes] == [
        ("undo", 0, 3),
        ("import", 3, 0),
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": " \n"}, "segment_import_empty"),
        ({"text": "x", "kind": "colour"}, "segment_identifier_kind"),
        ({"text": "x\n" * 100_001}, "segment_import_too_long"),
    ],
)
def test_faulty_pastes_change_nothing(body: dict[str, str], code: str) -> None:
    client = staff_client("growth")
    segment = post(client, "", {"name": "名单", "kind": "static"}).json()["id"]

    answer = post(client, f"/{segment}/import", body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert client.get(f"{API}/{segment}/changes").json() == []


def test_pasted_people_go_only_on_static_lists() -> None:
    make_people(1, identifiers=(("user_id", "u-9"),))

    answer = post(staff_client("growth"), f"/{made()}/import", {"text": "u-9"})

    assert (answer.status_code, answer.json()["code"]) == (409, "segment_not_static")


STEADY = [SizePoint(day, 100 + 2 * day + day % 2) for day in range(10)]


@pytest.mark.parametrize(
    ("kind", "threshold", "size", "expected"),
    [
        (WatchKind.ABOVE, 120, 120, 120),
        (WatchKind.ABOVE, 121, 120, None),
        (WatchKind.BELOW, 5, 5, 5),
        (WatchKind.CHANGE, 10, 128, pytest.approx(100 * 12 / 116)),
        (WatchKind.CHANGE, 11, 128, None),
        (WatchKind.UNUSUAL, 3, 119, None),
    ],
)
def test_when_a_watch_goes_off(kind: WatchKind, threshold: float, size: int, expected: float | None) -> None:
    assert reached(kind, threshold, size, STEADY) == expected


def test_an_unusual_day_stands_out_of_the_days_before() -> None:
    off = reached(WatchKind.UNUSUAL, 3, 150, STEADY)

    assert off is not None
    assert off > 3
    assert reached(WatchKind.UNUSUAL, 3, 150, STEADY[:7]) is None


def test_watches_tell_once_a_day_until_seen() -> None:
    with clock.travel(dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)) as traveller:
        [one] = make_people()
        send(one, "product_viewed")
        settle()
        segment = made(name="看过的")
        settle()
        segment_id = ids.decode("seg", segment)
        SegmentHistory.objects.create(segment_id=segment_id, hour_ms=clock.now_ms() - DAY, size=4)
        client = staff_client("growth")
        rule = post(client, f"/{segment}/watches", {"kind": "change", "threshold": 50})
        twice = post(client, f"/{segment}/watches", {"kind": "change", "threshold": 50})
        silly = post(client, f"/{segment}/watches", {"kind": "change", "threshold": 0})

        fired, again = look_at_sizes(), look_at_sizes()
        alarms = client.get(f"{API}/alarms").json()
        post(client, f"/{segment}/alarms/seen", {})
        quiet = client.get(f"{API}/alarms").json()
        traveller.move(dt.timedelta(days=1))
        next_day = look_at_sizes()
        removed = client.delete(f"{API}/{segment}/watches/{rule.json()['id']}")
        kept = client.get(f"{API}/{segment}/watches").json()

    assert (rule.status_code, twice.status_code) == (201, 409)
    assert (silly.status_code, silly.json()["code"]) == (422, "segment_watch_threshold")
    assert (len(fired), again, next_day, quiet) == (1, [], [], [])
    assert [(one["name"], one["kind"], one["value"], one["size"]) for one in alarms] == [
        ("看过的", "change", -75.0, 1)
    ]
    assert removed.status_code == 204
    assert (kept["watches"], [one["seen"] for one in kept["alarms"]]) == ([], [True])


def test_history_says_who_came_and_went() -> None:
    with clock.travel(dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)) as traveller:
        people = make_people(3)
        settle()
        segment = made({"type": "tag", "tag": "VIP"})
        settle()
        for person in people:
            set_tag(person, "VIP")
        settle()
        traveller.move(dt.timedelta(days=1))
        set_tag(people[0], "VIP", has=False)
        settle()

        days = staff_client("analyst").get(f"{API}/{segment}/history?days=3").json()

    assert [(one["size"], one["entered"], one["left"]) for one in days] == [(3, 3, 0), (2, 0, 1)]

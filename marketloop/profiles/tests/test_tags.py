"""Tags: exclusion, expiry, rule tags, the catalogue with undo, history and report."""

from __future__ import annotations

from typing import Any

import pytest

from marketloop.events import facade as events
from marketloop.facts.audiences import SegmentEntered, SegmentLeft
from marketloop.organisation.testing import AuditEntry, make_user, staff_client
from marketloop.platform import clock, ids, jobs, outbox
from marketloop.profiles import facade, tag_reports
from marketloop.profiles.models import Tag, TagAct, TagChange, TagGroup
from marketloop.profiles.queries import tags_of
from marketloop.profiles.refreshing import refresh_pending
from marketloop.profiles.tagging import expire_tags, put_tags
from marketloop.profiles.testing import make_profile, pro, send

pytestmark = [pytest.mark.django_db, pytest.mark.db]
DAY = 86_400_000


def wearing(profile_id: int) -> list[str]:
    return sorted(one.tag for one in tags_of([profile_id])[profile_id])


def in_store(tag: str) -> set[int]:
    refresh_pending()
    rows = events.reader()("SELECT profile_id FROM profile_tag WHERE tag = ?", [tag])
    return set(rows["profile_id"].to_pylist())


def call(method: str, path: str, body: object = None, role: str = "growth") -> Any:
    answer = send(staff_client(role), method, path, body)
    assert answer.status_code < 300, answer.content
    return answer.json() if answer.content else None


def run_jobs() -> None:
    while jobs.run():
        pass


def make_exclusive(*names: str) -> list[str]:
    group = call("POST", "/tag-groups", {"name": "会员意向", "exclusive": True})["id"]
    return [call("POST", "/tags", {"name": name, "group": group})["tag"]["id"] for name in names]


def test_an_exclusive_group_keeps_one_tag_and_undoing_brings_the_other_back_as_it_was() -> None:
    one, other = make_profile(), make_profile()
    make_exclusive("高意向", "低意向")
    facade.add_tag([one], "低意向", 7, source="import", expires=clock.now_ms() + DAY)
    before = tags_of([one])[one]

    done = facade.add_tag([one, other], "高意向", 8, source="console")

    assert (done.changed, wearing(one), wearing(other)) == (2, ["高意向"], ["高意向"])
    assert in_store("低意向") == set()
    assert done.undo is not None
    undone = facade.undo_tagging(done.undo)
    assert (undone.changed, undone.skipped) == (2, 0)
    assert (tags_of([one])[one], wearing(other)) == (before, [])
    assert in_store("低意向") == {one}


def test_an_undo_spares_those_who_were_changed_since() -> None:
    one, other, third = make_profile(), make_profile(), make_profile()
    make_exclusive("高意向", "低意向")
    facade.add_tag([third], "低意向")
    done = facade.add_tag([one, other], "VIP")
    removed = facade.remove_tag([third], "低意向")
    facade.remove_tag([other], "VIP")
    facade.add_tag([other], "VIP")
    facade.add_tag([third], "高意向")
    assert done.undo is not None
    assert removed.undo is not None

    first, second = facade.undo_tagging(done.undo), facade.undo_tagging(removed.undo)

    assert [(one_.changed, one_.skipped) for one_ in (first, second)] == [(1, 1), (0, 1)]
    assert [wearing(person) for person in (one, other, third)] == [[], ["VIP"], ["高意向"]]


def test_a_tag_with_a_term_is_taken_off_when_it_is_over() -> None:
    one = make_profile()
    call("POST", "/tags", {"name": "双十一活动", "valid_days": 7})

    facade.add_tag([one], "双十一活动")

    [tag] = tags_of([one])[one]
    assert tag.expires == tag.at + 7 * DAY
    with clock.travel(clock.from_ms(tag.expires - 1)):
        assert (expire_tags(), wearing(one)) == (0, ["双十一活动"])
    with clock.travel(clock.from_ms(tag.expires)):
        assert (expire_tags(), wearing(one)) == (1, [])
    last = TagChange.objects.order_by("-id")[0]
    assert (last.added, last.source) == (False, "expiry")


def test_a_rule_tag_follows_its_segment_and_leaves_what_people_set() -> None:
    one, other, by_hand = make_profile(), make_profile(), make_profile()
    segment = ids.new_id()
    events.replace_list(segment, [one, by_hand], [])
    facade.add_tag([by_hand], "高价值", 7, source="console")
    tag = Tag.objects.get(name="高价值")
    saved = call("PUT", f"/tags/{ids.encode('tag', tag.id)}", {"segment": ids.encode("seg", segment)})

    assert (saved["tag"]["kind"], saved["job"][:4]) == ("rule", "job_")
    run_jobs()
    assert [wearing(person) for person in (one, other, by_hand)] == [["高价值"], [], ["高价值"]]
    outbox.record(SegmentEntered(profile_ids=(other,), segment="seg_x", segment_id=segment))
    outbox.record(SegmentLeft(profile_ids=(one, by_hand), segment="seg_x", segment_id=segment))
    outbox.drain()
    assert [wearing(person) for person in (one, other, by_hand)] == [[], ["高价值"], ["高价值"]]
    assert {tag.source for tag in tags_of([other])[other]} == {"rule"}

    call("PUT", saved_path(saved), {"segment": None})
    run_jobs()
    assert [wearing(person) for person in (one, other, by_hand)] == [[], [], ["高价值"]]


def saved_path(saved: Any) -> str:
    return f"/tags/{saved['tag']['id']}"


def test_rename_merge_and_delete_reach_everybody_and_can_be_undone() -> None:
    one, other = make_profile(tags=("老客",)), make_profile(tags=("老客", "VIP"))
    old, vip = (ids.encode("tag", Tag.objects.get(name=name).id) for name in ("老客", "VIP"))
    was = tags_of([one])[one]

    def done(change: Any, undo: bool = False) -> Any:
        run_jobs()
        if undo:
            call("POST", f"/profile-changes/{change['id']}/undo")
            run_jobs()
        return call("GET", f"/profile-changes/{change['id']}")

    renamed = call("POST", f"/tags/{old}/rename", {"name": "老朋友"})
    assert (renamed["people"], done(renamed)["changed"]) == (2, 2)
    assert (wearing(one), in_store("老朋友"), in_store("老客")) == (["老朋友"], {one, other}, set())
    assert done(renamed, undo=True)["state"] == "undone"
    assert in_store("老客") == {one, other}

    merged = call("POST", f"/tags/{old}/merge", {"into": vip})
    assert done(merged)["changed"] == 2
    assert (wearing(one), wearing(other), in_store("VIP")) == (["VIP"], ["VIP"], {one, other})
    assert [tag["name"] for tag in call("GET", "/tags")] == ["VIP"]
    back = done(merged, undo=True)
    assert (back["restored"], back["skipped"]) == (2, 0)
    assert (tags_of([one])[one], wearing(other)) == (was, ["VIP", "老客"])

    deleted = call("DELETE", f"/tags/{old}")
    assert done(deleted)["changed"] == 2
    assert (wearing(one), wearing(other), in_store("老客")) == ([], ["VIP"], set())
    done(deleted, undo=True)
    assert (tags_of([one])[one], in_store("老客")) == (was, {one, other})
    acts = [row["act"] for row in call("GET", f"/tags/history?tag={old}&limit=200")["items"]]
    assert {"renamed", "merged", "deleted", "added", "removed"} <= set(acts)
    assert AuditEntry.objects.filter(action="profiles.bulk_tag_merge").count() == 1


def test_the_report_tells_coverage_and_what_is_stale_or_unused() -> None:
    one, other = make_profile(), make_profile()
    with clock.travel(clock.from_ms(clock.now_ms() - 200 * DAY)):
        put_tags(profile_ids=[one], tag="旧活动", source="console")
    put_tags(profile_ids=[one, other], tag="VIP", source="console", expires=clock.now_ms() + DAY)
    call("POST", "/tags", {"name": "没人用"})

    report = {row["name"]: row for row in call("GET", "/tags/report")}

    assert [report["VIP"][key] for key in ("people", "share", "added", "removed", "expiring", "verdict")] == [
        2, 1.0, 2, 0, 2, "fresh",
    ]  # fmt: skip
    assert [report["旧活动"][key] for key in ("people", "share", "added", "verdict")] == [1, 0.5, 0, "stale"]
    assert (report["没人用"]["verdict"], report["没人用"]["last_set"]) == ("unused", None)


def test_groups_refuse_circles_depth_overlap_and_full_ones() -> None:
    client = staff_client("growth")
    top = call("POST", "/tag-groups", {"name": "一级"})["id"]
    mid = call("POST", "/tag-groups", {"name": "二级", "parent": top})["id"]
    low = call("POST", "/tag-groups", {"name": "三级", "parent": mid})["id"]
    one = make_profile(tags=("甲", "乙"))
    for name in ("甲", "乙"):
        tag = ids.encode("tag", Tag.objects.get(name=name).id)
        call("PUT", f"/tags/{tag}", {"group": low})

    def refused(method: str, path: str, body: object = None) -> str:
        answer = send(client, method, path, body)
        assert answer.status_code in (409, 422), answer.content
        return str(answer.json()["code"])

    assert refused("POST", "/tag-groups", {"name": "四级", "parent": low}) == "tag_group_depth"
    assert refused("PUT", f"/tag-groups/{top}", {"name": "一级", "parent": low}) == "tag_group_depth"
    assert refused("PUT", f"/tag-groups/{low}", {"name": "三级", "parent": mid, "exclusive": True}) == "tag_group_overlap"  # fmt: skip
    assert refused("DELETE", f"/tag-groups/{low}") == "tag_group_not_empty"
    assert refused("POST", "/tag-groups", {"name": "一级"}) == "tag_group_name_taken"
    assert refused("POST", "/tags", {"name": "甲"}) == "tag_name_taken"
    assert refused("POST", "/tags", {"name": "丙", "valid_days": 0}) == "tag_days_invalid"
    assert (TagGroup.objects.count(), TagGroup.objects.get(name="三级").exclusive) == (3, False)
    facade.remove_tag([one], "乙")
    assert call("PUT", f"/tag-groups/{low}", {"name": "三级", "parent": mid, "exclusive": True})["exclusive"]


DEFINING = [
    ("POST", "/tags", {"name": "新"}),
    ("PUT", "/tags/{tag}", {"description": "x"}),
    ("POST", "/tags/{tag}/fill", None),
    ("POST", "/tags/{tag}/rename", {"name": "新"}),
    ("POST", "/tags/{tag}/merge", {"into": "{tag}"}),
    ("DELETE", "/tags/{tag}", None),
    ("POST", "/tag-groups", {"name": "新"}),
    ("PUT", "/tag-groups/tgg_0000000000001", {"name": "新"}),
    ("DELETE", "/tag-groups/tgg_0000000000001", None),
]


@pytest.mark.parametrize(("method", "path", "body"), DEFINING)
def test_who_sees_a_part_of_the_people_cannot_change_a_tag_of_all(method: str, path: str, body: Any) -> None:
    make_profile(tags=("VIP",))
    tag = ids.encode("tag", Tag.objects.get().id)
    before = (Tag.objects.count(), TagGroup.objects.count(), TagAct.objects.count())
    sent = {key: value.replace("{tag}", tag) for key, value in body.items()} if body else None

    answer = send(staff_client("sales"), method, path.replace("{tag}", tag), sent)

    assert (answer.status_code, answer.json()["code"]) == (403, "tag_needs_whole_company")
    assert (Tag.objects.count(), TagGroup.objects.count(), TagAct.objects.count()) == before


def test_history_of_a_person_names_who_did_it() -> None:
    user = make_user("growth")
    one = make_profile()
    facade.add_tag([one], "VIP", user.id, source="console")
    facade.remove_tag([one], "VIP", user.id, source="console")

    rows = call("GET", f"/profiles/{pro(one)}/tag-history")

    assert [(row["tag"], row["added"], row["by"]) for row in rows] == [
        ("VIP", False, user.name),
        ("VIP", True, user.name),
    ]
    assert [row.act for row in tag_reports.history().order_by("-id")] == ["removed", "added"]

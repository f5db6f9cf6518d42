"""Notes that suggest tags: confirmed or dismissed by a person, once, within the scope."""

from __future__ import annotations

from typing import Any

import pytest

from marketloop.organisation.testing import AuditEntry, client_of, make_user, staff_client
from marketloop.profiles.models import ProfileTag, TagChange, TagSuggestion
from marketloop.profiles.testing import make_profile, pro, send

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def prepare() -> tuple[Any, int]:
    """A client and a person; two tags with keywords, one without."""
    client = staff_client("growth")
    for name, keywords in (("有娃家庭", ["孩子", "宝宝"]), ("养宠", ["猫", "狗"]), ("VIP", [])):
        assert send(client, "POST", "/tags", {"name": name, "keywords": keywords}).status_code == 201
    return client, make_profile()


def test_a_note_suggests_and_a_person_confirms_or_dismisses() -> None:
    client, one = prepare()

    note = send(client, "POST", f"/profiles/{pro(one)}/notes", {"text": "有两个孩子，养狗，没有猫"}).json()
    assert [(row["tag"], row["word"], row["state"]) for row in note["suggestions"]] == [
        ("养宠", "狗", "open"),
        ("有娃家庭", "孩子", "open"),
    ]
    assert ProfileTag.objects.count() == 0

    pet, child = (row["id"] for row in note["suggestions"])
    confirmed = send(client, "POST", f"/tag-suggestions/{child}/confirm")
    dismissed = send(client, "POST", f"/tag-suggestions/{pet}/dismiss")

    assert (confirmed.json()["state"], dismissed.json()["state"]) == ("confirmed", "dismissed")
    assert [(row.tag.name, row.source) for row in ProfileTag.objects.all()] == [("有娃家庭", "note")]
    assert [(row.tag.name, row.source) for row in TagChange.objects.all()] == [("有娃家庭", "note")]
    assert send(client, "GET", f"/profiles/{pro(one)}").json()["tags"] == ["有娃家庭"]
    [listed] = send(client, "GET", f"/profiles/{pro(one)}/notes").json()
    assert {row["tag"]: row["state"] for row in listed["suggestions"]} == {
        "有娃家庭": "confirmed",
        "养宠": "dismissed",
    }
    again = send(client, "POST", f"/tag-suggestions/{pet}/confirm")
    assert (again.status_code, again.json()["code"]) == (409, "suggestion_decided")
    assert AuditEntry.objects.filter(action="profiles.suggestion_dismissed").count() == 1


def test_what_is_worn_or_negated_is_not_suggested() -> None:
    client, one = prepare()
    send(client, "POST", f"/profiles/{pro(one)}/tags", {"tag": "有娃家庭"})

    note = send(client, "POST", f"/profiles/{pro(one)}/notes", {"text": "孩子上学了；没有养猫"}).json()

    assert (note["suggestions"], TagSuggestion.objects.count()) == ([], 0)


def test_others_people_are_out_of_reach() -> None:
    client, one = prepare()
    note = send(client, "POST", f"/profiles/{pro(one)}/notes", {"text": "养猫"}).json()
    path = f"/tag-suggestions/{note['suggestions'][0]['id']}/confirm"

    refused = send(client_of(make_user("sales")), "POST", path)
    unknown = send(client, "POST", "/tag-suggestions/sug_0000000000001/confirm")

    assert (refused.status_code, refused.json()["code"]) == (404, "profile_not_found")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "suggestion_not_found")
    assert (ProfileTag.objects.count(), TagSuggestion.objects.get().state) == (0, "open")

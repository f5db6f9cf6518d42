"""Bulk changes: by hand and for all who match, restored exactly, sparing whoever was changed since."""

from __future__ import annotations

from typing import Any

import pytest

from marketloop.events import facade as events
from marketloop.facts.people import ConsentChanged
from marketloop.identity import facade as identity
from marketloop.organisation.testing import client_of, make_user, staff_client
from marketloop.platform import clock, ids, jobs
from marketloop.platform.models import OutboxFact
from marketloop.profiles import bulk, facade
from marketloop.profiles.models import BulkChange, BulkItem, ConsentEntry, Person, ProfileTag, TraitRow
from marketloop.profiles.refreshing import refresh_pending
from marketloop.profiles.testing import make_profile, pro, send

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def start(body: dict[str, Any], client: Any = None) -> Any:
    answer = send(client or staff_client("growth"), "POST", "/profile-changes", body)
    assert answer.status_code == 202, answer.content
    return answer.json()


def after_jobs(change: Any) -> Any:
    while jobs.run():
        pass
    refresh_pending()
    return send(staff_client("growth"), "GET", f"/profile-changes/{change['id']}").json()


def undone(change: Any) -> Any:
    answer = send(staff_client("growth"), "POST", f"/profile-changes/{change['id']}/undo")
    assert answer.status_code == 202, answer.content
    return after_jobs(change)


def trait(profile_id: int, key: str) -> Any:
    return next((one for one in facade.traits_of([profile_id])[profile_id] if one.key == key), None)


def test_a_tag_for_all_who_match_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 2)
    people = [make_profile() for _ in range(5)]
    elsewhere = make_profile(traits={"name": "王小明", "city": "上海"})
    facade.add_tag(people[:1], "VIP")

    change = start({"kind": "tag_add", "tag": "VIP", "matching": {"city": "杭州"}})
    done = after_jobs(change)

    assert (change["people"], done["changed"], done["state"], done["undoable"]) == (5, 4, "done", True)
    assert set(ProfileTag.objects.values_list("profile_id", flat=True)) == set(people)
    facade.remove_tag(people[1:2], "VIP")
    back = undone(change)
    assert (back["restored"], back["skipped"], back["state"], back["undoable"]) == (3, 1, "undone", False)
    assert set(ProfileTag.objects.values_list("profile_id", flat=True)) == {people[0]}
    assert elsewhere not in people


def test_an_owner_is_restored_profile_by_profile() -> None:
    old, new = make_user("sales"), make_user("growth")
    one, other, third = make_profile(owner=old.id), make_profile(), make_profile()
    merged = make_profile(owner=None)
    identity.merge(one, merged, "manual")
    body = {"kind": "owner", "owner": ids.encode("usr", new.id), "profiles": [pro(p) for p in (one, other, third)]}  # fmt: skip

    change = start(body)
    assert after_jobs(change)["changed"] == 3
    assert set(Person.objects.values_list("owner", flat=True)) == {new.id}
    send(staff_client("growth"), "PATCH", f"/profiles/{pro(third)}", {"owner": ids.encode("usr", old.id)})
    back = undone(change)

    assert (back["restored"], back["skipped"]) == (2, 1)
    owners = dict(Person.objects.values_list("id", "owner"))
    assert [owners[person] for person in (one, other, third)] == [old.id, None, old.id]
    again = send(staff_client("growth"), "POST", f"/profile-changes/{change['id']}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "bulk_undone_already")


def test_a_trait_comes_back_with_its_source_and_time_and_personal_ones_are_refused() -> None:
    one, other = make_profile(traits={"level": "silver"}), make_profile(traits={"name": "王小明"})
    before = trait(one, "level")

    change = start({"kind": "trait", "key": "level", "value": "gold", "profiles": [pro(one), pro(other)]})
    assert after_jobs(change)["changed"] == 2
    assert [trait(person, "level").value for person in (one, other)] == ["gold", "gold"]
    stored = events.reader()("SELECT count(*) AS n FROM profile_trait WHERE key = 'level' AND text = 'gold'")
    assert stored["n"].to_pylist() == [2]
    facade.update_traits(other, {"level": "platinum"}, "console")
    back = undone(change)

    assert (back["restored"], back["skipped"]) == (1, 1)
    assert (trait(one, "level"), trait(other, "level").value) == (before, "platinum")
    refused = send(
        staff_client("growth"), "POST", "/profile-changes",
        {"kind": "trait", "key": "name", "value": "张三", "profiles": [pro(one)]},
    )  # fmt: skip
    assert (refused.status_code, refused.json()["code"]) == (422, "bulk_trait_personal")
    assert TraitRow.objects.filter(key="name").count() == 1


def test_a_withdrawal_is_told_and_undoing_states_consent_anew() -> None:
    one, other = make_profile(), make_profile(consents={"email": False})
    origin = facade.consents_of(one)[0]

    change = start({"kind": "consent", "channel": "email", "proof": "电话名单", "matching": {}})
    assert after_jobs(change)["changed"] == 1
    assert facade.consents([one, other], "email") == set()
    told = OutboxFact.objects.filter(name=ConsentChanged.name)
    assert [(row.payload["profile_id"], row.payload["granted"]) for row in told] == [(one, False)]
    assert "电话名单" in facade.consents_of(one)[0].proof
    undone(change)

    state = facade.consents_of(one)[0]
    assert (state.granted, state.origin, state.proof) == (True, origin.origin, origin.proof)
    assert facade.consents([one, other], "email") == {one}
    assert [row.granted for row in ConsentEntry.objects.filter(profile_id=one).order_by("id")] == [True, False, True]  # fmt: skip


def test_a_killed_job_goes_on_and_a_cancelled_one_can_be_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 1)
    people = [make_profile() for _ in range(3)]
    change = start({"kind": "tag_add", "tag": "VIP", "profiles": [pro(one) for one in people]})
    row = BulkChange.objects.get()

    class Stopped:
        turns = 0

        def check(self) -> None:
            self.turns += 1
            if self.turns == 2:
                raise jobs.JobCancelled

        def progress(self, *_: object) -> None: ...

    with pytest.raises(jobs.JobCancelled):
        bulk.run_bulk.run(Stopped(), change=row.id)
    assert ProfileTag.objects.count() == 1
    early = send(staff_client("growth"), "POST", f"/profile-changes/{change['id']}/undo")
    assert (early.status_code, early.json()["code"]) == (409, "bulk_not_done")
    assert (after_jobs(change)["changed"], ProfileTag.objects.count()) == (3, 3)

    second = start({"kind": "tag_remove", "tag": "VIP", "profiles": [pro(one) for one in people]})
    jobs.ask_cancel(ids.decode("job", second["job"]))
    assert undone(second)["state"] == "undone"
    assert ProfileTag.objects.count() == 3


def test_the_scope_holds_for_chosen_and_for_matching_people_and_for_the_list() -> None:
    rep = make_user("sales")
    own, other = make_profile(owner=rep.id), make_profile()
    client = client_of(rep)

    refused = send(client, "POST", "/profile-changes", {"kind": "tag_add", "tag": "VIP", "profiles": [pro(own), pro(other)]})  # fmt: skip
    change = start({"kind": "tag_add", "tag": "VIP", "matching": {}}, client)
    theirs = start({"kind": "tag_add", "tag": "X", "profiles": [pro(other)]})

    assert (refused.status_code, refused.json()["code"]) == (404, "profile_not_found")
    assert (after_jobs(change)["changed"], ProfileTag.objects.get(tag__name="VIP").profile_id) == (1, own)
    listed = send(client, "GET", "/profile-changes").json()["items"]
    assert [row["id"] for row in listed] == [change["id"]]
    hidden = send(client, "POST", f"/profile-changes/{theirs['id']}/undo")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "bulk_not_found")


def test_after_thirty_days_it_stays_and_what_undoing_needs_goes() -> None:
    one = make_profile()
    change = start({"kind": "trait", "key": "level", "value": "gold", "profiles": [pro(one)]})
    after_jobs(change)
    assert (BulkItem.objects.count(), bulk.forget_old()) == (1, 0)

    with clock.travel(clock.from_ms(clock.now_ms() + 31 * 86_400_000)):
        late = send(staff_client("growth"), "POST", f"/profile-changes/{change['id']}/undo")
        assert (late.status_code, late.json()["code"]) == (409, "bulk_too_old")
        assert bulk.forget_old() == 1
    assert BulkItem.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "tag_add", "tag": "VIP"}, "bulk_people_missing"),
        ({"kind": "tag_add", "tag": " ", "matching": {}}, "tag_name_invalid"),
        ({"kind": "owner", "owner": "usr_0000000000001", "matching": {}}, "bulk_owner_unknown"),
        ({"kind": "trait", "key": "level", "matching": {}}, "bulk_value_missing"),
        ({"kind": "consent", "channel": "fax", "matching": {}}, "channel_unknown"),
    ],
)
def test_bad_changes_are_refused_and_queue_nothing(body: dict[str, Any], code: str) -> None:
    make_profile()

    answer = send(staff_client("growth"), "POST", "/profile-changes", body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert BulkChange.objects.count() == 0


def test_search_words_are_not_stored_in_clear() -> None:
    make_profile(identifiers=(("phone", "13912345678"),))

    change = start({"kind": "tag_add", "tag": "VIP", "matching": {"q": "13912345678"}})

    assert "13912345678" not in str(BulkChange.objects.get().select)
    assert after_jobs(change)["changed"] == 1


def test_the_vocabulary_names_staff_and_traits_and_which_are_personal() -> None:
    user = make_user("growth")
    make_profile(traits={"name": "林梅", "level": "gold"})

    words = send(client_of(user), "GET", "/profile-vocabulary").json()

    assert {"id": ids.encode("usr", user.id), "name": user.name} in words["staff"]
    assert words["traits"] == [
        {"key": "level", "type": "text", "personal": False},
        {"key": "name", "type": "text", "personal": True},
    ]

"""Companies: what is refused, who sees them, hierarchy, contacts through merges, and what segments know."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from marketloop.accounts import facade as accounts
from marketloop.accounts.credit_code import is_credit_code
from marketloop.accounts.models import Account, Contact
from marketloop.identity import facade as identity
from marketloop.organisation.contracts import ALL
from marketloop.organisation.facade import unit_tree
from marketloop.organisation.testing import AuditEntry, client_of, make_user, principal_of, staff_client
from marketloop.platform import ids, outbox
from marketloop.profiles import facade as profiles
from marketloop.profiles.testing import make_profile

pytestmark = [pytest.mark.django_db, pytest.mark.db]
API = "/api/v1/accounts"
JSON = "application/json"
CODE = "91350100M000100Y43"  # the standard's own example


@pytest.fixture
def client() -> Client:
    return staff_client("growth")


def post(client: Client, **body: Any) -> Any:
    return client.post(API, {"name": "云岚酒店集团", **body}, JSON)


def made(client: Client, **body: Any) -> str:
    answer = post(client, **body)
    assert answer.status_code == 201, answer.content
    found: str = answer.json()["id"]
    return found


def put(client: Client, account: str, person: int, role: str, title: str = "") -> Any:
    body = {"role": role, "title": title}
    return client.put(f"{API}/{account}/contacts/{ids.encode('pro', person)}", body, JSON)


def traits(person: int) -> dict[str, Any]:
    found = profiles.get_profile(person).traits
    return {one.key: one.value for one in found if one.key.startswith("account.")}


@pytest.mark.parametrize(
    ("code", "right"),
    [(CODE, True), (CODE[:-1] + "4", False), (CODE[:-1], False), ("I" + CODE[1:], False), ("", False)],
)
def test_credit_codes_are_checked_by_their_last_sign(code: str, right: bool) -> None:
    assert is_credit_code(code) is right


@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        ({"name": " "}, 422, {"name": "account_name_missing"}),
        ({"credit_code": "123"}, 422, {"credit_code": "account_credit_code_wrong"}),
        ({"employees": -1, "website": "javascript:alert(1)"}, 422, {"employees": "account_employees_negative", "website": "account_website_wrong"}),
        ({"industry": "x" * 61}, 422, {"industry": "account_text_too_long"}),
        ({"parent": ids.encode("acc", 7)}, 422, {"parent": "account_not_found"}),
    ],
)  # fmt: skip
def test_wrong_values_are_named(client: Client, body: dict[str, Any], status: int, fields: object) -> None:
    answer = post(client, **body)

    assert (answer.status_code, answer.json()["fields"]) == (status, fields)
    assert not Account.objects.exists()


def test_name_and_credit_code_belong_to_one_company(client: Client) -> None:
    made(client, credit_code=CODE.lower())

    name, code = post(client), post(client, name="另一家", credit_code=CODE)

    assert (name.status_code, name.json()["code"]) == (409, "account_name_taken")
    assert (code.status_code, code.json()["fields"]) == (409, {"credit_code": "account_credit_code_taken"})


def test_find_filter_change_and_delete(client: Client) -> None:
    unit = ids.encode("org", unit_tree()[0].id)
    first = made(
        client,
        kind="key_account",
        industry="酒店",
        province="浙江省",
        city="杭州市",
        employees=300,
        org_unit=unit,
    )
    made(client, name="云岚经销商", kind="dealer", industry="家居")

    def names(query: str) -> list[str]:
        return [one["name"] for one in client.get(f"{API}?{query}").json()["items"]]

    assert names("sort=name") == ["云岚经销商", "云岚酒店集团"]
    assert names("q=酒店") == names("kind=key_account") == names("industry=酒店") == names("q=杭州")
    assert names("kind=dealer") == ["云岚经销商"]
    assert client.get(f"{API}/facets").json()["industries"] == ["家居", "酒店"]

    changed = client.patch(f"{API}/{first}", {"industry": "文旅", "employees": None}, JSON).json()
    assert (changed["industry"], changed["employees"], changed["city"]) == ("文旅", None, "杭州市")
    assert changed["org_unit"] == unit
    assert client.delete(f"{API}/{first}").json() == {"contacts": 0}
    assert client.get(f"{API}/{first}").status_code == 404
    actions = list(AuditEntry.objects.filter(action__startswith="accounts.").values_list("action", flat=True))
    assert actions == [f"accounts.account_{did}" for did in ("created", "created", "changed", "deleted")]


def test_a_hierarchy_knows_no_circle_and_is_not_deleted_from_above(client: Client) -> None:
    group = made(client)
    branch = made(client, name="杭州分公司", parent=group)
    floor = made(client, name="西湖店", parent=branch)

    circle = client.patch(f"{API}/{group}", {"parent": floor}, JSON)
    shown = client.get(f"{API}/{floor}").json()

    assert (circle.status_code, circle.json()["fields"]) == (422, {"parent": "account_circular"})
    assert [one["name"] for one in shown["above"]] == ["云岚酒店集团", "杭州分公司"]
    assert [one["name"] for one in client.get(f"{API}/{group}").json()["below"]] == ["杭州分公司"]
    refused = client.delete(f"{API}/{branch}")
    assert (refused.status_code, refused.json()["code"]) == (409, "account_has_children")
    deep, last = 4, floor
    while (answer := post(client, name=f"第{deep}层", parent=last)).status_code == 201:
        deep, last = deep + 1, answer.json()["id"]
    assert (deep, answer.json()["fields"]) == (9, {"parent": "account_too_deep"})


def test_contacts_and_what_segments_know_of_them(client: Client) -> None:
    hotel = made(client, kind="key_account", industry="酒店")
    home = made(client, name="云岚家装", kind="dealer")
    boss, clerk = make_profile(traits={"name": "赵总"}), make_profile(traits={"name": "钱会计"})

    put(client, hotel, clerk, "finance")
    shown = put(client, hotel, boss, "decision_maker", "采购总监").json()
    put(client, home, boss, "user")

    assert [(one["name"], one["role"], one["title"]) for one in shown["contacts"]] == [
        ("赵总", "decision_maker", "采购总监"),
        ("钱会计", "finance", ""),
    ]
    assert traits(boss) == {
        "account.company": ["云岚酒店集团", "云岚家装"],
        "account.kind": ["key_account", "dealer"],
        "account.industry": ["酒店"],
        "account.role": ["decision_maker", "user"],
    }
    of_boss = client.get(f"{API}/of/{ids.encode('pro', boss)}").json()
    assert [(one["name"], one["role"]) for one in of_boss] == [
        ("云岚酒店集团", "decision_maker"),
        ("云岚家装", "user"),
    ]

    client.patch(f"{API}/{hotel}", {"name": "云岚文旅"}, JSON)
    assert traits(clerk)["account.company"] == ["云岚文旅"]
    client.delete(f"{API}/{home}/contacts/{ids.encode('pro', boss)}")
    assert traits(boss)["account.kind"] == ["key_account"]
    assert client.delete(f"{API}/{hotel}").json() == {"contacts": 2}
    assert traits(boss) == traits(clerk) == {}


def test_the_same_person_twice_is_one_contact(client: Client) -> None:
    hotel, boss = made(client), make_profile(traits={"name": "赵总"})
    put(client, hotel, boss, "user")

    put(client, hotel, boss, "technical", "工程部")

    assert list(Contact.objects.values_list("role", "title")) == [("technical", "工程部")]


def test_merged_people_have_the_companies_of_both_until_they_are_split(client: Client) -> None:
    hotel, home = made(client), made(client, name="云岚家装")
    first, second = make_profile(traits={"name": "赵总"}), make_profile(traits={"name": "赵先生"})
    put(client, hotel, first, "user")
    put(client, home, second, "user")

    merge = identity.merge(first, second, "manual")
    outbox.drain()
    joined = identity.canonical(first)
    assert traits(joined)["account.company"] == ["云岚酒店集团", "云岚家装"]
    assert [len(client.get(f"{API}/{one}").json()["contacts"]) for one in (hotel, home)] == [1, 1]

    identity.undo_merge(merge)
    outbox.drain()
    assert traits(first)["account.company"] == ["云岚酒店集团"]
    assert traits(second)["account.company"] == ["云岚家装"]


def test_a_rep_sees_own_companies_and_people_only() -> None:
    rep, other = make_user("sales"), make_user("sales")
    mine, theirs = client_of(rep), client_of(other)
    account = made(mine)
    stranger = make_profile(traits={"name": "别人的客户"})
    accounts.put_contact(
        account_id=ids.decode("acc", account),
        person=stranger,
        role=accounts.ContactRole.USER,
        title="",
        scope=ALL,
        actor=principal_of(rep),
    )

    assert theirs.get(f"{API}/{account}").status_code == 404
    assert theirs.get(API).json()["items"] == []
    assert put(mine, account, stranger, "finance").status_code == 404
    [contact] = mine.get(f"{API}/{account}").json()["contacts"]
    assert (contact["person"], contact["name"]) == (None, "")


@pytest.mark.parametrize(
    ("role", "reads", "writes"), [(None, 401, 401), ("store", 403, 403), ("analyst", 200, 403)]
)
def test_rights(role: str | None, reads: int, writes: int) -> None:
    client = client_of(make_user(role) if role else None)

    assert client.get(API).status_code == reads
    assert post(client).status_code == writes
    assert not Account.objects.exists()

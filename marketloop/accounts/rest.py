"""Companies and their contacts over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Status
from pydantic import Field

from marketloop.accounts import queries, services
from marketloop.accounts.contracts import AccountFields, AccountKind, ContactRole, Membership
from marketloop.accounts.models import Account
from marketloop.organisation.facade import list_staff, scope
from marketloop.platform import clock, ids
from marketloop.platform.http import (
    Page,
    PageQuery,
    Router,
    Schema,
    language_of,
    page_of,
    principal,
    require,
)
from marketloop.platform.i18n import Language, translate
from marketloop.profiles import facade as profiles
from marketloop.profiles.facade import ProfileRow

router = Router(tags=["accounts"])
_IDS = {"parent": "acc", "org_unit": "org", "owner": "usr"}


class AccountOut(Schema):
    """A company; `people`: its contacts; `owner_name`, `parent_name` empty when there is none."""

    id: str
    name: str
    kind: AccountKind
    credit_code: str
    industry: str
    province: str
    city: str
    website: str
    note: str
    employees: int | None
    parent: str | None
    parent_name: str
    org_unit: str | None
    owner: str | None
    owner_name: str
    people: int
    created_at: dt.datetime
    updated_at: dt.datetime

    @classmethod
    def of(cls, row: Account, staff: dict[int, str], people: int) -> AccountOut:
        """From the row."""
        plain = (
            "name",
            "kind",
            "credit_code",
            "industry",
            "province",
            "city",
            "website",
            "note",
            "employees",
        )
        return cls(
            id=ids.encode("acc", row.id),
            parent=ids.encode("acc", row.parent_id) if row.parent_id else None,
            parent_name=row.parent.name if row.parent else "",
            org_unit=ids.encode("org", row.org_unit) if row.org_unit else None,
            owner=ids.encode("usr", row.owner) if row.owner else None,
            owner_name=staff.get(row.owner or 0, ""),
            people=people,
            created_at=row.created_at,
            updated_at=row.updated_at,
            **{name: getattr(row, name) for name in plain},
        )


class AccountPlace(Schema):
    """A company on the way up."""

    id: str
    name: str


class AccountContactOut(Schema):
    """A person of a company; `person` null when the asker's data scope does not reach them."""

    role: ContactRole
    title: str
    person: str | None = None
    name: str = ""
    phone: str = ""
    stage: str = ""
    stage_label: str = ""
    orders: int = 0
    spend: int = 0
    last_seen: dt.datetime | None = None


class AccountDetail(AccountOut):
    """A company in full: the line above it, the companies below, its contacts."""

    above: list[AccountPlace]
    below: list[AccountOut]
    contacts: list[AccountContactOut]


class AccountIn(Schema):
    """A new company."""

    name: str
    kind: AccountKind = AccountKind.OTHER
    credit_code: str = ""
    industry: str = ""
    province: str = ""
    city: str = ""
    website: str = ""
    note: str = ""
    employees: int | None = None
    parent: str | None = None
    org_unit: str | None = None
    owner: str | None = None

    def values(self) -> dict[str, Any]:
        """What was given, ids as numbers."""
        given = self.dict(exclude_unset=True)
        return {
            name: ids.decode(_IDS[name], value) if name in _IDS and value else value
            for name, value in given.items()
        }


class AccountChange(AccountIn):
    """Changes of a company; what is absent stays."""

    name: str = ""


class AccountsQuery(PageQuery):
    """Which companies."""

    kind: AccountKind | None = None
    industry: str = ""
    province: str = ""
    owner: str = ""


class AccountFacets(Schema):
    """Values in use, for filters and forms."""

    industries: list[str]
    provinces: list[str]
    owners: list[AccountPlace]


class AccountContactIn(Schema):
    """A person's part in a company."""

    role: ContactRole = ContactRole.OTHER
    title: str = Field("", max_length=60)


class AccountDeleted(Schema):
    """How many people are no longer contacts."""

    contacts: int


class PersonAccountOut(Schema):
    """A company of a person."""

    id: str
    name: str
    kind: AccountKind
    industry: str
    role: ContactRole
    title: str

    @classmethod
    def of(cls, one: Membership) -> PersonAccountOut:
        """From the membership."""
        return cls(
            id=ids.encode("acc", one.account_id),
            name=one.account,
            kind=one.kind,
            industry=one.industry,
            role=one.role,
            title=one.title,
        )


_SORTS = {"name": "name", "updated_at": "updated_at", "created_at": "created_at"}


@router.get("/accounts", response=Page[AccountOut])
@require("accounts.read")
def list_accounts(request: HttpRequest, query: Query[AccountsQuery]) -> Page[AccountOut]:
    """Companies; search by name, credit code or city, filter by kind, industry, province, owner."""
    rows = queries.filter_accounts(
        scope(request),
        text=query.q,
        kind=query.kind or "",
        industry=query.industry,
        province=query.province,
        owner=ids.decode("usr", query.owner) if query.owner else None,
    )
    staff = _staff()
    return page_of(rows, query, lambda row: AccountOut.of(row, staff, _counted(row)), _SORTS, "-updated_at")


@router.get("/accounts/facets", response=AccountFacets)
@require("accounts.read")
def list_account_facets(request: HttpRequest) -> AccountFacets:
    """Industries and provinces in use, and the staff who may own a company."""
    owners = [AccountPlace(id=ids.encode("usr", one.id), name=one.name) for one in list_staff()]
    return AccountFacets(
        industries=queries.list_values("industry"), provinces=queries.list_values("province"), owners=owners
    )


@router.get("/accounts/of/{profile_id}", response=list[PersonAccountOut])
@require("profiles.read")
def list_accounts_of(request: HttpRequest, profile_id: str) -> list[PersonAccountOut]:
    """The companies of a person, with their part in each."""
    person = _person(request, profile_id)
    return [PersonAccountOut.of(one) for one in queries.memberships([person])[person]]


@router.get("/accounts/{account_id}", response=AccountDetail)
@require("accounts.read")
def get_account(request: HttpRequest, account_id: str) -> AccountDetail:
    """One company with its hierarchy and contacts."""
    return _detail(request, _row(request, account_id))


@router.post("/accounts", response={201: AccountDetail})
@require("accounts.write")
def create_account(request: HttpRequest, body: AccountIn) -> Status[AccountDetail]:
    """Add a company. Who sees only a part of the company's data gets it as their own."""
    who, seen = principal(request), scope(request)
    values = {"owner": None if seen.everything else who.user_id, **body.values()}
    row = services.create_account(fields=AccountFields(**values), scope=seen, actor=who)
    return Status(201, _detail(request, queries.get_account(row.id, seen)))


@router.patch("/accounts/{account_id}", response=AccountDetail)
@require("accounts.write")
def update_account(request: HttpRequest, account_id: str, body: AccountChange) -> AccountDetail:
    """Change a company; what is absent stays."""
    row = _row(request, account_id)
    services.change_account(
        account_id=row.id, changes=body.values(), scope=scope(request), actor=principal(request)
    )
    return _detail(request, _row(request, account_id))


@router.delete("/accounts/{account_id}", response=AccountDeleted)
@require("accounts.write")
def delete_account(request: HttpRequest, account_id: str) -> AccountDeleted:
    """Delete a company; its contacts stay as people."""
    gone = services.delete_account(
        account_id=ids.decode("acc", account_id), scope=scope(request), actor=principal(request)
    )
    return AccountDeleted(contacts=gone)


@router.put("/accounts/{account_id}/contacts/{profile_id}", response=AccountDetail)
@require("accounts.write")
def put_account_contact(
    request: HttpRequest, account_id: str, profile_id: str, body: AccountContactIn
) -> AccountDetail:
    """Make a person a contact of the company, or change their part."""
    services.put_contact(
        account_id=ids.decode("acc", account_id),
        person=_person(request, profile_id),
        role=body.role,
        title=body.title.strip(),
        scope=scope(request),
        actor=principal(request),
    )
    return _detail(request, _row(request, account_id))


@router.delete("/accounts/{account_id}/contacts/{profile_id}", response=AccountDetail)
@require("accounts.write")
def delete_account_contact(request: HttpRequest, account_id: str, profile_id: str) -> AccountDetail:
    """Take a person out of the company."""
    services.remove_contact(
        account_id=ids.decode("acc", account_id),
        person=_person(request, profile_id),
        scope=scope(request),
        actor=principal(request),
    )
    return _detail(request, _row(request, account_id))


def _row(request: HttpRequest, account_id: str) -> Account:
    return queries.get_account(ids.decode("acc", account_id), scope(request))


def _person(request: HttpRequest, profile_id: str) -> int:
    return profiles.get_profile(ids.decode("pro", profile_id), scope=scope(request)).id


def _counted(row: Account) -> int:
    """The contacts as the query counted them."""
    people: int = vars(row)["people"]
    return people


def _staff() -> dict[int, str]:
    return {one.id: one.name for one in list_staff()}


def _detail(request: HttpRequest, row: Account) -> AccountDetail:
    staff, language = _staff(), language_of(request)
    placed = queries.contacts_of(row.id)
    seen = {one.id: one for one in profiles.rows([one.person for one in placed], scope=scope(request))}
    return AccountDetail(
        **AccountOut.of(row, staff, len(placed)).dict(),
        above=[AccountPlace(id=ids.encode("acc", one.id), name=one.name) for one in queries.line_up(row)],
        below=[AccountOut.of(one, staff, _counted(one)) for one in queries.children_of(row, scope(request))],
        contacts=[_contact(one, seen.get(one.person), language) for one in placed],
    )


def _contact(one: queries.Placed, row: ProfileRow | None, language: Language) -> AccountContactOut:
    found = AccountContactOut(role=ContactRole(one.contact.role), title=one.contact.title)
    if row is None:
        return found
    return found.model_copy(
        update={
            "person": ids.encode("pro", row.id),
            "name": row.name,
            "phone": row.phone,
            "stage": row.stage,
            "stage_label": translate(f"profiles.stage.{row.stage}", language),
            "orders": row.orders,
            "spend": row.spend,
            "last_seen": clock.from_ms(row.last_seen) if row.last_seen else None,
        }
    )

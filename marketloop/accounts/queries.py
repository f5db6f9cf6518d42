"""Reads of companies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from marketloop.accounts.contracts import AccountKind, ContactRole, Membership
from marketloop.accounts.models import Account, Contact
from marketloop.identity import facade as identity
from marketloop.organisation.facade import ScopeFilter, scope_q
from marketloop.platform.errors import NotFound

MAX_DEPTH = 8
"""Levels of a hierarchy of companies."""


@dataclass(frozen=True)
class Placed:
    """A contact with the person it stands for now."""

    contact: Contact
    person: int


def get_account(account_id: int, scope: ScopeFilter) -> Account:
    """One company; raises NotFound when unknown or outside the scope."""
    row = Account.objects.filter(scope_q(scope), id=account_id).select_related("parent").first()
    if row is None:
        raise NotFound("account_not_found")
    return row


def filter_accounts(
    scope: ScopeFilter,
    *,
    text: str = "",
    kind: str = "",
    industry: str = "",
    province: str = "",
    owner: int | None = None,
) -> QuerySet[Account]:
    """Companies by words of name, credit code or city and by exact values, with the number of their contacts."""
    rows = Account.objects.filter(scope_q(scope)).annotate(people=Count("contacts")).select_related("parent")
    if text:
        rows = rows.filter(
            Q(name__icontains=text) | Q(credit_code__startswith=text.upper()) | Q(city__icontains=text)
        )
    exact = {"kind": kind, "industry": industry, "province": province, "owner": owner}
    return rows.filter(**{name: value for name, value in exact.items() if value})


def list_values(field: str) -> list[str]:
    """The values in use of `industry` or `province`, sorted."""
    rows = Account.objects.exclude(**{field: ""}).order_by(field)
    return list(rows.values_list(field, flat=True).distinct())


def line_up(row: Account) -> list[Account]:
    """The companies above it, the topmost first."""
    above: list[Account] = []
    while row.parent is not None and len(above) < MAX_DEPTH:
        row = row.parent
        above.append(row)
    return above[::-1]


def children_of(row: Account, scope: ScopeFilter) -> list[Account]:
    """The companies right below it by name."""
    rows = Account.objects.filter(scope_q(scope), parent=row).annotate(people=Count("contacts"))
    return list(rows.select_related("parent").order_by("name"))


def contacts_of(account_id: int) -> list[Placed]:
    """The contacts of a company, those who decide first; of a person who is in twice the older row counts."""
    rows = list(Contact.objects.filter(account_id=account_id).order_by("created_at", "id"))
    people = identity.canonical_many([row.person for row in rows])
    once = {people[row.person]: row for row in reversed(rows)}
    roles = list(ContactRole)
    placed = [Placed(row, person) for person, row in once.items()]
    return sorted(placed, key=lambda one: (roles.index(ContactRole(one.contact.role)), one.contact.id))


def memberships(profile_ids: Iterable[int]) -> dict[int, tuple[Membership, ...]]:
    """The companies of people, keyed by the ids that were given, the oldest contact first."""
    members = identity.members_many(profile_ids)
    owners = {member: given for given, ones in members.items() for member in ones}
    found: dict[int, dict[int, Membership]] = defaultdict(dict)
    rows = Contact.objects.filter(person__in=list(owners)).select_related("account")
    for row in rows.order_by("created_at", "id"):
        found[owners[row.person]].setdefault(row.account_id, _membership(row))
    return {given: tuple(found[given].values()) for given in members}


def _membership(row: Contact) -> Membership:
    account = row.account
    return Membership(
        account_id=account.id,
        account=account.name,
        kind=AccountKind(account.kind),
        industry=account.industry,
        role=ContactRole(row.role),
        title=row.title,
    )


def people_of(account_ids: Sequence[int]) -> list[int]:
    """The people (canonical ids, ascending) who are contacts of these companies."""
    given = Contact.objects.filter(account_id__in=account_ids).values_list("person", flat=True)
    return sorted(set(identity.canonical_many(list(given)).values()))

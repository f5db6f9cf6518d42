"""Writes of companies and contacts. Each of them renews what segments know of the people concerned (`publishing`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from marketloop.accounts.contracts import AccountFields, AccountKind, ContactRole
from marketloop.accounts.credit_code import is_credit_code, normalise
from marketloop.accounts.models import Account, Contact
from marketloop.accounts.publishing import publish
from marketloop.accounts.queries import MAX_DEPTH, get_account, line_up, people_of
from marketloop.identity import facade as identity
from marketloop.organisation.facade import Principal, ScopeFilter, record_audit
from marketloop.platform import clock, ids
from marketloop.platform.errors import Conflict, Invalid, NotFound

_LIMITS = {"name": 120, "industry": 60, "province": 60, "city": 60, "website": 200, "note": 4_000}
_FIELDS = AccountFields.__struct_fields__


def create_account(*, fields: AccountFields, scope: ScopeFilter, actor: Principal) -> Account:
    """Add a company; raises Invalid, and Conflict for a name or credit code that another one has."""
    checked = _checked(fields, scope, None)
    now = clock.now()
    row = Account(id=ids.new_id(), created_at=now, updated_at=now, **_columns(checked))
    with _unique(checked), transaction.atomic():
        row.save(force_insert=True)
        _audit(actor, "accounts.account_created", row, {"name": row.name})
    return row


def change_account(
    *, account_id: int, changes: Mapping[str, Any], scope: ScopeFilter, actor: Principal
) -> Account:
    """Change the given fields of a company."""
    with transaction.atomic():
        row = _locked(account_id, scope)
        before = AccountFields(
            **{name: getattr(row, "parent_id" if name == "parent" else name) for name in _FIELDS}
        )
        checked = _checked(msgspec.structs.replace(before, **changes), scope, row, moved="parent" in changes)
        for name, value in _columns(checked).items():
            setattr(row, name, value)
        row.updated_at = clock.now()
        with _unique(checked), transaction.atomic():
            row.save()
        _audit(actor, "accounts.account_changed", row, {"fields": sorted(changes)})
        if {"name", "kind", "industry"} & set(changes):
            publish(people_of([row.id]))
    return row


def delete_account(*, account_id: int, scope: ScopeFilter, actor: Principal) -> int:
    """Delete a company with its contacts (the people stay); raises Conflict while others stand below it."""
    with transaction.atomic():
        row = _locked(account_id, scope)
        below = Account.objects.filter(parent=row).count()
        if below:
            raise Conflict("account_has_children", count=below)
        people = people_of([row.id])
        _audit(actor, "accounts.account_deleted", row, {"name": row.name, "contacts": len(people)})
        row.delete()
        publish(people)
    return len(people)


def put_contact(
    *, account_id: int, person: int, role: ContactRole, title: str, scope: ScopeFilter, actor: Principal
) -> None:
    """Make a person a contact of a company, or change role and title; `person` is within the asker's scope."""
    if len(title) > 60:
        raise Invalid("account_text_too_long", fields={"title": "account_text_too_long"}, limit=60)
    with transaction.atomic():
        row = _locked(account_id, scope)
        members = identity.members(person)
        known = Contact.objects.filter(account=row, person__in=members)
        if not known.update(role=role, title=title):
            Contact.objects.create(
                id=ids.new_id(), account=row, person=person, role=role, title=title, created_at=clock.now()
            )
        _audit(actor, "accounts.contact_set", row, {"person": ids.encode("pro", person), "role": role})
        publish([person])


def remove_contact(*, account_id: int, person: int, scope: ScopeFilter, actor: Principal) -> None:
    """Take a person out of a company; raises NotFound when the person is no contact."""
    with transaction.atomic():
        row = _locked(account_id, scope)
        members = identity.members(person)
        gone, _ = Contact.objects.filter(account=row, person__in=members).delete()
        if not gone:
            raise NotFound("account_contact_unknown")
        _audit(actor, "accounts.contact_removed", row, {"person": ids.encode("pro", person)})
        publish([person])


def _locked(account_id: int, scope: ScopeFilter) -> Account:
    get_account(account_id, scope)
    return Account.objects.select_for_update().get(id=account_id)


def _audit(actor: Principal, action: str, row: Account, detail: dict[str, Any]) -> None:
    record_audit(actor=actor, action=action, subject=ids.encode("acc", row.id), detail=detail)


def _columns(fields: AccountFields) -> dict[str, Any]:
    return {"parent_id" if name == "parent" else name: getattr(fields, name) for name in _FIELDS}


class _unique:
    """Names the field whose value another company has."""

    def __init__(self, fields: AccountFields) -> None:
        self.fields = fields

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, IntegrityError):
            return
        field = "credit_code" if "credit_code" in str(error) else "name"
        code = f"account_{field}_taken"
        raise Conflict(code, fields={field: code}, got=getattr(self.fields, field)) from None


def _checked(
    fields: AccountFields, scope: ScopeFilter, row: Account | None, moved: bool = True
) -> AccountFields:
    """The fields in normal form; raises Invalid that names each wrong one."""
    texts = {name: " ".join(getattr(fields, name).split()) for name in _LIMITS if name != "note"}
    fields = msgspec.structs.replace(
        fields, **texts, kind=AccountKind(fields.kind), credit_code=normalise(fields.credit_code)
    )
    problems = {
        name: "account_text_too_long" for name, limit in _LIMITS.items() if len(getattr(fields, name)) > limit
    }
    if not fields.name:
        problems["name"] = "account_name_missing"
    if fields.credit_code and not is_credit_code(fields.credit_code):
        problems["credit_code"] = "account_credit_code_wrong"
    if fields.employees is not None and fields.employees < 0:
        problems["employees"] = "account_employees_negative"
    if fields.website and not fields.website.startswith(("http://", "https://")):
        problems["website"] = "account_website_wrong"
    if fields.parent is not None and moved and (problem := _parent_problem(fields.parent, scope, row)):
        problems["parent"] = problem
    if problems:
        code = next(iter(problems.values()))
        raise Invalid(code, fields=problems, limit=_LIMITS.get(next(iter(problems)), 0))
    return fields


def _parent_problem(parent: int, scope: ScopeFilter, row: Account | None) -> str:
    try:
        above = get_account(parent, scope)
    except NotFound:
        return "account_not_found"
    way = [*line_up(above), above]
    if row is not None and row.id in {one.id for one in way}:
        return "account_circular"
    return "account_too_deep" if len(way) >= MAX_DEPTH else ""

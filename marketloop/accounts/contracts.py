"""Types of companies that other modules see. No framework."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec


class AccountKind(StrEnum):
    """How the company buys: 大客户 (大B), 经销商·门店 (小B), or not decided."""

    KEY_ACCOUNT = "key_account"
    DEALER = "dealer"
    OTHER = "other"


class ContactRole(StrEnum):
    """The part that a contact plays in a purchase."""

    DECISION_MAKER = "decision_maker"
    USER = "user"
    TECHNICAL = "technical"
    FINANCE = "finance"
    OTHER = "other"


class AccountFields(msgspec.Struct, frozen=True, kw_only=True):
    """What is written of a company. `credit_code`: 统一社会信用代码 (GB 32100), "" when unknown; `employees`: head count.

    `parent`: the company above it (group → company → branch); `org_unit` and `owner` say who may see it.
    """

    name: str
    kind: AccountKind = AccountKind.OTHER
    credit_code: str = ""
    industry: str = ""
    province: str = ""
    city: str = ""
    website: str = ""
    note: str = ""
    employees: int | None = None
    parent: int | None = None
    org_unit: int | None = None
    owner: int | None = None


@dataclass(frozen=True)
class Membership:
    """A person's place in a company."""

    account_id: int
    account: str
    kind: AccountKind
    industry: str
    role: ContactRole
    title: str

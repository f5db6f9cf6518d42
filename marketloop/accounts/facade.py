"""The door of companies."""

from marketloop.accounts.contracts import AccountFields, AccountKind, ContactRole, Membership
from marketloop.accounts.queries import memberships, people_of
from marketloop.accounts.services import create_account, put_contact

__all__ = [
    "AccountFields",
    "AccountKind",
    "ContactRole",
    "Membership",
    "create_account",
    "memberships",
    "people_of",
    "put_contact",
]

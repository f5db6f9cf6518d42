"""The door of the organisation module."""

from marketloop.organisation.audit import record_audit, verify_chain
from marketloop.organisation.contracts import ALL, ScopeFilter
from marketloop.organisation.first_sign_in import note_sign_in
from marketloop.organisation.principals import AUTHENTICATORS, principal_of, scope, scope_q
from marketloop.organisation.queries import list_staff, unit_tree
from marketloop.organisation.services import create_unit, create_user, ensure_presets
from marketloop.platform.http import Principal, principal, require

__all__ = [
    "ALL",
    "AUTHENTICATORS",
    "Principal",
    "ScopeFilter",
    "create_unit",
    "create_user",
    "ensure_presets",
    "list_staff",
    "note_sign_in",
    "principal",
    "principal_of",
    "record_audit",
    "require",
    "scope",
    "scope_q",
    "unit_tree",
    "verify_chain",
]

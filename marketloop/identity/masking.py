"""How identifiers look on screens to people who may not see them in full. Pure."""

from __future__ import annotations

from marketloop.events.personal import PERSONAL_IDENTIFIERS, looks_like_email, looks_like_mobile


def mask_phone(value: str) -> str:
    """`+8613912345678` → `139****5678`."""
    local = value.removeprefix("+86")
    return f"{local[:3]}****{local[-4:]}" if len(local) >= 8 else "****"


def mask_email(value: str) -> str:
    """`lin.mei@example.com` → `l***@example.com`."""
    name, _, host = value.partition("@")
    return f"{name[:1]}***@{host}"


def mask_name(value: str) -> str:
    """`王小明` → `王**`, `Jane Doe` → `J*******`."""
    return value[:1] + "*" * max(len(value) - 1, 1) if value else ""


def masked(kind: str, value: str) -> str:
    """The label of an identifier; an unknown clear value is `••••`."""
    if not value:
        return "••••"
    if looks_like_email(value):
        return mask_email(value)
    if kind == "phone" or looks_like_mobile(value):
        return mask_phone(value)
    if kind in PERSONAL_IDENTIFIERS:
        return f"{value[:3]}****{value[-2:]}"
    return value


def masked_key(kind: str, key: str) -> str:
    """The label when only the key is at hand: tokens show nothing of the value."""
    return "••••" if key.startswith("tok_") else masked(kind, key)

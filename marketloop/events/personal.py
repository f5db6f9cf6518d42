"""Personal values never stand in clear on the spine: here they become tokens, with the value sealed for the vault.

`identifier_key` is the one rule by which an identifier's value is written on the spine; identity uses the same function to
look it up. Ciphertexts are bound to their kind: `open_sealed(kind, ciphertext)` needs the kind that sealed them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from marketloop.platform import crypto

PERSONAL_IDENTIFIERS = frozenset({"phone", "email", "id_number"})
"""Identifier kinds whose values are always tokens."""

_EMAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"'.]+")
_CN_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_PUNCTUATION = re.compile(r"[\s().\-–—]")


def looks_like_email(text: str) -> bool:
    """True for a text that is an e-mail address and nothing else."""
    return "@" in text and len(text) <= 254 and _EMAIL.fullmatch(text.strip()) is not None


def looks_like_mobile(text: str) -> bool:
    """True for a text that is a Chinese mobile number or a number in E.164 form, and nothing else."""
    return 11 <= len(text) <= 20 and (
        _CN_MOBILE.fullmatch(text) is not None or _E164.fullmatch(text) is not None
    )


def normalise(kind: str, value: str) -> str:
    """One spelling per value: phone in E.164 (default country +86), e-mail in lower case, ids of papers in capitals."""
    value = value.strip()
    if kind == "phone":
        return _normalise_phone(value)
    if kind == "email":
        return value.lower()
    if kind == "id_number":
        return _PUNCTUATION.sub("", value).upper()
    return value


@lru_cache(maxsize=65_536)
def _normalise_phone(value: str) -> str:
    compact = _PUNCTUATION.sub("", value)
    if mobile := _CN_MOBILE.fullmatch(compact):
        return f"+86{mobile[1]}"
    if _E164.fullmatch(compact):
        return compact
    return _parse_phone(value, compact)


def _parse_phone(value: str, compact: str) -> str:
    """Landlines and foreign formats, by the numbering plans; what cannot be read stays as typed, without punctuation."""
    import phonenumbers

    try:
        number = phonenumbers.parse(value, "CN")
    except phonenumbers.NumberParseException:
        return compact
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_personal_identifier(kind: str, value: str) -> bool:
    """True when the value must be a token: a personal kind, or an id of another kind that is an address or number itself."""
    return kind in PERSONAL_IDENTIFIERS or looks_like_email(value) or looks_like_mobile(value)


def identifier_key(kind: str, value: str) -> str:
    """What stands on the spine for an identifier: its token if personal, else the normalised value. Tokens stay as they are."""
    if value.startswith("tok_"):
        return value
    value = normalise(kind, value)
    return seal(kind, value)[0] if is_personal_identifier(kind, value) else value


def seal(kind: str, value: str) -> tuple[str, str]:
    """(token, ciphertext) of a personal value; the value is normalised first."""
    return _seal(kind, normalise(kind, value))


@lru_cache(maxsize=16_384)
def _seal(kind: str, value: str) -> tuple[str, str]:
    return crypto.token(kind, value), crypto.encrypt(value, f"personal:{kind}")


def open_sealed(kind: str, ciphertext: str) -> str:
    """The clear value of a ciphertext made by `seal` for this kind; raises ValueError when it was altered or is another kind's."""
    return crypto.decrypt(ciphertext, f"personal:{kind}")

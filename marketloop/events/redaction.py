"""Takes personal values out of what clients send: values under personal keys, and addresses or numbers in any other text.

A sealed value leaves its token in place; the ciphertext goes to `secrets`. Trees are changed in place (they were just decoded).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from marketloop.events.catalogue import COARSE_PLACE, PERSONAL_KEYS, TRAIT_KEYS
from marketloop.events.personal import PERSONAL_IDENTIFIERS, is_personal_identifier, normalise, seal

Tree = dict[str, Any]
Secrets = dict[str, str]
_EMAIL = re.compile(r"[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_MOBILE = re.compile(r"(?<![\w.])(?:\+?86|0086)?1[3-9]\d{9}(?![\w.])")
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_IDENTIFYING = re.compile(r"(?:id|_no|sku|code|number|token|hash|version|time|date)$", re.I)
_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")


class _Kinds(dict[str, str | None]):
    """Kind of a key in any case, remembered per spelling."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, key: str) -> str | None:
        kind = self._known.get(key.lower())
        if len(self) < 10_000:
            self[key] = kind
        return kind


OF_PROPERTIES, OF_TRAITS, OF_CONTEXT = _Kinds(PERSONAL_KEYS), _Kinds(TRAIT_KEYS), _Kinds({})


def may_hold_marks(raw: bytes) -> bool:
    """Whether something in this JSON is written like an address or an international number, or hidden by escapes."""
    return b"@" in raw or b'"+' in raw or b"%40" in raw or b"\\u00" in raw


def may_hold_number(raw: bytes) -> bool:
    """Whether this JSON has as many digits in a row as a mobile number."""
    return b"00000000000" in raw.translate(_DIGITS_TO_ZERO)


def redact(tree: Tree, kinds: _Kinds, secrets: Secrets, look: bool) -> None:
    """Seal what stands under personal keys; with `look` also addresses and numbers within other texts."""
    for key, value in tree.items():
        kind = kinds[key]
        if kind is not None:
            tree[key] = seal_value(kind, value, secrets)
        elif look and type(value) is str:
            tree[key] = _clean(key, value, secrets)
        elif type(value) is dict:
            redact(value, kinds, secrets, look)
        elif type(value) is list:
            tree[key] = _redact_list(key, value, kinds, secrets, look)


def _redact_list(key: str, values: list[Any], kinds: _Kinds, secrets: Secrets, look: bool) -> list[Any]:
    for place, value in enumerate(values):
        if type(value) is dict:
            redact(value, kinds, secrets, look)
        elif type(value) is list:
            values[place] = _redact_list(key, value, kinds, secrets, look)
        elif look and type(value) is str:
            values[place] = _clean(key, value, secrets)
    return values


def seal_value(kind: str, value: Any, secrets: Secrets) -> Any:
    """The token of a personal value; of an address the coarse place stays, of a list each part is sealed."""
    if value is None or value == "" or isinstance(value, bool):
        return value
    if isinstance(value, list):
        return [seal_value(kind, part, secrets) for part in value]
    if isinstance(value, dict):
        return {
            key: part if key.lower() in COARSE_PLACE else seal_value(kind, part, secrets)
            for key, part in value.items()
        }
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    if text.startswith("tok_"):
        return text
    token, secrets[token] = seal(kind, text)
    return token


def identify(kind: str, value: str, secrets: Secrets) -> str:
    """An identifier's value as it stands on the spine (`personal.identifier_key`), its ciphertext noted when personal."""
    if kind not in PERSONAL_IDENTIFIERS and "@" not in value and not 10 < len(value) < 21:
        return value
    value = normalise(kind, value)
    if value.startswith("tok_") or not is_personal_identifier(kind, value):
        return value
    token, secrets[token] = seal(kind, value)
    return token


def _clean(key: str, text: str, secrets: Secrets) -> str:
    if "@" in text or "%40" in text:
        text = _EMAIL.sub(lambda found: _token("email", found[0].replace("%40", "@"), secrets), text)
    if len(text) > 6 and not _IDENTIFYING.search(key):
        if text[0] == "+" and _E164.fullmatch(text):
            return _token("phone", text, secrets)
        text = _MOBILE.sub(lambda found: _token("phone", found[0], secrets), text)
    return text


def _token(kind: str, value: str, secrets: Secrets) -> str:
    token, secrets[token] = seal(kind, value)
    return token

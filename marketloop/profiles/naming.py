"""Names of people: how they are shown, and keyed tokens by which an encrypted name is found.

A Chinese name is found by any beginning of the whole or of the given name (王小明: 王, 王小, 王小明, 小明); other names by any
beginning (≥ 2 letters, at most 8) of each word. Tokens are keyed one-way numbers: nothing of the name can be read from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from marketloop.platform import crypto, ids
from marketloop.platform.i18n import Language

LONGEST = 8
_CJK = re.compile(r"[\u3400-\u9fff]")
_SPACE = re.compile(r"[\s·.,_-]+")


def name_in(traits: Mapping[str, str]) -> str:
    """The display name from clear trait values: name, else first and last name, else nickname; "" when there is none."""
    for key in ("name", "full_name", "fullname", "real_name"):
        if traits.get(key):
            return traits[key].strip()[:80]
    first = traits.get("first_name") or traits.get("firstname") or traits.get("firstName") or ""
    last = traits.get("last_name") or traits.get("lastname") or traits.get("lastName") or ""
    if first or last:
        chinese = bool(_CJK.search(first + last))
        return (f"{last}{first}" if chinese else f"{first} {last}").strip()[:80]
    return (traits.get("nickname") or traits.get("username") or "").strip()[:80]


def fallback_name(profile_id: int, known_as: str, language: Language = "zh-CN") -> str:
    """What people without a name are called: their user id, else "visitor" and the end of their id."""
    if known_as:
        return known_as
    tail = ids.encode("pro", profile_id)[-4:].upper()
    return f"访客 {tail}" if language == "zh-CN" else f"Visitor {tail}"


def name_tokens(name: str) -> set[int]:
    """All tokens under which a name is found."""
    return {_token(part) for part in _parts(_normal(name))}


def query_tokens(text: str) -> list[int]:
    """Tokens that must all be present for a search text to match the beginning of a name; [] when it cannot be searched."""
    text = _normal(text)
    if _CJK.search(text):
        return [_token(text.replace(" ", "")[:LONGEST])]
    words = [word[:LONGEST] for word in text.split(" ") if word]
    return [_token(word) for word in words] if all(len(word) >= 2 for word in words) else []


def _normal(name: str) -> str:
    return _SPACE.sub(" ", name).strip().lower()


def _parts(name: str) -> set[str]:
    if _CJK.search(name):
        whole = name.replace(" ", "")
        return {start[:end] for start in (whole, whole[1:]) for end in range(1, min(len(start), LONGEST) + 1)}
    return {word[:end] for word in name.split(" ") for end in range(2, min(len(word), LONGEST) + 1)}


def _token(part: str) -> int:
    return crypto.number("name", part)

"""Names of people: how they are shown, and keyed tokens by which an encrypted name is found.

A Chinese name is found by any beginning of the whole or of the given name (王小明: 王, 王小, 王小明, 小明); other names by any
beginning (≥ 2 letters, at most 8) of each word. A token is a chain of keyed one-way marks, one a letter, each of the beginning
up to its letter: the token of a beginning is the beginning of the token, and nothing of the name can be read from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from marketloop.platform import crypto, ids
from marketloop.platform.i18n import Language

LONGEST = 8
MARK = 3  # bytes a letter: another name is taken for one that was searched once in 16 million
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


def name_tokens(name: str) -> set[bytes]:
    """The tokens of a name."""
    return {_token(part) for part in _parts(_normal(name))}


def query_tokens(text: str) -> list[bytes]:
    """What tokens of a name must begin with for a search text to find it, all of these; [] when it cannot be searched."""
    text = _normal(text)
    if _CJK.search(text):
        return [_token(text.replace(" ", "")[:LONGEST])]
    words = [word[:LONGEST] for word in text.split(" ") if word]
    return [_token(word) for word in words] if all(len(word) >= 2 for word in words) else []


def span(token: bytes) -> tuple[bytes, bytes]:
    """The least and the greatest token that begin with this one."""
    return token, token + b"\xff" * (LONGEST * MARK)


def _normal(name: str) -> str:
    return _SPACE.sub(" ", name).strip().lower()


def _parts(name: str) -> set[str]:
    if _CJK.search(name):
        whole = name.replace(" ", "")
        return {start[:LONGEST] for start in (whole, whole[1:]) if start}
    return {word[:LONGEST] for word in name.split(" ") if len(word) >= 2}


@lru_cache(maxsize=65_536)
def _token(part: str) -> bytes:
    before = _token(part[:-1]) if len(part) > 1 else b""
    return before + crypto.number("name", part).to_bytes(8, "big")[-MARK:]

"""Texts in both languages: `locale/<module>.{zh-CN,en}.json` beside this file and in each module's `locale` folder.

Keys are `module.area.key`; error codes are `errors.<code>`. Placeholders are `{name}`.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["zh-CN", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-CN", "en")
_ROOT = Path(__file__).resolve().parents[1]


@cache
def catalogue(language: Language) -> dict[str, str]:
    """All texts of a language, merged from every module's `locale` folder; a key defined twice is an error."""
    texts: dict[str, str] = {}
    for path in sorted(_ROOT.glob(f"*/locale/*.{language}.json")):
        for key, text in json.loads(path.read_text(encoding="utf-8")).items():
            if key in texts:
                raise ValueError(f"text {key!r} is defined twice, second in {path.name}")
            texts[key] = text
    return texts


def translate(key: str, language: Language, /, **params: Any) -> str:
    """The text with its placeholders filled; the key itself when there is no text."""
    text = catalogue(language).get(key, key)
    try:
        return text.format(**params) if params else text
    except (KeyError, IndexError):
        return text


def pick_language(accept_language: str, default: Language = "zh-CN") -> Language:
    """The first language of an Accept-Language header that we speak."""
    for part in accept_language.split(","):
        wanted = part.split(";")[0].strip().lower()
        if wanted.startswith("zh"):
            return "zh-CN"
        if wanted.startswith("en"):
            return "en"
    return default

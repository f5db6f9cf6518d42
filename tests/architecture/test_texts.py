"""Texts stand in pairs: every key in both languages with the same parameters, and every error code has its words."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, ROOT, tracked

CHINESE = sorted(PACKAGE.glob("*/locale/*.zh-CN.json"))
ERRORS = frozenset(
    {
        "BadRequest",
        "Conflict",
        "DomainError",
        "Forbidden",
        "Invalid",
        "NotFound",
        "TooLarge",
        "Unauthenticated",
    }
)


def _flat(tree: dict[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": str(value)}
    return flat


def _texts(path: Path) -> dict[str, str]:
    return _flat(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("chinese", CHINESE, ids=lambda path: path.parts[-3])
def test_both_languages_have_the_same_keys_and_parameters(chinese: Path) -> None:
    zh, en = _texts(chinese), _texts(Path(str(chinese).replace(".zh-CN.", ".en.")))

    def parameters(texts: dict[str, str]) -> dict[str, set[str]]:
        return {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in texts.items()}

    assert parameters(zh) == parameters(en)


def test_every_error_code_has_its_words() -> None:
    known = {key for path in CHINESE for key in _texts(path)}
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {code}"
        for path in tracked("marketloop/*.py")
        if "tests" not in path.parts
        for node, code in _raised_codes(path)
        if f"errors.{code}" not in known
    ]

    assert silent == []


def _raised_codes(path: Path) -> list[tuple[ast.Call, str]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ERRORS
            and node.args
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.append((node, first.value))
    return found

"""Documents cannot rot: settings, commands, capabilities and links are compared with what exists."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

import pytest

from marketloop.platform.config import Config
from tests.architecture.sources import ROOT, tracked

SPEC = Path(os.environ.get("MARKETLOOP_SPEC", ROOT.parent / "shared" / "spec"))


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert [name for name in Config.model_fields if f"`MARKETLOOP_{name.upper()}`" not in text] == []


def test_every_command_is_documented() -> None:
    from marketloop.entrypoints.cli import parser

    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    [commands] = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]

    assert [name for name in commands.choices if f"`marketloop {name}" not in text] == []


def test_every_capability_has_its_row() -> None:
    coverage = SPEC / "coverage.md"
    if not coverage.is_file():
        pytest.skip(f"no specification at {SPEC}: set MARKETLOOP_SPEC to compare docs/features.md with it")
    wanted = re.findall(r"^\| ([A-Z]\d+) \|", coverage.read_text(encoding="utf-8"), re.M)
    rows = re.findall(r"^\| ([A-Z]\d+) \|", (ROOT / "docs" / "features.md").read_text(encoding="utf-8"), re.M)

    assert sorted(rows) == sorted(wanted)


def test_proofs_named_in_features_exist() -> None:
    text = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:marketloop|tests|benchmarks|web)/[\w./-]+\.(?:py|ts|tsx))", text))

    assert named
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_links_between_documents_lead_somewhere() -> None:
    dead = [
        f"{path.relative_to(ROOT)} → {target}"
        for path in tracked("*.md")
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]

    assert dead == []

"""Files stay readable: none above 400 lines (style.md asks to look twice there; a longer one hides an idea without a name)."""

from __future__ import annotations

from tests.architecture.sources import ROOT, tracked

GENERATED = ("/migrations/", "schema.d.ts", "package-lock.json")


def test_no_source_file_is_longer_than_400_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in tracked("*.py", "*.ts", "*.tsx", "*.css")
        if not any(mark in str(path) for mark in GENERATED)
        if (lines := path.read_text(encoding="utf-8").count("\n")) > 400
    ]

    assert long == []

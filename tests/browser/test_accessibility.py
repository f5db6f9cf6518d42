"""No serious finding of axe on the pages of the house, light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ROOT

AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
PAGES = ["users", "roles", "units", "audit", "api-keys", "jobs"]


def serious(page: Page) -> list[str]:
    """Findings of impact serious or critical: rule, and the first place."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: cd web && npm ci")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]} ({one['nodes'][0].get('failureSummary', '')[:200]})"
        for one in result["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_sign_in_is_accessible(anonymous: Page, theme: str) -> None:
    anonymous.add_init_script(f"localStorage.setItem('marketloop.theme', '{theme}')")
    anonymous.goto("/app/sign-in")
    anonymous.wait_for_selector("form")

    assert serious(anonymous) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_governance_pages_are_accessible(page: Page, name: str, theme: str) -> None:
    page.add_init_script(f"localStorage.setItem('marketloop.theme', '{theme}')")
    page.goto(f"/app/governance/{name}")
    page.wait_for_selector("h1")
    page.wait_for_load_state("networkidle")

    assert serious(page) == []

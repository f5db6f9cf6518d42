"""Chromium, a real server with its own home, and a signed-in page; screenshots go to artifacts/screens/.

The browser lives as long as this package's tests: its event loop must be gone before other tests use the database. The
server's fixture is not called `live_server`, which pytest-django takes as a wish for a database of its own.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.server import Server

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "artifacts" / "screens"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EMAIL, PASSWORD, NAME = "su@yunlan.example", "quiet-river-91", "苏晴"
SIZE = {"width": 1440, "height": 900}

Shot = Callable[[Page, str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here needs the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    if not CHROMIUM.is_file():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt install chromium fonts-noto-cjk, or set CHROMIUM")
    if not (ROOT / "marketloop/console/dist/index.html").is_file():
        pytest.skip("the console is not built: ./dev build, or cd web && npm run build")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def server() -> Iterator[Server]:
    """The product on a random port with its own home, one administrator, no demo data."""
    with tempfile.TemporaryDirectory(prefix="marketloop-browser-") as folder:
        home = Path(folder)
        (home / "marketloop.env").write_text("MARKETLOOP_COMPANY=云岚家居\n", encoding="utf-8")
        made = Server(home, timeout_s=90)
        made.run(
            "from marketloop.entrypoints.cli import main\n"
            "assert main(['migrate']) == 0\n"
            f"assert main(['user', {EMAIL!r}, '--name', {NAME!r}, '--password', {PASSWORD!r}]) == 0"
        )
        with made:
            yield made


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A fresh browser profile: Chinese, company time, nobody signed in."""
    made = browser.new_context(
        viewport=SIZE,  # type: ignore[arg-type]
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        base_url=server.url,
        color_scheme="light",
        reduced_motion="reduce",
    )
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def anonymous(context: BrowserContext) -> Iterator[Page]:
    """A page on which nobody is signed in; a script error fails the test."""
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    assert broken == []


@pytest.fixture
def page(anonymous: Page) -> Page:
    """A page on which the administrator is signed in."""
    sign_in(anonymous, EMAIL, PASSWORD)
    return anonymous


@pytest.fixture
def shot() -> Shot:
    """`shot(page, "users")` saves artifacts/screens/users.png once the page is quiet."""

    def take(page: Page, name: str) -> None:
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=SCREENS / f"{name}.png")

    return take


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in over the API; the browser keeps the session."""
    page.context.request.get("/app/sign-in")
    token = next(
        cookie.get("value", "") for cookie in page.context.cookies() if cookie.get("name") == "csrftoken"
    )
    answer = page.context.request.post(
        "/api/v1/session", data={"email": email, "password": password}, headers={"X-CSRFToken": token}
    )
    assert answer.ok, answer.text()

"""A funnel answers with numbers and opens its people; a saved report asks again; trends and retention draw."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from marketloop.platform import clock
from tests.browser.conftest import EMAIL, NAME, PASSWORD, Shot
from tests.server import Server

KEY = "wks_analytics_browser_tests"

STEPS = ("Product Viewed", "Product Added", "Order Completed")
REACHED = {
    "lin@example.com": 3,
    "mei@example.com": 3,
    "tao@example.com": 2,
    "wen@example.com": 1,
    "yun@example.com": 1,
}


def message(email: str, index: int, event: str, started: dt.datetime) -> dict[str, object]:
    """A step that a person took, one hour after the step before."""
    time = started + dt.timedelta(hours=index)
    properties = {"product_id": "p1", "category": "四件套"}
    if event == "Order Completed":
        properties |= {"order_id": f"o-{email}", "total": "298.00"}
    return {
        "type": "track",
        "event": event,
        "userId": email,
        "context": {"traits": {"email": email}},
        "properties": properties,
        "timestamp": time.isoformat(),
        "messageId": f"analytics-{email}-{index}",
    }


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of its own: these figures are exact, so nobody else may act here."""
    with tempfile.TemporaryDirectory(prefix="marketloop-analytics-") as folder:
        made = Server(Path(folder), timeout_s=90)
        made.prepare(key=KEY, name="analytics", kind="server")
        made.run(
            "from marketloop.entrypoints.cli import main\n"
            f"assert main(['user', {EMAIL!r}, '--name', {NAME!r}, '--password', {PASSWORD!r}]) == 0"
        )
        with made:
            yield made


@pytest.fixture
def shoppers(page: Page) -> Page:
    """Five people came three days ago: 5 viewed, 3 added to the cart, 2 paid. Sent before each test, counted once."""
    started = clock.now() - dt.timedelta(days=3)
    batch = [
        message(email, index, event, started)
        for email, reached in REACHED.items()
        for index, event in enumerate(STEPS[:reached])
    ]
    sent = page.context.request.post("/v1/import", data={"batch": batch, "writeKey": KEY})
    assert sent.ok, sent.text()
    return page


def open_when_counted(page: Page, address: str, words: str) -> None:
    """Open a page, again until what was just sent is counted."""
    page.goto(address)
    for _ in range(15):
        try:
            expect(page.get_by_text(words).first).to_be_visible(timeout=4_000)
        except AssertionError:
            page.reload()
        else:
            return
    raise AssertionError(f"{address} never said {words}")


def test_a_funnel_answers_opens_its_people_and_is_kept_as_a_report(shoppers: Page, shot: Shot) -> None:
    page = shoppers
    open_when_counted(page, "/app/analytics/funnel", "近 28 天有 5 人「浏览商品」")
    steps = page.get_by_role("table", name="逐步明细")
    expect(steps.get_by_role("row", name="浏览商品")).to_contain_text("100.0%")
    expect(steps.get_by_role("row", name="加入购物车")).to_contain_text("60.0%")
    expect(steps.get_by_role("row", name="订单支付")).to_contain_text("40.0%")
    shot(page, "analytics-funnel")

    steps.get_by_role("row", name="订单支付").get_by_role("button", name="2", exact=True).click()
    people = page.get_by_role("dialog")
    expect(people).to_contain_text("2 人")
    expect(people.get_by_role("link")).to_have_count(2)
    shot(page, "analytics-funnel-people")
    page.keyboard.press("Escape")
    expect(people).to_be_hidden()

    page.get_by_label("完成时限", exact=True).fill("1")
    page.get_by_label("完成时限", exact=True).press("Enter")
    page.get_by_label("时限单位").click()
    page.get_by_title("小时").click()
    expect(steps.get_by_role("row", name="订单支付")).to_contain_text("0.0%")
    expect(page).to_have_url(re.compile("window_ms"))

    page.get_by_role("button", name="保存为报表").click()
    page.get_by_role("dialog").get_by_label("名称").fill("一小时内支付")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="一小时内支付")).to_be_visible()

    page.goto("/app/analytics/reports")
    expect(page.get_by_role("row", name="一小时内支付")).to_contain_text("浏览商品 → 加入购物车 → 订单支付")
    shot(page, "analytics-reports")
    page.get_by_role("link", name="一小时内支付").click()
    expect(page).to_have_url(re.compile(r"/app/analytics/funnel\?report=rep_"))
    expect(page.get_by_label("完成时限", exact=True)).to_have_value("1")
    expect(page.get_by_text(re.compile("其中 0 人在 1 小时内"))).to_be_visible()


def test_trends_and_retention_answer_on_first_opening(shoppers: Page, shot: Shot) -> None:
    page = shoppers
    open_when_counted(page, "/app/analytics/trend", "近 28 天有 2 人「订单支付」")
    expect(page.get_by_role("img", name="走势")).to_be_visible()
    shot(page, "analytics-trend")

    page.goto("/app/analytics/retention")
    expect(page.get_by_text("近 12 周有 2 人首次「订单支付」")).to_be_visible()
    expect(page.get_by_role("table", name="同期群").get_by_role("button", name="100.0%")).to_have_count(1)
    shot(page, "analytics-retention")

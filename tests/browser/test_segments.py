"""A segment is built by clicking, counted while it grows, saved, and says why somebody is in it."""

from __future__ import annotations

import datetime as dt
import re

from playwright.sync_api import Page, expect

from marketloop.platform import clock
from tests.browser.conftest import Shot
from tests.browser.loop import Api

ORDERS = {"asleep": (200, 90), "awake": (200, 5), "once": (90,)}
"""Ages of everybody's orders in days: only the first bought twice and nothing for 60 days."""


def sell(page: Page) -> None:
    """Paid orders of three people, as the shop's machine reports them."""
    api = Api(page)
    line = {"product": "YL0001", "name": "长绒棉四件套", "unit_price": "399.00", "quantity": 1}
    for person, ages in ORDERS.items():
        for age in ages:
            number = f"segments-{person}-{age}"
            body = {
                "order_no": number,
                "time": (clock.now() - dt.timedelta(days=age)).isoformat(),
                "identifiers": [{"kind": "user_id", "value": f"segments-{person}"}],
                "lines": [line],
            }
            answer = page.request.post(
                "/api/v1/orders",
                data=body,
                headers={"Authorization": f"Bearer {api.key}", "Idempotency-Key": number, "Cookie": ""},
            )
            assert answer.status == 201, answer.text()


def own_counts(page: Page) -> list[int]:
    """The figures beside the leaves, top to bottom."""
    found = page.get_by_role("button", name=re.compile("^查看单独满足的"))
    return [int(text) for text in found.all_inner_texts()]


def add_bought(page: Page) -> None:
    """One more "bought" at the end of the tree."""
    page.get_by_role("button", name="条件", exact=True).last.click()
    page.get_by_role("menuitem", name="买过 / 没买过").click()


def test_a_segment_is_clicked_together_counted_saved_and_explained(page: Page, shot: Shot) -> None:
    page.goto("/app/segments/new")
    sell(page)

    add_bought(page)
    page.get_by_role("button", name=re.compile("^订单数")).click()
    page.get_by_role("spinbutton", name="订单数").fill("2")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="时间范围: 近 90 天").click()
    page.get_by_role("button", name="不限时间").click()
    add_bought(page)
    page.get_by_role("button", name="买过或没买过: 买过").last.click()
    page.get_by_role("option", name="没买过").click()
    page.get_by_role("button", name="时间范围: 近 90 天").click()
    page.get_by_role("button", name="近 60 天", exact=True).click()

    expect(page.get_by_test_id("live-count")).to_contain_text(re.compile(r"^1占全部"), timeout=40_000)
    assert own_counts(page)[0] == 2
    shot(page, "segments-build")

    page.get_by_role("button", name="保存", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("名称").fill("沉睡老客 · 点选")
    dialog.get_by_role("button", name="保存").click()
    page.wait_for_url("**/app/segments/seg_*")

    page.get_by_role("button", name="为什么在内").click(timeout=40_000)
    why = page.get_by_role("region", name="为什么在内")
    expect(why.get_by_role("img", name="符合", exact=True)).to_have_count(2)
    expect(why).to_contain_text("买过 任意商品 · 不限时间 · ≥ 2 单")
    expect(why).to_contain_text("没买过 任意商品 · 近 60 天")
    shot(page, "segments-why")

    page.goto("/app/segments?q=点选")
    expect(page.get_by_role("row", name=re.compile("沉睡老客 · 点选"))).to_contain_text("实时更新")
    shot(page, "segments")

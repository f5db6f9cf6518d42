"""A customer in the browser: found in the list, opened, tagged, merged with another and separated again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Shot


def _send(page: Page, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """A change over the API with the page's session."""
    token = next(one["value"] for one in page.context.cookies() if one.get("name") == "csrftoken")
    answer = page.context.request.fetch(
        f"/api/v1{path}", method=method, data=body, headers={"X-CSRFToken": token}
    )
    assert answer.ok, answer.text()
    found: dict[str, Any] = answer.json()
    return found


def _until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until the background has folded what was sent."""
    for _ in range(150):
        if holds():
            return
        page.wait_for_timeout(200)
    raise AssertionError("not folded within 30 s")


def _buyer(page: Page, name: str, phone: str, amount: int) -> str:
    """A person who bought once; returns the profile."""
    order = {
        "order_no": f"T-{phone[-4:]}",
        "identifiers": [{"kind": "phone", "value": phone}],
        "channel": "store",
        "lines": [{"product": "SHEET-18", "name": "水洗棉四件套", "unit_price": str(amount), "quantity": 1}],
    }
    profile: str = _send(page, "POST", "/orders", order)["profile"]
    get = page.context.request.get
    _until(page, lambda: get(f"/api/v1/profiles/{profile}").json().get("spend") == amount * 100)
    _send(page, "PATCH", f"/profiles/{profile}/traits", {"traits": {"name": name, "city": "苏州"}})
    return profile


def test_find_open_tag_merge_and_undo(page: Page, shot: Shot) -> None:
    _buyer(page, "林婉清", "13912346021", 87)
    _buyer(page, "林晚晴", "13912340931", 459)

    page.goto("/app/customers")
    page.get_by_role("textbox", name="姓名、手机、邮箱、编号").fill("林婉清")
    expect(page.get_by_text("共 1 条")).to_be_visible()
    page.get_by_role("link", name="林婉清").click()
    expect(page.get_by_role("heading", level=1, name="林婉清")).to_be_visible()
    expect(page.get_by_text("¥87.00").first).to_be_visible()

    page.get_by_role("button", name="加标签").click()
    page.get_by_role("combobox", name="加标签").fill("有娃家庭")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="移除标签「有娃家庭」")).to_be_visible()

    page.get_by_role("button", name="合并档案").click()
    page.get_by_role("combobox", name="另一份档案").fill("林晚晴")
    page.locator(".ant-select-item-option", has_text="林晚晴").click()
    page.get_by_label("依据").fill("电话核实")
    page.get_by_role("dialog").get_by_role("button", name="合并", exact=False).last.click()
    expect(page.get_by_text("原档案 B")).to_be_visible()
    expect(page.get_by_text("2 个标识，2 份档案")).to_be_visible()
    expect(page.get_by_text("¥546").first).to_be_visible()
    page.get_by_role("button", name="撤销合并").first.click()
    preview = page.get_by_role("dialog").filter(has_text="撤销前先看")
    expect(preview.get_by_text("¥87").first).to_be_visible()
    expect(preview.get_by_text("¥459").first).to_be_visible()
    shot(page, "customer-merged")

    preview.get_by_role("button", name="撤销合并").click()
    split = page.get_by_role("dialog").filter(has_text="已拆成两份档案")
    expect(split.get_by_text("现有 1 单，实付 ¥87")).to_be_visible()
    expect(split.get_by_text("现有 1 单，实付 ¥459")).to_be_visible()
    shot(page, "customer-split")
    split.locator("section", has_text="林晚晴").get_by_role("link", name="打开这份档案").click()
    expect(page.get_by_role("heading", level=1, name="林晚晴")).to_be_visible()


def test_palette_finds_a_customer(page: Page) -> None:
    _buyer(page, "赵若兰", "13912347777", 120)

    page.goto("/app/tags")
    expect(page.get_by_role("heading", level=1, name="标签")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("赵若兰")
    page.get_by_role("button", name="赵若兰").click()

    expect(page.get_by_role("heading", level=1, name="赵若兰")).to_be_visible()


def test_a_trait_rule_is_tried_applied_and_seen_on_the_page_of_the_person(page: Page, shot: Shot) -> None:
    one = _buyer(page, "秦若曦", "13912345555", 66)
    _send(page, "PATCH", f"/profiles/{one}/traits", {"traits": {"favourite_scent": "雪松"}})
    _send(page, "PATCH", f"/profiles/{one}/traits", {"traits": {"favourite_scent": "橙花"}})
    page.goto(f"/app/customers/{one}")
    expect(page.get_by_text("橙花")).to_be_visible()
    page.get_by_role("button", name="另有 1 个说法").hover()
    expect(page.get_by_text("没有采用的说法")).to_be_visible()
    expect(page.get_by_text("雪松")).to_be_visible()

    page.goto("/app/customers/traits")
    page.get_by_label("搜索特征").fill("favourite")
    page.get_by_role("button", name="查看favourite_scent的取值规则").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("radio", name="取最早").check()
    expect(drawer.get_by_text("1 位客户中，有 1 位的取值会变。")).to_be_visible()
    shot(page, "trait-rule")
    drawer.get_by_role("button", name="应用到全部客户").click()
    expect(page.get_by_text("已改", exact=True)).to_be_visible()

    get = page.context.request.get

    def traits() -> dict[str, Any]:
        return {trait["key"]: trait["value"] for trait in get(f"/api/v1/profiles/{one}").json()["traits"]}

    _until(page, lambda: traits()["favourite_scent"] == "雪松")

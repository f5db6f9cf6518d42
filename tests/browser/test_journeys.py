"""A journey from a segment by clicking: e-mail, wait, goal, exit; checked, published, live, paused."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Shot

SEGMENT, TEMPLATE = "旅程测试人群", "旅程测试邮件"
BODY = (
    "<mjml><mj-body><mj-section><mj-column><mj-text>你好</mj-text></mj-column></mj-section></mj-body></mjml>"
)


def post(page: Page, path: str, body: dict[str, object]) -> dict[str, str]:
    """Write over the API as the signed-in person."""
    cookies = page.context.cookies()
    token = next(one.get("value", "") for one in cookies if one.get("name") == "csrftoken")
    answer = page.context.request.post(path, data=body, headers={"X-CSRFToken": token})
    assert answer.ok, answer.text()
    made: dict[str, str] = answer.json()
    return made


@pytest.fixture
def segment(page: Page) -> str:
    """A segment and a template to choose; returns the segment's id."""
    content = {"subject": "你好", "body": BODY}
    post(page, "/api/v1/templates", {"key": "journey-browser", "name": TEMPLATE, "content": content})
    condition = {"type": "all", "of": [{"type": "stage", "among": ["prospect"]}]}
    return post(page, "/api/v1/segments", {"name": SEGMENT, "condition": condition})["id"]


def add(page: Page, step: str, way: str, kind: str) -> None:
    """Click "+ way" below a step and choose what follows."""
    node = page.locator(f'.react-flow__node[data-id="{step}"]')
    node.hover()
    node.get_by_role("button", name=way, exact=True).click()
    page.get_by_role("menuitem", name=kind, exact=True).click()


def choose(page: Page, field: str, option: str) -> None:
    """Search and choose in a field of the side panel."""
    box = page.get_by_role("complementary").get_by_role("combobox", name=field, exact=True).last
    box.click()
    box.fill(option)
    page.locator(".ant-select-dropdown:visible .ant-select-item-option", has_text=option).first.click()


def test_a_journey_is_drawn_checked_published_and_paused(page: Page, segment: str, shot: Shot) -> None:
    page.goto(f"/app/journeys?segment={segment}")
    expect(page.get_by_label("名称", exact=True)).to_have_value(f"{SEGMENT} · 旅程")
    page.get_by_role("button", name="创建并打开画布").click()
    expect(page.locator('.react-flow__node[data-id="enter"]')).to_contain_text(SEGMENT)
    expect(page.get_by_role("button", name="校验：1 错误")).to_be_visible()

    add(page, "enter", "下一步", "发邮件")
    choose(page, "邮件模板", TEMPLATE)
    add(page, "mail1", "下一步", "等待")
    choose(page, "事件", "订单支付")
    add(page, "wait1", "已发生", "目标")
    choose(page, "事件", "订单支付")
    add(page, "wait1", "超时", "退出")
    expect(page.get_by_role("button", name="校验通过")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="已保存")).to_be_visible()

    page.keyboard.press("Control+z")
    expect(page.locator('.react-flow__node[data-id="exit1"]')).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(page.locator('.react-flow__node[data-id="exit1"]')).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    shot(page, "journey-draft")

    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_label("这一版改了什么（可选）").fill("第一版")
    page.get_by_role("button", name="发布并生效").click()
    expect(page.get_by_text("v1 运行中")).to_be_visible()
    expect(page.get_by_text("v2 草稿 · 未改动")).to_be_visible()
    expect(page.get_by_role("region", name="触达组对留白组")).to_be_visible()
    page.get_by_role("tab", name="版本").click()
    expect(page.get_by_role("complementary").get_by_text("第一版")).to_be_visible()
    shot(page, "journey-live")

    page.get_by_role("button", name="暂停", exact=True).click()
    page.get_by_role("tooltip").get_by_role("button", name="暂停").click()
    expect(page.get_by_text("v1 已暂停")).to_be_visible()
    page.goto("/app/journeys")
    expect(page.get_by_role("row", name=f"{SEGMENT} · 旅程")).to_contain_text("v1 已暂停")


def test_a_playbook_makes_a_draft_ready_to_publish(page: Page, shot: Shot) -> None:
    page.goto("/app/journeys")
    page.get_by_role("button", name="用模板新建").first.click()
    card = page.locator("section", has=page.get_by_role("heading", name="60 天沉睡客户唤回"))
    card.get_by_role("button", name="使用").click()

    expect(page.locator(".react-flow__node-step")).to_have_count(8)
    expect(page.get_by_role("button", name="校验通过")).to_be_visible()
    shot(page, "journey-playbook")

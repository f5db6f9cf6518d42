"""A company in the browser: made, given a contact, found on the contact's own page, and left again."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Shot
from tests.browser.test_customers import _buyer


def test_a_company_gets_a_contact_and_the_contact_shows_the_company(page: Page, shot: Shot) -> None:
    _buyer(page, "周明远", "13912345566", 88_000)

    page.goto("/app/accounts")
    page.get_by_role("button", name="新建企业").first.click()
    page.get_by_role("dialog").get_by_label("名称", exact=True).fill("西湖文旅酒店集团")
    page.get_by_role("dialog").get_by_label("统一社会信用代码", exact=True).fill("123")
    page.get_by_role("dialog").get_by_label("行业", exact=True).fill("酒店")
    page.get_by_role("button", name="保 存").or_(page.get_by_role("button", name="保存")).click()
    expect(page.get_by_text("应为 18 位").first).to_be_visible()
    page.get_by_role("dialog").get_by_label("统一社会信用代码", exact=True).fill("91350100M000100Y43")
    page.get_by_role("button", name="保 存").or_(page.get_by_role("button", name="保存")).click()
    expect(page.get_by_role("heading", level=1, name="西湖文旅酒店集团")).to_be_visible()

    page.get_by_role("button", name="添加联系人").click()
    page.get_by_role("combobox", name="客户").fill("周明远")
    page.get_by_text("周明远 ·").click()
    page.get_by_role("dialog").get_by_label("职务", exact=True).fill("采购总监")
    page.get_by_role("button", name="保 存").or_(page.get_by_role("button", name="保存")).click()
    expect(page.get_by_role("cell", name="采购总监")).to_be_visible()
    shot(page, "account")

    page.get_by_role("cell", name="周明远", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="周明远")).to_be_visible()
    page.get_by_role("link", name="西湖文旅酒店集团").click()
    expect(page.get_by_role("cell", name="决策人")).to_be_visible()
    page.goto("/app/accounts")
    expect(page.get_by_role("cell", name="西湖文旅酒店集团")).to_be_visible()
    shot(page, "accounts")

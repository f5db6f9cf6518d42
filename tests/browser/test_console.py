"""Sign-in, languages, themes and the people page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import EMAIL, PASSWORD, Shot


def test_sign_in_refuses_wrong_words_and_returns_to_the_asked_page(anonymous: Page, shot: Shot) -> None:
    anonymous.goto("/app/governance/roles")
    expect(anonymous).to_have_url("/app/sign-in?next=%2Fgovernance%2Froles")
    shot(anonymous, "sign-in")

    anonymous.get_by_label("邮箱").fill(EMAIL)
    anonymous.get_by_label("密码").fill("not-the-password")
    anonymous.get_by_role("button", name="登录").click()
    expect(anonymous.get_by_role("alert")).to_have_text("邮箱或密码不正确，请重试。")
    shot(anonymous, "sign-in-wrong")

    anonymous.get_by_label("密码").fill(PASSWORD)
    anonymous.get_by_role("button", name="登录").click()
    expect(anonymous).to_have_url("/app/governance/roles")
    expect(anonymous.get_by_role("heading", name="角色", exact=True)).to_be_visible()


def test_sign_out_ends_the_session_and_old_pages_lead_to_sign_in(page: Page) -> None:
    page.goto("/app/governance/users")
    page.get_by_role("button", name=re.compile("^苏晴.*管理员")).click()
    page.get_by_role("menuitem", name="退出登录").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()

    page.goto("/app/governance/users")

    expect(page).to_have_url("/app/sign-in?next=%2Fgovernance%2Fusers")


def test_language_and_theme_are_chosen_and_stay(page: Page, shot: Shot) -> None:
    page.goto("/app/governance/roles")
    page.get_by_role("button", name="语言 Language").click()
    page.get_by_role("menuitem", name="English").click()
    expect(page.get_by_role("heading", name="Roles", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Growth operator")).to_be_visible()  # the server's word
    shot(page, "roles-en")

    page.get_by_role("button", name="Dark").click()
    shot(page, "roles-en-dark")
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("heading", name="Roles", exact=True)).to_be_visible()
    page.get_by_role("button", name="Language 语言").click()
    page.get_by_role("menuitem", name="简体中文").click()
    expect(page.get_by_role("heading", name="角色", exact=True)).to_be_visible()


def test_a_person_is_added_refused_twice_and_can_sign_in(page: Page, shot: Shot) -> None:
    page.goto("/app/governance/users")

    def fill(email: str) -> None:
        page.get_by_role("button", name="添加成员").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("邮箱").fill(email)
        dialog.get_by_label("姓名").fill("唐静")
        dialog.get_by_label("角色").click()
        page.get_by_title("增长运营").click()
        dialog.get_by_label("初始密码").fill("quiet-lake-2026")
        shot(page, "users-add")
        dialog.get_by_role("button", name="添加", exact=True).click()

    fill("tang@yunlan.example")
    expect(page.get_by_text("已添加 唐静。")).to_be_visible()
    row = page.get_by_role("row", name="tang@yunlan.example")
    expect(row).to_contain_text("增长运营")
    shot(page, "users")

    fill("tang@yunlan.example")
    expect(page.get_by_role("dialog").get_by_text("该邮箱已有账号。")).to_be_visible()
    shot(page, "users-refused")
    page.get_by_role("dialog").get_by_role("button", name="取消").click()

    page.get_by_label("按姓名或邮箱搜索").fill("tang@")
    expect(page.get_by_text("共 1 条")).to_be_visible()
    expect(page).to_have_url("/app/governance/users?q=tang%40")


def test_search_goes_to_a_page_by_keyboard(page: Page, shot: Shot) -> None:
    page.goto("/app/governance/users")
    page.wait_for_selector("table")

    page.keyboard.press("Control+k")
    page.keyboard.type("审计")
    shot(page, "palette")
    page.keyboard.press("Enter")

    expect(page).to_have_url("/app/governance/audit")


@pytest.mark.parametrize("name", ["users", "roles", "units", "audit", "api-keys", "jobs"])
def test_governance_pages_stand_on_a_phone_too(page: Page, shot: Shot, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})

    page.goto(f"/app/governance/{name}")
    page.wait_for_selector("h1")
    shot(page, f"phone-{name}")

    assert page.evaluate("document.documentElement.scrollWidth") == 390

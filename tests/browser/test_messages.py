"""A file of customers becomes customers, by clicking; a template is written and seen as one of them."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Shot

CONTACTS: FilePayload = {
    "name": "老客名单.csv",
    "mimeType": "text/csv",
    "buffer": (
        "会员号,姓名,手机号,邮箱,生日,会员等级,邮件同意\n"
        "W1001,温若兰,13955550001,ruolan@wizard.example,1991-03-08,金卡,是\n"
        "W1002,傅明远,13955550002,mingyuan@wizard.example,1986-11-20,银卡,是\n"
        "W1003,白露,13955550003,bailu@wizard.example,不记得,银卡,否\n"
    ).encode(),
}


def import_contacts(page: Page, shot: Shot) -> None:
    """Through all four steps to the result."""
    page.goto("/app/imports")
    page.get_by_role("button", name="新建导入").first.click()
    page.set_input_files("input[type=file]", CONTACTS)

    expect(page.get_by_text("7 列中对应了 6 列；前 3 行有 2 行可导入")).to_be_visible()
    page.get_by_label("「会员等级」导入为").fill("会员等级")
    page.get_by_text("存为「会员等级」").click()
    expect(page.get_by_text("7 列中对应了 7 列；前 3 行有 2 行可导入")).to_be_visible()
    shot(page, "import-columns")
    page.get_by_role("button", name="下一步：预览").click()

    faults = page.get_by_role("table", name="有问题的地方")
    expect(faults.get_by_role("row")).to_have_count(2)
    expect(faults).to_contain_text("不记得")
    shot(page, "import-preview")
    page.get_by_role("button", name="开始导入").click()

    expect(page.get_by_role("heading", name="导入完成")).to_be_visible(timeout=40_000)
    expect(page.get_by_text("合格的行都已进来；1 行不合格")).to_be_visible()
    shot(page, "import-done")


def test_a_file_becomes_customers_and_a_template_greets_one(page: Page, shot: Shot) -> None:
    import_contacts(page, shot)
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载错误文件").click()
    assert taken.value.suggested_filename == "老客名单-errors.csv"
    assert "不记得" in taken.value.path().read_text(encoding="utf-8-sig")

    page.goto("/app/templates")
    page.get_by_role("button", name="新建模板").first.click()
    page.wait_for_url("**/app/templates/new")
    page.get_by_role("textbox", name="名称", exact=True).fill("老客问候")
    page.get_by_label("标识").fill("wizard-hello")
    page.get_by_label("以哪位客户的身份").fill("温若兰")
    page.get_by_role("option").or_(page.locator(".ant-select-item-option")).get_by_text(
        "温若兰"
    ).first.click()
    expect(page.get_by_text("温若兰，有件事想告诉您")).to_be_visible()
    mail = page.frame_locator("iframe[title='邮件预览']")
    expect(mail.get_by_text("写一个标题")).to_be_visible()

    body = page.get_by_label("正文", exact=True)
    good = body.input_value()
    body.fill(good.replace("</mj-button>", ""))
    expect(page.get_by_role("list", name="问题").get_by_role("button")).to_have_text(re.compile("第 .* 行"))
    expect(page.get_by_role("button", name="保存")).to_be_disabled()
    shot(page, "template-fault")
    body.fill(good)
    expect(page.get_by_text("没有问题，可以保存")).to_be_visible()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("第 1 版", exact=True)).to_be_visible()
    shot(page, "template")

    page.get_by_role("button", name="发测试邮件").click()
    page.get_by_role("dialog").get_by_role("button", name="发送", exact=True).click()
    expect(page.get_by_text("测试邮件已发送")).to_be_visible()
    page.goto("/app/messages?node=test")
    page.get_by_role("row", name=re.compile("老客问候")).click()
    expect(page.get_by_role("heading", name=re.compile("测试"))).to_be_visible()
    expect(page.frame_locator("iframe").get_by_text("写一个标题")).to_be_visible()
    shot(page, "message")

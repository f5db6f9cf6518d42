"""The steps of the loop as a person takes them in the console, and what a machine asks beside them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Shot

READER = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"
"""Clicks are made with a reader's browser: the headless one calls itself a machine, and machines do not click."""


class Api:
    """What a machine would ask, with the page's own session for reading and a key of its own for orders."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.key = self.send("POST", "/api-keys", {"name": "shop", "permissions": ["orders.write"]})["key"]

    def get(self, path: str) -> Any:
        """A question."""
        answer = self.page.request.get(f"/api/v1{path}")
        assert answer.ok, f"{path}: {answer.text()[:500]}"
        return answer.json()

    def send(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """A change, by the signed-in person."""
        cookies = {one.get("name"): one.get("value", "") for one in self.page.context.cookies()}
        headers = {"X-CSRFToken": cookies["csrftoken"]}
        answer = self.page.request.fetch(f"/api/v1{path}", method=method, data=body, headers=headers)
        assert answer.ok, f"{path}: {answer.text()[:500]}"
        return answer.json()

    def order(self, profile: str, number: str) -> None:
        """A paid order from the shop, as its machine reports it."""
        line = {"product": "YL0001", "name": "长绒棉四件套", "unit_price": "399.00", "quantity": 1}
        answer = self.page.request.post(
            "/api/v1/orders",
            data={"order_no": number, "profile": profile, "lines": [line]},
            headers={"Authorization": f"Bearer {self.key}", "Idempotency-Key": number, "Cookie": ""},
        )
        assert answer.status == 201, answer.text()


def import_file(page: Page, kind: str, file: Path, seconds: int = 60) -> None:
    """Through the wizard, to the end."""
    page.goto("/app/imports/new")
    page.get_by_role("radiogroup", name="这个文件里是什么？").get_by_text(kind, exact=True).click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="下一步：预览").click()
    page.get_by_role("button", name="开始导入").click()
    expect(page.get_by_text("已完成").first).to_be_visible(timeout=seconds * 1000)


def choose_sleepers(page: Page, people: int, shot: Shot) -> str:
    """Bought at least twice, nothing for 60 days; returns the segment's id."""
    page.goto("/app/segments/new")
    page.get_by_text("沉睡老客").first.click()
    expect(page.get_by_text(f"{people:,}", exact=True).first).to_be_visible(timeout=30_000)
    shot(page, "loop-2-segment")
    page.get_by_role("button", name="保存并用于旅程").click()
    page.get_by_label("名称").fill("沉睡 60 天老客")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    page.wait_for_url("**/app/journeys?segment=seg_*")
    return page.url.split("segment=")[1].split("&")[0]


def draw_and_publish(page: Page, api: Api, segment: str, people: int, holdout: int, shot: Shot) -> str:
    """A journey of that segment: mail, wait for an order, goal; published from the canvas. Returns its id."""
    dialog = page.get_by_role("dialog")
    dialog.locator("input").first.fill("老客召回")
    dialog.locator("button[type=submit], .ant-btn-primary").last.click()
    page.wait_for_url("**/app/journeys/jny_*")
    journey = page.url.rsplit("/", 1)[1].split("?")[0]
    body = "<mjml><mj-body><mj-section><mj-column><mj-text>{{ profile.name }}，好久不见</mj-text>"
    body += '<mj-button href="https://mall.example/new">看看新品</mj-button></mj-column></mj-section></mj-body></mjml>'
    content = {"subject": "好久不见", "body": body, "body_kind": "mjml"}
    template = api.send("POST", "/templates", {"key": "hello", "name": "好久不见", "content": content})["id"]
    graph = api.get(f"/journeys/{journey}")
    nodes = [
        {
            "type": "segment_entry",
            "id": "enter",
            "label": "沉睡老客",
            "segment": segment,
            "next": "mail",
            "x": 0,
            "y": 0,
        },
        {
            "type": "send_email",
            "id": "mail",
            "label": "好久不见",
            "template": template,
            "next": "wait",
            "x": 0,
            "y": 130,
        },
        {
            **{
                "type": "wait_for",
                "id": "wait",
                "label": "等下单 7 天",
                "events": [{"name": "order_paid"}],
                "x": 0,
                "y": 260,
            },
            **{"timeout": {"amount": 7, "unit": "day"}, "happened": "goal", "timed_out": "out"},
        },
        {
            **{
                "type": "goal",
                "id": "goal",
                "label": "下单",
                "events": [{"name": "order_paid"}],
                "x": 320,
                "y": 390,
            },
            "within": {"amount": 14, "unit": "day"},
        },
        {"type": "exit", "id": "out", "label": "没有下单", "reason": "no_order", "x": 0, "y": 390},
    ]
    draft = {
        "revision": graph["revision"],
        "graph": {"nodes": nodes, "settings": {"holdout_percent": holdout}},
    }
    api.send("PATCH", f"/journeys/{journey}/draft", draft)
    page.reload()
    shot(page, "loop-3-canvas")
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="发布并生效").click()
    expect(page.get_by_text("运行中").first).to_be_visible()
    wait_for(lambda: api.get(f"/journeys/{journey}/report")["entered"] == people)
    return journey


def move_a_day(page: Page) -> None:
    """快进时钟."""
    page.get_by_role("button", name="+24 h").click()
    expect(page.get_by_text("时钟前进 24 小时").first).to_be_visible()


def read_and_click(page: Page, message: str, shot: Shot) -> None:
    """Read the rendered mail in the outbox and follow its link."""
    page.goto(f"/app/messages/{message}")
    mail = page.frame_locator("iframe")
    expect(mail.get_by_text("好久不见").first).to_be_visible()
    shot(page, "loop-4-mail")
    page.wait_for_timeout(6_000)  # a click in the first five seconds after sending is a scanner's
    with page.context.expect_page() as opened:
        mail.get_by_text("看看新品").click()
    opened.value.close()
    wait_for(lambda: Api.get(_Asking(page), f"/messages/{message}")["clicked_at"])
    page.reload()
    shot(page, "loop-5-clicked")


class _Asking(Api):
    """Only the question of `Api`."""

    def __init__(self, page: Page) -> None:
        self.page = page


def wait_for(question: Callable[[], Any], seconds: float = 60) -> Any:
    """The first true answer."""
    end = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.4)
    return answer

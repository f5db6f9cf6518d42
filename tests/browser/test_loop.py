"""The whole loop as a newcomer walks it: import, segment, journey, time, mail, click, order, goal, lift.

A server of its own in demo mode, so that the clock can be moved. Clicks are made with a reader's browser: the headless one
calls itself a machine, and machines do not click.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import EMAIL, NAME, PASSWORD, SIZE, Shot, sign_in
from tests.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]
READER = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"
PEOPLE = 60


@pytest.fixture(scope="module")
def demo_server() -> Iterator[Server]:
    """An empty installation in demo mode."""
    with tempfile.TemporaryDirectory(prefix="marketloop-loop-") as folder:
        home = Path(folder)
        lines = ["MARKETLOOP_DEMO=true", "MARKETLOOP_COMPANY=云岚家居"]
        made = Server(home, timeout_s=90)
        (home / "marketloop.env").write_text(
            "\n".join([*lines, f"MARKETLOOP_BASE_URL={made.url}", ""]), "utf-8"
        )
        made.run(
            "from marketloop.entrypoints.cli import main\n"
            "assert main(['migrate']) == 0\n"
            f"assert main(['user', {EMAIL!r}, '--name', {NAME!r}, '--password', {PASSWORD!r}]) == 0"
        )
        with made:
            yield made


@pytest.fixture
def reader(browser: Browser, demo_server: Server) -> Iterator[Page]:
    """The administrator's browser, which also reads the mail."""
    context = browser.new_context(
        viewport=SIZE,  # type: ignore[arg-type]
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        base_url=demo_server.url,
        reduced_motion="reduce",
        user_agent=READER,
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, EMAIL, PASSWORD)
    yield page
    context.close()


def test_from_a_file_to_the_lift_on_the_report(reader: Page, shot: Shot, tmp_path: Path) -> None:
    api = Api(reader)

    import_file(reader, "客户", contacts(tmp_path))
    import_file(reader, "订单", orders(tmp_path))
    shot(reader, "loop-1-import")
    segment = choose_sleepers(reader, shot)
    journey = draw_and_publish(reader, api, segment, shot)
    move_a_day(reader)
    message = wait_for(lambda: api.get("/messages?state=sent&limit=1")["items"])[0]
    read_and_click(reader, message["id"], shot)
    api.order(message["profile"], "LOOP-1")
    wait_for(lambda: api.get(f"/journeys/{journey}/report")["converted"] == 1)

    report = api.get(f"/journeys/{journey}/report")
    assert report["entered"] == PEOPLE
    assert report["lift"]["treated_conversions"] == 1
    assert report["lift"]["holdout_conversions"] == 0
    assert 0 < report["lift"]["holdout"] < PEOPLE / 2
    assert report["lift"]["treated"] + report["lift"]["holdout"] == PEOPLE
    reader.goto(f"/app/journeys/{journey}/report")
    expect(reader.get_by_role("heading", name="老客召回")).to_be_visible()
    expect(reader.get_by_text("无法判断").first).to_be_visible()
    shot(reader, "loop-6-report")
    clicked = api.get(f"/messages/{message['id']}")
    assert clicked["clicked_at"] is not None


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


def contacts(folder: Path) -> Path:
    """People with an address and consent."""
    rows = [f"c{n},客户{n:03d},c{n:03d}@mail.example,是" for n in range(PEOPLE)]
    path = folder / "contacts.csv"
    path.write_text("\n".join(["客户编号,姓名,邮箱,邮件同意", *rows, ""]), encoding="gb18030")
    return path


def orders(folder: Path) -> Path:
    """Two orders each, about three months ago."""
    rows = []
    for n in range(PEOPLE):
        for index, days in enumerate((95, 80)):
            day = (dt.date.today() - dt.timedelta(days=days)).isoformat()
            rows.append(f"O{n}-{index},c{n},{day} 12:00:00,YL0002,长绒棉毛巾,2,39.90")
    path = folder / "orders.csv"
    path.write_text(
        "\n".join(["订单号,客户编号,下单时间,商品编码,商品名称,数量,单价", *rows, ""]), encoding="utf-8-sig"
    )
    return path


def import_file(page: Page, kind: str, file: Path) -> None:
    """Through the wizard, to the end."""
    page.goto("/app/imports/new")
    page.get_by_role("radiogroup", name="这个文件里是什么？").get_by_text(kind, exact=True).click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="下一步：预览").click()
    page.get_by_role("button", name="开始导入").click()
    expect(page.get_by_text("已完成").first).to_be_visible(timeout=60_000)


def choose_sleepers(page: Page, shot: Shot) -> str:
    """Bought at least twice, nothing for 60 days; returns the segment's id."""
    page.goto("/app/segments/new")
    page.get_by_text("沉睡老客").first.click()
    expect(page.get_by_text(str(PEOPLE), exact=True).first).to_be_visible(timeout=30_000)
    shot(page, "loop-2-segment")
    page.get_by_role("button", name="保存并用于旅程").click()
    page.get_by_label("名称").fill("沉睡 60 天老客")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    page.wait_for_url("**/app/journeys?segment=seg_*")
    return page.url.split("segment=")[1].split("&")[0]


def draw_and_publish(page: Page, api: Api, segment: str, shot: Shot) -> str:
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
    draft = {"revision": graph["revision"], "graph": {"nodes": nodes, "settings": {"holdout_percent": 20}}}
    api.send("PATCH", f"/journeys/{journey}/draft", draft)
    page.reload()
    shot(page, "loop-3-canvas")
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="发布并生效").click()
    expect(page.get_by_text("运行中").first).to_be_visible()
    wait_for(lambda: api.get(f"/journeys/{journey}/report")["entered"] == PEOPLE)
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

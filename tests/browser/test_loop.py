"""The whole loop as a newcomer walks it: import, segment, journey, time, mail, click, order, goal, lift.

A server of its own in demo mode, so that the clock can be moved.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import EMAIL, NAME, PASSWORD, SIZE, Shot, sign_in
from tests.browser.loop import (
    READER,
    Api,
    choose_sleepers,
    draw_and_publish,
    import_file,
    move_a_day,
    read_and_click,
    wait_for,
)
from tests.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]
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
    segment = choose_sleepers(reader, PEOPLE, shot)
    journey = draw_and_publish(reader, api, segment, PEOPLE, 20, shot)
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

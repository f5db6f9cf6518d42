"""The tour of docs/tour.md: the loop on Online Retail, in pounds; nightly, since it loads half a million lines.

Its pictures go to artifacts/screens/tour-*.png; docs/tour holds a copy of them. The contacts are made up: the data set has no
addresses and no consent.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import EMAIL, NAME, PASSWORD, ROOT, SIZE, Shot, sign_in
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

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(1800)]
RETAIL = Path(os.environ.get("MARKETLOOP_DATA", ROOT.parent / "shared" / "data")) / "online_retail"
FILE = RETAIL / "online_retail_2010_2011.parquet"


@pytest.fixture(scope="module")
def pounds() -> Iterator[Server]:
    """An empty installation in demo mode whose currency is GBP."""
    if not FILE.is_file():
        pytest.skip(f"no Online Retail at {RETAIL}: set MARKETLOOP_DATA")
    with tempfile.TemporaryDirectory(prefix="marketloop-tour-") as folder:
        home, made = Path(folder), Server(Path(folder), timeout_s=90)
        lines = ["MARKETLOOP_DEMO=true", "MARKETLOOP_CURRENCY=GBP", "MARKETLOOP_TIMEZONE=Europe/London"]
        lines += ["MARKETLOOP_COMPANY=Online Retail", f"MARKETLOOP_BASE_URL={made.url}", ""]
        (home / "marketloop.env").write_text("\n".join(lines), encoding="utf-8")
        made.run(
            "from marketloop.entrypoints.cli import main\n"
            "assert main(['migrate']) == 0\n"
            f"assert main(['user', {EMAIL!r}, '--name', {NAME!r}, '--password', {PASSWORD!r}]) == 0"
        )
        with made:
            yield made


def test_the_tour(browser: Browser, pounds: Server, shot: Shot, tmp_path: Path) -> None:
    context = browser.new_context(viewport=SIZE, locale="zh-CN", base_url=pounds.url, user_agent=READER)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    page = context.new_page()
    sign_in(page, EMAIL, PASSWORD)
    api = Api(page)

    import_file(page, "订单", FILE, seconds=900)
    shot(page, "tour-1-orders")
    import_file(page, "客户", contacts(tmp_path), seconds=300)
    wait_for(lambda: api.get("/events/status")["lag"] == 0, 600)
    people = wait_for(lambda: sleepers(api), 120)
    segment = choose_sleepers(page, people, lambda shown, name: shot(shown, "tour-2-segment"))
    journey = draw_and_publish(
        page, api, segment, people, 10, lambda shown, name: shot(shown, "tour-3-canvas")
    )
    move_a_day(page)
    message = wait_for(lambda: api.get("/messages?state=sent&limit=1")["items"], 600)[0]
    read_and_click(page, message["id"], lambda shown, name: shot(shown, f"tour-4-{name}"))
    api.order(message["profile"], "TOUR-1")
    wait_for(lambda: api.get(f"/journeys/{journey}/report")["converted"] >= 1, 120)
    page.goto(f"/app/journeys/{journey}")
    page.wait_for_timeout(3_000)
    shot(page, "tour-5-live")
    page.goto(f"/app/journeys/{journey}/report")
    expect(page.get_by_text("无法判断").first).to_be_visible()
    shot(page, "tour-6-report")
    page.goto(f"/app/customers/{message['profile']}")
    page.wait_for_timeout(3_000)
    shot(page, "tour-7-customer")
    context.close()


def sleepers(api: Api) -> int:
    """How many bought at least twice and nothing for 60 days, asked as the builder asks."""
    bought: dict[str, Any] = {"type": "bought", "by": "any", "values": [], "count_to": None}
    often = {**bought, "window": {"kind": "ever"}, "op": "gte", "count": 2}
    lately = {**bought, "window": {"kind": "last", "amount": 60, "unit": "day"}, "op": "eq", "count": 0}
    found = api.send("POST", "/segments/preview", {"condition": {"type": "all", "of": [often, lately]}})
    return int(found["count"])


def contacts(folder: Path) -> Path:
    """A made-up address for each customer, with consent for 70 %."""
    known = pq.read_table(FILE, columns=["CustomerID"])["CustomerID"].unique().to_pylist()
    numbers = sorted(int(one) for one in known if one is not None and one == one)
    rows = [f"{one},Customer {one},c{one}@mail.example,{'yes' if one % 10 < 7 else 'no'}" for one in numbers]
    path = folder / "contacts.csv"
    path.write_text("\n".join(["CustomerID,Name,Email,Email consent", *rows, ""]), encoding="utf-8")
    return path

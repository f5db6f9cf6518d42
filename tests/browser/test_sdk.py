"""The browser SDK in a shop on another origin: what its visitors do stands in the event store, each thing once."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.browser.conftest import EMAIL, PASSWORD, sign_in
from tests.browser.shop import PLAIN, shop
from tests.server import Server

CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
Event = dict[str, Any]


class Store:
    """The events of one source as the debugger shows them, oldest first."""

    def __init__(self, admin: BrowserContext, source: str, key: str) -> None:
        self._admin, self.source, self.key = admin, source, key

    def events(self) -> list[Event]:
        """All that stand in the store."""
        answer = self._admin.request.get(f"/api/v1/events/recent?source={self.source}&limit=200")
        items: list[Event] = answer.json()["items"]
        return sorted(items, key=lambda one: (one["time"], one["seq"]))

    def names(self, count: int) -> list[str]:
        """Their names, once `count` are there and a second has passed in which no double came."""
        end = time.monotonic() + 15
        while len(self.events()) < count and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(1)
        return [one["name"] for one in self.events()]


@pytest.fixture
def admin(anonymous: Page) -> BrowserContext:
    """The administrator's session."""
    sign_in(anonymous, EMAIL, PASSWORD)
    return anonymous.context


@pytest.fixture
def source(admin: BrowserContext) -> Callable[[str], Store]:
    """`source("web")` makes a browser source as the console does."""

    def make(name: str) -> Store:
        token = next(one["value"] for one in admin.cookies() if one["name"] == "csrftoken")
        answer = admin.request.post(
            "/api/v1/write-keys",
            data={"name": name, "kind": "browser"},
            headers={"X-CSRFToken": token},
        )
        assert answer.status == 201, answer.text()
        return Store(admin, name, answer.json()["key"])

    return make


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor's browser, which does not call itself a robot."""
    made = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", user_agent=CHROME)
    made.set_default_timeout(15_000)
    yield made
    made.close()


def kept(page: Page) -> dict[str, Any]:
    """All that the page's site keeps on the device."""
    kept: dict[str, Any] = page.evaluate("() => ({cookie: document.cookie, keys: Object.keys(localStorage)})")
    return kept


def _size(request: Request) -> int:
    """How many events a call to the collector carries."""
    return len(json.loads(request.post_data or "{}")["batch"])


def test_a_visit_is_recorded_with_its_origin(
    server: Server, source: Callable[[str], Store], visitor: BrowserContext
) -> None:
    store = source("sdk-visit")
    with shop(server.url, store.key) as site:
        page = visitor.new_page()
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(f"{site}/p/1?utm_source=douyin&utm_campaign=d11&utm_medium=cpc&bd_vid=b77")
        page.evaluate("marketloop.track('Product Viewed', {product_id: 'YL-001', price: 399})")
        page.evaluate("marketloop.identify('u-7', {email: 'li@shop.example', city: '杭州'})")
        page.evaluate("history.pushState({}, '', '/cart'); document.title = '购物车'")
        page.evaluate("history.replaceState({}, '', '/cart#top')")
        assert store.names(4) == ["page_viewed", "product_viewed", "identified", "page_viewed"]
        keys = kept(page)

    first, viewed, identified, second = store.events()
    visitors = {one["columns"]["anonymous_id"] for one in store.events()}
    assert {one["quality"] for one in store.events()} == {"valid"}
    assert (broken, len(visitors)) == ([], 1)
    assert keys["cookie"] == f"ml_aid={visitors.pop()}"
    assert sorted(keys["keys"]) == ["ml.aid", "ml.session", "ml.uid"]
    assert visitor.cookies(server.url) == []
    origin = {"campaign": "d11", "medium": "cpc", "utm_source": "douyin"}
    assert {key: first["columns"][key] for key in origin} == origin
    assert {key: second["columns"][key] for key in origin} == origin
    assert first["columns"]["session_id"] == second["columns"]["session_id"]
    assert first["context"]["clickIds"] == {"bd_vid": "b77"}
    assert first["context"]["consent"] == {"status": "granted"}
    assert first["context"]["timezone"] == "Asia/Shanghai"
    assert (first["properties"]["path"], first["properties"]["title"]) == ("/p/1", "/p/1")
    assert (viewed["columns"]["product_id"], viewed["columns"]["amount"]) == ("YL-001", 39900)
    assert (identified["columns"]["user_id"], identified["traits"]["city"]) == ("u-7", "杭州")
    assert identified["traits"]["email"].startswith("••••")
    assert second["properties"]["path"] == "/cart"
    assert second["properties"]["title"] == "购物车"
    assert second["properties"]["referrer"].startswith(f"{site}/p/1")
    assert second["columns"]["user_id"] == "u-7"


def test_nothing_is_kept_or_sent_before_consent(
    server: Server, source: Callable[[str], Store], visitor: BrowserContext
) -> None:
    store = source("sdk-consent")
    with shop(server.url, store.key, '{consent: "pending"}') as site:
        page = visitor.new_page()
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url) if "/v1/batch" in request.url else None)
        page.goto(f"{site}/p/1?utm_source=weibo")
        page.evaluate("marketloop.track('Product Viewed', {product_id: 'A'})")
        page.wait_for_timeout(1500)
        assert (sent, kept(page), store.names(0)) == ([], {"cookie": "", "keys": []}, [])

        page.evaluate("marketloop.consent('granted', {email: true})")
        assert store.names(2) == ["page_viewed", "product_viewed"]
        assert [one["columns"]["utm_source"] for one in store.events()] == ["weibo", "weibo"]
        assert store.events()[0]["context"]["consent"] == {
            "status": "granted",
            "categoryPreferences": {"email": True},
        }

        page.goto(f"{site}/p/2")
        assert store.names(3)[2:] == ["page_viewed"]
        page.evaluate("marketloop.consent('denied')")
        page.evaluate("marketloop.track('Product Viewed', {product_id: 'B'})")
        assert kept(page) == {"cookie": "", "keys": []}
        page.goto(f"{site}/p/3")
        assert len(store.names(3)) == 3


def test_what_happens_offline_arrives_once_when_the_network_is_back(
    server: Server, source: Callable[[str], Store], visitor: BrowserContext
) -> None:
    store = source("sdk-offline")
    with shop(server.url, store.key) as site:
        page = visitor.new_page()
        page.goto(f"{site}/p/1")
        assert store.names(1) == ["page_viewed"]
        visitor.set_offline(True)
        for number in range(5):
            page.evaluate(f"marketloop.track('Step', {{number: {number}}})")
        page.wait_for_timeout(2500)
        assert any(key.startswith("ml.q.") for key in kept(page)["keys"])
        assert len(store.events()) == 1

        visitor.set_offline(False)
        assert store.names(6) == ["page_viewed", *["Step"] * 5]
        assert [one["properties"]["number"] for one in store.events()[1:]] == [0, 1, 2, 3, 4]
        assert not any(key.startswith("ml.q.") for key in kept(page)["keys"])


def test_what_the_network_took_from_one_page_the_next_page_sends(
    server: Server, source: Callable[[str], Store], visitor: BrowserContext
) -> None:
    store = source("sdk-next-page")
    with shop(server.url, store.key) as site:
        page = visitor.new_page()
        page.goto(f"{site}/p/1")
        assert store.names(1) == ["page_viewed"]
        page.route("**/v1/batch", lambda route: route.abort())
        page.evaluate("marketloop.track('Cart Viewed')")
        page.wait_for_timeout(1000)
        page.goto(f"{site}{PLAIN}")
        page.unroute("**/v1/batch")
        page.goto(f"{site}/p/2")
        names = store.names(3)

    assert sorted(names) == ["cart_viewed", "page_viewed", "page_viewed"]


def test_a_page_that_goes_hands_over_and_the_next_repeats_without_a_double(
    server: Server, source: Callable[[str], Store], visitor: BrowserContext
) -> None:
    store = source("sdk-beacon")
    with shop(server.url, store.key, "{flushAfter: 60000}") as site:
        page = visitor.new_page()
        batches: list[int] = []
        page.on(
            "request", lambda request: batches.append(_size(request)) if "/v1/batch" in request.url else None
        )
        page.goto(f"{site}/p/1")
        page.evaluate("marketloop.track('Product Added', {product_id: 'A', quantity: 2})")
        page.goto(f"{site}{PLAIN}")
        assert store.names(2) == ["page_viewed", "product_added"]
        page.goto(f"{site}/p/2")
        page.evaluate("marketloop.flush()")
        assert store.names(3) == ["page_viewed", "product_added", "page_viewed"]

    assert batches == [3]


def test_several_tabs_are_one_visitor_and_double_nothing(
    server: Server, source: Callable[[str], Store], visitor: BrowserContext
) -> None:
    store = source("sdk-tabs")
    with shop(server.url, store.key) as site:
        tabs = [visitor.new_page() for _ in range(3)]
        for number, tab in enumerate(tabs):
            tab.goto(f"{site}/tab/{number}")
        for number, tab in enumerate(tabs):
            tab.evaluate(f"marketloop.track('Step', {{tab: {number}}})")
        names = store.names(6)

    assert sorted(names) == [*["Step"] * 3, *["page_viewed"] * 3]
    assert len({one["columns"]["anonymous_id"] for one in store.events()}) == 1
    assert len({one["columns"]["session_id"] for one in store.events()}) == 1

"""The console on many customers: lists, searches, sorts and home over the API, and the customer page in Chromium.

    python -m benchmarks.console --scale small --json FILE

A server of its own holds the customers, made through the product's doors. Answers are checked first: everybody is counted, a
search finds the person, each sort is in order, and pages follow each other without a gap. `api_p95_ms` is over all calls of all
kinds, each kind equally often, one after the other as a person works; `page_s` is the median from opening the page to its rows.
Ends with status 2 when the console is not built or Chromium is missing.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.command import run_benchmark
from benchmarks.http_load import WrongAnswer, percentile
from benchmarks.people_data import Customers, person, phone

SCALES = {"small": 20_000, "full": 1_000_000}
ROUNDS, OPENED = 10, 5
SORTS = ("spend", "-spend", "orders", "-orders", "last_seen", "-last_seen", "created", "-created")
CHROMIUM = "/usr/bin/chromium"
BUILT = Path(__file__).parents[1] / "marketloop" / "console" / "dist" / "index.html"


def check(customers: Customers) -> None:
    """Raises WrongAnswer when the list is not right."""
    page, _ = customers.ask("/profiles", limit=1)
    if page["count_exact"] and page["count"] != customers.people:
        raise WrongAnswer(f"counted {page['count']} of {customers.people}")
    wanted = customers.people // 2
    found, _ = customers.ask("/profiles", q=phone(wanted))
    if [one["name"] for one in found["items"]] != [person(wanted)["traits"]["name"]]:
        raise WrongAnswer(f"search by phone found {found['items']}")
    for sort in SORTS:
        values, seen, cursor = list[Any](), set[str](), None
        for _ in range(5):
            part, _ = customers.ask("/profiles", sort=sort, limit=200, cursor=cursor)
            values += [one[sort.lstrip("-")] or "" for one in part["items"]]
            seen |= {one["id"] for one in part["items"]}
            cursor = part["next_cursor"]
        if values != sorted(values, reverse=sort.startswith("-")) or len(seen) != len(values):
            raise WrongAnswer(f"sort {sort} is out of order or repeats people")


def kinds(customers: Customers, draw: random.Random) -> dict[str, Callable[[], float]]:
    """Each kind of call; gives its milliseconds."""

    def some() -> int:
        return draw.randrange(customers.people)

    def listed(**query: Any) -> Callable[[], float]:
        return lambda: customers.ask("/profiles", **query)[1]

    def deep() -> float:
        cursor, spent = None, 0.0
        for _ in range(10):
            part, spent = customers.ask("/profiles", sort="-spend", limit=200, cursor=cursor)
            cursor = part["next_cursor"]
        return spent

    return {
        **{f"sort {sort}": listed(sort=sort) for sort in SORTS},
        "stage": listed(stage="repeat"),
        "stage by spend": listed(stage="prospect", sort="-spend"),
        "rare tag": listed(tag="VIP", sort="-spend"),
        "common tag": listed(tag="有娃家庭"),
        "city": listed(city="苏州", sort="created"),
        "consent": listed(consent="email", sort="-orders"),
        "large spenders": listed(spend_from=400_000, orders_from=3),
        "tenth page": deep,
        "phone": lambda: customers.ask("/profiles", q=phone(some()))[1],
        "e-mail": lambda: customers.ask("/profiles", q=f"person{some()}@mail.example")[1],
        "name": lambda: customers.ask("/profiles", q=person(some())["traits"]["name"])[1],
        "surname": listed(q="王"),
        "id": lambda: customers.ask("/profiles", q=draw.choice(customers.ids))[1],
        "home": lambda: customers.ask("/home")[1],
    }


def page_seconds(url: str) -> list[float]:
    """How long the customer page takes from opening to its rows, in a browser that is signed in."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(base_url=url, locale="zh-CN")
        page = context.new_page()
        page.goto("/app/")
        token = next(
            (str(one.get("value")) for one in context.cookies() if one.get("name") == "csrftoken"), ""
        )
        entered = context.request.post(
            "/api/v1/session",
            data={"email": "bench@staff.example", "password": "a-word-for-the-bench-7"},
            headers={"X-CSRFToken": token, "Referer": f"{url}/app/", "Origin": url},
        )
        if not entered.ok:
            raise RuntimeError(f"cannot sign in: {entered.text()[:300]}")
        for _ in range(OPENED):
            page.goto("about:blank")
            started = time.perf_counter()
            page.goto("/app/customers", wait_until="commit")
            page.locator(".ant-table-row").first.wait_for()
            found.append(time.perf_counter() - started)
        browser.close()
    return found


def run(scale: str) -> dict[str, Any]:
    """All figures of one scale."""
    if not BUILT.exists() or not Path(CHROMIUM).exists():
        raise RuntimeError("the console is not built (./dev build) or there is no Chromium")
    spent: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="marketloop-bench-") as name:
        home = Path(name) / "home"
        home.mkdir()
        customers = Customers(home, SCALES[scale])
        with customers.server:
            check(customers)
            asked = kinds(customers, random.Random(3))
            for call in asked.values():
                call()
            for _ in range(ROUNDS):
                for kind, call in asked.items():
                    spent.setdefault(kind, []).append(call())
            pages = page_seconds(customers.server.url)
    for kind, values in spent.items():
        print(f"    {kind:<18}{statistics.median(values):>9.1f} ms   ({min(values):.1f}…{max(values):.1f})")
    everything = [one for values in spent.values() for one in values]
    return {
        "api_p95_ms": round(percentile(everything, 0.95), 1),
        "page_s": round(statistics.median(pages), 2),
        "api_p50_ms": round(percentile(everything, 0.5), 1),
        "by_kind_ms": {kind: round(statistics.median(values), 1) for kind, values in spent.items()},
        "spread": {"page_s": [min(pages), max(pages)]},
        "people": SCALES[scale],
        "scale": scale,
    }


SHOWN = ("api_p95_ms", "page_s")


if __name__ == "__main__":
    sys.exit(run_benchmark("console", __doc__, SCALES, run, SHOWN))

"""The published tracking client, unchanged, against a real server."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from segment.analytics.client import Client

from tests.server import Server

KEY = "wks_of_the_published_client"


@pytest.mark.crash
def test_segment_analytics_python_works_unchanged(tmp_path: Path) -> None:
    errors: list[object] = []
    server = Server(tmp_path)
    server.prepare(key=KEY, name="shop", kind="server")
    with server:
        for gzip in (False, True):
            client = Client(
                KEY, host=server.url, gzip=gzip, on_error=lambda error, _: errors.append(error), max_retries=0
            )
            client.identify("u1", {"email": "A@b.example", "plan": "gold"})
            client.track("u1", "Product Viewed", {"product_id": "p1", "price": 9.5}, anonymous_id="a1")
            client.page(anonymous_id="a1", category="Docs", name="Start")
            client.screen("u1", name="Cart")
            client.group("u1", "g1", {"name": "Acme"})
            client.alias("a1", "u1")
            moment = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
            client.track("u1", "Order Completed", {"order_id": "A1", "revenue": 12}, timestamp=moment)
            client.flush()
            client.join()

    found = server.run(
        "from marketloop.events import appender, facade\n"
        "appender.turn()\n"
        "rows = facade.reader()(\"SELECT name, user_id, anonymous_id, product_id, amount, time FROM events WHERE kind <> 'fact' ORDER BY seq\")\n"
        "print([tuple(row.values())[:5] + ((row['time'],) if row['name'] == 'order_paid' else ()) for row in rows.to_pylist()])"
    )

    once = [
        ("identified", "u1", None, None, None),
        ("product_viewed", "u1", "a1", "p1", 950),
        ("page_viewed", None, "a1", None, None),
        ("screen_viewed", "u1", None, None, None),
        ("group_joined", "u1", None, None, None),
        ("alias_given", "u1", "a1", None, None),
    ]
    paid = ("order_paid", "u1", None, None, 1200, 1767323045000)
    assert errors == []
    assert eval(found.splitlines()[-1]) == [*once, paid, *once]

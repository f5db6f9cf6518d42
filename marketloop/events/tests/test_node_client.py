"""Segment's published Node client, unchanged, against a real server."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.server import Server

SDK = Path(__file__).resolve().parents[3] / "web" / "sdk"
KEY = "wks_of_the_node_client"


@pytest.mark.crash
def test_segment_analytics_node_works_unchanged(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None or not (SDK.parent / "node_modules" / "@segment" / "analytics-node").is_dir():
        pytest.skip("needs Node and the front-end packages: ./dev check installs them")
    server = Server(tmp_path)
    server.prepare(key=KEY, name="shop", kind="server")
    with server:
        command = [node, "tests/analytics-node.mjs", server.url, KEY]
        done = subprocess.run(command, cwd=SDK, capture_output=True, text=True, timeout=60)

    found = server.run(
        "from marketloop.events import appender, facade\n"
        "appender.turn()\n"
        "rows = facade.reader()(\"SELECT name, user_id, anonymous_id, product_id, amount, time FROM events WHERE kind <> 'fact' ORDER BY seq\")\n"
        "print([tuple(row.values())[:5] + ((row['time'],) if row['name'] == 'order_paid' else ()) for row in rows.to_pylist()])"
    )
    rows = eval(found.splitlines()[-1])

    assert (done.returncode, done.stderr, json.loads(done.stdout)) == (0, "", [])
    # The client sends its batches side by side, so their order is free; each thing is there once.
    assert sorted(rows[:7], key=str) == sorted(
        [
            ("identified", "u1", None, None, None),
            ("product_viewed", "u1", "a1", "p1", 950),
            ("page_viewed", None, "a1", None, None),
            ("screen_viewed", "u1", None, None, None),
            ("group_joined", "u1", None, None, None),
            ("alias_given", "u1", "a1", None, None),
            ("order_paid", "u1", None, None, 1200, 1767323045000),
        ],
        key=str,
    )
    assert rows[7:] == [("Step", "u2", None, None, None)] * 50

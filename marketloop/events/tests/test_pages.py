"""The tracking scripts over HTTP."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.test import Client

from marketloop.events import pages

CODE = b"window.marketloop=1;" * 200


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build with known contents."""
    (tmp_path / "marketloop.js").write_bytes(CODE)
    (tmp_path / "secret.txt").write_bytes(b"secret")
    monkeypatch.setattr(pages, "DIST", tmp_path)
    return tmp_path


def test_the_script_may_be_loaded_by_any_site_and_is_kept_by_browsers() -> None:
    answer = Client().get("/sdk/v1/marketloop.js")

    assert (answer.status_code, answer.content) == (200, CODE)
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == pages.CACHE
    assert (answer["Access-Control-Allow-Origin"], answer["Cross-Origin-Resource-Policy"]) == (
        "*",
        "cross-origin",
    )
    assert "Content-Disposition" not in answer
    assert answer.cookies == {}


def test_it_goes_packed_to_those_who_can_read_that() -> None:
    answer = Client().get("/sdk/v1/marketloop.js", headers={"Accept-Encoding": "gzip, br"})

    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(answer.content) == CODE


def test_who_has_it_is_told_so_until_it_changes(built: Path) -> None:
    client = Client()
    etag = client.get("/sdk/v1/marketloop.js")["ETag"]
    again = client.get("/sdk/v1/marketloop.js", headers={"If-None-Match": f'"x", W/{etag}'})
    packed = client.get("/sdk/v1/marketloop.js", headers={"If-None-Match": etag, "Accept-Encoding": "gzip"})
    (built / "marketloop.js").write_bytes(b"new")
    changed = client.get("/sdk/v1/marketloop.js", headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert packed.status_code == 200
    assert (changed.status_code, changed.content) == (200, b"new")


def test_it_can_be_saved_as_a_file() -> None:
    answer = Client().get("/sdk/v1/marketloop.js?download")

    assert answer["Content-Disposition"] == 'attachment; filename="marketloop.js"'


@pytest.mark.parametrize("name", ["secret.txt", "marketloop-wechat.js", "..%2Fpages.py", "x"])
def test_nothing_else_is_served(name: str) -> None:
    assert Client().get(f"/sdk/v1/{name}").status_code == 404
    assert Client().post("/sdk/v1/marketloop.js").status_code == 405

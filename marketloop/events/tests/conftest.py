"""Tests of events run without the modules above: no resolver, no consumers, no redirects but their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marketloop.events import consumers, facade
from marketloop.events.tests.calls import NOW
from marketloop.platform import clock


@pytest.fixture(autouse=True)
def alone(fresh_spine: None) -> None:
    """Events by itself; what the modules above registered comes back after the test."""
    facade.set_resolver(None)
    facade.set_redirect_resolver(None)
    consumers._consumers.clear()


@pytest.fixture
def sources(db: None) -> Iterator[None]:
    """A browser's and a server's write key, and a clock that stands still."""
    facade.ensure_write_key("web", "browser", "wkb_web")
    facade.ensure_write_key("shop", "server", "wks_shop")
    with clock.travel(NOW):
        yield

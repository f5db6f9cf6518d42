"""A world in memory behind the doors, and a clock that stands still until it is moved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marketloop.journeys.testing import START
from marketloop.journeys.tests.worlds import World
from marketloop.platform import clock
from marketloop.platform.clock import Traveller


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(segments={"seg_a": set(), "seg_b": set()}).install(monkeypatch)


@pytest.fixture
def time() -> Iterator[Traveller]:
    with clock.travel(START) as traveller:
        yield traveller

"""Loops run inline: in order, as often as there is work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marketloop.platform import background

ONLY = frozenset({"test.source", "test.middle", "test.drain"})


@pytest.fixture
def turns() -> Iterator[list[str]]:
    """The turns in order: the source wakes the drain twice, nobody wakes the middle."""
    ran: list[str] = []
    waiting = [1, 1]

    @background.loop("test.source", every_s=60, order=2)
    def source() -> int:
        ran.append("source")
        background.wake("test.drain")
        return waiting.pop() if waiting else 0

    @background.loop("test.middle", every_s=60, order=3)
    def middle() -> int:
        ran.append("middle")
        return 0

    @background.loop("test.drain", every_s=60, order=1)
    def drain() -> int:
        ran.append("drain")
        return 0

    yield ran
    for name in ONLY:
        background._loops.pop(name)


def test_between_whole_rounds_only_woken_loops_run(turns: list[str]) -> None:
    did = background.run_all_once(only=ONLY)

    whole = ["drain", "source", "middle"]
    assert did == 2
    assert turns == [*whole, "drain", *whole, "drain", *whole]

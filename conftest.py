"""What all tests share; the home of their own comes from `tests/home.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest_plugins = ["marketloop.events.testing"]


@pytest.fixture(autouse=True)
def unmoved_clock() -> Iterator[None]:
    """A test that moves business time does not move it for the next one."""
    from marketloop.platform import clock

    yield
    clock.forget()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database: those tests run a second time on PostgreSQL."""
    for item in items:
        if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.db)

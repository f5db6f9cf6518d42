"""Every test session has its own home; nothing of the developer's installation is touched."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

import pytest

KEPT = ("MARKETLOOP_TEST_DATABASE_URL", "MARKETLOOP_TEST_WORKERS", "MARKETLOOP_DATA", "MARKETLOOP_SPEC")
for name in [name for name in os.environ if name.startswith("MARKETLOOP_") and name not in KEPT]:
    del os.environ[name]
os.environ["MARKETLOOP_HOME"] = tempfile.mkdtemp(prefix="marketloop-test-")
atexit.register(shutil.rmtree, os.environ["MARKETLOOP_HOME"], ignore_errors=True)
if url := os.environ.get("MARKETLOOP_TEST_DATABASE_URL"):
    os.environ["MARKETLOOP_DATABASE_URL"] = url

pytest_plugins = ["marketloop.events.testing"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database: those tests run a second time on PostgreSQL."""
    for item in items:
        if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.db)

"""Every test session has its own home; nothing of the developer's installation is touched.

A plugin of its own (`-p tests.home`), because pytest-django reads the settings before any conftest is loaded.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

KEPT = ("MARKETLOOP_TEST_DATABASE_URL", "MARKETLOOP_TEST_WORKERS", "MARKETLOOP_DATA", "MARKETLOOP_SPEC")
for name in [name for name in os.environ if name.startswith("MARKETLOOP_") and name not in KEPT]:
    del os.environ[name]
os.environ["MARKETLOOP_HOME"] = tempfile.mkdtemp(prefix="marketloop-test-")
atexit.register(shutil.rmtree, os.environ["MARKETLOOP_HOME"], ignore_errors=True)
if url := os.environ.get("MARKETLOOP_TEST_DATABASE_URL"):
    os.environ["MARKETLOOP_DATABASE_URL"] = url

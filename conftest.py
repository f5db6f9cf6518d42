"""Every test session has its own home; nothing of the developer's installation is touched."""

from __future__ import annotations

import os
import tempfile

os.environ["MARKETLOOP_HOME"] = tempfile.mkdtemp(prefix="marketloop-test-")
for name in [
    name for name in os.environ if name.startswith("MARKETLOOP_") and name not in ("MARKETLOOP_HOME",)
]:
    if name not in ("MARKETLOOP_TEST_DATABASE_URL", "MARKETLOOP_DATA"):
        del os.environ[name]
if url := os.environ.get("MARKETLOOP_TEST_DATABASE_URL"):
    os.environ["MARKETLOOP_DATABASE_URL"] = url

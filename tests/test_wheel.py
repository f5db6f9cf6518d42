"""The wheel carries the console and the tracking scripts, and runs from a clean virtual environment."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]
DIST = ROOT / "marketloop" / "console" / "dist" / "index.html"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `marketloop` command of an environment that holds the wheel and what it needs, nothing else."""
    if not DIST.is_file():
        pytest.skip("the console is not built: ./dev build, or cd web && npm run build")
    folder = tmp_path_factory.mktemp("wheel")
    python = sys.executable
    _run(python, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "marketloop/console/dist/index.html" in names
    assert {"marketloop/events/dist/marketloop.js", "marketloop/events/dist/marketloop-wechat.js"} <= {*names}
    assert any(name.startswith("marketloop/console/dist/assets/") and name.endswith(".js") for name in names)
    environment = folder / "venv"
    _run(python, "-m", "uv", "venv", "-q", "--python", python, str(environment))
    target = str(environment / "bin" / "python")
    requirements = str(ROOT / "requirements.lock")
    _run(python, "-m", "uv", "pip", "install", "-q", "--python", target, "-r", requirements)
    _run(python, "-m", "uv", "pip", "install", "-q", "--python", target, "--no-deps", str(wheel))
    return environment / "bin" / "marketloop"


def test_the_wheel_builds_a_demo_and_serves_it(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "marketloop.env").write_text("MARKETLOOP_DEMO=true\n", encoding="utf-8")
    home = {**_clean(), "MARKETLOOP_HOME": str(tmp_path)}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])

    _run(str(installed), "migrate", env=home)
    shown = _run(str(installed), "demo", "--customers", "60", "--months", "2", env=home)
    server = subprocess.Popen([str(installed), "serve", "--port", str(port)], env=home, cwd=tmp_path)
    try:
        page = _fetch(f"http://127.0.0.1:{port}/app/home")
        script = page.split('type="module" crossorigin src="', 1)[1].split('"', 1)[0]
        code = _fetch(f"http://127.0.0.1:{port}{script}")
        tracking = _fetch(f"http://127.0.0.1:{port}/sdk/v1/marketloop.js")
    finally:
        server.terminate()
        server.wait(20)

    assert "done:" in shown
    assert '<div id="root">' in page
    assert len(code) > 10_000
    assert "marketloop" in tracking


def _clean() -> dict[str, str]:
    """The environment without what leads to this checkout."""
    hidden = ("MARKETLOOP_", "DJANGO_", "PYTHONPATH", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)}


def _run(*command: str, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, env=env or _clean(), capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, f"{command[:4]}: {done.stdout[-1500:]}{done.stderr[-3000:]}"
    return done.stdout


def _fetch(url: str) -> str:
    """The body, once the server answers (at most 60 s)."""
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)

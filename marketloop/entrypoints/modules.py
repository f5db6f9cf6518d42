"""The modules of this product: every package beside this one that has an `apps.py`."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

_ROOT = Path(__file__).resolve().parents[1]


def list_modules() -> list[str]:
    """Names of all modules with a Django application, sorted."""
    return sorted(path.parent.name for path in _ROOT.glob("*/apps.py"))


def parts(role: str) -> list[ModuleType]:
    """The `role` file (`rest`, `jobs` …) of every module that has one, imported."""
    names = [f"marketloop.{module}.{role}" for module in list_modules()]
    return [import_module(name) for name in names if find_spec(name) is not None]

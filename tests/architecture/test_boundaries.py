"""Modules are entered by their doors only, and no table points into another module's tables.

The order of the layers is import-linter's business (pyproject.toml); here it is about *what* of a lower module may be seen.
"""

from __future__ import annotations

from django.apps import apps

from tests.architecture.sources import PACKAGE, ROOT, imports_of, tracked

DOORS = frozenset({"facade", "contracts"})
FURTHER_DOORS = {"events": ("query.ast", "personal", "schema", "collector")}
"""Parts of the contracts that are files of their own: the query AST, the rule by which personal values are written, the columns of
the store, and the tracking door."""
OPEN_MODULES = frozenset({"platform", "facts", "connectors"})
MOUNTED = frozenset({"rest", "pages", "commands", "jobs", "collector"})
"""What `entrypoints` mounts beside the doors."""


def _allowed(importer: str, is_test: bool, module: str, rest: str) -> bool:
    head = rest.split(".")[0]
    if module in OPEN_MODULES or head in DOORS or rest.startswith(FURTHER_DOORS.get(module, ("/",))):
        return True
    if is_test and head == "testing":
        return True
    return importer == "entrypoints" and head in MOUNTED


def test_modules_are_entered_by_their_doors() -> None:
    strangers = []
    for path in tracked("marketloop/*.py"):
        importer = path.relative_to(PACKAGE).parts[0]
        is_test = "tests" in path.parts or path.name in ("testing.py", "conftest.py")
        for line, name in imports_of(path):
            parts = name.split(".")
            if parts[0] != "marketloop" or len(parts) < 3 or parts[1] == importer:
                continue
            if not _allowed(importer, is_test, parts[1], ".".join(parts[2:])):
                strangers.append(f"{path.relative_to(ROOT)}:{line} reaches into {name}")

    assert strangers == []


def test_no_relation_crosses_modules() -> None:
    crossing = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("marketloop.")
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if field.related_model._meta.app_label != model._meta.app_label
    ]

    assert crossing == []

"""The API is one document: names of operations and of schemas are unique over all modules."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict

from marketloop.entrypoints.api import api
from tests.architecture.sources import ROOT, tracked


def test_operation_ids_are_unique() -> None:
    document = api.get_openapi_schema()
    names = Counter(
        operation["operationId"] for path in document["paths"].values() for operation in path.values()
    )

    assert [name for name, times in names.items() if times > 1] == []


def test_schema_names_are_unique() -> None:
    """Two of one name would overwrite each other in the OpenAPI document, and so in the generated client."""
    found = defaultdict(list)
    for path in tracked("marketloop/*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            bases = [base.id for base in getattr(node, "bases", []) if isinstance(base, ast.Name)]
            if isinstance(node, ast.ClassDef) and "Schema" in bases:
                found[node.name].append(str(path.relative_to(ROOT)))

    assert {name: files for name, files in found.items() if len(files) > 1} == {}

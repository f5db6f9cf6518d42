"""Typed questions to the event store: an AST (`ast`), its DuckDB compiler, analytic kernels, and a naive evaluator for tests."""

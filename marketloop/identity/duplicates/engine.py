"""The search itself, in whatever process calls it: records in, weighed pairs out. Same records and seed, same pairs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa

from marketloop.identity.duplicates.fields import Plan

SEED = 20260
SAMPLE_PAIRS = 1_000_000
PAIRS = pa.schema(
    [
        ("left", pa.int64()),
        ("right", pa.int64()),
        ("probability", pa.float64()),
        ("weight", pa.float64()),
        ("prior", pa.float64()),
        ("levels", pa.list_(pa.int32())),
        ("weights", pa.list_(pa.float64())),
    ]
)
"""A pair, left < right. `weight`: log2 of the odds; it is `prior` and the weights of the fields (in the plan's order) summed.
`levels`: outcome per field, −1 where one side has no value (weight 0)."""


def find_pairs(
    records: pa.Table,
    plan: Plan,
    *,
    at_least: float = 0.5,
    memory: str = "1GB",
    threads: int = 2,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> pa.Table:
    """Pairs of records (column `id` int64 and the plan's) that are one person with at least this probability, as `PAIRS`.

    DuckDB in memory within `memory`, nothing written to disk: it fails rather than spill personal values.
    """
    from splink import DuckDBAPI, Linker

    if records.num_rows < 2:
        return PAIRS.empty_table()
    connection = duckdb.connect()
    for setting in (f"memory_limit='{memory}'", f"threads={threads}", "temp_directory=''"):
        connection.execute(f"SET {setting}")
    backend = DuckDBAPI(connection)
    named = backend.register(records.rename_columns(_ids(records)))
    linker = Linker(named, _settings(plan), log_level=logging.ERROR)
    total = len(plan.training) + 3
    progress(0, total)
    _train(linker, plan, total, progress)
    found = linker.inference.predict(threshold_match_probability=at_least)
    pairs = _as_pairs(found.as_duckdbpyrelation().to_arrow_table(), plan)
    progress(total, total)
    return pairs


def _ids(records: pa.Table) -> list[str]:
    return ["unique_id" if name == "id" else name for name in records.column_names]


def _settings(plan: Plan) -> Any:
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[field.comparison(field.name) for field in plan.fields],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in plan.blocking],
        retain_matching_columns=True,  # without them the outcomes (gamma) are left out too
        retain_intermediate_calculation_columns=True,
    )


def _train(linker: Any, plan: Plan, total: int, progress: Callable[[int, int], None]) -> None:
    """Prior, chance agreement (u) and agreement of duplicates (m)."""
    from splink import block_on

    training = linker.training
    certain = [block_on(*rule) for rule in plan.certain]
    training.estimate_probability_two_random_records_match(certain, recall=plan.recall)
    progress(1, total)
    training.estimate_u_using_random_sampling(max_pairs=SAMPLE_PAIRS, seed=SEED)
    progress(2, total)
    for place, rule in enumerate(plan.training):
        training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
        progress(3 + place, total)


def _as_pairs(found: pa.Table, plan: Plan) -> pa.Table:
    rows = []
    for row in found.to_pylist():
        parts = [_weight_of(row, field.name) for field in plan.fields]
        levels = [int(row[f"gamma_{field.name}"]) for field in plan.fields]
        left, right = sorted((row["unique_id_l"], row["unique_id_r"]))
        weight = float(row["match_weight"])
        rows.append(
            (left, right, float(row["match_probability"]), weight, weight - sum(parts), levels, parts)
        )
    rows.sort(key=lambda one: (-one[3], one[0], one[1]))
    columns = list(zip(*rows, strict=True)) or [()] * len(PAIRS)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, PAIRS, strict=True)], schema=PAIRS
    )


def _weight_of(row: dict[str, Any], name: str) -> float:
    """What a field adds in log2 of the odds, with how rare its value is (term frequency)."""
    return float(row[f"mw_{name}"] or 0) + float(row.get(f"mw_tf_adj_{name}") or 0)

"""Findings on drafts, instants of waits, tests on events, playbook texts: the pure parts, with exact values."""

from __future__ import annotations

import ast
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from marketloop.events.query.ast import Where
from marketloop.journeys.event_tests import holds
from marketloop.journeys.graph import Graph, with_list_ids
from marketloop.journeys.plans import rank_of
from marketloop.journeys.timing import next_local_time, trait_instant
from marketloop.journeys.validation import check
from marketloop.platform import clock
from marketloop.platform.i18n import catalogue

HERE = Path(__file__).parents[1]
SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
ENTRY = {"type": "event_entry", "id": "in", "event": "cart", "next": "a"}
GOAL = {"type": "goal", "id": "g", "events": [{"name": "order_paid"}]}
EXIT = {"type": "exit", "id": "a"}
TEXT = {"type": "trait", "key": "city", "op": "eq", "value": "x"}


def findings(*nodes: dict[str, Any], **settings: Any) -> set[tuple[str, str, str]]:
    """(level, node, code) of a graph in a world with the segment seg_ok and the template tpl_ok."""
    graph = Graph.model_validate({"nodes": nodes, "settings": settings})
    issues = check(
        graph, segment_exists=lambda one: one == "seg_ok", template_exists=lambda one: one == "tpl_ok"
    )
    return {(one.level, one.node, one.code) for one in (*issues.errors, *issues.warnings)}


@pytest.mark.parametrize(
    ("nodes", "settings", "expected"),
    [
        ([ENTRY, EXIT, GOAL], {}, set()),
        ([], {}, {("error", "", "no_entry"), ("warning", "", "no_goal")}),
        ([{**ENTRY, "next": None}, GOAL], {}, {("error", "in", "entry_leads_nowhere")}),
        ([{**ENTRY, "next": "z"}, GOAL], {}, {("error", "in", "dangling_branch")}),
        ([{**ENTRY, "event": ""}, EXIT, GOAL], {}, {("error", "in", "event_missing")}),
        ([ENTRY, EXIT, GOAL, {"type": "exit", "id": "b"}], {}, {("error", "b", "unreachable")}),
        ([ENTRY, EXIT, GOAL, {**GOAL, "id": "h"}], {}, {("error", "h", "second_goal")}),
        ([ENTRY, EXIT, EXIT, GOAL], {}, {("error", "a", "duplicate_id")}),
        ([ENTRY, {**EXIT, "reason": "merged"}, GOAL], {}, {("error", "a", "reason_reserved")}),
        (
            [ENTRY, {"type": "tag", "id": "a", "add": ["x"], "next": "b"}, {"type": "tag", "id": "b", "add": ["y"], "next": "a"}, GOAL],
            {},
            {("error", "a", "cycle_without_wait"), ("error", "b", "cycle_without_wait")},
        ),
        (
            [ENTRY, {"type": "delay", "id": "a", "wait": {"kind": "duration", "length": {"amount": 1}}, "next": "a"}, GOAL],
            {},
            set(),
        ),
        ([ENTRY, {"type": "tag", "id": "a", "next": "in"}, GOAL], {}, {("error", "a", "into_entry"), ("error", "a", "tags_missing"), ("error", "a", "cycle_without_wait"), ("error", "in", "cycle_without_wait")}),
        ([ENTRY, {"type": "update_profile", "id": "a"}, GOAL], {}, {("error", "a", "traits_missing")}),
        ([ENTRY, {"type": "send_email", "id": "a"}, GOAL], {}, {("error", "a", "template_missing")}),
        ([ENTRY, {"type": "send_email", "id": "a", "template": "tpl_x"}, GOAL], {}, {("error", "a", "template_unknown")}),
        (
            [{"type": "segment_entry", "id": "in", "next": "a"}, EXIT, GOAL], {}, {("error", "in", "segment_missing")},
        ),
        (
            [{"type": "segment_entry", "id": "in", "segment": "seg_x", "next": "a"}, EXIT, GOAL],
            {"suppression_segment": "seg_y"},
            {("error", "in", "segment_unknown"), ("error", "", "segment_unknown")},
        ),
        (
            [ENTRY, {"type": "wait_for", "id": "a", "timeout": {"amount": 1}}, GOAL],
            {},
            {("error", "a", "wait_for_nothing"), ("warning", "a", "all_ways_end")},
        ),
        (
            [ENTRY, {"type": "condition_split", "id": "a", "otherwise": "b", "branches": [
                {"key": "x", "condition": {"type": "all", "of": []}, "next": "b"}, {"key": "otherwise", "condition": TEXT}]},
             {"type": "exit", "id": "b"}, GOAL],
            {},
            {("error", "a", "empty_condition"), ("error", "a", "branch_key_taken")},
        ),
        (
            [ENTRY, {"type": "random_split", "id": "a", "branches": [
                {"key": "x", "percent": 50, "next": "b"}, {"key": "y", "percent": 49.9, "next": "b"}]},
             {"type": "exit", "id": "b"}, GOAL],
            {},
            {("error", "a", "percent_not_100")},
        ),
        (
            [ENTRY, {"type": "random_split", "id": "a", "branches": [
                {"key": key, "percent": percent, "next": "b"} for key, percent in (("x", 33.3), ("y", 33.3), ("z", 33.4))]},
             {"type": "exit", "id": "b"}, GOAL],
            {},
            set(),
        ),
        ([ENTRY, EXIT], {"holdout_percent": 5}, {("warning", "", "no_goal"), ("warning", "", "holdout_without_goal")}),
        ([{**ENTRY, "key": "order_id"}, EXIT, GOAL], {}, {("warning", "in", "key_without_rule")}),
        ([ENTRY, EXIT, GOAL], {"re_entry": {"rule": "each_key"}}, {("error", "", "each_key_without_key")}),
    ],
)  # fmt: skip
def test_findings(nodes: list[dict[str, Any]], settings: dict[str, Any], expected: set[Any]) -> None:
    assert findings(*nodes, **settings) == expected


def _reasons() -> set[str]:
    """The codes in dry_run.py: the third argument of `took`, the first of `said`; either side of an if-expression."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((HERE / "dry_run.py").read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("took", "said")
        ):
            code = node.args[2 if node.func.id == "took" else 0]
            sides = [code.body, code.orelse] if isinstance(code, ast.IfExp) else [code]
            found |= {side.value for side in sides if isinstance(side, ast.Constant)}  # type: ignore[misc]
    return found


def test_every_finding_and_reason_has_its_words_in_both_languages() -> None:
    findings_in = (HERE / "validation.py").read_text(encoding="utf-8")
    refusals_in = "".join(
        (HERE / f"{name}.py").read_text(encoding="utf-8")
        for name in ("services", "rest", "playbooks", "queries")
    )

    codes = {f"journeys.issue.{code}" for code in re.findall(r'_(?:error|warning)\(\s*"(\w+)"', findings_in)}
    codes |= {f"journeys.dry.{code}" for code in _reasons()}
    codes |= {
        f"errors.{code}" for code in re.findall(r'(?:Invalid|Conflict|NotFound)\(\s*"(\w+)"', refusals_in)
    }

    assert len(codes) > 50
    assert codes - set(catalogue("zh-CN")) == set()
    assert codes - set(catalogue("en")) == set()


def test_graphs_are_typed_and_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValidationError):
        Graph.model_validate({"nodes": [{**EXIT, "colour": "red"}]})
    with pytest.raises(ValidationError):
        Graph.model_validate(
            {"nodes": [{"type": "delay", "id": "d", "wait": {"kind": "local_time", "time": "25:00"}}]}
        )
    with pytest.raises(ValidationError):
        Graph.model_validate({"settings": {"start_ms": 5, "end_ms": 5}})

    value = {"a": [{"type": "list", "list_id": 7}, {"type": "tag", "list_id": 7}]}
    assert with_list_ids(value, lambda one: f"seg_{one}") == {
        "a": [{"type": "list", "list_id": "seg_7"}, {"type": "tag", "list_id": 7}]
    }


def test_rank_puts_nodes_before_those_that_they_lead_to() -> None:
    graph = Graph.model_validate(
        {
            "nodes": [
                {"type": "exit", "id": "z"},
                {**ENTRY, "next": "s"},
                {"type": "random_split", "id": "s", "branches": [{"key": "x", "percent": 50, "next": "t"}, {"key": "y", "percent": 50, "next": "z"}]},
                {"type": "tag", "id": "t", "add": ["x"], "next": "z"},
            ]
        }
    )  # fmt: skip

    assert sorted(rank_of(graph), key=rank_of(graph).__getitem__) == ["in", "s", "t", "z"]


def local(text: str, zone: ZoneInfo) -> int:
    return clock.to_ms(dt.datetime.fromisoformat(text).replace(tzinfo=zone))


@pytest.mark.parametrize(
    ("start", "time", "weekdays", "zone", "expected"),
    [
        ("2026-03-02T09:00", "10:00", (), SHANGHAI, "2026-03-02T10:00"),
        ("2026-03-02T10:00", "10:00", (), SHANGHAI, "2026-03-02T10:00"),
        ("2026-03-02T10:01", "10:00", (), SHANGHAI, "2026-03-03T10:00"),
        ("2026-03-02T10:01", "10:00", (0,), SHANGHAI, "2026-03-09T10:00"),
        ("2026-03-28T12:00", "02:30", (), BERLIN, "2026-03-29T03:30"),  # the clocks skip 02:30
        ("2026-03-28T20:00", "10:00", (6,), BERLIN, "2026-03-29T10:00"),
    ],
)
def test_next_local_time(
    start: str, time: str, weekdays: tuple[int, ...], zone: ZoneInfo, expected: str
) -> None:
    assert next_local_time(local(start, zone), time, weekdays, zone) == local(expected, zone)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-05-01", "2026-04-28T10:00"),
        ("2026-04-30T20:00:00+00:00", "2026-04-28T10:00"),
        (local("2026-05-01T08:00", SHANGHAI), "2026-04-28T10:00"),
        ("soon", None),
        (None, None),
        (True, None),
    ],
)
def test_instant_of_a_date_trait(value: object, expected: str | None) -> None:
    found = trait_instant(value, -3, "10:00", SHANGHAI)

    assert found == (None if expected is None else local(expected, SHANGHAI))


@pytest.mark.parametrize(
    ("value", "op", "operand", "expected"),
    [
        ("a", "eq", "a", True), ("A", "eq", "a", False), (5, "eq", 5.0, True), ("5", "eq", 5, True), (True, "eq", True, True),
        (None, "ne", "a", True), (None, "eq", "a", False), (None, "empty", None, True), ("", "not_empty", None, False),
        ("Quilt", "contains", "qUI", True), ("Quilt", "starts_with", "qu", True), ("Quilt", "not_contains", "x", True),
        ("b", "in", ["a", "b"], True), ("c", "not_in", ["a", "b"], True), (None, "in", ["a"], False),
        (300, "gte", 300, True), ("301", "gt", 300, True), ("x", "gt", 3, False), (5, "between", [1, 5], True), (6, "between", [1, 5], False),
    ],
)  # fmt: skip
def test_tests_on_single_events(value: Any, op: Any, operand: Any, expected: bool) -> None:
    assert holds(value, Where(property="p", op=op, value=operand)) is expected


def test_playbooks_have_both_languages_everywhere() -> None:
    folder = HERE / "playbooks"

    def texts(value: Any) -> list[set[str]]:
        if isinstance(value, dict):
            own = [set(value)] if {"zh-CN", "en"} & set(value) else []
            return own + [one for inner in value.values() for one in texts(inner)]
        return [one for inner in value for one in texts(inner)] if isinstance(value, list) else []

    found = [
        one for path in folder.glob("*.json") for one in texts(json.loads(path.read_text(encoding="utf-8")))
    ]

    assert len(found) > 60
    assert all(one == {"zh-CN", "en"} for one in found)

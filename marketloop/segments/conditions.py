"""Conditions at the edge: JSON in, checked tree out, and back. Inside, lists are int ids; in JSON they are `seg_…`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from marketloop.events.query.ast import (
    MAX_DEPTH,
    MAX_LEAVES,
    OWNERS,
    All,
    Condition,
    InList,
    Leaf,
    Not,
    leaves_of,
    parts_of,
)
from marketloop.events.query.ast import Any as AnyOf
from marketloop.platform import ids
from marketloop.platform.errors import BadRequest, Invalid
from marketloop.segments.contracts import PREFIX

_ADAPTER: TypeAdapter[Condition] = TypeAdapter(Condition)
_CODES = {
    "union_tag_invalid": "segment_condition_type_unknown",
    "union_tag_not_found": "segment_condition_type_missing",
    "missing": "segment_condition_field_missing",
    "extra_forbidden": "segment_condition_field_unknown",
    "literal_error": "segment_condition_choice_unknown",
}


def parse_condition(data: Any) -> Condition:
    """The tree of a JSON condition; raises Invalid (422) whose `fields` map the path of each fault to its code."""
    if not isinstance(data, dict):
        raise Invalid("segment_condition_malformed", fields={"condition": "segment_condition_malformed"})
    _check_nesting(data)
    try:
        return _ADAPTER.validate_python(_with_list_ids(data, "condition"))
    except ValidationError as error:
        faults = {
            _path(one["loc"]): _CODES.get(one["type"], "segment_condition_value") for one in error.errors()
        }
        path, code = next(iter(faults.items()))
        raise Invalid(code, fields=faults, leaf=path) from None


def render_condition(condition: Condition) -> dict[str, Any]:
    """The JSON of a tree, as the API gives and takes it."""
    rendered: dict[str, Any] = _ADAPTER.dump_python(condition, mode="json")
    return _with_list_texts(rendered)


def check_saved(condition: Condition) -> None:
    """What a saved condition must fulfil beyond being readable: no empty group; raises Invalid naming the group."""
    for path, node in nodes_with_paths(condition):
        if isinstance(node, All | AnyOf) and not node.of:
            raise Invalid("segment_group_empty", fields={path: "segment_group_empty"}, leaf=path)


def nodes_with_paths(condition: Condition, path: str = "condition") -> Iterator[tuple[str, Condition]]:
    """Every node with its place in the JSON (`condition.of.0.of`), parents before children."""
    yield path, condition
    for index, part in enumerate(parts_of(condition)):
        yield from nodes_with_paths(
            part, f"{path}.of" if isinstance(condition, Not) else f"{path}.of.{index}"
        )


def leaves_with_paths(condition: Condition) -> Iterator[tuple[str, Leaf]]:
    """Every leaf with its place in the JSON."""
    for path, node in nodes_with_paths(condition):
        if not isinstance(node, All | AnyOf | Not):
            yield path, node


def lists_in(condition: Condition) -> frozenset[int]:
    """Ids of the lists and segments that the condition names."""
    return frozenset(leaf.list_id for leaf in leaves_of(condition) if isinstance(leaf, InList))


def _check_nesting(data: dict[str, Any]) -> None:
    """Depth and number of leaves, before anything recurses into the tree; names the first leaf beyond the limit."""
    leaves, waiting = 0, [(data, "condition", 1)]
    while waiting:
        node, path, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise Invalid(
                "segment_condition_too_deep",
                fields={path: "segment_condition_too_deep"},
                limit=MAX_DEPTH,
                leaf=path,
            )
        parts = _raw_parts(node, path)
        leaves += not parts and node.get("type") not in ("all", "any", "not")
        if leaves > MAX_LEAVES:
            raise Invalid(
                "segment_condition_too_large",
                fields={path: "segment_condition_too_large"},
                limit=MAX_LEAVES,
                leaf=path,
            )
        waiting += [(part, place, depth + 1) for part, place in reversed(parts)]


def _raw_parts(node: dict[str, Any], path: str) -> list[tuple[dict[str, Any], str]]:
    of = node.get("of")
    if isinstance(of, dict):
        return [(of, f"{path}.of")]
    if isinstance(of, list):
        return [(part, f"{path}.of.{index}") for index, part in enumerate(of) if isinstance(part, dict)]
    return []


def _with_list_ids(node: dict[str, Any], path: str) -> dict[str, Any]:
    made = dict(node)
    if node.get("type") == "list" and isinstance(node.get("list_id"), str):
        made["list_id"] = _list_id(node["list_id"], path)
    of = node.get("of")
    if isinstance(of, dict):
        made["of"] = _with_list_ids(of, f"{path}.of")
    elif isinstance(of, list):
        made["of"] = [
            _with_list_ids(part, f"{path}.of.{index}") if isinstance(part, dict) else part
            for index, part in enumerate(of)
        ]
    return made


def _list_id(text: str, path: str) -> int:
    try:
        return ids.decode(PREFIX, text)
    except BadRequest:
        raise Invalid(
            "segment_reference_malformed",
            fields={path: "segment_reference_malformed"},
            leaf=path,
            got=text[:40],
        ) from None


def _with_list_texts(node: dict[str, Any]) -> dict[str, Any]:
    if node["type"] == "list":
        return {**node, "list_id": ids.encode(PREFIX, node["list_id"])}
    if node["type"] == "owner":
        return {**node, "among": [ids.encode(OWNERS[node["by"]], one) for one in node["among"]]}
    of = node.get("of")
    if isinstance(of, list):
        return {**node, "of": [_with_list_texts(part) for part in of]}
    return {**node, "of": _with_list_texts(of)} if isinstance(of, dict) else node


def _path(location: tuple[int | str, ...]) -> str:
    """pydantic's location without the union tags that it mixes in."""
    kept = [
        str(part) for index, part in enumerate(location) if not (part in _TAGS and _is_tag(location, index))
    ]
    return ".".join(["condition", *kept])


_TAGS = frozenset(
    {"all", "any", "not", "ever", "last", "ago", "between", "state", "trait", "event"}
    | {leaf.model_fields["type"].default for leaf in get_args(Leaf)}
)


def _is_tag(location: tuple[int | str, ...], index: int) -> bool:
    """A union tag follows the start, an index, `of`, `window` or `metric`, never names the faulty field itself at the end."""
    before = location[index - 1] if index else None
    return before is None or isinstance(before, int) or before in ("of", "window", "metric")

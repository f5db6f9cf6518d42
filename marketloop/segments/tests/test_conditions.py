"""Reading conditions: faults are named with their place, ids are text outside and numbers inside."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketloop.events.query.ast import InList, Not
from marketloop.platform import ids
from marketloop.platform.errors import Invalid
from marketloop.platform.i18n import LANGUAGES, translate
from marketloop.segments.conditions import check_saved, lists_in, parse_condition, render_condition

TAG = {"type": "tag", "tag": "VIP"}


def fault(data: Any) -> tuple[str, dict[str, str]]:
    with pytest.raises(Invalid) as caught:
        check_saved(parse_condition(data))
    for language in LANGUAGES:
        text = translate(f"errors.{caught.value.code}", language, **caught.value.params)
        assert "{" not in text
        assert text != f"errors.{caught.value.code}"
    return caught.value.code, caught.value.fields


def nested(depth: int) -> dict[str, Any]:
    return TAG if depth == 1 else {"type": "not", "of": nested(depth - 1)}


def test_segment_ids_are_text_outside_and_numbers_inside() -> None:
    data = {"type": "not", "of": {"type": "list", "list_id": ids.encode("seg", 42)}}

    tree = parse_condition(data)

    assert tree == Not(of=InList(list_id=42))
    assert lists_in(tree) == {42}
    assert render_condition(tree) == {
        "type": "not",
        "of": {"type": "list", "list_id": ids.encode("seg", 42), "member": True},
    }
    assert parse_condition(render_condition(tree)) == tree


@pytest.mark.parametrize(
    ("data", "code", "path"),
    [
        (None, "segment_condition_malformed", "condition"),
        ([TAG], "segment_condition_malformed", "condition"),
        (
            {"type": "all", "of": [TAG, {"type": "horoscope"}]},
            "segment_condition_type_unknown",
            "condition.of.1",
        ),
        ({"type": "not", "of": {"tag": "VIP"}}, "segment_condition_type_missing", "condition.of"),
        ({"type": "any", "of": [{"type": "tag"}]}, "segment_condition_field_missing", "condition.of.0.tag"),
        ({"type": "tag", "tag": "VIP", "colour": 1}, "segment_condition_field_unknown", "condition.colour"),
        (
            {"type": "event", "name": "x", "window": {"kind": "last", "amount": 0}},
            "segment_condition_value",
            "condition.window.amount",
        ),
        ({"type": "event", "name": "x", "op": "about"}, "segment_condition_choice_unknown", "condition.op"),
        ({"type": "list", "list_id": "pro_1"}, "segment_reference_malformed", "condition"),
        ({"type": "all", "of": []}, "segment_group_empty", "condition"),
        ({"type": "all", "of": [TAG, {"type": "any", "of": []}]}, "segment_group_empty", "condition.of.1"),
        (nested(9), "segment_condition_too_deep", "condition" + ".of" * 8),
        ({"type": "any", "of": [TAG] * 201}, "segment_condition_too_large", "condition.of.200"),
    ],
)
def test_faults_are_named_with_their_place(data: Any, code: str, path: str) -> None:
    found, fields = fault(data)

    assert found == code
    assert fields.get(path) == code


def test_the_limits_themselves_are_allowed() -> None:
    check_saved(parse_condition(nested(8)))
    check_saved(parse_condition({"type": "any", "of": [TAG] * 200}))


def test_very_deep_json_is_refused_without_recursion() -> None:
    data: dict[str, Any] = TAG
    for _ in range(5_000):
        data = {"type": "not", "of": data}

    assert fault(data)[0] == "segment_condition_too_deep"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["type", "of", "name", "op", "value", "window", "list_id"]),
                inner | st.sampled_from(["all", "any", "not", "tag", "event", "list", "trait"]),
                max_size=4,
            )
        ),
        max_leaves=8,
    )
)
def test_whatever_comes_in_is_read_or_refused(data: Any) -> None:
    with contextlib.suppress(Invalid):
        assert render_condition(parse_condition(data))["type"] == data["type"]

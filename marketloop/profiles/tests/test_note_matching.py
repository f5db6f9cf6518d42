"""Notes to tags: exact Chinese cases with negation."""

from __future__ import annotations

import pytest

from marketloop.profiles.note_matching import Mention, mentions

WORDS = {1: ["孩子", "宝宝", "小朋友"], 2: ["养猫", "猫咪", "cat"], 3: ["装修"], 4: ["过敏"]}


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("家里有两个孩子，周末常来店里", [1]),
        ("没有孩子", []),
        ("还没有宝宝，但是养猫", [2]),
        ("她说暂时不要孩子。", []),
        ("不是没有孩子，是孩子在外地", [1]),
        ("孩子没有，猫咪两只", [2]),
        ("非常喜欢孩子的床品", [1]),
        ("质量不错，小朋友也喜欢", [1]),
        ("无论孩子还是老人都能用", [1]),
        ("不仅养猫，还在装修", [2, 3]),
        ("未来准备装修", [3]),
        ("近期不装修，明年再说", []),
        ("不装修了。之后又说要装修", [3]),
        ("并非对羽绒过敏", []),
        ("对羽绒过敏，没有别的要求", [4]),
        ("没有别的要求，对羽绒过敏", [4]),
        ("不过敏", []),
        ("She has a Cat, no pets otherwise", [2]),
        ("category A customer", []),
        ("she does not have a cat", []),
        ("", []),
    ],
)
def test_notes_are_understood(text: str, tags: list[int]) -> None:
    assert [one.tag for one in mentions(text, WORDS)] == tags


def test_the_reason_is_the_first_word_that_counts() -> None:
    assert mentions("没有孩子？其实有宝宝", WORDS) == [Mention(1, "宝宝")]
    assert mentions("有孩子", {1: ["", " "], 2: []}) == []

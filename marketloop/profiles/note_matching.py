"""Which tags a free-text note speaks of, by a dictionary that staff keep. Pure, and explainable: the word found is the reason.

A word is looked for as it is written (Latin letters: whole words, any case). It does not count where it is negated: an odd number
of negations in the eight characters (Latin: 24) before it in the same clause (没有孩子), or a negation right behind it (孩子没有). Two negations
cancel out (不是没有孩子). Words that only look like a negation (不错, 非常, 差不多 …) do not negate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

REACH, REACH_LATIN = 8, 24
_CLAUSE = re.compile(r"[，。；！？、,.;!?\n]|但是|但|不过|可是|而是")
_HARMLESS = re.compile(
    r"不错|没错|没事|不仅|不但|不光|不只|不止|不管|无论|非常|差不多|不得不|未来|不时|不断|不久|没准|not only"
)
_NEGATION = re.compile(r"没有|不是|并非|没|不|无|未|非|别|否认|\bno\b|\bnot\b|\bnever\b|\bwithout\b|n't\b")
_BEHIND = re.compile(r"^\s*(还没有|都没有|没有|还没|都没|没)\s*(了)?\s*$")


@dataclass(frozen=True)
class Mention:
    """A tag (by its key in the dictionary) that a text speaks of, and the word that says so."""

    tag: int
    word: str


def mentions(text: str, dictionary: Mapping[int, Sequence[str]]) -> list[Mention]:
    """The tags a text speaks of, each with the first of its words that counts, in the order of the dictionary."""
    clauses = [clause.lower() for clause in _CLAUSE.split(text) if clause.strip()]
    found = []
    for tag, words in dictionary.items():
        word = next((one for one in words if one.strip() and _speaks_of(clauses, one.strip().lower())), None)
        if word is not None:
            found.append(Mention(tag, word))
    return found


def _speaks_of(clauses: Iterable[str], word: str) -> bool:
    latin = word.isascii()
    edge = r"\b" if latin else ""
    pattern = re.compile(f"{edge}{re.escape(word)}{edge}")
    return any(
        not _negated(clause, match.start(), match.end(), REACH_LATIN if latin else REACH)
        for clause in clauses
        for match in pattern.finditer(clause)
    )


def _negated(clause: str, start: int, end: int, reach: int) -> bool:
    before = _HARMLESS.sub("", clause[:start])[-reach:]
    return len(_NEGATION.findall(before)) % 2 == 1 or bool(_BEHIND.match(clause[end:]))

"""What is compared between two records, in which levels, and which pairs are looked at. Splink is imported when it is used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Comparison = Callable[[str], Any]


@dataclass(frozen=True)
class Field:
    """A compared column. `levels`: names of the comparison's outcomes from "nothing alike" (0) upwards, for words on the page."""

    name: str
    comparison: Comparison
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Fields, and columns that must be equal for a pair to be looked at (one rule suffices).

    `certain`: rules that hardly ever join two people, with the share of duplicates that they find (`recall`); the prior comes of
    them. `training`: rules under which the weights are learnt, each without the columns of the other.
    """

    fields: tuple[Field, ...]
    blocking: tuple[tuple[str, ...], ...]
    certain: tuple[tuple[str, ...], ...]
    training: tuple[tuple[str, ...], ...]
    recall: float = 0.8

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a record, besides its id."""
        return tuple(field.name for field in self.fields)


def _text(frequency: bool) -> Comparison:
    def make(column: str) -> Any:
        from splink import comparison_library as library

        return library.JaroWinklerAtThresholds(column, [0.92, 0.8]).configure(
            term_frequency_adjustments=frequency
        )

    return make


def _number(frequency: bool) -> Comparison:
    def make(column: str) -> Any:
        from splink import comparison_library as library

        return library.DamerauLevenshteinAtThresholds(column, [1, 2]).configure(
            term_frequency_adjustments=frequency
        )

    return make


def _chinese_name(column: str) -> Any:
    """Equal; equal in sound (pinyin); one sign or one letter of the sound apart."""
    from splink import comparison_level_library as levels
    from splink import comparison_library as library

    sound = f"{column}_sound"
    return library.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            levels.NullLevel(column),
            levels.ExactMatchLevel(column, term_frequency_adjustments=True),
            levels.ExactMatchLevel(sound),
            levels.CustomLevel(
                f"levenshtein({column}_l, {column}_r) = 1 AND length({column}_l) > 2 AND length({column}_r) > 2"
            ),
            levels.DamerauLevenshteinLevel(sound, 1),
            levels.ElseLevel(),
        ],
    )


def _email(column: str) -> Any:
    from splink import comparison_library as library

    return library.EmailComparison(column)


def _place(column: str) -> Any:
    """GB/T 2260 code of the county: the same, the same city, the same province."""
    from splink import comparison_level_library as levels
    from splink import comparison_library as library

    def same(digits: int) -> Any:
        return levels.CustomLevel(f"left({column}_l, {digits}) = left({column}_r, {digits})")

    return library.CustomComparison(
        output_column_name=column,
        comparison_levels=[levels.NullLevel(column), same(6), same(4), same(2), levels.ElseLevel()],
    )


NUMBER, TEXT = ("other", "two_apart", "one_apart", "same"), ("other", "similar", "close", "same")

CUSTOMERS = Plan(
    fields=(
        Field("name", _chinese_name, ("other", "sound_close", "one_apart", "same_sound", "same")),
        Field("phone", _number(True), NUMBER),
        Field("email", _email, ("other", "user_close", "close", "user_same", "same")),
        Field("birthday", _number(False), NUMBER),
        Field("place", _place, ("other", "province", "city", "county")),
        Field("address", _text(False), TEXT),
        Field("company", _text(True), TEXT),
    ),
    blocking=(
        ("phone",),
        ("email",),
        ("name_sound", "birthday"),
        ("name_sound", "place"),
        ("birthday", "place"),
        ("address", "place"),
    ),
    certain=(("phone",), ("email",), ("name", "birthday", "place")),
    training=(("name_sound", "place"), ("birthday", "place")),
    recall=0.7,
)


def person_plan(names: Sequence[str], texts: Sequence[str], numbers: Sequence[str], **rules: Any) -> Plan:
    """A plan for records of another kind: names (rare ones weigh more), other texts, dates and numbers."""
    fields = [Field(name, _text(True), TEXT) for name in names]
    fields += [Field(name, _text(False), TEXT) for name in texts]
    fields += [Field(name, _number(False), NUMBER) for name in numbers]
    return Plan(fields=tuple(fields), **rules)

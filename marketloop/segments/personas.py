"""Who the people of a segment are against the base: shares, index (TGI) and whether a difference is more than chance."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from marketloop.events import facade as events
from marketloop.events.facade import DimensionCounts, ValueCount
from marketloop.experiments.facade import holm, two_proportion_p
from marketloop.organisation.contracts import ScopeFilter
from marketloop.platform.i18n import Language, translate
from marketloop.segments.contracts import Dimension, Persona, Standout
from marketloop.segments.exporting import safe_cell
from marketloop.segments.membership import Ids

NAMED = frozenset({"gender", "stage", "device", "source"})
"""Dimensions whose values have words of their own."""


def persona(people: Ids, *, scope: ScopeFilter, language: Language) -> Persona:
    """The persona of some people within the asker's data scope."""
    size, base, counted = events.persona(people, scope=scope)
    raw = [_p(one, value) for one in counted for value in one.values]
    tested = [p for p in raw if p is not None]
    adjusted = iter(holm(tested))
    ps = iter([None if p is None else next(adjusted) for p in raw])
    return Persona(
        segment_size=size,
        base_size=base,
        dimensions=tuple(
            Dimension(
                key=one.key,
                segment_known=one.people,
                base_known=one.base,
                values=tuple(_standout(one, value, next(ps), language) for value in one.values),
            )
            for one in counted
        ),
    )


def _p(one: DimensionCounts, value: ValueCount) -> float | None:
    """Segment against the rest of the base: the two are different people."""
    return two_proportion_p(one.people, value.people, one.base - one.people, value.base - value.people)


def _standout(one: DimensionCounts, value: ValueCount, p: float | None, language: Language) -> Standout:
    share = value.people / one.people if one.people else 0.0
    base = value.base / one.base if one.base else 0.0
    return Standout(
        value=value.value,
        label=_label(one.key, value, language),
        segment=value.people,
        base=value.base,
        segment_share=share,
        base_share=base,
        tgi=100 * share / base if base and one.people else None,
        p=p,
    )


def _label(dimension: str, value: ValueCount, language: Language) -> str:
    if dimension == "price" and value.low is not None and value.high is not None:
        return f"{value.low / 100:,.0f}–{value.high / 100:,.0f}"
    if dimension == "hour":
        start = int(value.value)
        return f"{start:02d}:00–{start + 3:02d}:00"
    if dimension in NAMED:
        area = "stage" if dimension == "stage" else f"persona.{dimension}"
        key = f"segments.{area}.{value.value}"
        label = translate(key, language)
        return value.value if label == key else label
    return value.value


def persona_rows(found: Persona, language: Language) -> Iterator[bytes]:
    """The persona as CSV (UTF-8 with BOM, safe against formulas)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    columns = (
        "dimension", "value", "segment", "segment_known", "segment_share",
        "base", "base_known", "base_share", "tgi", "p", "significant",
    )  # fmt: skip
    writer.writerow([translate(f"segments.persona.column.{name}", language) for name in columns])
    for one in found.dimensions:
        for value in one.values:
            writer.writerow([safe_cell(cell) for cell in _cells(one, value, language)])
    yield b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _cells(one: Dimension, value: Standout, language: Language) -> list[object]:
    return [
        translate(f"segments.persona.dimension.{one.key}", language),
        value.label,
        value.segment,
        one.segment_known,
        f"{value.segment_share:.4f}",
        value.base,
        one.base_known,
        f"{value.base_share:.4f}",
        "" if value.tgi is None else f"{value.tgi:.1f}",
        "" if value.p is None else f"{value.p:.6f}",
        translate("segments.persona.yes" if value.significant else "segments.persona.no", language),
    ]

"""Questions about customers as a whole: purchases, lifecycle stages over time, needs. Part of the door."""

from __future__ import annotations

from collections.abc import Sequence

from marketloop.events.query import needs, purchases
from marketloop.events.query.ast import Range
from marketloop.events.query.grouping import Ints
from marketloop.events.query.needs import Act, NeedCounts, NeedKind, NeedTrend
from marketloop.events.query.periods import Period, Unit, periods_of
from marketloop.events.query.purchases import PurchaseStates, StageMoves
from marketloop.events.questions import context, reader
from marketloop.organisation.contracts import ALL, ScopeFilter

__all__ = [
    "Act",
    "NeedCounts",
    "NeedKind",
    "NeedTrend",
    "PurchaseStates",
    "StageMoves",
    "Unit",
    "calendar",
    "need_people",
    "need_trend",
    "purchase_states",
    "stage_moves",
    "stage_people",
    "trait_people",
    "trait_texts",
]


def purchase_states() -> PurchaseStates:
    """Orders, net spend and last order of everybody who ever paid; test profiles are left out."""
    return purchases.purchase_states(reader())


def trait_texts(keys: Sequence[str]) -> dict[str, tuple[Ints, list[str]]]:
    """What segments see of some traits: key → (people, values as text)."""
    return purchases.trait_texts(keys, reader())


def trait_people() -> dict[str, int]:
    """How many people have a value of each trait."""
    return purchases.trait_people(reader())


def stage_moves(instants: Sequence[int], window_ms: int, *, scope: ScopeFilter = ALL) -> StageMoves:
    """Lifecycle stages at these instants and the moves between neighbours; later ones than now are now."""
    return purchases.stage_moves(instants, window_ms, context(scope), reader())


def stage_people(
    instants: Sequence[int],
    window_ms: int,
    previous: str | None,
    stage: str | None,
    *,
    scope: ScopeFilter = ALL,
) -> Ints:
    """Who stood at `stage` at the last instant, and at `previous` ("" not known yet) at the first."""
    return purchases.stage_people(instants, window_ms, previous, stage, context(scope), reader())


def need_trend(span: Range, unit: Unit, by: NeedKind, *, scope: ScopeFilter = ALL) -> NeedTrend:
    """People per need and act, per period and beside the range before."""
    return needs.need_trend(span, unit, by, context(scope), reader())


def need_people(
    span: Range, by: NeedKind, need: str, act: Act | None = None, *, scope: ScopeFilter = ALL
) -> Ints:
    """The people behind a number of the need trend."""
    return needs.need_people(span, by, need, act, context(scope), reader())


def calendar(span: Range, unit: Unit) -> tuple[Period, ...]:
    """The calendar periods of a range in the company's zone."""
    return periods_of(span, unit, context()).listed

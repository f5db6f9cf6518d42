"""RFM of the customers that stand: figures for the page, and the loop that keeps cells, log and traits up to date.

Everything is computed from the state of all customers, so that a turn repeated or cut off in the middle comes to the same end:
cells are compared with the rows here (for log and facts) and with what segments see (for the traits `rfm.*`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import transaction

from marketloop.analytics.models import RfmDay, RfmMove, RfmPosition, RfmState
from marketloop.analytics.rfm_scores import CELLS, HIGH, SCORES, Cell, Ints, RfmTable, rfm_table
from marketloop.events import facade as events
from marketloop.events.query.ast import All
from marketloop.facts.value import RfmCellChanged
from marketloop.organisation.contracts import ALL, ScopeFilter
from marketloop.organisation.facade import record_audit
from marketloop.platform import background, clock, ids, outbox
from marketloop.platform.bulk import insert_rows
from marketloop.platform.errors import Invalid
from marketloop.platform.http import Principal
from marketloop.profiles import facade as profiles

EVERY_MS = 300_000
"""Rank figures are fresh within 15 minutes; each turn takes a pass over all customers, so it is not done at every event."""
CHUNK, FACT_LIMIT = 2_000, 5_000
SOURCE = "marketloop.rfm"
TRAITS = ("rfm.cell", "rfm.r", "rfm.f", "rfm.m")


@dataclass(frozen=True)
class CellFigures:
    """One cell, or one place of the grid: customers, net spend (minor units), means over its customers."""

    customers: int
    spend: int
    mean_days: float | None
    mean_orders: float | None


@dataclass(frozen=True)
class RfmReport:
    """All cells in the order of CELLS, the 5 × 5 grid by (recency, frequency) score, and the whole."""

    high: int
    total: CellFigures
    cells: dict[Cell, CellFigures]
    grid: dict[tuple[int, int], CellFigures]


def table(scope: ScopeFilter = ALL) -> RfmTable:
    """Scores among all customers; only those within the scope are in the answer."""
    states = events.purchase_states()
    whole = rfm_table(
        states.people, states.last_order, states.orders, states.spend, clock.now_ms(), high_from()
    )
    if scope.everything:
        return whole
    seen = np.isin(whole.people, events.matching_profiles(All(of=[]), scope=scope))
    return RfmTable(*(getattr(whole, name)[seen] for name in RfmTable.__dataclass_fields__))


def report(scope: ScopeFilter = ALL) -> RfmReport:
    """The figures of the page."""
    found = table(scope)
    grid = {
        (r, f): _figures(found, (found.r == r) & (found.f == f))
        for r in range(1, SCORES + 1)
        for f in range(1, SCORES + 1)
    }
    return RfmReport(
        high=high_from(),
        total=_figures(found, np.ones(len(found), bool)),
        cells={cell: _figures(found, found.cell == place) for place, cell in enumerate(CELLS)},
        grid=grid,
    )


def people(
    *, cell: Cell | None = None, r: int | None = None, f: int | None = None, m: int | None = None,
    scope: ScopeFilter = ALL,
) -> Ints:  # fmt: skip
    """The customers of a cell and (or) with these scores, by ascending id."""
    found = table(scope)
    mask = np.ones(len(found), bool)
    if cell is not None:
        mask &= found.cell == CELLS.index(cell)
    for values, wanted in ((found.r, r), (found.f, f), (found.m, m)):
        if wanted is not None:
            mask &= values == wanted
    return found.people[mask]


def moves(start: int, end: int, scope: ScopeFilter = ALL) -> list[tuple[str, str, int]]:
    """(previous cell, cell, customers) of the moves in [start, end) UTC ms, the largest first; "" is the first order."""
    rows = RfmMove.objects.filter(at__gte=start, at__lt=end).values_list("person", "previous", "cell")
    seen = None if scope.everything else set(events.matching_profiles(All(of=[]), scope=scope).tolist())
    counted: dict[tuple[str, str], set[int]] = defaultdict(set)
    for person, previous, cell in rows:
        if seen is None or person in seen:
            counted[previous, cell].add(person)
    return sorted(
        ((*pair, len(who)) for pair, who in counted.items()), key=lambda one: (-one[2], one[0], one[1])
    )


def high_from() -> int:
    """From which score on is high."""
    return RfmState.objects.filter(id=1).values_list("high", flat=True).first() or HIGH


def set_high(*, high: int, actor: Principal) -> None:
    """Set from which score on is high, 2…5, and bring the cells up to date; raises Invalid."""
    if not 2 <= high <= SCORES:
        raise Invalid("rfm_high_invalid", fields={"high": "rfm_high_invalid"}, top=SCORES)
    with transaction.atomic():
        RfmState.objects.get_or_create(id=1)
        RfmState.objects.filter(id=1).update(high=high, as_of=0)
        record_audit(actor=actor, action="analytics.rfm_threshold_set", subject="", detail={"high": high})
    background.wake("rfm")


@background.loop("rfm", every_s=60, order=84)
def turn() -> int:
    """Bring the cells up to date when they are due; returns how many customers moved."""
    state, _ = RfmState.objects.get_or_create(id=1)
    now = clock.now_ms()
    if now - state.as_of < EVERY_MS:
        return 0
    moved = refresh()
    RfmState.objects.filter(id=1, as_of=state.as_of).update(as_of=now)
    return moved


def refresh() -> int:
    """Make log, facts, day figures and published traits what the customers' state says now; returns how many moved cell."""
    with events.reading_as(events.Priority.INCREMENTAL):
        found = table()
        published = events.trait_texts(TRAITS)
    moved = _log(found)
    _publish(found, published)
    _note_day(found)
    return moved


def _log(found: RfmTable) -> int:
    known = {row[0]: row[1:] for row in RfmPosition.objects.values_list("id", "cell", "r", "f", "m")}
    first = not known
    rows = [
        (person, (CELLS[cell].value, r, f, m))
        for person, cell, r, f, m in zip(
            *(column.tolist() for column in (found.people, found.cell, found.r, found.f, found.m)),
            strict=True,
        )
        if known.get(person) != (CELLS[cell].value, r, f, m)
    ]
    gone = sorted(known.keys() - set(found.people.tolist()))
    moved, now = 0, clock.now_ms()
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        before = {person: known[person][0] if person in known else "" for person, _ in part}
        changed = [(person, place[0]) for person, place in part if before[person] != place[0]]
        with transaction.atomic():
            insert_rows(
                RfmPosition,
                ("id", "cell", "r", "f", "m"),
                [(person, *place) for person, place in part],
                conflict=("id",),
                update=("cell", "r", "f", "m"),
            )
            RfmMove.objects.bulk_create(
                RfmMove(id=new, person=person, cell=cell, previous=before[person], at=now)
                for new, (person, cell) in zip(ids.new_ids(len(changed)), changed, strict=True)
            )
            if not first:
                _tell(changed, before)
        moved += len(changed)
    for start in range(0, len(gone), CHUNK):
        RfmPosition.objects.filter(id__in=gone[start : start + CHUNK]).delete()
    return moved


def _tell(changed: Sequence[tuple[int, str]], before: dict[int, str]) -> None:
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for person, cell in changed:
        groups[before[person], cell].append(person)
    outbox.record_many(
        RfmCellChanged(profile_ids=tuple(who[at : at + FACT_LIMIT]), cell=cell, previous=previous)
        for (previous, cell), who in sorted(groups.items())
        for at in range(0, len(who), FACT_LIMIT)
    )


def _publish(found: RfmTable, published: dict[str, tuple[Ints, list[str]]]) -> None:
    """Set the traits of those whose published ones differ."""
    columns = {
        "rfm.cell": [CELLS[cell].value for cell in found.cell.tolist()],
        "rfm.r": found.r.tolist(),
        "rfm.f": found.f.tolist(),
        "rfm.m": found.m.tolist(),
    }
    stale: dict[int, dict[str, str | int]] = defaultdict(dict)
    for key, values in columns.items():
        who, texts = published[key]
        known = dict(zip(who.tolist(), texts, strict=True))
        for person, value in zip(found.people.tolist(), values, strict=True):
            if known.get(person) != str(value):
                stale[person][key] = value
    profiles.set_traits_each(stale, SOURCE)


def _note_day(found: RfmTable) -> None:
    day = clock.now().astimezone(clock.company_zone()).date()
    rows = []
    for place, cell in enumerate(CELLS):
        figures = _figures(found, found.cell == place)
        rows.append((ids.new_id(), day, cell.value, figures.customers, figures.spend))
    fields = ("id", "day", "cell", "customers", "spend")
    insert_rows(RfmDay, fields, rows, conflict=("day", "cell"), update=("customers", "spend"))


def _figures(found: RfmTable, mask: np.ndarray) -> CellFigures:
    count = int(mask.sum())
    return CellFigures(
        customers=count,
        spend=int(found.spend[mask].sum()),
        mean_days=float(found.days[mask].mean()) if count else None,
        mean_orders=float(found.orders[mask].mean()) if count else None,
    )

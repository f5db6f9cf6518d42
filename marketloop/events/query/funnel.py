"""Funnels. The rules, as the kernel in `attempts.py` applies them:

*Ordered.* An attempt starts at any step-1 event. Each next step takes the earliest unused event that fits, not before the
previous step and at most the window (end inclusive) after the start. Equal times may be taken in either order; of events with
equal times the one that fits fewer and lower steps is taken first. One event fills one step. A person counts with one attempt:
the deepest, then the first to reach that depth, then the one that started last.
*Strict.* Any other act of the person between two steps ends the attempt.
*Unordered.* Every step event starts an attempt that takes, in order of time, events that fill a step not yet filled.
*Exclusions* void an attempt that reached step `after` when the event lies strictly after it and strictly before step `before`
(up to start + window when `before` was not reached). Void attempts do not count at all.
All steps lie in the report range; with `finish_later` steps after the first may pass its end. Only attempts whose window has
not run out are open.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from marketloop.events.contracts import Reader
from marketloop.events.query.ast import FunnelQuery
from marketloop.events.query.attempts import NEVER, ORDERED, STRICT, UNORDERED, best_attempts
from marketloop.events.query.checking import check_condition, check_where
from marketloop.events.query.context import QueryContext
from marketloop.events.query.grouping import (
    Ints,
    alias_filter,
    empty_ties,
    group_rows,
    read_only,
    sort_groups,
)
from marketloop.events.query.population import chosen_people, testers
from marketloop.events.query.rows import (
    NONE_HASH,
    Aliases,
    Piece,
    load_aliases,
    load_pieces,
    values_of_hashes,
)
from marketloop.platform.errors import Invalid

DEFAULT_WINDOW = 14 * 86_400_000
THREADS = 2
TOP = 25
NONE, OTHER = "(none)", "(other)"
Mask = npt.NDArray[np.bool_]
_MODES = {"ordered": ORDERED, "strict": STRICT, "unordered": UNORDERED}


@dataclass(frozen=True)
class Histogram:
    """`counts[i]` times lie in [edges[i], edges[i + 1]) seconds, the last edge inclusive."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Durations:
    """Of the times between two steps, in milliseconds; p90 by linear interpolation."""

    mean: float
    median: float
    p90: float
    histogram: Histogram


@dataclass(frozen=True)
class FunnelStep:
    """People of this depth or deeper; conversions are shares, None for x/0; `time` from the step before."""

    event: str
    label: str
    count: int
    from_previous: float | None
    from_first: float | None
    time: Durations | None


@dataclass(frozen=True)
class FunnelPart:
    """One value of the breakdown with its counts per step."""

    value: str
    counts: tuple[int, ...]
    from_first: tuple[float | None, ...]


@dataclass(frozen=True)
class FunnelResult:
    """`total`: times from the first to the last step; `open`: people whose attempt can still go on."""

    steps: tuple[FunnelStep, ...]
    total: Durations | None
    open: int
    parts: tuple[FunnelPart, ...]


@dataclass(frozen=True)
class Entries:
    """The counted attempt per person: `times` per filled step from the range start, `values` hashes of the breakdown."""

    people: Ints
    depths: npt.NDArray[np.int8]
    times: Ints
    values: Ints


def funnel(query: FunnelQuery, context: QueryContext, read: Reader) -> FunnelResult:
    """Counts, conversions, times, open entries and the breakdown; raises Invalid for a query that makes no sense."""
    check_funnel(query)
    entries = find_entries(query, context, read)
    total, counts = len(query.steps), _counts(entries.depths, len(query.steps))
    steps = tuple(
        FunnelStep(
            event=step.event,
            label=step.label or step.event,
            count=counts[index],
            from_previous=_share(counts[index], counts[index - 1]) if index else None,
            from_first=_share(counts[index], counts[0]),
            time=_durations(entries, index - 1, index, query.bins) if index else None,
        )
        for index, step in enumerate(query.steps)
    )
    return FunnelResult(
        steps=steps,
        total=_durations(entries, 0, total - 1, query.bins),
        open=_open(entries, query, context),
        parts=_parts(query, entries, context, read),
    )


def funnel_people(query: FunnelQuery, step: int, dropped: bool, context: QueryContext, read: Reader) -> Ints:
    """Who reached the step (from 1), or with `dropped` who reached the one before and not this one."""
    check_funnel(query)
    if not (2 if dropped else 1) <= step <= len(query.steps):
        raise Invalid("funnel_step_unknown", fields={"step": "funnel_step_unknown"}, number=step)
    entries = find_entries(query, context, read)
    wanted = entries.depths == step - 1 if dropped else entries.depths >= step
    return np.sort(entries.people[wanted])


def check_funnel(query: FunnelQuery) -> None:
    """Raises Invalid for exclusions out of place and tests that cannot be answered."""
    last = len(query.steps)
    for index, one in enumerate(query.exclusions):
        fits = one.after < one.before <= last
        if query.mode == "unordered":
            fits = (one.after, one.before) == (1, last)
        if not fits:
            place = f"exclusions.{index}"
            raise Invalid(
                "exclusion_place_invalid", fields={place: "exclusion_place_invalid"}, number=index + 1
            )
        check_where(one.where, f"exclusions.{index}.where")
    for index, step in enumerate(query.steps):
        check_where(step.where, f"steps.{index}.where")
    if isinstance(query.breakdown_at, int) and query.breakdown_at > last:
        raise Invalid(
            "funnel_step_unknown", fields={"breakdown_at": "funnel_step_unknown"}, number=query.breakdown_at
        )
    if query.among is not None:
        check_condition(query.among)


def window_of(query: FunnelQuery) -> int:
    """The window in milliseconds."""
    return query.window_ms if query.window_ms > 0 else DEFAULT_WINDOW


def find_entries(query: FunnelQuery, context: QueryContext, read: Reader, *, alike: bool = False) -> Entries:
    """The counted attempts of everybody who belongs to the population; `alike`: one per person and breakdown value."""
    length, window = query.range.end - query.range.start, window_of(query)
    limit = NEVER if query.finish_later else length
    end = query.range.end + window if query.finish_later else query.range.end
    exclusions = np.array([[one.after, one.before] for one in query.exclusions], np.int64).reshape(-1, 2)
    names = [name for step in query.steps for name in {step.event, *step.also}]
    disjoint = len(set(names)) == len(names)
    aliases, belongs = load_aliases(read), _population(query, context, read)

    def attempts(values: Ints, offsets: Ints) -> tuple[npt.NDArray[np.int8], Ints, npt.NDArray[np.int32]]:
        found: tuple[npt.NDArray[np.int8], Ints, npt.NDArray[np.int32]] = best_attempts(
            values, offsets, len(query.steps), window, _MODES[query.mode], length, limit, exclusions, disjoint
        )
        return found

    parts: list[Entries] = []
    for piece in load_pieces(query, end, context, read):
        rows = _by_person_and_value(piece, aliases, belongs) if alike else piece
        known = Aliases(empty_ties(), empty_ties()) if alike else aliases
        parts += _in_threads(partial(_entries, rows, known, query, attempts))
    found = _joined(parts, len(query.steps))
    return found if alike else _only(found, belongs(found.people))


def _in_threads(work: Callable[[int], Entries]) -> Iterator[Entries]:
    with ThreadPoolExecutor(THREADS) as pool:
        yield from pool.map(work, range(THREADS))


def _entries(
    piece: Piece,
    aliases: Aliases,
    query: FunnelQuery,
    attempts: Callable[[Ints, Ints], tuple[npt.NDArray[np.int8], Ints, npt.NDArray[np.int32]]],
    part: int,
) -> Entries:
    bits = alias_filter(aliases.merged)
    ids, offsets, order, values = group_rows(
        piece.person, piece.packed, aliases.merged, aliases.canonical, bits, part, THREADS
    )
    sort_groups(values, piece.ties, offsets, order)
    depths, times, places = attempts(values, offsets)
    counted = depths > 0
    depths, times, places = depths[counted], times[counted], places[counted]
    hashes = empty_ties()
    if query.breakdown is not None and len(order):
        rows = order[np.maximum(_breakdown_place(query, depths, places), 0)]
        hashes = np.where(_breakdown_place(query, depths, places) < 0, NONE_HASH, piece.ties[rows])
    return Entries(ids[counted], depths, times, hashes)


def _breakdown_place(
    query: FunnelQuery, depths: npt.NDArray[np.int8], places: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    if query.breakdown_at == "last":
        last: npt.NDArray[np.int32] = places[np.arange(len(depths)), depths.astype(np.int64) - 1]
        return last
    return places[:, query.breakdown_at - 1 if isinstance(query.breakdown_at, int) else 0]


def _by_person_and_value(piece: Piece, aliases: Aliases, belongs: Callable[[Ints], Mask]) -> Piece:
    """Every (person, value) as a person of its own, so that all steps of an attempt have one value."""
    bits = alias_filter(aliases.merged)
    ids, offsets, order, _ = group_rows(
        piece.person, piece.packed, aliases.merged, aliases.canonical, bits, 0, 1
    )
    kept = np.repeat(belongs(ids), np.diff(offsets))
    people, order = np.repeat(ids, np.diff(offsets))[kept], order[kept]
    keys = people * np.int64(0x1F85EBCA77C2B2AF) ^ piece.ties[order]
    return Piece(*map(read_only, (keys, piece.packed[order], piece.ties[order])))


def _joined(parts: list[Entries], steps: int) -> Entries:
    if not parts:
        return Entries(empty_ties(), np.empty(0, np.int8), np.empty((0, steps), np.int64), empty_ties())
    return Entries(
        np.concatenate([part.people for part in parts]),
        np.concatenate([part.depths for part in parts]),
        np.concatenate([part.times for part in parts]),
        np.concatenate([part.values for part in parts]),
    )


def _population(query: FunnelQuery, context: QueryContext, read: Reader) -> Callable[[Ints], Mask]:
    excluded = testers(read)
    chosen = chosen_people(query.among, context, read)

    def belongs(people: Ints) -> Mask:
        kept = ~np.isin(people, excluded) if len(excluded) else np.ones(len(people), np.bool_)
        return kept if chosen is None else kept & np.isin(people, chosen)

    return belongs


def _only(found: Entries, kept: Mask) -> Entries:
    if kept.all():
        return found
    values = found.values[kept] if len(found.values) else found.values
    return Entries(found.people[kept], found.depths[kept], found.times[kept], values)


def _counts(depths: npt.NDArray[np.int8], steps: int) -> list[int]:
    exactly = np.bincount(depths, minlength=steps + 1)
    return [int(exactly[step:].sum()) for step in range(1, steps + 1)]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _durations(entries: Entries, first: int, last: int, bins: int | None) -> Durations | None:
    reached = entries.depths > last
    spans = (entries.times[reached, last] - entries.times[reached, first]).astype(np.float64)
    if not len(spans):
        return None
    return Durations(
        mean=float(spans.mean()),
        median=float(np.median(spans)),
        p90=float(np.percentile(spans, 90)),
        histogram=histogram(spans / 1000, bins),
    )


def histogram(seconds: npt.NDArray[np.float64], bins: int | None = None) -> Histogram:
    """m times in min(60, max(3, ⌈∛m⌉)) bars (or `bins`) of ⌈(max − min)/bars⌉ seconds (60 if 0) from the least time on."""
    low, high = float(seconds.min()), float(seconds.max())
    bars = bins or min(60, max(3, math.ceil(round(len(seconds) ** (1 / 3), 9))))
    width = math.ceil((high - low) / bars) or 60
    places = np.minimum((seconds - low) // width, bars - 1).astype(np.int64)
    counts = np.bincount(places, minlength=bars)
    return Histogram(
        tuple(low + index * width for index in range(bars + 1)), tuple(int(count) for count in counts)
    )


def _open(entries: Entries, query: FunnelQuery, context: QueryContext) -> int:
    """People not through whose window, as far as the range lets steps count, has not passed."""
    now = context.now - query.range.start
    last = entries.times[:, 0] + window_of(query)
    if not query.finish_later:
        last = np.minimum(last, query.range.end - query.range.start - 1)
    return int(((entries.depths < len(query.steps)) & (last >= now)).sum())


def _parts(
    query: FunnelQuery, entries: Entries, context: QueryContext, read: Reader
) -> tuple[FunnelPart, ...]:
    if query.breakdown is None:
        return ()
    if query.breakdown_at == "all":
        entries = find_entries(query, context, read, alike=True)
    steps, end = len(query.steps), query.range.end + (window_of(query) if query.finish_later else 0)
    hashes, indices, sizes = np.unique(entries.values, return_inverse=True, return_counts=True)
    ranked = [int(index) for index in np.argsort(-sizes, kind="stable") if hashes[index] != NONE_HASH]
    wanted = [int(hashes[index]) for index in ranked[:TOP]]
    texts = values_of_hashes(query, wanted, end, context, read) if wanted else {}
    parts = [(texts[int(hashes[index])], indices == index) for index in ranked[:TOP]]
    parts.sort(key=lambda part: (-int(part[1].sum()), part[0]))
    parts.append((OTHER, np.isin(indices, ranked[TOP:])))
    parts.append((NONE, entries.values == NONE_HASH))
    return tuple(_part(name, entries.depths[mine], steps) for name, mine in parts if mine.any())


def _part(name: str, depths: npt.NDArray[np.int8], steps: int) -> FunnelPart:
    counts = _counts(depths, steps)
    return FunnelPart(name, tuple(counts), tuple(_share(count, counts[0]) for count in counts))

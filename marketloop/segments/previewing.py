"""The builder's live answer: how many, out of how many, which leaf costs whom, who for example, how to reach them."""

from __future__ import annotations

import time
from typing import Any

from marketloop.events import facade as events
from marketloop.events.query.ast import ADDRESSES, Condition, Reachable, Trait
from marketloop.organisation.contracts import ALL, ScopeFilter
from marketloop.segments.conditions import leaves_with_paths, parse_condition
from marketloop.segments.contracts import LeafFigures, Preview, Warned
from marketloop.segments.membership import Ids

SAMPLE = 10
REACHABLE: dict[str, Condition] = {channel: Reachable(channel=channel) for channel in ADDRESSES}  # type: ignore[arg-type]


def preview(
    condition: Condition | dict[str, Any], *, sample: int = SAMPLE, scope: ScopeFilter = ALL
) -> Preview:
    """Figures about a condition now, within the asker's data scope; nothing is stored. Raises Invalid for a faulty one."""
    started = time.perf_counter()
    tree = parse_condition(condition) if isinstance(condition, dict) else condition
    counts = events.leaf_counts(tree, scope=scope, further=REACHABLE)
    names = {one.name: one.count for one in events.event_names()}
    found = events.sample_matching(tree, sample, scope=scope).tolist() if sample and counts.total else []
    return Preview(
        count=counts.total,
        base=counts.universe,
        share=counts.total / counts.universe if counts.universe else None,
        leaves=tuple(
            LeafFigures(".".join(("condition", *map(str, leaf.path))), leaf.own, leaf.remaining)
            for leaf in counts.leaves
        ),
        sample=tuple(found),
        reachable=counts.of_them,
        events_scanned=sum(names.get(name, 0) for name in events.mentioned(tree).events),
        elapsed_ms=round((time.perf_counter() - started) * 1000),
        warnings=warnings_of(tree, frozenset(names)),
    )


def matching_people(condition: Condition, *, scope: ScopeFilter = ALL) -> Ids:
    """All who fulfil a condition now, within the asker's data scope, ascending."""
    return events.matching_profiles(condition, scope=scope)


def warnings_of(condition: Condition, known_events: frozenset[str] | None = None) -> tuple[Warned, ...]:
    """Events and traits in the condition that nobody has: allowed, since they may come, but perhaps a slip."""
    if known_events is None:
        known_events = frozenset(one.name for one in events.event_names())
    found = []
    for path, leaf in leaves_with_paths(condition):
        found += [
            Warned("segments.warning.event_unknown", path, name)
            for name in sorted(events.mentioned(leaf).events - known_events)
        ]
        if isinstance(leaf, Trait) and not events.count_matching(Trait(key=leaf.key, op="not_empty")):
            found.append(Warned("segments.warning.trait_unknown", path, leaf.key))
    return tuple(found)

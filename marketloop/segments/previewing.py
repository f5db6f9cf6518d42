"""The builder's live answer: how many, out of how many, which leaf costs whom, who for example, how to reach them."""

from __future__ import annotations

import time
from typing import Any

from marketloop.events import facade as events
from marketloop.events.query.ast import All, Condition, Consent, Identifier, Trait
from marketloop.organisation.contracts import ALL, ScopeFilter
from marketloop.segments.conditions import leaves_with_paths, parse_condition
from marketloop.segments.contracts import LeafFigures, Preview, Warned
from marketloop.segments.membership import Ids

SAMPLE = 10
CHANNELS = {"email": "email", "sms": "phone", "wecom": "external_userid", "wechat": "openid"}
"""Channels and the kind of identifier that each needs beside consent."""


def preview(
    condition: Condition | dict[str, Any], *, sample: int = SAMPLE, scope: ScopeFilter = ALL
) -> Preview:
    """Figures about a condition now, within the asker's data scope; nothing is stored. Raises Invalid for a faulty one."""
    started = time.perf_counter()
    tree = parse_condition(condition) if isinstance(condition, dict) else condition
    counts = events.leaf_counts(tree, scope=scope)
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
        reachable={
            channel: _reachable(tree, channel, kind, scope) if counts.total else 0
            for channel, kind in CHANNELS.items()
        },
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
        name = _event_of(leaf)
        if name is not None and name not in known_events:
            found.append(Warned("segments.warning.event_unknown", path, name))
        if isinstance(leaf, Trait) and not events.count_matching(Trait(key=leaf.key, op="not_empty")):
            found.append(Warned("segments.warning.trait_unknown", path, leaf.key))
    return tuple(found)


def _event_of(leaf: Any) -> str | None:
    return next(iter(events.mentioned(leaf).events), None)


def _reachable(condition: Condition, channel: str, identifier: str, scope: ScopeFilter) -> int:
    """How many of the matching people agreed to the channel and have an address on it."""
    consent, address = Consent(channel=channel, granted=True), Identifier(kind=identifier, present=True)
    return events.count_matching(All(of=[condition, consent, address]), scope=scope)

"""Facts about messages: sets of at most 5,000 people who share journey, node, template and reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from marketloop.facts.messages import MessageFailed, MessageSent, MessageSuppressed
from marketloop.messaging.models import Message
from marketloop.platform import ids, outbox

FACT_SIZE = 5_000


def record_sent(rows: Iterable[Message]) -> None:
    """They were handed to the channel; in the caller's transaction, as all of these."""
    outbox.record_many([MessageSent(**common) for common, _ in _sets(rows)])


def record_suppressed(rows: Iterable[Message]) -> None:
    """The policy held them back."""
    outbox.record_many([MessageSuppressed(**common, reason=reason) for common, reason in _sets(rows)])


def record_failed(rows: Iterable[Message]) -> None:
    """They will not arrive."""
    outbox.record_many([MessageFailed(**common, reason=reason) for common, reason in _sets(rows)])


def _sets(rows: Iterable[Message]) -> Iterator[tuple[dict[str, Any], str]]:
    groups: dict[tuple[str, str, str, int, str], list[Message]] = defaultdict(list)
    for row in rows:
        groups[row.channel, row.journey, row.node, row.template_id, row.reason].append(row)
    for (channel, journey, node, template_id, reason), group in groups.items():
        for start in range(0, len(group), FACT_SIZE):
            part = group[start : start + FACT_SIZE]
            common = {
                "profile_ids": tuple(row.profile_id for row in part),
                "message_ids": tuple(ids.encode("msg", row.id) for row in part),
                "channel": channel,
                "journey": journey,
                "node": node,
                "content": ids.encode("tpl", template_id),
            }
            yield common, reason

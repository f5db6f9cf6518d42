"""Reads of messaging for other modules and screens."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from django.db.models import Count, Q

from marketloop.messaging.contracts import MessageView, NodeStats, State, TemplateView
from marketloop.messaging.models import Message, Template, TemplateVersion
from marketloop.platform import ids
from marketloop.platform.errors import NotFound

WAITING = (State.QUEUED, State.READY, State.SENDING)


def get_template(template_id: int) -> TemplateView:
    """The template; raises NotFound."""
    found = list_templates(Q(id=template_id))
    if not found:
        raise NotFound("template_not_found", template=ids.encode("tpl", template_id))
    return found[0]


def find_template(key: str) -> TemplateView | None:
    """The template with this key, or None."""
    return next(iter(list_templates(Q(key=key))), None)


def list_templates(where: Q | None = None) -> list[TemplateView]:
    """Templates by name, archived ones too (they say so)."""
    rows = list(Template.objects.filter(where or Q()).order_by("name", "id"))
    subjects = {
        (template_id, version): content["subject"]
        for template_id, version, content in TemplateVersion.objects.filter(
            template_id__in=[row.id for row in rows]
        ).values_list("template_id", "version", "content")
    }
    return [
        TemplateView(
            id=row.id,
            key=row.key,
            name=row.name,
            channel=row.channel,
            subject=subjects[row.id, row.version],
            purpose=row.purpose,
            topic=row.topic,
            version=row.version,
            archived=row.archived,
        )
        for row in rows
    ]


def message_stats(journey: str) -> dict[str, NodeStats]:
    """Figures of a journey (`jny_…`) by node id, over all its versions."""
    rows: Any = (
        Message.objects.filter(journey=journey)
        .values("node", "state", "reason")
        .annotate(
            n=Count("id"),
            opened=Count("id", filter=Q(opened_at__isnull=False)),
            clicked=Count("id", filter=Q(clicked_at__isnull=False)),
            unsubscribed=Count("id", filter=Q(unsubscribed_at__isnull=False)),
        )
    )
    stats: dict[str, NodeStats] = defaultdict(NodeStats)
    for row in rows:
        stats[row["node"]] = _add(stats[row["node"]], row)
    return dict(stats)


def _add(stats: NodeStats, row: dict[str, Any]) -> NodeStats:
    n, state = row["n"], row["state"]
    stats = replace(
        stats,
        opened=stats.opened + row["opened"],
        clicked=stats.clicked + row["clicked"],
        unsubscribed=stats.unsubscribed + row["unsubscribed"],
    )
    if state in WAITING:
        return replace(stats, queued=stats.queued + n)
    if state == State.SUPPRESSED:
        reason = str(row["reason"])
        return replace(stats, suppressed={**stats.suppressed, reason: stats.suppressed.get(reason, 0) + n})
    if state in (State.SENT, State.DELIVERED):
        return replace(stats, sent=stats.sent + n)
    if state == State.UNKNOWN:
        return replace(stats, unknown=stats.unknown + n)
    return replace(stats, failed=stats.failed + n)


def list_profile_messages(profile_ids: list[int], limit: int = 50) -> list[MessageView]:
    """Messages to these profiles (one person's members), newest first."""
    rows = list(Message.objects.filter(profile_id__in=profile_ids).order_by("-created_at", "-id")[:limit])
    names = dict(Template.objects.filter(id__in={row.template_id for row in rows}).values_list("id", "name"))
    return [view_of(row, names.get(row.template_id, "")) for row in rows]


def view_of(row: Message, template_name: str) -> MessageView:
    """A message as other modules see it."""
    return MessageView(
        id=row.id,
        profile_id=row.profile_id,
        channel=row.channel,
        template_id=row.template_id,
        template_name=template_name,
        journey=row.journey,
        node=row.node,
        state=row.state,
        reason=row.reason,
        created_at=row.created_at,
        sent_at=row.sent_at,
        opened_at=row.opened_at,
        clicked_at=row.clicked_at,
        unsubscribed_at=row.unsubscribed_at,
    )

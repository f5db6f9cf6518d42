"""What an operator of the demo company drew: templates, segments and journeys, published."""

from __future__ import annotations

from typing import Any

from marketloop.demo.definitions import JOURNEYS, SEGMENTS
from marketloop.demo.mails import MAILS
from marketloop.journeys import facade as journeys
from marketloop.messaging import facade as messaging
from marketloop.platform import background, ids
from marketloop.segments import facade as segments


def draw() -> None:
    """Templates, segments and journeys, published."""
    templates = {
        mail.key: messaging.ensure_template(
            key=mail.key, name=mail.name, subject=mail.subject, preheader=mail.preheader, body=mail.mjml()
        )
        for mail in MAILS
    }
    known = {
        plan.key: segments.create(
            key=plan.key, name=plan.name, description=plan.purpose, condition=plan.condition
        ).id
        for plan in SEGMENTS
    }
    background.run_all_once()
    for plan in JOURNEYS:
        graph = {
            "nodes": [_with_ids(node, known, templates) for node in plan.nodes],
            "settings": plan.settings,
        }
        row = journeys.create_journey(
            key=plan.key, name=plan.name, description=plan.purpose, graph=graph, actor=None
        )
        journeys.publish(journey_id=row.id, actor=None)


def _with_ids(node: dict[str, Any], known: dict[str, int], templates: dict[str, int]) -> dict[str, Any]:
    changed = dict(node)
    if "segment" in node:
        changed["segment"] = ids.encode("seg", known[node["segment"]])
    if "template" in node:
        changed["template"] = ids.encode("tpl", templates[node["template"]])
    return changed

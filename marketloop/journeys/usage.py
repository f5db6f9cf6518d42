"""Tells the segments module which running journeys would break without a segment."""

from __future__ import annotations

from marketloop.journeys.contracts import JourneyState
from marketloop.journeys.graph import Graph, SegmentEntry, WaitFor, list_ids_in
from marketloop.journeys.models import Journey
from marketloop.journeys.plans import plan_of
from marketloop.platform import ids
from marketloop.segments.facade import Usage, register_usage


def segments_of(graph: Graph) -> set[str]:
    """Ids of all segments that a graph needs: entries, waits, suppression, and lists in conditions."""
    found = {graph.settings.suppression_segment}
    found |= {node.segment for node in graph.nodes if isinstance(node, SegmentEntry | WaitFor)}
    found |= {ids.encode("seg", list_id) for list_id in list_ids_in(graph)}
    return found - {""}


@register_usage
def journeys_using(segment_id: int) -> list[Usage]:
    """Live and paused journeys whose running version needs the segment."""
    segment = ids.encode("seg", segment_id)
    rows = Journey.objects.filter(state__in=(JourneyState.LIVE, JourneyState.PAUSED)).exclude(
        live_version=None
    )
    return [
        Usage("journey", ids.encode("jny", row.id), row.name)
        for row in rows.order_by("name")
        if row.live_version_id is not None and segment in segments_of(plan_of(row.live_version_id).graph)
    ]

"""The door of segments.

Conditions are JSON as the API takes it (segment ids as `seg_…`) or trees of `events.query.ast`. Memberships hold canonical
profile ids. Facts: `SegmentEntered`, `SegmentLeft` (`marketloop.facts.audiences`), at most 5,000 people each.
"""

from marketloop.segments.conditions import check_saved, lists_in, parse_condition, render_condition
from marketloop.segments.contracts import (
    LeafFigures,
    Preview,
    SegmentKind,
    SegmentState,
    SegmentView,
    SizePoint,
    Usage,
    UsagePort,
    Warned,
)
from marketloop.segments.counting import count_all as recompute_all
from marketloop.segments.counting import count_fully as recompute
from marketloop.segments.explaining import Explanation, explain, matching
from marketloop.segments.previewing import preview
from marketloop.segments.queries import (
    find_by_key,
    get,
    history,
    is_member,
    list_segments,
    members,
    segments_of,
    view_of,
)
from marketloop.segments.services import archive as delete
from marketloop.segments.services import create, duplicate, put_members, take_members, update
from marketloop.segments.synchronising import forget_all as forget_store
from marketloop.segments.usage import list_usage, register_usage

__all__ = [
    "Explanation",
    "LeafFigures",
    "Preview",
    "SegmentKind",
    "SegmentState",
    "SegmentView",
    "SizePoint",
    "Usage",
    "UsagePort",
    "Warned",
    "check_saved",
    "create",
    "delete",
    "duplicate",
    "explain",
    "find_by_key",
    "forget_store",
    "get",
    "history",
    "is_member",
    "list_segments",
    "list_usage",
    "lists_in",
    "matching",
    "members",
    "parse_condition",
    "preview",
    "put_members",
    "recompute",
    "recompute_all",
    "register_usage",
    "render_condition",
    "segments_of",
    "take_members",
    "update",
    "view_of",
]

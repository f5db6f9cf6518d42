"""What a saved report keeps beside its question: the span it moves with, and how it is drawn."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from marketloop.events.query.ast import FunnelQuery, Node, RetentionQuery, TrendQuery

Query = TrendQuery | FunnelQuery | RetentionQuery


class SavedView(Node):
    """`view` inside a saved question.

    `preset` names a span that moves with the calendar (`28d`, `last_month` …); empty: the fixed range of the question.
    `compare` serves the questions that have no comparison of their own; `chart` is the console's way to draw it.
    """

    preset: str = Field(default="", max_length=20, pattern=r"^[0-9a-z_]*$")
    compare: Literal["none", "previous", "last_year"] = "none"
    chart: str = Field(default="", max_length=20, pattern=r"^[a-z_]*$")

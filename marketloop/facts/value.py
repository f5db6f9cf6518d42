"""Facts about what customers are worth."""

from __future__ import annotations

from typing import ClassVar

from marketloop.facts.base import Fact


class RfmCellChanged(Fact, frozen=True, kw_only=True):
    """These people (at most 5,000) moved from one RFM cell to another; `previous` is empty after the first order."""

    name: ClassVar[str] = "rfm_cell_changed"
    profile_ids: tuple[int, ...]
    cell: str
    previous: str = ""

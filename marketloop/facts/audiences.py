"""Facts about sets of people: segments and journeys. Each carries at most 5,000 people; the spine gets one event a person."""

from __future__ import annotations

from typing import ClassVar

from marketloop.facts.base import Fact


class SegmentEntered(Fact, frozen=True, kw_only=True):
    """These people came into a segment."""

    name: ClassVar[str] = "segment_entered"
    profile_ids: tuple[int, ...]
    segment: str  # seg_…
    segment_id: int


class SegmentLeft(Fact, frozen=True, kw_only=True):
    """These people left a segment."""

    name: ClassVar[str] = "segment_left"
    profile_ids: tuple[int, ...]
    segment: str
    segment_id: int


class JourneyEntered(Fact, frozen=True, kw_only=True):
    """These people were enrolled in a journey; `holdout` people are tracked to the goal but get no action."""

    name: ClassVar[str] = "journey_entered"
    profile_ids: tuple[int, ...]
    journey: str  # jny_…
    version: int
    holdout: bool


class JourneyConverted(Fact, frozen=True, kw_only=True):
    """These people reached the journey's goal."""

    name: ClassVar[str] = "journey_converted"
    profile_ids: tuple[int, ...]
    journey: str
    version: int
    holdout: bool


class JourneyExited(Fact, frozen=True, kw_only=True):
    """These people left a journey without conversion."""

    name: ClassVar[str] = "journey_exited"
    profile_ids: tuple[int, ...]
    journey: str
    version: int
    reason: str

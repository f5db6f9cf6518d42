"""Facts about who is who and what is known of them."""

from __future__ import annotations

from typing import ClassVar

from marketloop.facts.base import Fact


class ProfilesMerged(Fact, frozen=True, kw_only=True):
    """Two profiles are one person: `absorbed_id` now follows `profile_id`."""

    name: ClassVar[str] = "profiles_merged"
    profile_id: int
    absorbed_id: int
    merge_id: int
    rule: str


class ProfilesSplit(Fact, frozen=True, kw_only=True):
    """A merge was undone: `restored_id` stands alone again."""

    name: ClassVar[str] = "profiles_split"
    profile_id: int
    restored_id: int
    merge_id: int


class ProfilesTouched(Fact, frozen=True, kw_only=True):
    """State that segments may test (traits, tags, consent, list membership) changed for these people (at most 5,000)."""

    name: ClassVar[str] = "profiles_touched"
    together: ClassVar[bool] = True
    profile_ids: tuple[int, ...]
    what: str  # trait | tag | consent | stage | list
    key: str = ""


class ConsentChanged(Fact, frozen=True, kw_only=True):
    """Consent on a channel was granted or withdrawn."""

    name: ClassVar[str] = "consent_changed"
    profile_id: int
    channel: str
    granted: bool
    origin: str


class StageChanged(Fact, frozen=True, kw_only=True):
    """The lifecycle stage of a person moved."""

    name: ClassVar[str] = "stage_changed"
    profile_id: int
    stage: str
    previous: str

"""Facts about messages. Sets carry `message_ids` beside `profile_ids`, position by position."""

from __future__ import annotations

from typing import ClassVar

from marketloop.facts.base import Fact


class MessageSent(Fact, frozen=True, kw_only=True):
    """Messages were handed to the channel."""

    name: ClassVar[str] = "message_sent"
    each: ClassVar[dict[str, str]] = {"message_ids": "message"}
    profile_ids: tuple[int, ...]
    message_ids: tuple[str, ...]
    channel: str
    journey: str = ""
    node: str = ""
    content: str = ""  # template tpl_…


class MessageSuppressed(Fact, frozen=True, kw_only=True):
    """Contact policy held messages back; one fact per reason."""

    name: ClassVar[str] = "message_suppressed"
    each: ClassVar[dict[str, str]] = {"message_ids": "message"}
    profile_ids: tuple[int, ...]
    message_ids: tuple[str, ...]
    channel: str
    reason: str
    journey: str = ""
    node: str = ""
    content: str = ""


class MessageFailed(Fact, frozen=True, kw_only=True):
    """The channel refused messages for good."""

    name: ClassVar[str] = "message_failed"
    each: ClassVar[dict[str, str]] = {"message_ids": "message"}
    profile_ids: tuple[int, ...]
    message_ids: tuple[str, ...]
    channel: str
    reason: str
    journey: str = ""
    node: str = ""
    content: str = ""

"""Which messages of a call may go into the log just as they came: surely valid, surely without a personal value.

This is the fast way for what most calls are made of (visits and views). Everything else, and whatever is in the least unusual,
goes the thorough way (`incoming.to_events`), which alone decides what is refused, and how it is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

from marketloop.events import declared, networks, scanning
from marketloop.events.catalogue import SERVER_ONLY, stored_name
from marketloop.events.incoming import MAX_ID, MAX_NAME, Arrival, Moment

_Id = Annotated[str, Meta(max_length=MAX_ID)] | int | None
_KINDS = frozenset({"track", "page", "screen"})


class _Object(msgspec.Struct):
    """Any object; what is in it is checked as JSON and left out."""


class _Context(msgspec.Struct, rename="camel"):
    """Parts of the context that need the thorough way."""

    ip: Raw | UnsetType = UNSET
    traits: Raw | UnsetType = UNSET
    external_ids: Raw | UnsetType = UNSET


class _Checked(msgspec.Struct, rename="camel", gc=False, kw_only=True):
    """What the decoder itself can check of a `Message`."""

    type: str | None = None
    message_id: Annotated[str, Meta(min_length=1, max_length=MAX_ID)]
    user_id: _Id = None
    anonymous_id: _Id = None
    previous_id: _Id = None
    group_id: _Id = None
    event: Annotated[str, Meta(max_length=MAX_NAME)] | None = None
    name: str | None = None
    category: str | None = None
    sent_at: str | int | float | None = None
    write_key: str | None = None
    timestamp: Moment = None
    original_timestamp: Moment = None
    traits: _Object | None = None
    properties: _Object | None = None
    context: _Context | None = None


_decoder = msgspec.json.Decoder(list[_Checked])


def split(messages: Sequence[bytes], arrival: Arrival) -> tuple[list[bytes], list[int]]:
    """(plain messages, places of the others)."""
    everyone = list(range(len(messages)))
    if arrival.context or not messages or not declared.current().idle or _is_odd(arrival):
        return [], everyone
    clear = [at for at, is_clear in enumerate(scanning.plain(messages).tolist()) if is_clear]
    candidates = [messages[at] for at in clear]
    try:
        checked = _decoder.decode((b"[" + b",".join(candidates) + b"]").decode())
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return [], everyone
    from_server = arrival.source.from_server
    sure = [_is_sure(message, from_server) for message in checked]
    if len(clear) == len(messages) and all(sure):
        return candidates, []
    taken = {at for at, is_sure in zip(clear, sure, strict=True) if is_sure}
    return [messages[at] for at in sorted(taken)], [at for at in everyone if at not in taken]


def _is_odd(arrival: Arrival) -> bool:
    """Whether the call itself is judged by what the log does not keep of it: its purpose, its full address."""
    return bool(arrival.purpose) or (not arrival.source.from_server and networks.verdict(arrival.ip) != "")


def _is_sure(message: _Checked, from_server: bool) -> bool:
    """Whether no rule of `to_events` refuses this message or makes more than one event of it."""
    person = message.user_id or message.anonymous_id
    if message.type not in _KINDS or not person or (type(person) is str and person.isspace()):
        return False
    context = message.context
    if context is not None and not (context.ip is context.traits is context.external_ids is UNSET):
        return False
    if message.type != "track":
        return True
    name = message.event
    if not name or name.isspace():
        return False
    return not from_server or stored_name(name.strip(), from_server=True) not in SERVER_ONLY

"""Consent as events carry it. Pure.

Accepted shapes, by channel (`email`, `sms`, `wecom`, `wechat`, `push`, `phone`):

    context.consent = {"email": true, "sms": false}
    context.consent = {"categoryPreferences": {"email": true}}      (Segment's consent object)
    traits.consent  = {"email": true}
    traits.email_consent | traits.consent_email | traits.email_opt_in = true
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CHANNELS = ("email", "sms", "wecom", "wechat", "push", "phone")
_KEYS = {
    key: channel
    for channel in CHANNELS
    for key in (f"{channel}_consent", f"consent_{channel}", f"{channel}_opt_in")
}
_TRUE, _FALSE = (
    frozenset({"true", "yes", "1", "granted", "是"}),
    frozenset({"false", "no", "0", "denied", "否"}),
)


def consents_in(traits: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, bool]:
    """Channel → granted; what is not said is absent."""
    found: dict[str, bool] = {}
    if not _KEYS.keys().isdisjoint(traits):
        for key, channel in _KEYS.items():
            if (granted := _flag(traits.get(key))) is not None:
                found[channel] = granted
    for holder in (traits.get("consent"), context.get("consent")):
        if isinstance(holder, Mapping):
            found |= _of(holder)
    return found


def is_consent_trait(key: str) -> bool:
    """Whether a trait only says consent, so that it is not kept as a trait."""
    return key == "consent" or key in _KEYS


def _of(holder: Mapping[str, Any]) -> dict[str, bool]:
    preferences = holder.get("categoryPreferences")
    stated = {**(preferences if isinstance(preferences, Mapping) else {}), **holder}
    flags = {channel: _flag(stated.get(channel)) for channel in CHANNELS}
    return {channel: granted for channel, granted in flags.items() if granted is not None}


def _flag(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower() if value is not None else ""
    return True if text in _TRUE else False if text in _FALSE else None

"""Tracked links and the open pixel: signed addresses, UTM, and who clicked: a person or a machine.

An address holds message id and link number, signed; the target stands with the template version (or, when Liquid made it, with
the message), so nobody can make our address lead elsewhere. Link 0 is the trap: hidden from people, followed by scanners.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from marketloop.platform import crypto
from marketloop.platform.config import get_config
from marketloop.platform.errors import BadRequest

LINK, CHOICE = "mail-link", "mail-choice"
OPEN = -1
TRAP = 0
SCAN_WINDOW_MS = 5_000
"""A mail whose links are all visited within this time after sending was read by a scanner."""

_MACHINES = re.compile(
    r"bot\b|crawl|spider|slurp|scanner|preview|fetch|monitor|curl|wget|python-|java/|go-http|okhttp|libwww|headless|phantom"
    r"|barracuda|mimecast|proofpoint|safelinks|symantec|messagelabs|forcepoint|trendmicro|sophos|fireeye|cloudmark"
    r"|facebookexternalhit|whatsapp|telegrambot|slackbot|skypeuripreview|bingpreview|googleimageproxy|yahoomailproxy",
    re.I,
)
_IMAGE_PROXIES = re.compile(r"googleimageproxy|yahoomailproxy", re.I)


def token_of(message_id: int, link: int) -> str:
    """The signed name of a link of a message (`OPEN` for the pixel)."""
    return crypto.sign(f"{message_id:x}.{link}", LINK)


def read_token(token: str) -> tuple[int, int] | None:
    """(message id, link), or None for anything that we did not sign."""
    try:
        message_id, _, link = crypto.unsign(token, LINK).partition(".")
        return int(message_id, 16), int(link)
    except (BadRequest, ValueError):
        return None


def link_address(message_id: int, link: int) -> str:
    """Where the visitor of a link comes first."""
    return f"{get_config().base_url}/l/{token_of(message_id, link)}"


def pixel_address(message_id: int) -> str:
    """The picture that tells that a mail was opened."""
    return f"{get_config().base_url}/t.gif?m={token_of(message_id, OPEN)}"


def choice_token(profile_id: int, channel: str, message_id: int) -> str:
    """The signed right to change the contact choices of one person, without sign-in."""
    return crypto.sign(f"{profile_id:x}.{channel}.{message_id:x}", CHOICE)


def read_choice_token(token: str) -> tuple[int, str, int]:
    """(profile id, channel, message id); raises BadRequest for anything that we did not sign."""
    profile_id, channel, message_id = crypto.unsign(token, CHOICE).split(".")
    return int(profile_id, 16), channel, int(message_id, 16)


def unsubscribe_address(token: str) -> str:
    """The page, and the address for one click by the mail program."""
    return f"{get_config().base_url}/u/{token}"


def preferences_address(token: str) -> str:
    """The preference page."""
    return f"{get_config().base_url}/preferences/{token}"


def with_utm(target: str, channel: str, campaign: str) -> str:
    """The target with UTM parameters; those that it has stay."""
    parts = urlsplit(target)
    query = parse_qsl(parts.query, keep_blank_values=True)
    present = {name for name, _ in query}
    utm = {"utm_source": "marketloop", "utm_medium": channel, "utm_campaign": campaign}
    added = [(name, value) for name, value in utm.items() if value and name not in present]
    extra = urlencode(added)
    joined = "&".join(part for part in (parts.query, extra) if part)
    return urlunsplit(parts._replace(query=joined))


def is_web_address(target: str) -> bool:
    """An absolute http(s) address without control characters; anything else never leaves through us."""
    if any(ord(letter) < 33 for letter in target) or "\\" in target:
        return False
    parts = urlsplit(target)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def is_machine(*, kind: str, user_agent: str, method: str, link: int) -> bool:
    """What one request alone tells: no agent or a known scanner, HEAD, or the trap. Image proxies open for people."""
    if kind == "open" and _IMAGE_PROXIES.search(user_agent):
        return False
    return method == "HEAD" or link == TRAP or not user_agent or _MACHINES.search(user_agent) is not None

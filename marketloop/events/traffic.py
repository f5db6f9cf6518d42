"""First verdict on the traffic behind an event, from what it says of itself and where it came from; network data is coarsened
here too. What shows only among many events is judged later, see quality_rules.py."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Any

from marketloop.events import networks
from marketloop.events.contracts import Quality

_BOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|phantomjs|lighthouse|preview|scrap|monitor|pingdom|uptime"
    r"|facebookexternalhit|python-|curl/|wget/|java/|go-http-client|okhttp|axios|node-fetch|libwww|httpclient",
    re.I,
)
_PHONE = re.compile(r"iPhone|Android.*Mobile|Windows Phone", re.I)
_DESKTOP = re.compile(r"Windows NT|Macintosh|X11; (?!.*Android)|CrOS", re.I)
PHONE_MAX, DESKTOP_MIN = 1_440, 500
"""CSS pixels: the short side of no phone is longer, the long side of no desktop screen is shorter."""

INVALID_AT_ARRIVAL = ("bot_declared", "prefetch", "staff_network", "listed_network", "datacentre_network")
SUSPECT_AT_ARRIVAL = ("screen_mismatch",)


def purpose_of(environ: dict[str, Any]) -> str:
    """What a browser says a request is for: "prefetch" when no person looks at it."""
    said = (
        environ.get("HTTP_SEC_PURPOSE") or environ.get("HTTP_PURPOSE") or environ.get("HTTP_X_MOZ") or ""
    ).lower()
    return "prefetch" if "prefetch" in said or "prerender" in said or "preview" in said else ""


def judge(address: str, agent: str, screen: Any, purpose: str, reasons: list[str]) -> int:
    """The verdict on one event of a client that should be a browser or an app; adds its reasons."""
    quality = int(Quality.VALID)
    if is_declared_bot(agent):
        reasons.append("bot_declared")
        quality = int(Quality.INVALID)
    if purpose:
        reasons.append(purpose)
        quality = int(Quality.INVALID)
    network = networks.verdict(address)
    if network:
        reasons.append(network)
        quality = int(Quality.INVALID)
    if screen is not None and screen_mismatch(agent, screen):
        reasons.append("screen_mismatch")
        quality = quality or int(Quality.SUSPECT)
    return quality


@lru_cache(maxsize=8192)
def is_declared_bot(user_agent: str) -> bool:
    """Whether a client that should be a browser says that it is a robot or a program."""
    return _BOT.search(user_agent) is not None


def screen_mismatch(agent: str, screen: Any) -> bool:
    """Whether the screen cannot belong to the device that the user agent names (Segment's `context.screen`)."""
    if not isinstance(screen, dict):
        return False
    sides = [_number(screen.get(key)) for key in ("width", "height")]
    if None in sides:
        return False
    density = max(_number(screen.get("density")) or 1.0, 1.0)
    short, long = sorted(float(side or 0) / density for side in sides)
    if short <= 0:
        return True
    if _PHONE.search(agent):
        return short > PHONE_MAX
    return _DESKTOP.search(agent) is not None and long < DESKTOP_MIN


def _number(value: Any) -> float | None:
    return None if isinstance(value, bool) or not isinstance(value, (int, float)) else float(value)


@lru_cache(maxsize=8192)
def coarse_ip(address: str) -> str:
    """The network of an address (/24, /48), which is enough for a city; "" for what is none."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    length = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network(f"{parsed}/{length}", strict=False).network_address)

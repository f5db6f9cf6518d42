"""First verdict on the traffic behind an event, from what it says of itself; network data is coarsened here too."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

_BOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|phantomjs|lighthouse|preview|scrap|monitor|pingdom|uptime"
    r"|facebookexternalhit|python-|curl/|wget/|java/|go-http-client|okhttp|axios|node-fetch|libwww|httpclient",
    re.I,
)


@lru_cache(maxsize=8192)
def is_declared_bot(user_agent: str) -> bool:
    """Whether a client that should be a browser says that it is a robot or a program."""
    return _BOT.search(user_agent) is not None


@lru_cache(maxsize=8192)
def coarse_ip(address: str) -> str:
    """The network of an address (/24, /48), which is enough for a city; "" for what is none."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    length = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network(f"{parsed}/{length}", strict=False).network_address)

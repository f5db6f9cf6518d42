"""Signed pushes to a webhook of somebody else: only to public addresses over HTTPS, each batch once by its id, retried a little.

A batch is JSON with `POST`. Headers: `X-MarketLoop-Delivery` (the same for every attempt), `X-MarketLoop-Timestamp` (seconds)
and `X-MarketLoop-Signature: v1=` HMAC-SHA256 hex of `timestamp.body` under the shared secret. 2xx takes a batch; 408, 429, 5xx
and a broken line are tried again; everything else ends the export.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from marketloop.platform import clock
from marketloop.platform.errors import Invalid

ATTEMPTS = 4
TIMEOUT_S = 10.0
WAITS_S = (0.5, 2.0, 8.0)
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class PushRefused(Invalid):
    """The other side did not take a batch."""


@dataclass(frozen=True)
class Destination:
    """An address that may be called: the host's addresses were looked up once and are all public."""

    url: str
    host: str
    port: int
    address: str


def destination(url: str) -> Destination:
    """Look the host up and make sure that it is outside of our own network. Raises Invalid.

    The call then goes to the very address that was checked, so a name that changes its mind in between gains nothing.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        raise Invalid("segment_webhook_url", fields={"url": "segment_webhook_url"})
    port = parts.port or 443
    addresses = _addresses(parts.hostname, port)
    if not addresses:
        raise Invalid(
            "segment_webhook_unknown_host",
            fields={"url": "segment_webhook_unknown_host"},
            host=parts.hostname,
        )
    if not all(is_public(one) for one in addresses):
        raise Invalid(
            "segment_webhook_private", fields={"url": "segment_webhook_private"}, host=parts.hostname
        )
    return Destination(url, parts.hostname, port, addresses[0])


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def is_public(address: str) -> bool:
    """Neither loopback, private, link-local, multicast nor reserved; IPv4 inside IPv6 is looked at as IPv4."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    ip = inner or ip
    return ip.is_global and not ip.is_multicast


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256 of `timestamp.body`."""
    return f"v1={hmac.new(secret.encode(), timestamp.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def push(to: Destination, secret: str, delivery: str, body: bytes) -> int:
    """Hand over one batch; returns the attempts it took. Raises PushRefused with the last answer's status (0: no answer)."""
    status = 0
    for attempt in range(1, ATTEMPTS + 1):
        status = _post(to, secret, delivery, body)
        if 200 <= status < 300:
            return attempt
        if status and status not in AGAIN:
            break
        if attempt < ATTEMPTS:
            time.sleep(WAITS_S[attempt - 1])
    raise PushRefused("segment_webhook_refused", answer=status, host=to.host)


def _post(to: Destination, secret: str, delivery: str, body: bytes) -> int:
    timestamp = str(int(clock.wall().timestamp()))
    parts = urlsplit(to.url)
    address = f"[{to.address}]" if ":" in to.address else to.address
    pinned = parts._replace(netloc=f"{address}:{to.port}").geturl()
    host = to.host if to.port == 443 else f"{to.host}:{to.port}"
    headers = {
        "Host": host,
        "Content-Type": "application/json",
        "User-Agent": "MarketLoop",
        "X-MarketLoop-Delivery": delivery,
        "X-MarketLoop-Timestamp": timestamp,
        "X-MarketLoop-Signature": signature(secret, timestamp, body),
    }
    try:
        with httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False) as client:
            request = client.build_request(
                "POST", pinned, content=body, headers=headers, extensions={"sni_hostname": to.host}
            )
            return client.send(request).status_code
    except httpx.HTTPError:
        return 0

"""Whose network an address is in: public clouds, and the operator's lists of blocked, own and trusted ranges.

Asked at arrival, when the full address is still known; events keep only its coarse network. The operator's lists win:
`allowed` frees a range from the cloud list.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
ListKind = Literal["blocked", "staff", "allowed"]
CLOUD_SOURCES = (
    ("Amazon Web Services", "https://ip-ranges.amazonaws.com/ip-ranges.json"),
    ("Google Cloud", "https://www.gstatic.com/ipranges/cloud.json"),
)
CLOUD_READ = "2026-11-25"
"""Only whole blocks of /13 (Amazon) and /14 (Google) and larger of the published lists, read from a public copy of them on this
day. Smaller and other clouds' blocks are the operator's to add."""
CLOUD = tuple(
    ipaddress.ip_network(one)
    for one in (
        *("3.8.0.0/13", "3.16.0.0/12", "3.64.0.0/11", "3.104.0.0/13", "3.120.0.0/13", "3.128.0.0/12"),
        *("3.144.0.0/13", "3.208.0.0/12", "3.224.0.0/12", "3.248.0.0/13", "13.48.0.0/12"),
        *("18.176.0.0/13", "18.192.0.0/11", "18.224.0.0/12", "34.192.0.0/10", "35.72.0.0/13"),
        *("35.80.0.0/12", "35.152.0.0/13", "35.160.0.0/12", "35.176.0.0/13", "44.192.0.0/10"),
        *("52.0.0.0/11", "52.32.0.0/13", "52.48.0.0/12", "52.64.0.0/12", "52.192.0.0/12", "52.208.0.0/13"),
        *("54.64.0.0/11", "54.144.0.0/12", "54.160.0.0/11"),
        *("34.16.0.0/12", "34.44.0.0/14", "34.56.0.0/13", "34.68.0.0/14", "34.72.0.0/13", "34.80.0.0/12"),
        *("34.120.0.0/14", "34.132.0.0/14", "34.136.0.0/14", "34.148.0.0/14", "34.160.0.0/14"),
        *("34.168.0.0/13", "35.192.0.0/14", "35.208.0.0/13", "35.224.0.0/14", "35.236.0.0/14"),
        *("35.244.0.0/14", "35.252.0.0/14"),
    )
)
FRESH_S = 5.0


class Ranges:
    """A set of networks, asked by binary search."""

    def __init__(self, networks: Iterable[Network]) -> None:
        spans = {4: [], 6: []}  # type: dict[int, list[tuple[int, int]]]
        for one in networks:
            spans[one.version].append((int(one.network_address), int(one.broadcast_address)))
        self._spans = {version: _merged(listed) for version, listed in spans.items()}
        self._starts = {version: [first for first, _ in listed] for version, listed in self._spans.items()}

    def holds(self, version: int, address: int) -> bool:
        """Whether an address lies in one of them."""
        at = bisect_right(self._starts[version], address) - 1
        return at >= 0 and address <= self._spans[version][at][1]


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged


_cloud = Ranges(CLOUD)


class _Lists:
    """The operator's lists, read again when they may be stale."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read = -FRESH_S
        self._stamp: tuple[tuple[str, str], ...] | None = None
        self.by_kind: dict[str, Ranges] = {}

    def fresh(self) -> dict[str, Ranges]:
        if time.monotonic() - self._read > FRESH_S:
            self._load()
        return self.by_kind

    def forget(self) -> None:
        """Read the table at the next question."""
        self._read = -FRESH_S

    def _load(self) -> None:
        from marketloop.events.models import IpRange

        with self._lock:
            if time.monotonic() - self._read <= FRESH_S:
                return  # another thread has just done it
            stamp = tuple(IpRange.objects.order_by("cidr").values_list("cidr", "kind"))
            if stamp != self._stamp:
                kinds: dict[str, list[Network]] = {}
                for cidr, kind in stamp:
                    kinds.setdefault(kind, []).append(ipaddress.ip_network(cidr))
                self.by_kind = {kind: Ranges(listed) for kind, listed in kinds.items()}
                self._stamp = stamp
                _judged.cache_clear()
            self._read = time.monotonic()


_lists = _Lists()
forget = _lists.forget


def verdict(address: str) -> str:
    """`staff_network`, `listed_network`, `datacentre_network`, or "" for an ordinary (or no) address."""
    _lists.fresh()
    return _judged(address)


@lru_cache(maxsize=16_384)
def _judged(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    version, number, lists = parsed.version, int(parsed), _lists.by_kind
    for kind, reason in (("staff", "staff_network"), ("blocked", "listed_network"), ("allowed", "")):
        if kind in lists and lists[kind].holds(version, number):
            return reason
    return "datacentre_network" if _cloud.holds(version, number) else ""

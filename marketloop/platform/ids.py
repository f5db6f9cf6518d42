"""Identifiers: int64, time-sortable, made in Python; typed strings at the edge.

Layout: 41 bits milliseconds since 2024-01-01 UTC (until 2093), 22 bits that start at random in every millisecond and count up.
"""

from __future__ import annotations

import hashlib
import secrets
import threading

from marketloop.platform import clock
from marketloop.platform.errors import BadRequest

_EPOCH_MS = 1_704_067_200_000
_SEQUENCE_BITS = 22
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_lock = threading.Lock()
_last = 0


def new_ids(count: int) -> list[int]:
    """`count` ascending ids, unique in this process and, by 21 random bits a millisecond, across processes."""
    global _last
    fresh = ((clock.wall_ms() - _EPOCH_MS) << _SEQUENCE_BITS) | secrets.randbits(_SEQUENCE_BITS - 1)
    with _lock:
        first = max(fresh, _last + 1)
        _last = first + count - 1
    return list(range(first, first + count))


def new_id() -> int:
    """One new id."""
    return new_ids(1)[0]


def stable_id(*parts: str) -> int:
    """A positive 63-bit id that depends on the parts alone (BLAKE2b); for idempotent writes."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def encode(prefix: str, value: int) -> str:
    """`pro_` + 13 base-32 characters, in the order of the numbers."""
    letters = [_ALPHABET[(value >> shift) & 31] for shift in range(60, -1, -5)]
    return f"{prefix}_{''.join(letters)}"


def decode(prefix: str, text: str) -> int:
    """The id of an encoded string; raises BadRequest that names what was expected."""
    head, _, letters = text.partition("_")
    if head != prefix or len(letters) != 13 or any(letter not in _VALUES for letter in letters):
        raise BadRequest("id_malformed", expected=f"{prefix}_…", got=text[:40])
    value = 0
    for letter in letters:
        value = (value << 5) | _VALUES[letter]
    if value >= 1 << 63:
        raise BadRequest("id_malformed", expected=f"{prefix}_…", got=text[:40])
    return value

"""Which messages of a call surely hold no personal value: one pass over their bytes, without making objects of them.

What `redaction` would find in a message is found here too (a test compares them), so a message that is plain may go into the
log as it came. The other way round does not hold: what only looks suspicious is left to `redaction`.

Suspicious is: a key that `PERSONAL_KEYS` names, at any depth; `@` or `%40`; a Chinese mobile number or an international one in
a text; text hidden by escapes; keys that are not plain ASCII; numbers that may not fit 64 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from numba import njit

from marketloop.events.catalogue import PERSONAL_KEYS

_QUOTE, _BACKSLASH, _COLON, _AT, _PERCENT, _PLUS = (ord(mark) for mark in '"\\:@%+')
_U, _E, _LOWER_E, _ZERO, _ONE, _THREE, _FOUR, _SIX, _EIGHT, _NINE = (ord(mark) for mark in "uEe0134689")
_DIGITS_64 = 16
"""Shorter numbers surely fit 64 bits."""
_LONG_RUN = 7
"""Fewer digits in a row are no telephone number."""
_SLOTS = 1_024
_START, _PRIME, _MASK = 2_166_136_261, 16_777_619, 0xFFFFFFFF  # FNV-1a, 32 bits
Flags = npt.NDArray[np.bool_]


def plain(messages: Sequence[bytes]) -> Flags:
    """For each message (valid JSON in UTF-8): whether it surely holds nothing personal."""
    ends = np.cumsum(np.fromiter(map(len, messages), np.int64, len(messages)))
    suspicious = np.zeros(len(messages), np.bool_)
    _scan(np.frombuffer(b"".join(messages), np.uint8), ends, _personal_hashes(), _kinds(), suspicious)
    return ~suspicious


@cache
def _personal_hashes() -> npt.NDArray[np.uint32]:
    """The hashes of the personal keys in an open table of _SLOTS places; 0 is free."""
    table = np.zeros(_SLOTS, np.uint32)
    for key in PERSONAL_KEYS:
        place = (hashed := _hash(key.encode())) & _SLOTS - 1
        while table[place]:
            place = place + 1 & _SLOTS - 1
        table[place] = hashed
    return table


def _hash(key: bytes) -> int:
    found = _START
    for byte in key:
        found = ((found ^ byte) * _PRIME) & _MASK
    return found


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """What each byte within a text is: 0 nothing, 1 a digit, 2 worth a look."""
    kinds = np.zeros(256, np.uint8)
    kinds[128:] = 2
    kinds[[_QUOTE, _BACKSLASH, _AT, _PERCENT]] = 2
    kinds[_ZERO : _NINE + 1] = 1
    return kinds


@njit(nogil=True, cache=True)
def _scan(text, ends, personal, kinds, suspicious):  # type: ignore[no-untyped-def]
    at = np.uint64(0)
    for message in range(len(ends)):
        end = np.uint64(ends[message])
        found = False
        while at < end and not found:
            byte = text[at]
            if byte == _QUOTE:
                found, at = _scan_string(text, at + np.uint64(1), end, personal, kinds)
            elif kinds[byte] == 1:
                found, at = _scan_number(text, at, end, kinds)
            else:
                at += np.uint64(1)
        suspicious[message] = found
        at = end


@njit(nogil=True, cache=True, inline="always")
def _scan_number(text, at, end, kinds):  # type: ignore[no-untyped-def]
    """(whether it may not fit 64 bits, place after it)"""
    start = at
    while at < end and kinds[text[at]] == 1:
        at += np.uint64(1)
    long = at - start >= _DIGITS_64
    exponent = at < end and (text[at] == _E or text[at] == _LOWER_E)
    return long or exponent, at


@njit(nogil=True, cache=True, inline="always")
def _scan_string(text, at, end, personal, kinds):  # type: ignore[no-untyped-def]
    """(whether a key or a text is suspicious, place after the closing quote)"""
    start, plain_ascii, run = at, True, np.uint8(0)
    while True:
        byte = text[at]
        kind = kinds[byte]
        if kind < 2:
            run = (run + np.uint8(1)) * kind  # no branch: digits and letters alternate in ids
            if run == _LONG_RUN:
                first = at + np.uint64(1) - np.uint64(_LONG_RUN)
                while kinds[text[at]] == 1:
                    at += np.uint64(1)
                if _is_number(text, first, at - first):
                    return True, at
                run = np.uint8(0)
            else:
                at += np.uint64(1)
            continue
        if byte == _QUOTE:
            break
        if byte == _AT or (byte == _PERCENT and text[at + np.uint64(1)] == _FOUR):
            return True, at
        plain_ascii, run = False, np.uint8(0)
        if byte == _BACKSLASH:
            at += np.uint64(1)
            if text[at] == _U and text[at + np.uint64(1)] == _ZERO and text[at + np.uint64(2)] == _ZERO:
                return True, at
        at += np.uint64(1)
    after = at + np.uint64(1)
    while after < end and text[after] <= 32:
        after += np.uint64(1)
    if after < end and text[after] == _COLON:
        return not plain_ascii or _is_personal(text, start, at, personal), after
    return False, after


@njit(nogil=True, cache=True)
def _is_personal(text, start, end, personal):  # type: ignore[no-untyped-def]
    """Whether the key between these places is, in lower case, one of the hashes (or hashes like one)."""
    key = np.uint32(_START)
    for at in range(start, end):
        byte = text[at]
        if 65 <= byte <= 90:
            byte |= 32
        key = np.uint32((key ^ byte) * np.uint32(_PRIME))
    place = key & _SLOTS - 1
    while personal[place] != 0 and personal[place] != key:
        place = (place + 1) & _SLOTS - 1
    return personal[place] == key


@njit(nogil=True, cache=True)
def _is_number(text, at, run):  # type: ignore[no-untyped-def]
    """Whether this run of digits in a text may be a telephone number: `+…`, or 11 digits 13…19, alone or behind 86 or 0086."""
    at = np.int64(at)
    if text[at - 1] == _PLUS:
        return True
    if run == 13 and text[at] == _EIGHT and text[at + 1] == _SIX:
        at += 2
    elif run == 15 and text[at] == _ZERO and text[at + 1] == _ZERO and text[at + 2] == _EIGHT:
        at += 4
    elif run != 11:
        return False
    return text[at] == _ONE and text[at + 1] >= _THREE

"""Reading a call to the collector: body within limits, gzip, write key, JSON with the place of a mistake."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from typing import Any, TypeVar

import msgspec

from marketloop.events.incoming import ItemRefused
from marketloop.platform.errors import BadRequest, DomainError, TooLarge

MAX_CALL, MAX_EVENT = 500 * 1024, 32 * 1024
Environ = dict[str, Any]
T = TypeVar("T")
_BYTE = re.compile(r" \(byte (\d+)\)$")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_TYPE = re.compile(r"Expected `([^`]+)`, got `[^`]+`(?: - at `\$\.?([^`]*)`)?")


def read_body(environ: Environ) -> bytes:
    """The body, decompressed; raises TooLarge above MAX_CALL and BadRequest for broken gzip."""
    try:
        declared = int(environ.get("CONTENT_LENGTH") or -1)
    except ValueError:
        declared = -1
    if declared > MAX_CALL:
        raise TooLarge("body_too_large", limit=MAX_CALL)
    body: bytes = environ["wsgi.input"].read(declared if declared >= 0 else MAX_CALL + 1)
    if environ.get("HTTP_CONTENT_ENCODING", "").lower() == "gzip" or body[:2] == b"\x1f\x8b":
        body = _unzip(body)
    if len(body) > MAX_CALL:
        raise TooLarge("body_too_large", limit=MAX_CALL)
    return body


def _unzip(body: bytes) -> bytes:
    unzip = zlib.decompressobj(31)
    try:
        text = unzip.decompress(body, MAX_CALL + 1)
    except zlib.error:
        raise BadRequest("body_encoding", encoding="gzip") from None
    if len(text) <= MAX_CALL and not unzip.eof:
        raise BadRequest("body_encoding", encoding="gzip")
    return text


def key_in_headers(environ: Environ) -> str | None:
    """The write key of Basic authorisation (as its user name) or of the header X-Write-Key."""
    given: str = environ.get("HTTP_AUTHORIZATION", "")
    if given[:6].lower() == "basic ":
        try:
            return base64.b64decode(given[6:], validate=True).decode().partition(":")[0] or None
        except (binascii.Error, UnicodeDecodeError):
            return None
    return environ.get("HTTP_X_WRITE_KEY") or None


def decode(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    """The decoded body; raises DomainError that names the place of the mistake.

    Half of a surrogate pair, which some clients write, is no mistake of the whole call: a question mark stands for it.
    """
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        if _SURROGATE.search(body) is None or (mended := _mended(body)) is None:
            raise malformed(body, error) from None
    try:
        return decoder.decode(mended)
    except (msgspec.DecodeError, RecursionError) as error:
        raise malformed(mended, error) from None


def _mended(body: bytes) -> bytes | None:
    try:
        return json.dumps(json.loads(body), ensure_ascii=False).encode(errors="replace")
    except (ValueError, RecursionError):
        return None


def malformed(body: bytes, error: Exception) -> DomainError:
    """What to answer when a body (or one message) cannot be decoded: place of the mistake, or the field of the wrong type."""
    text = str(error)
    if isinstance(error, RecursionError):
        return BadRequest("event_nested_deep")
    if isinstance(error, msgspec.ValidationError):
        found = _TYPE.search(text)
        return ItemRefused(
            "event_field_type",
            (found[2] if found else None) or "$",
            expected=found[1] if found else text,
        )
    if isinstance(error, UnicodeDecodeError):
        return BadRequest("body_encoding", encoding="UTF-8")
    place = _BYTE.search(text)
    offset = min(int(place[1]), len(body)) if place else len(body)
    before = body[:offset]
    return BadRequest(
        "body_malformed",
        problem=_BYTE.sub("", text).removeprefix("JSON is malformed: "),
        line=before.count(b"\n") + 1,
        column=len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1,
    )

"""Who sent a delivery: a shared secret in a header, or an HMAC-SHA-256 over the body. Pure."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from marketloop.platform.errors import Unauthenticated

SECONDS_BELOW = 100_000_000_000
"""Greater numbers are milliseconds."""


class HookCheck(BaseModel):
    """How deliveries prove where they come from.

    `token`: the header holds the secret itself. `hmac`: the header holds `prefix` + HMAC-SHA-256 (hex or base64) of the body, or,
    with a timestamp header, of `<timestamp>.<body>`; the timestamp may be `tolerance_s` off.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Literal["none", "token", "hmac"] = "none"
    header: str = Field(default="", max_length=80, pattern=r"^[A-Za-z0-9-]*$")
    prefix: str = Field(default="", max_length=20)
    encoding: Literal["hex", "base64"] = "hex"
    timestamp_header: str = Field(default="", max_length=80, pattern=r"^[A-Za-z0-9-]*$")
    tolerance_s: int = Field(default=300, ge=1, le=86_400)


def verify(check: HookCheck, secret: str, headers: Mapping[str, str], body: bytes, now_s: float) -> None:
    """Raise Unauthenticated, saying what is wrong, unless the delivery proves its origin. Header names in lower case."""
    if check.kind == "none":
        return
    given = headers.get(check.header.lower(), "").strip()
    if not given:
        raise Unauthenticated("hook_signature_missing", header=check.header)
    if check.kind == "token":
        wanted = secret
    else:
        signed = body
        if check.timestamp_header:
            stamp = headers.get(check.timestamp_header.lower(), "").strip()
            _recent(check, stamp, now_s)
            signed = f"{stamp}.".encode() + body
        digest = hmac.digest(secret.encode(), signed, "sha256")
        wanted = check.prefix + (
            digest.hex() if check.encoding == "hex" else base64.b64encode(digest).decode()
        )
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Unauthenticated("hook_signature_wrong", header=check.header)


def _recent(check: HookCheck, stamp: str, now_s: float) -> None:
    try:
        sent = float(stamp)
    except ValueError:
        raise Unauthenticated("hook_timestamp_missing", header=check.timestamp_header) from None
    sent = sent / 1000 if sent > SECONDS_BELOW else sent
    if not abs(now_s - sent) <= check.tolerance_s:
        raise Unauthenticated(
            "hook_timestamp_old", header=check.timestamp_header, tolerance=check.tolerance_s
        )

"""Field encryption (AES-GCM), blind-index tokens (HMAC-SHA-256) and signed texts, all from the installation secret.

Each purpose has its own derived key. Ciphertexts carry a key id, so that a rotated key can still read old rows.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from marketloop.platform.config import get_config
from marketloop.platform.errors import BadRequest

_KEY_ID = "1"


@cache
def _key(purpose: str) -> bytes:
    return hmac.digest(get_config().secret().encode(), purpose.encode(), "sha256")


@cache
def _cipher(purpose: str) -> AESGCM:
    return AESGCM(_key(purpose))


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encrypt(text: str, aad: str = "") -> str:
    """`1.<nonce+ciphertext>`; `aad` binds the value to its place (such as `identifier:phone`)."""
    nonce = os.urandom(12)
    return f"{_KEY_ID}.{_b64(nonce + _cipher('field').encrypt(nonce, text.encode(), aad.encode()))}"


def decrypt(text: str, aad: str = "") -> str:
    """The clear value; raises ValueError when it was altered or bound elsewhere."""
    key_id, _, body = text.partition(".")
    data = _unb64(body)
    if key_id != _KEY_ID:
        raise ValueError(f"unknown key id {key_id!r}")
    try:
        return _cipher("field").decrypt(data[:12], data[12:], aad.encode()).decode()
    except InvalidTag as error:
        raise ValueError("ciphertext was altered or is bound to another place") from error


def token(kind: str, value: str) -> str:
    """Keyed, one-way, equal for equal values: `tok_` + 22 characters (128 bits). The value must be normalised before."""
    return "tok_" + _b64(hmac.digest(_key("token"), f"{kind}\x1f{value}".encode(), "sha256")[:16])


def number(kind: str, value: str) -> int:
    """As `token`, as a positive 63-bit number: for indexes of many small values."""
    digest = hashlib.blake2b(f"{kind}\x1f{value}".encode(), key=_key("number"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def sign(payload: str, purpose: str) -> str:
    """`<payload>.<signature>` for use in addresses; the payload stays readable."""
    mac = hmac.digest(_key(f"sign:{purpose}"), payload.encode(), "sha256")[:12]
    return f"{_b64(payload.encode())}.{_b64(mac)}"


def unsign(text: str, purpose: str) -> str:
    """The payload; raises BadRequest when the signature does not fit."""
    body, _, mac = text.partition(".")
    try:
        payload, given = _unb64(body).decode(), _unb64(mac)
    except (ValueError, UnicodeDecodeError):
        raise BadRequest("signature_wrong") from None
    expected = hmac.digest(_key(f"sign:{purpose}"), payload.encode(), "sha256")[:12]
    if not hmac.compare_digest(expected, given):
        raise BadRequest("signature_wrong")
    return payload

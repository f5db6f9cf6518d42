"""Rendered mails at rest: compressed and encrypted, bound to their message."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass

import orjson

from marketloop.platform import crypto


@dataclass(frozen=True)
class StoredMail:
    """A mail as it was (or would have been) handed to the channel."""

    to: str
    sender: str
    sender_name: str
    subject: str
    html: str
    text: str
    message_id: str
    headers: tuple[tuple[str, str], ...] = ()


def seal(message_id: int, mail: StoredMail) -> str:
    """The ciphertext."""
    packed = base64.b64encode(zlib.compress(orjson.dumps(mail), 1)).decode()
    return crypto.encrypt(packed, f"message:{message_id}")


def unseal(message_id: int, sealed: str) -> StoredMail:
    """The mail again; raises ValueError when it belongs to another message or was altered."""
    values = orjson.loads(zlib.decompress(base64.b64decode(crypto.decrypt(sealed, f"message:{message_id}"))))
    values["headers"] = tuple((name, value) for name, value in values.get("headers", ()))
    return StoredMail(**values)

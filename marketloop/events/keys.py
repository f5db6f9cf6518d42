"""Write keys: which source an incoming call is from. The collector asks on every call, so live keys are held in memory."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, transaction

from marketloop.events.models import WriteKey
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import background, clock, ids
from marketloop.platform.errors import Conflict, Invalid, NotFound

KeyKind = Literal["browser", "server"]
FRESH_S = 10.0
"""A key made or revoked in another process is noticed after at most this time."""
MISS_S = 1.0
"""An unknown key makes the table be read again at most this often."""
_named = RegexValidator(r"^[a-z0-9][a-z0-9_.-]{0,59}$")


@dataclass(frozen=True)
class Source:
    """Where events come from."""

    id: int
    name: str
    from_server: bool


class KeyRing:
    """The live keys by their hash, read again when they may be stale. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_key: dict[str, Source] = {}
        self._by_hash: dict[str, Source] = {}
        self._loaded = -FRESH_S
        self._used: set[int] = set()

    def find(self, key: str) -> Source | None:
        """The source of a write key, None when it is unknown or revoked."""
        if time.monotonic() - self._loaded > FRESH_S:
            self._load()
        found = self._by_key.get(key)
        if found is None:
            found = self._by_hash.get(hash_key(key))
            if found is None and time.monotonic() - self._loaded > MISS_S:
                self._load()
                found = self._by_hash.get(hash_key(key))
            if found is not None:
                self._by_key[key] = found
        if found is not None:
            self._used.add(found.id)
        return found

    def forget(self) -> None:
        """Read the table at the next question."""
        self._loaded = -FRESH_S

    def take_used(self) -> set[int]:
        """Ids of the sources heard of since the last question."""
        used, self._used = self._used, set()
        return used

    def _load(self) -> None:
        asked = time.monotonic()
        with self._lock:
            if self._loaded > asked:
                return  # another thread has just done it
            rows = WriteKey.objects.filter(revoked_at=None)
            self._by_hash = {row.key_hash: Source(row.id, row.name, row.kind == "server") for row in rows}
            self._by_key, self._loaded = {}, time.monotonic()


ring = KeyRing()


@background.loop("write keys", every_s=30.0, order=95)
def note_use() -> int:
    """Write down when sources were last heard of (not in the collector, which must not wait for the database)."""
    used = ring.take_used()
    if used:
        WriteKey.objects.filter(id__in=used).update(last_used_at=clock.wall())
    return len(used)


def hash_key(key: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def create_write_key(
    *, name: str, kind: KeyKind, key: str | None = None, actor: Principal | None
) -> tuple[WriteKey, str]:
    """A new source with its key (made when not given); the clear key of a server source is not kept."""
    clear = key or f"{'wks' if kind == 'server' else 'wkb'}_{secrets.token_urlsafe(24)}"
    try:
        _named(name)
    except ValidationError:
        raise Invalid("write_key_name_malformed", fields={"name": "write_key_name_malformed"}) from None
    try:
        with transaction.atomic():
            row = WriteKey.objects.create(
                name=name,
                kind=kind,
                prefix=clear[:8],
                key_hash=hash_key(clear),
                shown_key=clear if kind == "browser" else "",
                created_at=clock.wall(),
            )
            record_audit(actor=actor, action="events.write_key_created", subject=ids.encode("wky", row.id))
            transaction.on_commit(ring.forget)
    except IntegrityError:
        raise Conflict("write_key_name_taken", name=name) from None
    ring.forget()
    return row, clear


def ensure_write_key(name: str, kind: KeyKind, key: str | None = None) -> str | None:
    """Make the source unless it exists; returns the clear key where it can be known (just made, or a browser's)."""
    found = WriteKey.objects.filter(name=name).first()
    if found is not None:
        return found.shown_key or (key if key and hash_key(key) == found.key_hash else None)
    return create_write_key(name=name, kind=kind, key=key, actor=None)[1]


def revoke_write_key(*, key_id: int, actor: Principal | None) -> WriteKey:
    """End a key; its source's events stay. Revoking twice changes nothing."""
    with transaction.atomic():
        row = WriteKey.objects.select_for_update().filter(id=key_id).first()
        if row is None:
            raise NotFound("write_key_not_found")
        if row.revoked_at is None:
            row.revoked_at = clock.wall()
            row.save(update_fields=["revoked_at"])
            record_audit(actor=actor, action="events.write_key_revoked", subject=ids.encode("wky", key_id))
        transaction.on_commit(ring.forget)
    ring.forget()
    return row

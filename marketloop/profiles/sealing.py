"""Traits on their way in: personal ones become token and ciphertext, nested objects become flat keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from marketloop.events import facade as events
from marketloop.events.personal import looks_like_email, looks_like_mobile
from marketloop.platform.errors import Invalid
from marketloop.profiles.consenting import is_consent_trait
from marketloop.profiles.trait_writing import TraitSeen

MAX_TEXT, MAX_TRAITS = 2_000, 200
_COARSE = ("city", "province", "state", "country", "region", "district", "county")


def flat(traits: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """(key, value) pairs: `address: {city, street}` gives `city` and `address.street`; None and consent are left out."""
    for key, value in traits.items():
        if value is None or is_consent_trait(key):
            continue
        if type(value) is str:  # most values; asking for a mapping costs more than all the rest
            yield key, value
        elif isinstance(value, Mapping):
            for inner, one in value.items():
                if one is not None and not isinstance(one, Mapping):
                    coarse = key == "address" and inner in _COARSE
                    yield (inner if coarse else f"{key}.{inner}"), one
        else:
            yield str(key), value


def from_doors(
    profile_id: int, traits: Mapping[str, Any], *, source: str, time: int, by: int | None = None
) -> list[TraitSeen]:
    """Traits with clear values, from imports and the console; raises Invalid that names the trait."""
    if len(traits) > MAX_TRAITS:
        raise Invalid("traits_too_many", limit=MAX_TRAITS)
    return [_sealed(profile_id, key, value, source, time, by) for key, value in flat(traits)]


def is_personal(key: str) -> bool:
    """Whether values of this trait are always sealed."""
    return _kind_of(key) is not None


@lru_cache(maxsize=1024)
def _kind_of(key: str) -> str | None:
    return events.personal_kind(key.rpartition(".")[2]) or events.personal_kind(key.partition(".")[0])


def _sealed(profile_id: int, key: str, value: Any, source: str, time: int, by: int | None) -> TraitSeen:
    if not key or len(key) > 120:
        raise Invalid("trait_key_invalid", fields={"traits": "trait_key_invalid"}, key=key[:120])
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise Invalid("trait_too_long", fields={f"traits.{key}": "trait_too_long"}, key=key, limit=MAX_TEXT)
    kind = _kind_of(key)
    if kind is None and isinstance(value, str):
        kind = "email" if looks_like_email(value) else "phone" if looks_like_mobile(value) else None
    if kind is None:
        return TraitSeen(profile_id, key, value, source, time, by=by)
    token, sealed = events.seal(kind, str(value))
    return TraitSeen(profile_id, key, None, source, time, token, sealed, by)


def from_event(
    profile_id: int, traits: Mapping[str, Any], *, source: str, time: int, find: Callable[[str], str | None]
) -> list[TraitSeen]:
    """Traits of an identify call, whose personal values are tokens; `find` gives their ciphertexts."""
    seen = []
    for key, value in list(flat(traits))[:MAX_TRAITS]:
        if isinstance(value, str) and value.startswith("tok_"):
            seen.append(TraitSeen(profile_id, key[:120], None, source, time, value, find(value) or ""))
        elif not (isinstance(value, str) and len(value) > MAX_TEXT):
            seen.append(TraitSeen(profile_id, key[:120], value, source, time))
    return seen

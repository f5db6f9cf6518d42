"""What messaging asks of the people modules, set-based: who they are, where to write, what they allow, what templates may show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from marketloop.identity import facade as identity
from marketloop.messaging import mime
from marketloop.messaging.contracts import Purpose
from marketloop.messaging.models import Message, Suppression, TopicChoice
from marketloop.messaging.policy import MONTH, History, Person
from marketloop.platform import clock, crypto
from marketloop.platform.config import get_config
from marketloop.profiles import facade as profiles


@dataclass(frozen=True)
class Known:
    """All that one batch needs of its people, by the profile id that a message was written to."""

    people: Mapping[int, Person]
    contexts: Mapping[int, Mapping[str, Any]]
    members: Mapping[int, Sequence[int]]


def gather(profile_ids: Collection[int], channel: str) -> Known:
    """Look up everything for these profiles with a handful of queries."""
    wanted = list(set(profile_ids))
    members = identity.members_many(wanted)
    contexts = profiles.liquid_contexts(wanted)
    addresses = profiles.contacts(wanted, channel)
    consenting = profiles.consents(wanted, channel)
    tests = {row.id for row in profiles.rows(wanted) if row.is_test}
    suppressed = _suppressed(channel, addresses)
    topics_off = _topics_off(channel, members)
    people = {
        one: Person(
            person_id=members[one][0],
            exists=one in contexts,
            is_test=members[one][0] in tests,
            address=addresses.get(one),
            address_valid=mime.is_address(addresses.get(one, "")),
            consent=one in consenting,
            topics_off=topics_off.get(one, frozenset()),
            suppressed=one in suppressed,
            zone=trait_of(contexts.get(one, {}), "timezone"),
        )
        for one in wanted
    }
    return Known(people, contexts, members)


def trait_of(context: Mapping[str, Any], *keys: str) -> str:
    """The first of these traits that is known, as text."""
    traits = context.get("traits") or {}
    return next((str(traits[key]) for key in keys if traits.get(key)), "")


def language_of(context: Mapping[str, Any]) -> str:
    """The language that a person prefers, else the installation's."""
    return trait_of(context, "language", "locale") or get_config().language


def address_token(channel: str, address: str) -> str:
    """The blind index under which an address stands on the suppression list."""
    return crypto.token(f"suppression:{channel}", address.strip().lower())


def _suppressed(channel: str, addresses: Mapping[int, str]) -> set[int]:
    tokens = {profile_id: address_token(channel, address) for profile_id, address in addresses.items()}
    live = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    found = set(
        Suppression.objects.filter(live, channel=channel, address_token__in=set(tokens.values())).values_list(
            "address_token", flat=True
        )
    )
    return {profile_id for profile_id, token in tokens.items() if token in found}


def _topics_off(channel: str, members: Mapping[int, Sequence[int]]) -> dict[int, frozenset[str]]:
    everyone = {profile_id for all_of in members.values() for profile_id in all_of}
    off: dict[int, set[str]] = {}
    for profile_id, topic in TopicChoice.objects.filter(
        channel=channel, subscribed=False, profile_id__in=everyone
    ).values_list("profile_id", "topic"):
        off.setdefault(profile_id, set()).add(topic)
    if not off:
        return {}
    return {
        one: frozenset(topic for member in all_of for topic in off.get(member, ()))
        for one, all_of in members.items()
    }


def history_of(known: Known, now: dt.datetime) -> History:
    """Marketing messages of the last 30 days of these people, over all their profiles; call it inside the policy lock."""
    owner = {member: all_of[0] for all_of in known.members.values() for member in all_of}
    history = History()
    for profile_id, channel, at in Message.objects.filter(
        profile_id__in=owner, reserved_at__gt=now - MONTH, purpose=Purpose.MARKETING
    ).values_list("profile_id", "channel", "reserved_at"):
        if at is not None:
            history.add(owner[profile_id], channel, at)
    return history

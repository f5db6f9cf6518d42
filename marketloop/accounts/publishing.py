"""What segments, templates and the 360° page know of a person's companies: traits `account.*`, lists with one value a company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from marketloop.accounts.contracts import Membership
from marketloop.accounts.queries import memberships
from marketloop.profiles import facade as profiles

SOURCE = "marketloop.accounts"
TRAITS = ("account.company", "account.kind", "account.industry", "account.role")


def publish(people: Collection[int]) -> None:
    """Renew the traits of these people; runs in the transaction of the change."""
    alike: dict[tuple[Membership, ...], list[int]] = defaultdict(list)
    for person, places in memberships(people).items():
        alike[places].append(person)
    for places, ones in alike.items():
        profiles.set_traits(ones, _traits(places), SOURCE)


def _traits(places: tuple[Membership, ...]) -> dict[str, Any]:
    columns = (
        [place.account for place in places],
        [place.kind.value for place in places],
        [place.industry for place in places if place.industry],
        [place.role.value for place in places],
    )
    return {key: list(dict.fromkeys(values)) or None for key, values in zip(TRAITS, columns, strict=True)}

"""Where a customer's traits say that they live: codes of province, city and county from an address and the names given beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketloop.identity.addresses.parsing import Place, parse_address

ADDRESS_KEYS = ("address", "addr", "shipping_address", "receiver_address")
_NAMED = (("province", "state"), ("city",), ("county", "district"))
_WRITTEN = ("province", "city", "county", "province_code", "city_code", "county_code")


def place_of_traits(traits: Mapping[str, Any]) -> Place:
    """The place that the traits name, from their own fields first and then from an address."""
    named = "".join(next((str(traits[key]) for key in keys if traits.get(key)), "") for keys in _NAMED)
    address = next((str(traits[key]) for key in ADDRESS_KEYS if traits.get(key)), "")
    best = parse_address(named)
    for text in (address, f"{named}{address}" if address else ""):
        found = parse_address(text)
        if len(found.code.rstrip("0")) > len(best.code.rstrip("0")) and found.code.startswith(
            best.code.rstrip("0")
        ):
            best = found
    return best


def place_traits(traits: Mapping[str, Any]) -> dict[str, str]:
    """Traits to add: province, city and county where absent, and their six-digit codes; nothing that stands is changed."""
    place = place_of_traits(traits)
    found = {name: getattr(place, name) for name in _WRITTEN}
    return {name: value for name, value in found.items() if value and not traits.get(name)}

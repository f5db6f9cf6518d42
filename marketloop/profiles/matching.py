"""What the search for duplicates compares: one record a person, values in clear, handed over by a pipe and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from marketloop.identity import facade as identity
from marketloop.profiles import naming, queries
from marketloop.profiles.models import Person

_CHUNK = 2_000


def customer_records() -> Iterator[identity.CustomerRecord]:
    """Everybody but test profiles, in the order of their ids."""
    people = list(Person.objects.filter(is_test=False).order_by("id").values_list("id", flat=True))
    for start in range(0, len(people), _CHUNK):
        yield from _records(people[start : start + _CHUNK])


def _records(people: list[int]) -> Iterator[identity.CustomerRecord]:
    traits = queries.traits_of(people, in_clear=True)
    addresses = identity.addresses(people, ["phone", "email"])
    for person in people:
        known = {trait.key: str(trait.value) for trait in traits.get(person, []) if trait.value is not None}
        reached = {one.kind: one.value for one in reversed(addresses.get(person, []))}
        place = {**known, **identity.place_traits(known)}
        yield identity.CustomerRecord(
            id=person,
            name=naming.name_in(known),
            phone=reached.get("phone", known.get("phone", "")),
            email=reached.get("email", known.get("email", "")),
            birthday=known.get("birthday", ""),
            place=next(
                (place[key] for key in ("county_code", "city_code", "province_code") if key in place), ""
            ),
            address=known.get("address", ""),
            company=known.get("company", ""),
        )


identity.set_record_source(customer_records)

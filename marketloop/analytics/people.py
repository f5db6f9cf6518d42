"""Pages of the people behind a number: as many as the number says, by id, with what may be shown of them."""

from __future__ import annotations

import numpy as np

from marketloop.events.facade import Ids
from marketloop.organisation.contracts import ScopeFilter
from marketloop.platform import ids
from marketloop.platform.errors import BadRequest
from marketloop.platform.http import Page, PageQuery, Schema, decode_cursor, encode_cursor
from marketloop.platform.i18n import Language
from marketloop.profiles import facade as profiles


class PersonOut(Schema):
    """A person in a list; addresses are masked. Empty where the person has not been described yet."""

    id: str
    name: str = ""
    phone: str = ""
    email: str = ""
    stage: str = ""
    orders: int = 0
    spend: int = 0
    last_order: int | None = None
    city: str = ""


def people_page(people: Ids, page: PageQuery, scope: ScopeFilter, language: Language) -> Page[PersonOut]:
    """One page of ascending ids."""
    after = _after(page.cursor)
    first = int(np.searchsorted(people, after, side="right"))
    shown = [int(one) for one in people[first : first + page.size()]]
    known = {row.id: row for row in profiles.rows(shown, scope=scope, language=language)}
    items = []
    for one in shown:
        row = known.get(one)
        person = PersonOut(id=ids.encode("pro", one))
        if row is not None:
            person.name, person.phone, person.email, person.stage = row.name, row.phone, row.email, row.stage
            person.orders, person.spend, person.last_order, person.city = (
                row.orders,
                row.spend,
                row.last_order,
                row.city,
            )
        items.append(person)
    more = first + len(shown) < len(people)
    return Page(
        items=items, next_cursor=encode_cursor([shown[-1]]) if more and shown else None, count=len(people)
    )


def _after(cursor: str | None) -> int:
    if not cursor:
        return -1
    values = decode_cursor(cursor)
    if len(values) != 1 or not isinstance(values[0], int):
        raise BadRequest("cursor_malformed")
    return values[0]
